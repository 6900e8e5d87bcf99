// SPDX-License-Identifier: Apache-2.0

import Foundation
import IndexFormat
import Storage
import Testing

/// The frozen index of each format version opens and reads as recorded. See `indexes/README.md`.
@Suite("Reference indexes", .serialized)
struct ReferenceIndexTests {
  private static let folder = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().appending(path: "indexes")
  /// The versions that are frozen, the one this program writes last.
  static let versions = [3]

  private static func index(_ version: Int) -> FilePath {
    FilePath(folder.appending(path: "v\(version)/reference.sakuin").path)
  }

  private static func expected(_ version: Int) -> URL {
    folder.appending(path: "v\(version)/expected.txt")
  }

  @Test func regenerateOnlyWhenAsked() throws {
    guard let version = Self.versions.last else { return }
    let wish = ProcessInfo.processInfo.environment["SAKUIN_REFERENCE"]
    if wish == "segment" { _ = try ReferenceSegment.model().write(to: Self.index(version)) }
    guard wish == "segment" || wish == "expected" else { return }
    let text = try SegmentDump.text(SegmentReader(path: Self.index(version)))
    try text.write(to: Self.expected(version), atomically: true, encoding: .utf8)
  }

  @Test(arguments: versions)
  func readsAsRecorded(_ version: Int) throws {
    let reader = try SegmentReader(path: Self.index(version))
    let expected = try String(contentsOf: Self.expected(version), encoding: .utf8)
    let found = try SegmentDump.text(reader)
    let difference = zip(
      found.split(separator: "\n", omittingEmptySubsequences: false),
      expected.split(separator: "\n", omittingEmptySubsequences: false)
    ).first { $0 != $1 }
    #expect(difference == nil, "first difference")
    #expect(found == expected)
  }

  @Test(arguments: versions)
  func isSound(_ version: Int) throws {
    #expect(try IndexChecker.check(path: Self.index(version)) == [])
  }

  @Test func hasThresholdsAndPairs() throws {
    let key = TermKey(field: 1, kind: 1, text: "note")
    for version in Self.versions {
      let reader = try SegmentReader(path: Self.index(version))
      let entry = try #require(try reader.term(key))
      #expect(entry.documentFrequency > 128)
      #expect(try reader.postings(entry).leastImpact(ofBest: 10) != nil)
      #expect(reader.commonTerms(ofField: 1) != nil)
      #expect(try reader.term(PairTerm.key(key, key)) != nil)
    }
  }
}
