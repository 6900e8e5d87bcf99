// SPDX-License-Identifier: Apache-2.0

internal import IndexFormat

/// Retrieval from one segment, or from a part of its documents, in the way that suits the plan.
struct SegmentRetrieval {
  private let shape: ConjunctiveShape
  private let segment: SegmentBinding
  private let number: Int
  private let matching: MatchNode
  private let isCounting: Bool
  /// The number of matches in the segment, after `best`, where they are counted.
  private(set) var count = 0

  /// Creates a retrieval from the segment of a number.
  init(shape: ConjunctiveShape, binding: PlanBinding, number: Int, isCounting: Bool) {
    self.shape = shape
    segment = binding.segments[number]
    self.number = number
    matching = binding.plan.matching
    self.isCounting = isCounting
  }

  /// Whether the segment can be searched in parts.
  var isDivisible: Bool { only == nil && intersected == nil }

  private var only: (list: PostingList, scale: VariantScale, weight: Float)? {
    guard let group = shape.onlyGroup, let list = segment.groups[group].onlyList else { return nil }
    return (
      list, segment.scale(of: segment.groups[group].variants[0]), segment.groups[group].weight
    )
  }

  /// The lists of an intersection that is counted.
  private var intersected: [PostingList]? {
    isCounting ? shape.intersectedLists(in: segment) : nil
  }

  /// The best documents of the segment, or of a part of it.
  ///
  /// - Parameters:
  ///   - limit: how many at most.
  ///   - floor: a score that they must reach; nil for any.
  ///   - shared: what they must reach as other threads find it out; nil for one thread.
  ///   - part: which part of neighbouring documents; the first one counts all matches.
  ///   - partCount: how many parts there are.
  /// - Returns: at most `limit` documents, best first.
  /// - Throws: `IndexFormatError`.
  mutating func best(
    _ limit: Int, floor: Float?, shared: SharedThreshold? = nil, part: Int = 0,
    of partCount: Int = 1
  ) throws(IndexFormatError) -> [ScoredDocument] {
    var floor = floor
    var accepted = try MatchSets(segment).accepted(by: shape)
    if accepted == nil, let reached = shape.score(ofBest: limit, in: segment) {
      floor = max(floor ?? reached, reached)
    }
    var hits = TopDocuments(capacity: limit, floor: floor, shared: shared)
    let counter = MatchCounter(documentCount: segment.documentCount)
    let intersected = intersected
    let isSet = intersected.map { counter.prefersSets($0) } ?? false
    if let intersected, isSet {
      var matches = try counter.documents(ofAll: intersected)
      if let accepted { matches.formIntersection(accepted) }
      count = matches.count
      accepted = matches
    } else if isCounting, intersected == nil, part == 0 {
      count = try MatchSets(segment).count(matching: matching)
    }
    if let (list, scale, weight) = only {
      var retrieval = TermRetrieval(list, scale: scale, weight: weight, accepted: accepted)
      try retrieval.retrieve(into: &hits)
    } else {
      var retrieval = MaxScoreRetrieval(shape: shape, binding: segment, accepted: accepted)
      if intersected != nil, !isSet {
        count = try retrieval.retrieveAndCount(into: &hits)
      } else {
        try retrieval.retrieve(into: &hits, part: part, of: partCount)
      }
    }
    return hits.ranked(segment: number)
  }
}
