// SPDX-License-Identifier: Apache-2.0

import IndexFormat
import Testing
import TextAnalysis

@testable import Searching

@Suite("Explanations")
struct ExplainerTests {
  /// Each number of the tree follows from its details by the operation its words name.
  private func check(_ explanation: Explanation) {
    let details = explanation.details
    if explanation.description.hasPrefix("score:") {
      // In `Double`, rounded once.
      #expect(explanation.value == Float(details.reduce(0.0) { $0 + Double($1.value) }))
    } else if explanation.description.hasPrefix("x = sum") {
      #expect(explanation.value == details.reduce(0) { $0 + $1.value })
    } else if explanation.description.hasPrefix("x = greatest") {
      #expect(explanation.value == details.map(\.value).max())
    } else if explanation.description.contains("w − w / (1 + x)") {
      #expect(explanation.value == details[0].value - details[0].value / (1 + details[1].value))
    } else if explanation.description.contains("weight × frequency × norm") {
      #expect(explanation.value == details[0].value * details[1].value * details[2].value)
    } else if explanation.description.hasPrefix("idf = the least") {
      #expect(explanation.value == details.map(\.value).min())
    } else if explanation.description.hasPrefix("w = boost") {
      #expect(explanation.value == details[0].value * details[1].value)
    }
    for detail in details { check(detail) }
  }

  @Test func numbersAreThoseOfTheScore() throws {
    let model = ModelCollection(seed: 11, documentCount: 400)
    let (snapshot, _) = try model.snapshot(segmentCount: 2)
    let binder = PlanBinder(snapshot: snapshot) { NormalizedText($0).bytes }
    let keeping = PlanBinder(snapshot: snapshot, keepsVariants: true) { NormalizedText($0).bytes }
    var plans = RandomPlans(seed: 4, vocabularySize: 60)
    for number in 0..<40 {
      let plan =
        number % 3 == 2 ? plans.fallbackPlan(shape: number / 3) : plans.plan(shape: number)
      let hits = try Retrieval.fastest.best(400, of: binder.bind(plan))
      let explainer = Explainer(snapshot: snapshot, binding: try keeping.bind(plan))
      for hit in hits.prefix(20) {
        let (isHit, tree) = try explainer.explain(segment: hit.segment, document: hit.document)
        #expect(isHit)
        #expect(tree.value.bitPattern == hit.score.bitPattern)
        check(tree)
      }
      let found = Set(hits.map { "\($0.segment) \($0.document)" })
      for (segment, reader) in snapshot.segments.enumerated() {
        for document in 0..<min(8, reader.documentCount)
        where !found.contains("\(segment) \(document)") {
          let (isHit, tree) = try explainer.explain(
            segment: segment, document: DocumentID(document))
          #expect(!isHit && tree.value == 0)
        }
      }
    }
  }

  @Test func rendersAsAnIndentedList() {
    let tree = Explanation(
      value: 3, description: "sum",
      details: [Explanation(value: 1, description: "a"), Explanation(value: 2, description: "b")])
    #expect(tree.text == "3.0  sum\n  1.0  a\n  2.0  b")
  }
}
