// SPDX-License-Identifier: Apache-2.0

import DocumentModel
import IndexFormat
import Testing

@testable import Searching

@Suite("Filters")
struct FilterEvaluationTests {
  @Test func agreeWithALookAtEachDocument() throws {
    let model = ModelCollection(seed: 8, documentCount: 333)
    let segment = try model.segment(0..<333)
    let naive = NaiveSearch(model)
    var plans = RandomPlans(seed: 99, vocabularySize: 60)
    for _ in 0..<300 {
      let filter = plans.filter()
      let found = try FilterEvaluation(segment).documents(filter)
      let expected = model.entries.map { naive.holds(filter, $0) }
      #expect((0..<333).map { found.contains(DocumentID($0)) } == expected, "\(filter)")
      #expect(found.count == expected.count { $0 })
      let single = try (0..<333).map {
        try FilterEvaluation(segment).holds(filter, for: DocumentID($0))
      }
      #expect(single == expected)
    }
  }

  @Test func otherFieldsHaveNoValues() throws {
    let model = ModelCollection(seed: 8, documentCount: 5)
    let segment = try model.segment(0..<5)
    #expect(try FilterEvaluation(segment).documents(.keyword(field: 0, values: ["w1"])).count == 0)
    #expect(try FilterEvaluation(segment).documents(.exists(field: 1)).count == 0)
    #expect(try FilterEvaluation(segment).documents(.number(field: 3, ValueRange())).count == 0)
    #expect(try FilterEvaluation(segment).documents(.not(.exists(field: 1))).count == 5)
  }

  @Test func rangesKnowTheirEnds() {
    let range = ValueRange<Double>(lower: .init(1), upper: .init(2, isInclusive: false))
    #expect(range.contains(1) && range.contains(1.5) && !range.contains(2) && !range.contains(0.9))
    #expect(!ValueRange<Double>().contains(.nan))
    #expect(ValueRange(exactly: 3).contains(3) && !ValueRange(exactly: 3).contains(4))
  }
}
