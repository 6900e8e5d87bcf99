// SPDX-License-Identifier: Apache-2.0

internal import IndexFormat

/// Block-max MaxScore (Turtle and Flood 1995; Ding and Suel 2011) over conjunctions of clauses, in
/// ranges of documents of which the most promising come first (as in Mallia, Suel and Tonellotto,
/// "Faster Learned Sparse Retrieval with Block-Max Pruning", 2024).
///
/// The cheapest clause leads. In each range, bounds from impacts say which of its groups are
/// *essential*: a document with none of them cannot be among the best. Essential groups are read
/// block by block into candidates; the other groups are looked up for candidates only, while these
/// can still be among the best.
struct MaxScoreRetrieval {
  private let groups: [ActiveGroup]
  private let lead: [Int]
  private let clauseCount: Int
  /// A bit for each clause.
  private let allClauses: UInt64
  private let accepted: DocumentBitset?
  private let documentCount: Int

  private var cursors: [BlockCursor] = []
  private var bounds: [BlockBounds] = []
  private var split: GroupSplit
  private var rangeBounds: [Float]
  private lazy var window = ScoreWindow()
  private var candidates = Candidates()
  private var passing = PassingShare()

  /// The ranges that are searched before all others, to learn what a hit must reach.
  private static let firstRangeCount = 4
  /// So many candidates of several blocks are looked up together.
  private static let batchSize = 128

  /// A group that scores or matches, with its lists.
  private struct ActiveGroup {
    var weight: Float
    /// Its variants' places in `cursors` and `bounds`, in the plan's order.
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
  init(shape: ConjunctiveShape, binding: SegmentBinding, accepted: DocumentBitset?) {
    var groups: [ActiveGroup] = []
    var sources: [BoundGroup] = []
    var places: [Int: Int] = [:]
    let isMerging = shape.clauses.count == 1 || shape.clauses.allSatisfy { $0.count == 1 }
    for group in shape.scoringGroups {
      let bound = binding.groups[group]
      var clauses: UInt64 = 0
      for (bit, clause) in shape.clauses.enumerated() where clause.contains(group) {
        clauses |= 1 << UInt64(bit)
      }
      // A word that is there twice is looked up once: twice its weight is twice its score, bit for bit.
      if isMerging,
        let twin = groups.indices.first(where: {
          groups[$0].weight == bound.weight && sources[$0].isSame(as: bound)
        })
      {
        groups[twin].weight *= 2
        groups[twin].clauses |= clauses
        places[group] = twin
        continue
      }
      let start = cursors.count
      for variant in bound.variants {
        let scale = binding.scale(of: variant)
        cursors.append(BlockCursor(variant.list, scale: scale))
        bounds.append(BlockBounds(variant.list, scale: scale))
      }
      places[group] = groups.count
      sources.append(bound)
      groups.append(
        ActiveGroup(
          weight: bound.weight, lists: start..<cursors.count, clauses: clauses, cost: bound.cost))
    }
    let clauses = shape.clauses.map { Set($0.compactMap { places[$0] }).sorted() }
    let costs = clauses.map { $0.reduce(0) { $0 + groups[$1].cost } }
    let leading = costs.indices.min { costs[$0] < costs[$1] } ?? 0
    lead = clauses[leading]
    // A clause that nothing can satisfy leaves no hits.
    clauseCount = costs[leading] == 0 ? 0 : clauses.count
    allClauses = UInt64.max >> UInt64(64 - max(1, clauses.count))
    split = GroupSplit(
      lead: lead, costs: groups.map(\.cost), clauses: groups.map(\.clauses),
      clauseCount: clauses.count)
    rangeBounds = [Float](repeating: 0, count: groups.count)
    self.groups = groups
    self.accepted = accepted
    documentCount = binding.documentCount
  }

  /// Offers every hit of the segment, or of one of `partCount` parts of it, that can still be among the
  /// best.
  ///
  /// - Throws: `IndexFormatError.damaged`.
  mutating func retrieve(
    into hits: inout TopDocuments, part: Int = 0, of partCount: Int = 1
  ) throws(IndexFormatError) {
    guard clauseCount > 0, documentCount > 0 else { return }
    var ranges = makeRanges()
    ranges.keep(part, of: partCount)
    for _ in 0..<min(Self.firstRangeCount, ranges.count / 4) {
      guard let range = ranges.best(clauses: allClauses) else { return }
      ranges.isDone[range] = true
      try search(range..<range + 1, ranges, &hits)
    }
    let step = stride(ranges, hits)
    var start = 0
    while start < ranges.count {
      guard ranges.isOpen(start, clauses: allClauses, hits) else {
        start += 1
        continue
      }
      var end = start + 1
      while end < ranges.count, end - start < step,
        ranges.isOpen(end, clauses: allClauses, hits)
      {
        end += 1
      }
      try search(start..<end, ranges, &hits)
      start = end
    }
  }

