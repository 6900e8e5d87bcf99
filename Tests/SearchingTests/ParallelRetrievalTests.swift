// SPDX-License-Identifier: Apache-2.0

import IndexFormat
import Testing
import TextAnalysis

@testable import Searching

@Suite("Several threads give what one gives")
struct ParallelRetrievalTests {
  @Test(arguments: [(1, 1), (2, 9000), (3, 9000), (1, 12000)])
  func sameHitsAndCounts(segmentCount: Int, documentCount: Int) throws {
    let model = ModelCollection(seed: 17, documentCount: documentCount)
    let (snapshot, _) = try model.snapshot(segmentCount: segmentCount)
    var plans = RandomPlans(seed: 1_234_567, vocabularySize: model.vocabularySize)
    let binder = PlanBinder(snapshot: snapshot) { NormalizedText($0).bytes }
    var compared = 0
    for number in 0..<40 {
      let plan =
        number % 2 == 0
        ? plans.fallbackPlan(shape: number) : plans.plan(shape: number, maximumGroupCount: 5)
      guard let shape = ConjunctiveShape(plan) else { continue }
      let binding = try binder.bind(plan)
      for limit in [1, 10, 300] {
        let expected = try Retrieval.fastest.best(limit, of: binding)
        for isCounting in [false, true] {
          let found = try ParallelRetrieval(
            shape: shape, binding: binding, isCounting: isCounting
          ).best(limit, threadCount: 4)
          #expect(found.best == expected, "plan \(number), limit \(limit): \(plan)")
          if isCounting { #expect(found.count == (try Retrieval.count(of: binding))) }
          compared += 1
        }
      }
    }
    #expect(compared > 100)
  }

  @Test func sharedThresholdOnlyRises() {
    let shared = SharedThreshold()
    #expect(shared.value == 0)
    for score: Float in [-1, 2, 1, 2.5, 0] { shared.raise(to: score) }
    #expect(shared.value == 2.5)
  }
}
