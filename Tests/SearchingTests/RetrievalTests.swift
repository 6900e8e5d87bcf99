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
    let keeping = PlanBinder(snapshot: snapshot, keepsVariants: true) { NormalizedText($0).bytes }
    for number in 0..<test.planCount {
      let plan =
        number % 3 == 2
        ? plans.fallbackPlan(shape: number / 3)
        : plans.plan(shape: number, maximumGroupCount: test.groupCount)
      let expected = naive.search(plan)
      let binding = try binder.bind(plan)
      let kept = try keeping.bind(plan)
      for binding in [binding, kept] {
        let count = try binding.segments.reduce(0) {
          $0 + (try MatchSets($1).count(matching: plan.matching))
        }
        #expect(count == expected.count, "plan \(number): \(plan.matching)")
      }
      for (retrieval, binding, limits) in [
        (Retrieval.exhaustive, kept, [1000]), (.tree, kept, [1000]), (.fastest, kept, [10]),
        (.tree, binding, [10, 1000]), (.fastest, binding, [0, 1, 10, 64, 100, 1000, 100_000]),
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

  private static func isSame(
    _ found: [ScoredDocument], _ wanted: ArraySlice<ScoredDocument>
  ) -> Bool {
    found.count == wanted.count
      && zip(found, wanted).allSatisfy {
        $0.segment == $1.segment && $0.document == $1.document
          && $0.score.bitPattern == $1.score.bitPattern
      }
  }

  static let largeCases = [
    Case(seed: 21, documentCount: 30_000, segmentCount: 1, planCount: 84),
    Case(seed: 22, documentCount: 20_000, segmentCount: 2, planCount: 56),
    Case(seed: 23, documentCount: 5000, segmentCount: 3, planCount: 56),
    Case(seed: 24, documentCount: 130, segmentCount: 2, planCount: 56),
  ]

  /// Several ranges and superblocks, common words, any number of hits, with and without the count.
  @Test(arguments: largeCases)
  func bestAndCount(_ test: Case) throws {
    let model = ModelCollection(seed: test.seed, documentCount: test.documentCount)
    let (snapshot, _) = try model.snapshot(segmentCount: test.segmentCount)
    var plans = RandomPlans(seed: test.seed &* 31, vocabularySize: model.vocabularySize)
    let binder = PlanBinder(snapshot: snapshot) { NormalizedText($0).bytes }
    for number in 0..<test.planCount {
      let plan =
        switch number % 5 {
        case 4: plans.plan(shape: number / 5)
        case 2, 3: plans.fallbackPlan(shape: number / 2)
        default: plans.wordPlan(shape: number)
        }
      let binding = try binder.bind(plan)
      let expected = try Retrieval.exhaustive.best(
        test.documentCount, of: binder.bind(plan))
      for limit in [0, 1, 10, 64, 100, 1000, test.documentCount] {
        let wanted = expected.prefix(limit)
        // Bound anew: sequences whose documents have all been found are searched as lists are.
        let best = try Retrieval.fastest.best(limit, of: binder.bind(plan))
        #expect(
          Self.isSame(best, wanted), "plan \(number), limit \(limit): \(plan.matching)")
        let both = try Retrieval.bestAndCount(limit, of: binding)
        #expect(
          both.count == expected.count && Self.isSame(both.best, wanted),
          "plan \(number), limit \(limit), with count \(both.count): \(plan.matching)")
      }
      #expect(
        try Retrieval.count(of: binding) == expected.count, "plan \(number): \(plan.matching)")
    }
  }

  /// A group in several clauses, and clauses that others imply.
  @Test func groupsInSeveralClauses() throws {
    let model = ModelCollection(seed: 25, documentCount: 6000)
    let (snapshot, _) = try model.snapshot(segmentCount: 1)
    let binder = PlanBinder(snapshot: snapshot) { NormalizedText($0).bytes }
    let groups = [3, 20, 1, 40].map { word in
      TermGroup(
        label: "w",
        variants: [
          Variant(
            source: .term(ModelCollection.surface(word, field: 1)), field: 1, weight: 1,
            relation: .typed, text: "x")
        ])
    }
    let (a, b, c, d) = (
      MatchNode.group(0), MatchNode.group(1), MatchNode.group(2), MatchNode.group(3)
    )
    for (number, matching) in [
      MatchNode.all([.any([a, b]), .any([a, c])]), .all([a, a]), .all([.any([a, b]), a]),
      .all([.any([a, b]), .any([b, a])]), .all([.any([a, b]), .any([b, c]), .any([c, d]), d]),
      .all([.any([b, d]), .any([d, a, b]), .any([a, c])]), .all([a, .nothing]),
      .all([.any([]), .any([a, b])]),
    ].enumerated() {
      let binding = try binder.bind(QueryPlan(groups: groups, matching: matching))
      let expected = try Retrieval.exhaustive.best(6000, of: binding)
      for limit in [10, 1000, 6000] {
        let both = try Retrieval.bestAndCount(limit, of: binding)
        let best = try Retrieval.fastest.best(limit, of: binding)
        #expect(
          both.count == expected.count && Self.isSame(both.best, expected.prefix(limit))
            && Self.isSame(best, expected.prefix(limit)), "tree \(number), limit \(limit)")
      }
    }
  }

  /// As many clauses as bits, and more.
  @Test(arguments: [63, 64, 65, 80])
  func manyClauses(count: Int) throws {
    let model = ModelCollection(seed: 26, documentCount: 800, vocabularySize: 12)
    let (snapshot, _) = try model.snapshot(segmentCount: 2)
    let binder = PlanBinder(snapshot: snapshot) { NormalizedText($0).bytes }
    for word in [0, 3] {
      let groups = (0..<count).map { number in
        TermGroup(
          label: "w",
          variants: [
            Variant(
              source: .term(ModelCollection.surface((word + number % 3) % 12, field: 1)), field: 1,
              weight: 1, relation: .typed, text: "x")
          ])
      }
      for matching in [
        MatchNode.all(groups.indices.map { .group($0) }),
        .all(groups.indices.map { .any([.group($0)]) }),
      ] {
        let binding = try binder.bind(QueryPlan(groups: groups, matching: matching))
        let expected = try Retrieval.exhaustive.best(800, of: binding)
        #expect(!expected.isEmpty)
        for limit in [10, 800] {
          let both = try Retrieval.bestAndCount(limit, of: binding)
          #expect(
            both.count == expected.count && Self.isSame(both.best, expected.prefix(limit)))
        }
      }
    }
  }
}