  /// Offers every hit of the segment that can still be among the best, and counts all: each document of
  /// the leading list is looked up in the lists it must have, before anything is scored.
  ///
  /// - Precondition: Every clause is one group of one list.
  /// - Returns: the number of documents that satisfy all clauses.
  /// - Throws: `IndexFormatError.damaged`.
  mutating func retrieveAndCount(
    into hits: inout TopDocuments
  ) throws(IndexFormatError) -> Int {
    guard clauseCount > 0, documentCount > 0 else { return 0 }
    for group in groups.indices { rangeBounds[group] = groups[group].weight }
    _ = split.split(bounds: rangeBounds, least: -.infinity)
    let group = lead[0]
    let list = groups[group].lists.lowerBound
    var count = 0
    while !cursors[list].isAtEnd {
      try cursors[list].loadDocuments()
      candidates.append(
        cursors[list].buffer, from: 0, to: cursors[list].count, clauses: groups[group].clauses)
      if let accepted { candidates.keep(accepted) }
      var isCounted = false
      for step in split.steps {
        if !isCounted, groups[step.group].clauses == 0 {
          count += candidates.count
          isCounted = true
        }
        guard candidates.count > 0 else { break }
        try lookUp(step, least: -.infinity)
        candidates.keep(above: -.infinity, clauses: step.requiredClauses)
      }
      if !isCounted { count += candidates.count }
      if candidates.count > 0 {
        try lookUp(groups[group], list, least: -.infinity)
        candidates.keep(above: hits.least(from: 0), clauses: allClauses)
        hits.offer(candidates)
        candidates.removeAll()
      }
      cursors[list].move(toBlock: cursors[list].block + 1)
    }
    return count
  }

  private func makeRanges() -> RangeBounds {
    let leading = clauseCount > 1 ? lead : Array(groups.indices)
    var ranges = RangeBounds(
      documentCount: documentCount, blockCount: greatestBlockCount(of: leading))
    for group in groups {
      ranges.beginGroup()
      for list in group.lists {
        ranges.add(cursors[list].list, scale: cursors[list].scale)
      }
      ranges.endGroup(weight: group.weight, clauses: group.clauses)
    }
    return ranges
  }

  /// How many ranges to search at once: where only lists of few blocks are left to lead to candidates,
  /// finer ranges say no more.
  private mutating func stride(_ ranges: RangeBounds, _ hits: borrowing TopDocuments) -> Int {
    for group in groups.indices {
      rangeBounds[group] = ranges.bound(ofGroup: group, in: 0..<ranges.count)
    }
    guard split.split(bounds: rangeBounds, least: hits.least(from: 0)) else { return ranges.count }
    return max(1, ranges.count / max(1, 2 * greatestBlockCount(of: split.essential)))
  }

  /// The blocks of the list of some groups that has most.
  private func greatestBlockCount(of numbers: [Int]) -> Int {
    numbers.flatMap { groups[$0].lists }.reduce(0) { max($0, cursors[$1].list.blockCount) }
  }

  // MARK: Ranges

  private mutating func search(
    _ numbers: Range<Int>, _ ranges: borrowing RangeBounds, _ hits: inout TopDocuments
  ) throws(IndexFormatError) {
    let start = ranges.starts[numbers.lowerBound]
    let end = ranges.starts[numbers.upperBound]
    for group in groups.indices {
      rangeBounds[group] = ranges.bound(ofGroup: group, in: numbers)
    }
    guard split.split(bounds: rangeBounds, least: hits.least(from: start)) else { return }
    if split.essential.count == 1, groups[split.essential[0]].lists.count == 1 {
      try stream(split.essential[0], from: start, to: end, &hits)
    } else {
      try accumulate(from: start, to: end, &hits)
    }
  }

