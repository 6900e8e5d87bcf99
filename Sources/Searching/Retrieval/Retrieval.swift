// SPDX-License-Identifier: Apache-2.0

internal import IndexFormat

/// The ways to find the best documents of a plan. All give the same documents and scores.
enum Retrieval: Sendable, CaseIterable {
  /// Every document, one after another: the definition of the right answer.
  case exhaustive
  /// All matches of any tree, in windows, without pruning.
  case tree
  /// Whatever is fastest: block-max MaxScore over clauses or, for a single list, its blocks from the
  /// most promising on; the tree where a plan has no clauses that hold for every hit.
  case fastest

  /// The best documents of all segments, best first.
  ///
  /// - Parameters:
  ///   - limit: how many at most.
  ///   - binding: the plan with its lists.
  /// - Returns: at most `limit` documents, best first.
  /// - Throws: `IndexFormatError`.
  func best(_ limit: Int, of binding: PlanBinding) throws(IndexFormatError) -> [ScoredDocument] {
    if self == .fastest, let shape = ConjunctiveShape(binding.plan) {
      return try Self.maxScore(limit, of: binding, shape, isCounting: false).best
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
  /// - Returns: at most `limit` documents, best first, and the number of all.
  /// - Throws: `IndexFormatError`.
  static func bestAndCount(
    _ limit: Int, of binding: PlanBinding
  ) throws(IndexFormatError) -> (best: [ScoredDocument], count: Int) {
    if let shape = ConjunctiveShape(binding.plan) {
      return try maxScore(limit, of: binding, shape, isCounting: true)
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
    _ limit: Int, of binding: PlanBinding, _ shape: ConjunctiveShape, isCounting: Bool
  ) throws(IndexFormatError) -> (best: [ScoredDocument], count: Int) {
    var best: [ScoredDocument] = []
    var count = 0
    for (number, segment) in binding.segments.enumerated() {
      // A document of a later segment must be better than the last of the best.
      let floor = best.count == limit ? best.last?.score.nextUp : nil
      var hits = TopDocuments(capacity: limit, floor: floor)
      var accepted = try MatchSets(segment).accepted(by: shape)
      let intersected = isCounting ? shape.intersectedLists(in: segment) : nil
      let counter = MatchCounter(documentCount: segment.documentCount)
      if let intersected, counter.prefersSets(intersected) {
        var matches = try counter.documents(ofAll: intersected)
        if let accepted { matches.formIntersection(accepted) }
        count += matches.count
        accepted = matches
      } else if isCounting, intersected == nil {
        count += try MatchSets(segment).count(matching: binding.plan.matching)
      }
      if let group = shape.onlyGroup, segment.groups[group].variants.count == 1 {
        var retrieval = TermRetrieval(
          segment.groups[group].variants[0], weight: segment.groups[group].weight,
          binding: segment, accepted: accepted)
        try retrieval.retrieve(into: &hits)
      } else {
        var retrieval = MaxScoreRetrieval(shape: shape, binding: segment, accepted: accepted)
        if let intersected, !counter.prefersSets(intersected) {
          count += try retrieval.retrieveAndCount(into: &hits)
        } else {
          try retrieval.retrieve(into: &hits)
        }
      }
      let found = hits.ranked(segment: number)
      best = best.isEmpty ? found : Array((best + found).sorted { $0.ranksBefore($1) }.prefix(limit))
    }
    return (best, count)
  }
}
