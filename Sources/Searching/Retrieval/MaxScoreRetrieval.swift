// SPDX-License-Identifier: Apache-2.0

internal import IndexFormat

/// Block-max MaxScore (Turtle and Flood 1995; Ding and Suel 2011) over conjunctions of clauses, in
/// ranges of documents of which the most promising come first (as in Mallia, Suel and Tonellotto,
/// "Faster Learned Sparse Retrieval with Block-Max Pruning", 2024).
///
/// The cheapest clause leads. In each range, bounds from impacts say which of its groups are
/// *essential*: a document with none of them cannot be among the best. Essential groups are read
/// block by block into candidates; the other groups are looked up for candidates only, while these
/// can still be among the best. Groups that only add score may have sequences, which are looked for among
/// candidates alone.
struct MaxScoreRetrieval {
  let groups: [ActiveGroups.Group]
  let lead: [Int]
  let clauseCount: Int
  /// A bit for each clause.
  let allClauses: UInt64
  let accepted: DocumentBitset?
  let documentCount: Int

  var cursors: [BlockCursor]
  var bounds: [BlockBounds]
  let sequences: [SoughtSequence]
  var lookUps: [SequenceLookUp]
  var split: GroupSplit
  var rangeBounds: [Float]
  lazy var window = ScoreWindow()
  var candidates = Candidates()
  /// Candidates that are looked up in fallbacks.
  var open: Candidates
  var passing = PassingShare()
  /// What became of each sequence.
  var states: [SequenceState]

  /// The ranges that are searched before all others, to learn what a hit must reach.
  private static let firstRangeCount = 4
  /// So many candidates of several blocks are looked up together.
  private static let batchSize = 128