  /// Candidates from the only essential list, a block at a time.
  private mutating func stream(
    _ group: Int, from start: DocumentID, to end: DocumentID, _ hits: inout TopDocuments
  ) throws(IndexFormatError) {
    let list = groups[group].lists.lowerBound
    let weight = groups[group].weight
    let mask = groups[group].clauses
    var least = (hits.least(from: start) - split.rest).nextDown
    guard cursors[list].reach(start) else { return }
    while cursors[list].first < end {
      let bound = BM25.score(weight: weight, bounds[list].bound(ofBlock: cursors[list].block))
      if Double(bound) > least, hasAccepted(from: cursors[list].first, to: cursors[list].last) {
        if let accepted {
          try cursors[list].loadDocuments()
          try cursors[list].loadFrequencies()
          let (from, to) = cursors[list].places(from: start, to: end)
          candidates.append(
            membersOf: accepted, cursors[list].buffer, cursors[list].scale, from: from, to: to,
            weight: weight, least: least, clauses: mask)
          if candidates.count >= Self.batchSize {
            try finishCandidates(from: start, &hits)
            least = (hits.least(from: start) - split.rest).nextDown
          }
        } else if passing.isLikely, clauseCount > 1, !split.steps.isEmpty {
          try cursors[list].loadDocuments()
          let (from, to) = cursors[list].places(from: start, to: end)
          candidates.append(cursors[list].buffer, from: from, to: to, clauses: mask)
          try finishDocuments(of: group, bound: Double(bound), from: start, &hits)
          passing.skip()
          least = (hits.least(from: start) - split.rest).nextDown
        } else {
          try cursors[list].loadScores(weight: weight)
          let (from, to) = cursors[list].places(from: start, to: end)
          let before = candidates.count
          candidates.append(cursors[list].buffer, from: from, to: to, least: least, clauses: mask)
          passing.record(candidates.count - before, of: to - from)
          if candidates.count >= Self.batchSize || passing.isLikely {
            try finishCandidates(from: start, &hits)
            least = (hits.least(from: start) - split.rest).nextDown
          }
        }
      }
      guard cursors[list].last < end else { break }
      cursors[list].move(toBlock: cursors[list].block + 1)
      if cursors[list].isAtEnd { break }
    }
    try finishCandidates(from: start, &hits)
  }

  /// Whether a restriction leaves a document from `first` to `last`.
  private func hasAccepted(from first: DocumentID, to last: DocumentID) -> Bool {
    guard let accepted else { return true }
    return accepted.first(from: first).map { $0 <= last } ?? false
  }

  /// Candidates from all essential groups, added up in windows of documents.
  private mutating func accumulate(
    from rangeStart: DocumentID, to rangeEnd: DocumentID, _ hits: inout TopDocuments
  ) throws(IndexFormatError) {
    let mask = split.essential.reduce(UInt64.max) { $0 & groups[$1].clauses }
    var start = rangeStart
    while true {
      var next = rangeEnd
      for group in split.essential {
        for list in groups[group].lists {
          next = min(next, try cursors[list].approach(start) ?? rangeEnd)
        }
      }
      guard next < rangeEnd else { return }
      start = next
      let end = min(start + DocumentID(ScoreWindow.width), rangeEnd)
      for group in split.essential { try add(group, from: start, to: end) }
      let least = (hits.least(from: start) - split.rest).nextDown
      window.take(start: start, least: least, clauses: mask, into: &candidates)
      if let accepted { candidates.keep(accepted) }
      try finishCandidates(from: start, &hits)
      start = end
    }
  }

  /// Adds a group's scores to the window.
  private mutating func add(
    _ group: Int, from start: DocumentID, to end: DocumentID
  ) throws(IndexFormatError) {
    let isOnly = groups[group].lists.count == 1
    for list in groups[group].lists {
      guard cursors[list].reach(start) else { continue }
      while cursors[list].first < end {
        let (from, to): (Int, Int)
        if isOnly {
          try cursors[list].loadScores(weight: groups[group].weight)
          (from, to) = cursors[list].places(from: start, to: end)
          window.add(cursors[list].buffer, from: from, to: to, start: start)
        } else {
          try cursors[list].loadSummands()
          (from, to) = cursors[list].places(from: start, to: end)
          window.addSummands(cursors[list].buffer, from: from, to: to, start: start)
        }
        guard cursors[list].last < end - 1 else { break }
        cursors[list].move(toBlock: cursors[list].block + 1)
        if cursors[list].isAtEnd { break }
      }
    }
    if !isOnly { window.endGroup(weight: groups[group].weight, start: start) }
  }

  // MARK: Candidates

