// SPDX-License-Identifier: Apache-2.0

import Foundation

/// The reference indexes of `indexes/`, which hostile files are made of.
package enum ReferenceFile: String, CaseIterable, Sendable {
  /// The third version of the format, the oldest that is read.
  case v3

  private static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()

  /// The sound file.
  package func bytes() throws -> [UInt8] {
    let path = Self.root.appending(path: "indexes/\(rawValue)/reference.sakuin")
    return Array(try Data(contentsOf: path))
  }

  /// The patches of `nasty/`: what fuzzing came upon, one for each way through the readers.
  package func keptPatches() throws -> [SegmentPatch] {
    let path = Self.root.appending(path: "Tests/HostileFiles/nasty/\(rawValue).txt")
    guard FileManager.default.fileExists(atPath: path.path) else { return [] }
    let text = try String(contentsOf: path, encoding: .utf8)
    return try text.split(separator: "\n").map { line in
      guard let patch = SegmentPatch(line) else { throw CocoaError(.fileReadCorruptFile) }
      return patch
    }
  }
}