  /// Creates a retrieval of a bound segment.
  ///
  /// - Parameters:
  ///   - shape: the plan's clauses.
  ///   - binding: its lists in the segment.
  ///   - accepted: the documents that the shape's restrictions leave; nil for all.
  init(shape: ConjunctiveShape, binding: SegmentBinding, accepted: DocumentBitset?) {
    let active = ActiveGroups(shape: shape, binding: binding)
    let groups = active.groups
    let costs = active.clauses.map { $0.reduce(0) { $0 + groups[$1].cost } }
    let leading = costs.indices.min { costs[$0] < costs[$1] } ?? 0
    lead = active.clauses[leading]
    // A clause that nothing can satisfy leaves no hits.
    clauseCount = costs[leading] == 0 ? 0 : active.clauses.count
    allClauses = UInt64.max >> UInt64(64 - max(1, active.clauses.count))
    split = GroupSplit(
      lead: lead, costs: groups.map(\.cost), clauses: groups.map(\.clauses),
      clauseCount: active.clauses.count)
    rangeBounds = [Float](repeating: 0, count: groups.count)
    self.groups = groups
    open = Candidates(capacity: groups.contains { !$0.fallbacks.isEmpty } ? 256 : 0)
    cursors = active.cursors
    bounds = active.bounds
    sequences = active.sequences
    lookUps = active.lookUps
    states = lookUps.map { _ in .sought }
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
    var ranges = try makeRanges()
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
    let list = groups[group].lists[0]
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
        try lookUp(step.group, least: -.infinity)
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

  private func makeRanges() throws(IndexFormatError) -> RangeBounds {
    let leading = clauseCount > 1 ? lead : Array(groups.indices)
    var ranges = RangeBounds(
      documentCount: documentCount, blockCount: greatestBlockCount(of: leading))
    for group in groups {
      ranges.beginGroup()
      try add(group.parts, to: &ranges, areKept: group.firstKept != nil)
      if !group.fallbacks.isEmpty {
        ranges.beginFallbacks()
        try add(group.fallbacks, to: &ranges, areKept: false)
      }
      ranges.endGroup(weight: group.weight, clauses: group.clauses)
    }
    return ranges
  }

  private func add(
    _ parts: [ActiveGroups.Part], to ranges: inout RangeBounds, areKept: Bool
  ) throws(IndexFormatError) {
    for part in parts {
      switch part {
      case .list(let list):
        ranges.add(cursors[list].list, scale: cursors[list].scale, isKept: areKept)
      case .sought(let number):
        try ranges.add(sequences[number], scale: lookUps[number].scale)
      case .absent: break
      }
    }
  }

  /// How many ranges to search at once: where only lists of few blocks are left to lead to candidates,
  /// finer ranges say no more.
  private mutating func stride(_ ranges: RangeBounds, _ hits: borrowing TopDocuments) -> Int {
    setBounds(0..<ranges.count, ranges)
    guard split.split(bounds: rangeBounds, least: hits.least(from: 0)) else {
      return ranges.count
    }
    return max(1, ranges.count / max(1, 2 * greatestBlockCount(of: split.essential)))
  }

  /// The blocks of the list of some groups that has most.
  private func greatestBlockCount(of numbers: [Int]) -> Int {
    var greatest = 0
    for number in numbers {
      for list in groups[number].lists {
        greatest = max(greatest, cursors[list].list.blockCount)
      }
    }
    return greatest
  }

  private mutating func setBounds(_ numbers: Range<Int>, _ ranges: borrowing RangeBounds) {
    for group in groups.indices { rangeBounds[group] = ranges.bound(ofGroup: group, in: numbers) }
  }

  // MARK: Ranges

  private mutating func search(
    _ numbers: Range<Int>, _ ranges: borrowing RangeBounds, _ hits: inout TopDocuments
  ) throws(IndexFormatError) {
    let start = ranges.starts[numbers.lowerBound]
    let end = ranges.starts[numbers.upperBound]
    setBounds(numbers, ranges)
    guard split.split(bounds: rangeBounds, least: hits.least(from: start)) else { return }
    if split.essential.count == 1 {
      let group = split.essential[0]
      if groups[group].lists.count == 1 {
        return try stream(group, from: start, to: end, &hits)
      }
      let least = hits.least(from: start)
      if let (list, others) = leadingList(of: group, numbers, ranges, least: least) {
        return try stream(list, of: group, others: others, from: start, to: end, &hits)
      }
    }
    try accumulate(from: start, to: end, &hits)
  }

  /// The list of a group of several that all documents above `least` have in some ranges, where the others
  /// do not suffice, and what these can add to the group's sum.
  private func leadingList(
    of group: Int, _ numbers: Range<Int>, _ ranges: borrowing RangeBounds, least: Double
  ) -> (list: Int, others: Float)? {
    let lists = groups[group].lists
    guard let first = groups[group].firstKept, !lists.isEmpty else { return nil }
    var leading = 0
    var greatest: Float = -1
    for place in lists.indices {
      let bound = ranges.bound(ofVariant: first + place, in: numbers)
      if bound > greatest {
        greatest = bound
        leading = place
      }
    }
    var others: Float = 0
    for place in lists.indices where place != leading {
      others += ranges.bound(ofVariant: first + place, in: numbers)
    }
    let score = BM25.score(weight: groups[group].weight, others)
    return Double(score) + split.rest <= least ? (lists[leading], others) : nil
  }

  /// Candidates from the only essential list of a group of several, a block at a time. Their scores are
  /// looked up: sums are made in the plan's order.
  private mutating func stream(
    _ list: Int, of group: Int, others: Float, from start: DocumentID, to end: DocumentID,
    _ hits: inout TopDocuments
  ) throws(IndexFormatError) {
    let weight = groups[group].weight
    var least = hits.least(from: start)
    var summand = Self.leastSummand(weight: weight, above: least - split.rest, others: others)
    guard cursors[list].reach(start) else { return }
    while cursors[list].first < end {
      let bound = Double(bounds[list].bound(ofBlock: cursors[list].block))
      if bound > summand, hasAccepted(from: cursors[list].first, to: cursors[list].last) {
        try cursors[list].loadSummands()
        let (from, to) = cursors[list].places(from: start, to: end)
        candidates.append(
          cursors[list].buffer, from: from, to: to, summandsAbove: summand,
          clauses: groups[group].clauses)
        if candidates.count >= Self.batchSize {
          try finishDocuments(ofSeveral: group, from: start, &hits)
          least = hits.least(from: start)
          summand = Self.leastSummand(weight: weight, above: least - split.rest, others: others)
        }
      }
      guard cursors[list].last < end else { break }
      cursors[list].move(toBlock: cursors[list].block + 1)
      if cursors[list].isAtEnd { break }
    }
    try finishDocuments(ofSeveral: group, from: start, &hits)
  }

  /// What a summand must exceed, so that with `others` the score can exceed `least`; less than that by more
  /// than is lost in rounding.
  private static func leastSummand(weight: Float, above least: Double, others: Float) -> Double {
    let weight = Double(weight)
    let least = least - weight * 1e-6
    guard least >= 0 else { return -1 }
    guard least < weight else { return .infinity }
    let sum = least / (weight - least)
    return sum - Double(others) - 1e-5 * (1 + sum + Double(others))
  }

  /// Candidates from the only essential list, a block at a time.
  private mutating func stream(
    _ group: Int, from start: DocumentID, to end: DocumentID, _ hits: inout TopDocuments
  ) throws(IndexFormatError) {
    let list = groups[group].lists[0]
    let weight = groups[group].weight
    let mask = groups[group].clauses
    var least = (hits.least(from: start) - split.rest).nextDown
    guard cursors[list].reach(start) else { return }
    while cursors[list].first < end {
      let bound = BM25.score(weight: weight, bounds[list].bound(ofBlock: cursors[list].block))
      if Double(bound) > least, hasAccepted(from: cursors[list].first, to: cursors[list].last) {
        if let accepted, !cursors[list].isOfGroup {
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
        } else if accepted == nil, passing.isLikely, clauseCount > 1, !split.steps.isEmpty {
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
          if let accepted { candidates.keep(accepted) }
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
}

/// Which share of the documents of a leading list passes by its score alone, learned from some blocks.
struct PassingShare {
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
