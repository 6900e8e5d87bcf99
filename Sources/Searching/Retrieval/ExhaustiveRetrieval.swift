// SPDX-License-Identifier: Apache-2.0

internal import IndexFormat

/// Scores every document of a segment, one after another, over any tree. It is the definition of
/// the right answer; every other retrieval returns the same documents and scores.
struct ExhaustiveRetrieval {
  private let plan: QueryPlan
  private let binding: SegmentBinding

  /// Creates a retrieval of a plan that is bound to a segment.
  init(plan: QueryPlan, binding: SegmentBinding) {
    self.plan = plan
    self.binding = binding
  }

  /// Offers every hit of the segment.
  ///
  /// - Throws: `IndexFormatError`.
  /// - Complexity: O(documents · lists).
  func retrieve(segment: Int, into hits: inout TopHits) throws(IndexFormatError) {
    var matches = try GroupMatches(binding)
    var filters: [DocumentFilter: DocumentBitset] = [:]
    for filter in plan.matching.filters {
      filters[filter] = try FilterEvaluation(binding.segment).documents(filter)
    }
    let optional = plan.groups.indices.map { plan.optional.contains($0) }
    for document in 0..<DocumentID(binding.documentCount)
    where binding.live?.contains(document) ?? true {
      try matches.lookUp(document)
      var counted = optional
      let isHit = try matches.satisfies(plan.matching, counted: &counted) { filter in
        filters[filter]?.contains(document) ?? false
      }
      guard isHit else { continue }
      hits.offer(segment: segment, document: document, score: matches.score(counted: counted))
    }
  }
}

extension MatchNode {
  /// The groups of the tree, in order.
  var groups: [Int] {
    switch self {
    case .group(let group): [group]
    case .all(let parts), .any(let parts): parts.flatMap(\.groups)
    case .excluding(let wanted, let unwanted): wanted.groups + unwanted.groups
    case .filter, .everything, .nothing: []
    }
  }

  /// The filters of the tree, in order.
  var filters: [DocumentFilter] {
    switch self {
    case .filter(let filter): [filter]
    case .all(let parts), .any(let parts): parts.flatMap(\.filters)
    case .excluding(let wanted, let unwanted): wanted.filters + unwanted.filters
    case .group, .everything, .nothing: []
    }
  }
}
