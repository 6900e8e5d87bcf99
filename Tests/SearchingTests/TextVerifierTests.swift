// SPDX-License-Identifier: Apache-2.0

import DocumentModel
import IndexFormat
import TestSupport
import Testing
import TextAnalysis

@testable import Searching

@Suite("Strings in stored text")
struct TextVerifierTests {
  @Test(arguments: 0..<4)
  func findsEveryPlace(seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    for _ in 0..<300 {
      let text = (0..<Int.random(in: 0...40, using: &random)).map { _ in
        UInt8.random(in: 97...98, using: &random)
      }
      let pattern = (0..<Int.random(in: 0...5, using: &random)).map { _ in
        UInt8.random(in: 97...98, using: &random)
      }
      let expected = text.indices.filter {
        !pattern.isEmpty && text[$0...].starts(with: pattern)
      }
      #expect(TextVerifier.places(of: pattern, in: text) == expected)
    }
  }

  @Test func blanksCollapse() {
    var offsets: [Int] = []
    let text = Array("a \t\n\u{3000}b\u{A0}c".utf8)
    let collapsed = TextVerifier.collapsingBlanks(text, offsets: &offsets)
    #expect(String(decoding: collapsed, as: UTF8.self) == "a b c")
    #expect(offsets == [0, 1, 7, 8, 10, 11])
  }

  @Test func theTextDecides() throws {
    let model = ModelCollection(seed: 3, documentCount: 120)
    let (snapshot, _) = try model.snapshot(segmentCount: 1)
    let binder = PlanBinder(snapshot: snapshot) { NormalizedText($0).bytes }
    // The words w0 and w1 in any place, the text "w0 w1" in the title.
    let query = SequenceQuery(
      field: 0,
      slots: [0, 1].map { .init([ModelCollection.surface($0, field: 0)], offset: $0) },
      slop: Int(Int32.max), ordered: false, verify: "w0 w1")
    let plan = QueryPlan(
      groups: [TermGroup(label: "x", variants: [Variant(source: .sequence(query), field: 0)])],
      matching: .group(0))
    let found = try Retrieval.fastest.best(1000, of: try binder.bind(plan))
      .map { Int($0.document) }.sorted()
    let expected = model.entries.indices.filter { number in
      let text = model.entries[number].title.map { "w\($0)" }.joined(separator: " ")
      return model.entries[number].title.contains(0) && model.entries[number].title.contains(1)
        && text.contains("w0 w1")
    }
    #expect(found == expected)
    #expect(!expected.isEmpty && expected.count < 60)
  }
}
