// SPDX-License-Identifier: Apache-2.0

import IndexFormat
import Testing
import TextAnalysis

@testable import Searching

@Suite("Retrievals agree with a naive search, bit for bit")
struct RetrievalTests {
  struct Case: Sendable, CustomTestStringConvertible {
    var seed: UInt64
    var documentCount: Int
    var segmentCount: Int
    var planCount: Int
    var groupCount = 6

    var testDescription: String {
      "seed \(seed), \(documentCount) documents, \(segmentCount) segments, \(planCount) plans"
    }
  }

  static let cases = [
    Case(seed: 1, documentCount: 1, segmentCount: 1, planCount: 16),
    Case(seed: 2, documentCount: 40, segmentCount: 3, planCount: 120),
    Case(seed: 3, documentCount: 300, segmentCount: 1, planCount: 120),
    Case(seed: 4, documentCount: 1500, segmentCount: 2, planCount: 32),
    Case(seed: 5, documentCount: 1500, segmentCount: 1, planCount: 8, groupCount: 30),
    Case(seed: 6, documentCount: 10000, segmentCount: 1, planCount: 8),
    Case(seed: 7, documentCount: 9000, segmentCount: 2, planCount: 4, groupCount: 12),
  ]

  @Test(arguments: cases)
  func sameHits(_ test: Case) throws {
    let model = ModelCollection(seed: test.seed, documentCount: test.documentCount)
    let (snapshot, starts) = try model.snapshot(segmentCount: test.segmentCount)
    let naive = NaiveSearch(model)
    var plans = RandomPlans(seed: test.seed &* 31, vocabularySize: model.vocabularySize)
    let binder = PlanBinder(snapshot: snapshot) { NormalizedText($0).bytes }
    for number in 0..<test.planCount {
      let plan = plans.plan(shape: number, maximumGroupCount: test.groupCount)
      let expected = naive.search(plan)
      let binding = try binder.bind(plan)
      let count = try binding.segments.reduce(0) {
        $0 + (try MatchSets($1).count(matching: plan.matching))
      }
      #expect(count == expected.count, "plan \(number): \(plan.matching)")
      for (retrieval, limits) in [
        (Retrieval.exhaustive, [1000]), (.tree, [10, 1000]), (.fastest, [1, 10, 100, 1000]),
      ] {
        for limit in limits {
          let found = try retrieval.best(limit, of: binding).map {
            (document: starts[$0.segment] + Int($0.document), score: $0.score)
          }
          let wanted = expected.prefix(limit)
          let same =
            found.count == wanted.count
            && zip(found, wanted).allSatisfy {
              $0.document == $1.document && $0.score.bitPattern == $1.score.bitPattern
            }
          guard !same else { continue }
          let place = zip(found, wanted).enumerated().first {
            $1.0.document != $1.1.document || $1.0.score != $1.1.score
          }
          Issue.record(
            """
            \(retrieval), plan \(number), limit \(limit): \(found.count) of \(wanted.count) hits, \
            first difference \(String(describing: place)); \(plan)
            """)
          return
        }
      }
    }
  }
}
