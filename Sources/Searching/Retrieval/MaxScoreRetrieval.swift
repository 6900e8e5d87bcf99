// SPDX-License-Identifier: Apache-2.0

internal import IndexFormat

/// Block-max MaxScore (Turtle and Flood 1995; Ding and Suel 2011; bulk windows as in Lucene's
/// `MaxScoreBulkScorer`) over conjunctions of clauses.
///
/// The cheapest clause leads. In each window of documents, bounds from impacts say which of its
/// groups are *essential*: a document with none of them cannot exceed the threshold. Essential
/// groups are read block by block into candidates; the other groups are looked up for candidates
/// only, while these can still exceed the threshold. A document's score is summed in query order at
/// the end, so it does not depend on the way there.
struct MaxScoreRetrieval {
  private let groups: [ActiveGroup]
  private let lead: [Int]
  private let clauseCount: Int
  /// A bit for each clause.
  private let allClauses: UInt64
  private let costs: [Int]
  private let clausesByGroup: [UInt64]
  private let accepted: DocumentBitset?
  private let documentCount: Int
  private let segment: Int

  private var cursors: [ListCursor] = []
  private var lists: [PostingList] = []
  private var scales: [VariantScale] = []
  private var bounds: [ListBounds] = []
  private var window = ScoreWindow()
  private var candidates: CandidateBatch
  private var sums: [Float]
  private var bits = [UInt64](repeating: 0, count: Self.width / 64)

  /// Documents that are accumulated at once.
  static let width = 4096

  /// A group that scores or matches, with its lists.
  private struct ActiveGroup {
    var weight: Float
    /// Its variants' places in `cursors`, `scales` and `bounds`, in the plan's order.
    var lists: Range<Int>
    /// A bit for each clause the group satisfies.
    var clauses: UInt64
    var cost: Int
  }

  /// Creates a retrieval of a bound segment.
  ///
  /// - Parameters:
  ///   - shape: the plan's clauses.
  ///   - binding: its lists in the segment.
  ///   - accepted: the documents that the shape's restrictions leave; nil for all.
  ///   - segment: the segment's place in the snapshot.
  init(
    shape: ConjunctiveShape, binding: SegmentBinding, accepted: DocumentBitset?, segment: Int
  ) {
    var groups: [ActiveGroup] = []
    var places: [Int: Int] = [:]
    cursors.reserveCapacity(
      shape.scoringGroups.reduce(0) { $0 + binding.groups[$1].variants.count })
    for group in shape.scoringGroups {
      let bound = binding.groups[group]
      let start = cursors.count
      for variant in bound.variants {
        cursors.append(ListCursor(variant.list))
        lists.append(variant.list)
        scales.append(binding.scale(of: variant))
        bounds.append(ListBounds(variant, inverseNorms: binding.inverseNorms[variant.field]))
      }
      var clauses: UInt64 = 0
      for (bit, clause) in shape.clauses.enumerated() where clause.contains(group) {
        clauses |= 1 << UInt64(bit)
      }
      places[group] = groups.count
      groups.append(
        ActiveGroup(
          weight: bound.weight, lists: start..<cursors.count, clauses: clauses, cost: bound.cost))
    }
    let clauses = shape.clauses.map { $0.compactMap { places[$0] } }
    let costs = clauses.map { $0.reduce(0) { $0 + groups[$1].cost } }
    let leading = costs.indices.min { costs[$0] < costs[$1] } ?? 0
    lead = clauses[leading]
    // A clause that nothing can satisfy leaves no hits.
    clauseCount = costs[leading] == 0 ? 0 : clauses.count
    allClauses = UInt64.max >> UInt64(64 - max(1, clauses.count))
    self.groups = groups
    self.costs = groups.map(\.cost)
    clausesByGroup = groups.map(\.clauses)
    self.accepted = accepted
    self.segment = segment
    documentCount = binding.documentCount
    candidates = CandidateBatch(groupCount: groups.count, capacity: Self.width)
    sums = [Float](repeating: 0, count: groups.count * Self.width)
  }

  /// Offers every hit of the segment that can still be among the best.
  ///
  /// - Throws: `IndexFormatError.damaged`.
  mutating func retrieve(into hits: inout TopHits) throws(IndexFormatError) {
    guard clauseCount > 0, hits.capacity > 0 else { return }
    var start = 0
    while start < documentCount {
      guard let next = nextStart(from: DocumentID(start), hits.threshold) else { return }
      start = Int(next)
      let end = windowEnd(from: next)
      if prepareWindow(from: next, to: end, threshold: hits.threshold) {
        try searchWindow(from: next, to: end, &hits)
      }
      start = Int(end)
    }
  }

  // MARK: Windows

  /// The next document that may be a hit, a multiple of 64, or nil.
  private mutating func nextStart(from document: DocumentID, _ threshold: Float) -> DocumentID? {
    var start = document
    while true {
      for list in bounds.indices { bounds[list].advance(to: start) }
      var possible = ListCursor.end
      for group in lead {
        for list in groups[group].lists {
          possible = min(possible, bounds[list].firstPossible(from: start))
        }
      }
      guard Int(possible) < documentCount else { return nil }
      if possible & ~63 > start {
        start = possible & ~63
        continue
      }
      // Where even the bounds of superblocks do not exceed the threshold, go on behind them.
      var superblockEnd = ListCursor.end
      for list in bounds.indices { superblockEnd = min(superblockEnd, bounds[list].superblockEnd) }
      let behind = superblockEnd == ListCursor.end ? start : (superblockEnd + 1) & ~63
      guard behind > start, superblockBound() <= threshold else { return start }
      start = behind
      guard Int(start) < documentCount else { return nil }
    }
  }

