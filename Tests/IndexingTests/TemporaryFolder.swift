// SPDX-License-Identifier: Apache-2.0
import Foundation

/// A folder for the files of one test, gone with this object.
final class TemporaryFolder: Sendable {
  /// The folder, which exists.
  let path: String

  init() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "sakuin-\(UUID())")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    path = folder.path
  }

  /// The names in the folder, sorted.
  var names: [String] {
    get throws { try FileManager.default.contentsOfDirectory(atPath: path).sorted() }
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }
}
