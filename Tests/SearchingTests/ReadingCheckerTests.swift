// SPDX-License-Identifier: Apache-2.0

import DocumentModel
import Foundation
import HostileFiles
import IndexFormat
import Indexing
import Storage
import Testing

@testable import Searching

@Suite("Readings against terms")
struct ReadingCheckerTests {
  private static func bytes(_ texts: [String]) throws -> [UInt8] {
    let path = FileManager.default.temporaryDirectory.appending(path: "sakuin-\(UUID())").path
    defer { try? FileManager.default.removeItem(atPath: path) }
    var builder = try IndexBuilder(path: path)
    for (number, text) in texts.enumerated() {
      try builder.add(
        Document(key: "\(number)", fields: [.init(name: "body", value: .text(text))]))
    }
    _ = try builder.finish()
    return try MappedFile(path: FilePath(path)).bytes().array
  }

  private static func findings(_ bytes: [UInt8]) throws -> [Finding] {
    let segment = try SegmentReader(bytes: MappedBytes(bytes), name: "readings")
    #expect(IndexChecker.check(segment) == [])
    return ReadingChecker.check(segment)
  }

  /// Checksums are right, and the tables are sound in themselves.
  @Test func wordsOfAnotherIndexAreFound() throws {
    let one = try Self.bytes(["東京タワーは東京都にある", "すし sushi サーバー"])
    let other = try Self.bytes(["大阪城は大阪にある", "てんぷら tempura"])
    #expect(try Self.findings(one) == [])
    #expect(try Self.findings(other) == [])
    let frame = try #require(SegmentFrame(one))
    let donor = try #require(SegmentFrame(other))
    let place = try #require(frame.sections.firstIndex { $0.kind == 10 })
    let source = try #require(donor.sections.firstIndex { $0.kind == 10 })
    let findings = try Self.findings(frame.replacing(place, with: donor.content(source)))
    #expect(
      findings.contains {
        $0.section == "readings by key" && $0.reason.contains("no word of the segment")
      }, "\(findings)")
  }
}
