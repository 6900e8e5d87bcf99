// SPDX-License-Identifier: Apache-2.0

internal import IndexFormat

/// The ways to find the best documents of a plan. All give the same documents and scores.
enum Retrieval: Sendable, CaseIterable {
  /// Every document, one after another: the definition of the right answer.
  case exhaustive
  /// All matches of any tree, in windows, without pruning.
  case tree
  /// Whatever is fastest: block-max MaxScore over clauses or, for a single list, its blocks from the
  /// most promising on; the tree where a plan has no clauses that hold for every hit, or its variants are
  /// kept.
  case fastest

  /// The best documents of all segments, best first.
  ///
  /// - Parameters:
  ///   - limit: how many at most.
  ///   - binding: the plan with its lists.
  ///   - threadCount: threads that work on the query, where that is worth while.
  /// - Returns: at most `limit` documents, best first, whatever the number of threads.
  /// - Throws: `IndexFormatError`.
  func best(
    _ limit: Int, of binding: PlanBinding, threadCount: Int = 1
  ) throws(IndexFormatError) -> [ScoredDocument] {
    if self == .fastest, let shape = binding.shape {
      return try Self.maxScore(
        limit, of: binding, shape, isCounting: false, threadCount: threadCount
      ).best
    }
    var hits = TopHits(capacity: limit)
    for (number, segment) in binding.segments.enumerated() {
      if self == .exhaustive {
        try ExhaustiveRetrieval(plan: binding.plan, binding: segment)
          .retrieve(segment: number, into: &hits)
      } else {
        try TreeRetrieval(plan: binding.plan, binding: segment)
          .retrieve(segment: number, into: &hits)
      }
    }
    return hits.ranked()
  }

  /// The best documents of all segments, and the number of all matches, planned together: where the
  /// matches of an intersection are known as a set, only they are scored.
  ///
  /// - Parameters:
  ///   - limit: how many documents at most.
  ///   - binding: the plan with its lists.
  ///   - threadCount: threads that work on the query, where that is worth while.
  /// - Returns: at most `limit` documents, best first, and the number of all.
  /// - Throws: `IndexFormatError`.
  static func bestAndCount(
    _ limit: Int, of binding: PlanBinding, threadCount: Int = 1
  ) throws(IndexFormatError) -> (best: [ScoredDocument], count: Int) {
    if let shape = binding.shape {
      return try maxScore(
        limit, of: binding, shape, isCounting: true, threadCount: threadCount)
    }
    return (try Retrieval.tree.best(limit, of: binding), try count(of: binding))
  }

  /// The number of all matches.
  ///
  /// - Throws: `IndexFormatError`.
  static func count(of binding: PlanBinding) throws(IndexFormatError) -> Int {
    var count = 0
    for segment in binding.segments {
      count += try MatchSets(segment).count(matching: binding.plan.matching)
    }
    return count
  }

  private static func maxScore(
    _ limit: Int, of binding: PlanBinding, _ shape: ConjunctiveShape, isCounting: Bool,
    threadCount: Int
  ) throws(IndexFormatError) -> (best: [ScoredDocument], count: Int) {
    if threadCount > 1, cost(of: binding, shape) >= leastParallelCost {
      return try ParallelRetrieval(shape: shape, binding: binding, isCounting: isCounting)
        .best(limit, threadCount: threadCount)
    }
    var best: [ScoredDocument] = []
    var count = 0
    for number in binding.segments.indices {
      // A document of a later segment must be better than the last of the best.
      let floor = best.count == limit ? best.last?.score.nextUp : nil
      var retrieval = SegmentRetrieval(
        shape: shape, binding: binding, number: number, isCounting: isCounting)
      let found = try retrieval.best(limit, floor: floor)
      count += retrieval.count
      best =
        best.isEmpty ? found : Array((best + found).sorted { $0.ranksBefore($1) }.prefix(limit))
    }
    return (best, count)
  }

  /// Plans that read fewer postings are done before other threads have begun.
  private static let leastParallelCost = 400_000

  /// The postings of all lists.
  private static func cost(of binding: PlanBinding, _ shape: ConjunctiveShape) -> Int {
    var cost = 0
    for segment in binding.segments {
      for group in shape.scoringGroups { cost += segment.groups[group].cost }
    }
    return cost
  }
}

extension PlanBinding {
  /// The clauses that pruning works on; nil where the plan has none, or groups have fallbacks.
  fileprivate var shape: ConjunctiveShape? { keepsVariants ? nil : ConjunctiveShape(plan) }
}
