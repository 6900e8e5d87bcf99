// SPDX-License-Identifier: Apache-2.0

import DocumentModel
import Foundation
import Ingest
import Testing

/// Random bytes in the likeness of each kind of file: nothing crashes, and every file or line is
/// either a document that fits the schema or a rejection.
@Suite struct HostileSourceTests {
  private static let caseCount =
    (ProcessInfo.processInfo.environment["SAKUIN_FUZZ_CASES"].flatMap { Int($0) } ?? 10_000) / 10
  private static let seed =
    ProcessInfo.processInfo.environment["SAKUIN_FUZZ_SEED"].flatMap { UInt64($0) } ?? 20_261_121

  private static let pieces: [String] = [
    "---\n", "title: ", "tags: [", "]", "date: 2026-11-21", "id: ", "&a ", "*a", "? ", "- ", "# ",
    "\n", "\n\n", "\r", "    ", "```\n", "> ", "1. ", "[x](y)", "![", "<b>", "</", "<script>",
    "<!--", "-->", "&amp;", "*", "**", "`", "|", "\\", "東京", "ねとられ", "\u{0}", "\u{FEFF}", "é",
    "{\"id\":", "\"x\"", "}", "{", "[", ",", ":", "null", "1e999", "\\u0000", "\\ud800", "\"",
  ]

  private static func bytes(_ state: inout UInt64) -> [UInt8] {
    func next(_ bound: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(state >> 33) % bound
    }
    var bytes: [UInt8] = next(3) == 0 ? Array("---\n".utf8) : []
    for _ in 0..<next(40) {
      if next(60) == 0 {
        bytes.append(UInt8(next(256)))
      } else {
        bytes += Array(pieces[next(pieces.count)].utf8)
      }
    }
    return bytes
  }

  @Test(arguments: ["md", "txt", "jsonl"])
  func anythingIsADocumentOrARejection(ending: String) throws {
    let folder = try TemporaryFolder()
    let validator = DocumentValidator(schema: .standard())
    var state = Self.seed
    for _ in 0..<Self.caseCount {
      let path = try folder.write("a." + ending, Self.bytes(&state))
      var stream = try DocumentStream(sources: [path], options: .init(schema: .standard()))
      var count = 0
      while let item = try stream.next() {
        count += 1
        switch item {
        case .document(let document, _): try validator.check(document)
        case .known: Issue.record("a line that nobody knew")
        case .rejection(let rejection): #expect(!rejection.reason.description.isEmpty)
        }
      }
      if ending != "jsonl" { #expect(count == 1) }
      #expect(stream.byteCountRead == stream.totalByteCount)
    }
  }
}
