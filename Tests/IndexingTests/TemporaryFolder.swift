// SPDX-License-Identifier: Apache-2.0
import Foundation

/// A folder for the files of one test run.
enum TemporaryFolder {
  /// The folder, which exists.
  static var path: String {
    get throws {
      let folder = FileManager.default.temporaryDirectory
        .appending(path: "sakuin-indexing-\(ProcessInfo.processInfo.processIdentifier)")
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      return folder.path
    }
  }
}
