// SPDX-License-Identifier: Apache-2.0

import Foundation
import IndexFormat
import Storage
import Testing

/// The frozen index of each format version opens and reads as recorded. See `indexes/README.md`.
@Suite("Reference indexes", .serialized)
struct ReferenceIndexTests {
  private static let folder = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().appending(path: "indexes/v1")
  private static let index = FilePath(folder.appending(path: "reference.sakuin").path)
  private static let expected = folder.appending(path: "expected.txt")

  /// With `SAKUIN_REFERENCE=segment` the index is written anew from its fixed documents, with
  /// `SAKUIN_REFERENCE=expected` what is expected of the index that is there; never otherwise.
  @Test func regenerateOnlyWhenAsked() throws {
    let wish = ProcessInfo.processInfo.environment["SAKUIN_REFERENCE"]
    if wish == "segment" { _ = try ReferenceSegment.model().write(to: Self.index) }
    guard wish == "segment" || wish == "expected" else { return }
    let text = try SegmentDump.text(SegmentReader(path: Self.index))
    try text.write(to: Self.expected, atomically: true, encoding: .utf8)
  }

  @Test func readsAsRecorded() throws {
    let reader = try SegmentReader(path: Self.index)
    let expected = try String(contentsOf: Self.expected, encoding: .utf8)
    let found = try SegmentDump.text(reader)
    let difference = zip(
      found.split(separator: "\n", omittingEmptySubsequences: false),
      expected.split(separator: "\n", omittingEmptySubsequences: false)
    ).first { $0 != $1 }
    #expect(difference == nil, "first difference")
    #expect(found == expected)
  }

  @Test func isSound() throws { #expect(try IndexChecker.check(path: Self.index) == []) }
}