  /// Looks the candidates up in the other groups, while they can be among the best, and offers those
  /// that are hits.
  private mutating func finishCandidates(
    from start: DocumentID, _ hits: inout TopDocuments
  ) throws(IndexFormatError) {
    let least = hits.least(from: start)
    for step in split.steps {
      guard candidates.count > 0 else { return }
      try lookUp(step, least: (least - step.restAfter).nextDown)
      candidates.keep(above: (least - step.restAfter).nextDown, clauses: step.requiredClauses)
    }
    if clauseCount > 1 { candidates.keep(above: least, clauses: allClauses) }
    hits.offer(candidates)
    candidates.removeAll()
  }

  /// Looks candidates up in the other groups that are documents of one block of the only essential
  /// list, and have no score of it yet: where most of them would pass by that score, the first of the
  /// required groups leaves fewer.
  ///
  /// - Parameters:
  ///   - group: the essential group.
  ///   - bound: the greatest score of the block.
  ///   - start: a document that no candidate lies before.
  ///   - hits: the best so far.
  /// - Throws: `IndexFormatError.damaged`.
  private mutating func finishDocuments(
    of group: Int, bound: Double, from start: DocumentID, _ hits: inout TopDocuments
  ) throws(IndexFormatError) {
    let least = hits.least(from: start)
    for (number, step) in split.steps.enumerated() {
      guard candidates.count > 0 else { return }
      let open = step.restAfter + (number == 0 ? bound : 0)
      try lookUp(step, least: (least - open).nextDown)
      candidates.keep(above: (least - open).nextDown, clauses: step.requiredClauses)
      if number == 0, candidates.count > 0 {
        try lookUp(groups[group], groups[group].lists.lowerBound, least: -.infinity)
        candidates.keep(above: (least - step.restAfter).nextDown, clauses: step.requiredClauses)
      }
    }
    candidates.keep(above: least, clauses: allClauses)
    hits.offer(candidates)
    candidates.removeAll()
  }

  /// Adds the scores of a group to the candidates that have it, but for those that stay at or below
  /// `least` with it.
  private mutating func lookUp(
    _ step: GroupSplit.Step, least: Double
  ) throws(IndexFormatError) {
    let group = groups[step.group]
    if group.lists.count == 1 {
      try lookUp(group, group.lists.lowerBound, least: least)
    } else {
      candidates.beginGroup()
      for list in group.lists { try lookUpSummands(group, list) }
      candidates.endGroup(weight: group.weight)
    }
  }

  /// Adds the scores of the only list of a group to the candidates that have it, but for those that
  /// stay at or below `least` with it.
  private mutating func lookUp(
    _ group: ActiveGroup, _ list: Int, least: Double
  ) throws(IndexFormatError) {
    var from = 0
    while from < candidates.count {
      guard cursors[list].reach(candidates.document(from)) else { return }
      let to = candidates.end(of: cursors[list].last, from: from)
      let bound = BM25.score(
        weight: group.weight, bounds[list].bound(ofBlock: cursors[list].block))
      if candidates.greatestTotal(from: from, to: to) + Double(bound) > least {
        let found = try cursors[list].match(&candidates, from: from, to: to)
        if found > 0 {
          try cursors[list].loadFrequencies()
          candidates.addScores(
            found, cursors[list].buffer, cursors[list].scale, weight: group.weight,
            clauses: group.clauses)
        }
      }
      from = to
    }
  }

  /// Adds the summands of one of several lists of a group.
  private mutating func lookUpSummands(
    _ group: ActiveGroup, _ list: Int
  ) throws(IndexFormatError) {
    var from = 0
    while from < candidates.count {
      guard cursors[list].reach(candidates.document(from)) else { return }
      let to = candidates.end(of: cursors[list].last, from: from)
      let found = try cursors[list].match(&candidates, from: from, to: to)
      if found > 0 {
        try cursors[list].loadFrequencies()
        candidates.addSummands(
          found, cursors[list].buffer, cursors[list].scale, clauses: group.clauses)
      }
      from = to
    }
  }
}

/// Which share of the documents of a leading list passes by its score alone, learned from some blocks.
private struct PassingShare {
  private var passed = 0
  private var seen = 0
  private var skipped = 0

  private static let enough = 512
  /// After so many blocks that are not scored first, one is again.
  private static let longestSkip = 16

  /// Whether more than four fifths pass, as far as is known.
  var isLikely: Bool { seen >= Self.enough && 5 * passed > 4 * seen && skipped < Self.longestSkip }

  /// Learns from the documents of a block.
  mutating func record(_ passed: Int, of count: Int) {
    if seen >= 4 * Self.enough {
      self.passed /= 2
      seen /= 2
    }
    self.passed += passed
    seen += count
    skipped = 0
  }

  /// Takes note of a block from which nothing was learned.
  mutating func skip() { skipped += 1 }
}