  private mutating func superblockBound() -> Float {
    var total: Float = 0
    for group in groups {
      var sum: Float = 0
      for list in group.lists { sum += bounds[list].superblockBound() }
      total += BM25.score(weight: group.weight, sum)
    }
    return total
  }

  /// The end of the window: of the shortest block of the groups that were essential last, but at
  /// least the width of an accumulation.
  private func windowEnd(from start: DocumentID) -> DocumentID {
    var end = ListCursor.end
    for group in window.essential.isEmpty ? lead : window.essential {
      for list in groups[group].lists { end = min(end, bounds[list].blockEnd) }
    }
    let least = Int(start) + Self.width
    let blockEnd = end == ListCursor.end ? documentCount : Int(end) / 64 * 64 + 64
    return DocumentID(min(max(least, blockEnd), documentCount))
  }

  /// Bounds every group in the window and splits the leading clause.
  ///
  /// - Returns: false when no document of the window can exceed the threshold.
  private mutating func prepareWindow(
    from start: DocumentID, to end: DocumentID, threshold: Float
  ) -> Bool {
    window.bounds.removeAll(keepingCapacity: true)
    for group in groups {
      var sum: Float = 0
      for list in group.lists { sum += bounds[list].bound(before: end) }
      window.bounds.append(BM25.score(weight: group.weight, sum))
    }
    return window.split(
      lead: lead, costs: costs, clauses: clausesByGroup, clauseCount: clauseCount,
      threshold: threshold)
  }

  private mutating func searchWindow(
    from start: DocumentID, to end: DocumentID, _ hits: inout TopHits
  ) throws(IndexFormatError) {
    if window.essential.count == 1, groups[window.essential[0]].lists.count == 1 {
      try streamBlocks(of: window.essential[0], from: start, to: end, &hits)
    } else {
      var inner = start
      while inner < end {
        let innerEnd = min(inner + DocumentID(Self.width), end)
        try accumulate(from: inner, to: innerEnd, &hits)
        inner = innerEnd
      }
    }
  }

  // MARK: Candidates

  /// Candidates from the only essential list, a block at a time.
  private mutating func streamBlocks(
    of group: Int, from start: DocumentID, to end: DocumentID, _ hits: inout TopHits
  ) throws(IndexFormatError) {
    let list = groups[group].lists.lowerBound
    let weight = groups[group].weight
    try cursors[list].seek(to: start)
    while cursors[list].document < end {
      let blockBound = BM25.score(
        weight: weight, bounds[list].bound(ofBlock: cursors[list].blockIndex))
      if window.bound(with: blockBound, for: group) <= hits.threshold {
        try skipBlocks(of: group, list: list, to: end, hits.threshold)
        continue
      }
      cursors[list].loadNorms(scales[list])
      candidates.removeAll()
      let place = candidates.append(
        cursors[list], before: end, accepted: accepted, listWeight: scales[list].weight,
        group: group, weight: weight, clauses: groups[group].clauses)
      try cursors[list].move(toIndex: place)
      try finishCandidates(&hits)
    }
  }

  /// Goes on to the first block of the list that can exceed the threshold with the other groups'
  /// bounds, or to the window's end.
  private mutating func skipBlocks(
    of group: Int, list: Int, to end: DocumentID, _ threshold: Float
  ) throws(IndexFormatError) {
    let postings = lists[list]
    var block = cursors[list].blockIndex
    while true {
      let last = postings.lastDocument(ofBlock: block)
      guard last < end - 1, block + 1 < postings.blockCount else {
        return try cursors[list].seek(
          to: last < end - 1 ? ListCursor.end : max(end, cursors[list].document + 1))
      }
      block += 1
      let bound = BM25.score(
        weight: groups[group].weight, bounds[list].bound(ofBlock: block))
      if window.bound(with: bound, for: group) > threshold {
        return try cursors[list].seek(to: max(last, cursors[list].document) + 1)
      }
    }
  }

  /// Candidates from all essential groups, added up in a window of sums.
  private mutating func accumulate(
    from start: DocumentID, to end: DocumentID, _ hits: inout TopHits
  ) throws(IndexFormatError) {
    let width = Int(end - start)
    for group in window.essential {
      for list in groups[group].lists {
        try cursors[list].accumulate(
          from: start, width: width, scale: scales[list], sums: &sums, base: group * Self.width,
          bits: &bits)
      }
    }
    candidates.takeDocuments(from: start, width: width, &bits)
    for group in window.essential {
      candidates.takeSums(
        &sums, base: group * Self.width, from: start, group: group, weight: groups[group].weight,
        clauses: groups[group].clauses)
    }
    if let accepted { candidates.keep(accepted) }
    try finishCandidates(&hits)
  }

  /// Looks the candidates up in the other groups, while they can exceed the threshold, and offers
  /// those that are hits.
  private mutating func finishCandidates(_ hits: inout TopHits) throws(IndexFormatError) {
    guard !candidates.isEmpty else { return }
    candidates.keep(bound: window.restBefore, threshold: hits.threshold, clauses: 0)
    for step in window.steps {
      guard !candidates.isEmpty else { return }
      let group = groups[step.group]
      candidates.beginSums()
      for list in group.lists {
        try candidates.addSums(&cursors[list], scale: scales[list])
      }
      candidates.endSums(group: step.group, weight: group.weight, clauses: group.clauses)
      candidates.keep(
        bound: step.restAfter, threshold: hits.threshold, clauses: step.requiredClauses)
    }
    candidates.keep(bound: 0, threshold: hits.threshold, clauses: allClauses)
    candidates.offer(segment: segment, to: &hits)
  }
}
