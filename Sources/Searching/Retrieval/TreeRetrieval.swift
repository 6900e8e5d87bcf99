// SPDX-License-Identifier: Apache-2.0

internal import IndexFormat

/// Scores all matches of any tree, window by window, without pruning: first the sets of documents
/// that satisfy the tree and in which each group counts, then the scores of those.
struct TreeRetrieval {
  private let plan: QueryPlan
  private let binding: SegmentBinding

  /// Documents in a window.
  private static let width = 4096

  /// Creates a retrieval of a plan that is bound to a segment.
  init(plan: QueryPlan, binding: SegmentBinding) {
    self.plan = plan
    self.binding = binding
  }

  /// Offers every hit of the segment.
  ///
  /// - Throws: `IndexFormatError`.
  /// - Complexity: O(postings + groups · documents / 64).
  func retrieve(segment: Int, into hits: inout TopHits) throws(IndexFormatError) {
    let sets = MatchSets(binding)
    let matched = try sets.documents(matching: plan.matching)
    var counted = [DocumentBitset?](repeating: nil, count: plan.groups.count)
    try count(plan.matching, in: matched, sets, &counted)
    for group in plan.optional { counted[group] = matched }
    let scoring = plan.groups.indices.filter {
      counted[$0] != nil && binding.groups[$0].weight > 0
    }
    var cursors: [[ScaledCursor]] = []
    var fallbacks: [[ScaledCursor]] = []
    for group in scoring {
      cursors.append(try self.cursors(of: binding.groups[group].variants))
      fallbacks.append(try self.cursors(of: binding.groups[group].fallbacks))
    }
    // For each group the sums over its variants, and the greatest of its fallbacks.
    var sums = [Float](repeating: 0, count: 2 * scoring.count * Self.width)
    var bits = [UInt64](repeating: 0, count: Self.width / 64)
    var next = matched.first(from: 0)
    while let first = next {
      let start = first / DocumentID(Self.width) * DocumentID(Self.width)
      let width = min(Self.width, binding.documentCount - Int(start))
      for place in scoring.indices {
        for index in cursors[place].indices {
          try cursors[place][index].accumulate(
            from: start, width: width, sums: &sums, base: 2 * place * Self.width, bits: &bits)
        }
        for index in fallbacks[place].indices {
          try fallbacks[place][index].accumulate(
            from: start, width: width, sums: &sums, base: (2 * place + 1) * Self.width,
            bits: &bits, takesGreatest: true)
        }
      }
      next = first
      while let document = next, Int(document - start) < width {
        let slot = Int(document - start)
        var score: Double = 0
        for place in scoring.indices {
          let own = sums[2 * place * Self.width + slot]
          let sum = own > 0 ? own : sums[(2 * place + 1) * Self.width + slot]
          guard sum > 0, counted[scoring[place]]?.contains(document) == true else { continue }
          score += Double(BM25.score(weight: binding.groups[scoring[place]].weight, sum))
        }
        hits.offer(segment: segment, document: document, score: Float(score))
        next = Int(document) + 1 < binding.documentCount ? matched.first(from: document + 1) : nil
      }
      for index in sums.indices { sums[index] = 0 }
    }
  }

  private func cursors(
    of variants: [BoundVariant]
  ) throws(IndexFormatError) -> [ScaledCursor] {
    var cursors: [ScaledCursor] = []
    for variant in variants {
      guard let list = try variant.postings.list() else { continue }
      cursors.append(ScaledCursor(cursor: ListCursor(list), scale: binding.scale(of: variant)))
    }
    return cursors
  }

  /// Adds to each group's set the documents of `active`, which satisfy the tree, in which it counts.
  private func count(
    _ node: MatchNode, in active: DocumentBitset, _ sets: MatchSets,
    _ counted: inout [DocumentBitset?]
  ) throws(IndexFormatError) {
    switch node {
    case .group(let group):
      var union = counted[group] ?? DocumentBitset(documentCount: binding.documentCount)
      union.formUnion(active)
      counted[group] = union
    case .all(let parts):
      for part in parts { try count(part, in: active, sets, &counted) }
    case .any(let parts):
      for part in parts {
        if case .group = part {
          try count(part, in: active, sets, &counted)
        } else {
          var satisfied = try sets.documents(matching: part)
          satisfied.formIntersection(active)
          try count(part, in: satisfied, sets, &counted)
        }
      }
    case .excluding(let wanted, _):
      try count(wanted, in: active, sets, &counted)
    case .everything, .nothing, .filter: break
    }
  }
}

/// A cursor with what its occurrences count.
private struct ScaledCursor {
  var cursor: ListCursor
  let scale: VariantScale

  mutating func accumulate(
    from start: DocumentID, width: Int, sums: inout [Float], base: Int, bits: inout [UInt64],
    takesGreatest: Bool = false
  ) throws(IndexFormatError) {
    try cursor.accumulate(
      from: start, width: width, scale: scale, sums: &sums, base: base, bits: &bits,
      takesGreatest: takesGreatest)
  }
}
