// SPDX-License-Identifier: Apache-2.0

internal import IndexFormat

/// The slots of a sequence of one position space, opened in a segment.
struct SlotSequence: Sendable {
  /// One place of the sequence.
  struct Slot: Sendable {
    /// The postings of each term that may stand there.
    var alternatives: [PostingsReader]

    /// The postings of all of them: at least as many as documents.
    var cost: Int { alternatives.reduce(0) { $0 + $1.documentFrequency } }

    /// The documents of any of them, ascending.
    fileprivate func documents() throws(IndexFormatError) -> [DocumentID] {
      var documents: [DocumentID] = []
      documents.reserveCapacity(cost)
      let buffer = BlockBuffer()
      for reader in alternatives {
        let blocks = try PostingBlocks(reader)
        for block in 0..<blocks.blockCount {
          _ = try blocks.decodeDocuments(ofBlock: block, into: buffer)
          for place in 0..<reader.postingCount(ofBlock: block) {
            documents.append(buffer.document(at: place))
          }
        }
      }
      return alternatives.count > 1 ? documents.sortedWithoutRepeats() : documents
    }
  }

  /// The slots in the order of the sequence.
  let slots: [Slot]
  /// Decides what stands at fitting positions.
  let matcher: SequenceMatcher

  /// Opens a sequence; nil for one with slots of several position spaces, or of one without positions.
  ///
  /// - Throws: `IndexFormatError`.
  /// - Complexity: one look-up for each term.
  init?(_ query: SequenceQuery, in segment: SegmentReader) throws(IndexFormatError) {
    let spaces = Set(
      query.slots.flatMap(\.alternatives).map { PositionSpace(kind: $0.kind) })
    guard spaces.count == 1, !spaces.contains(.none) else { return nil }
    var slots: [Slot] = []
    for slot in query.slots {
      var alternatives: [PostingsReader] = []
      for key in Set(slot.alternatives).sorted() {
        if let entry = try segment.term(key) { alternatives.append(try segment.postings(entry)) }
      }
      slots.append(Slot(alternatives: alternatives))
    }
    self.slots = slots
    matcher = SequenceMatcher(
      offsets: query.slots.map(\.offset), slop: query.slop, ordered: query.ordered)
  }
}

/// Finds which of some documents have a sequence whose slots have alternatives or may be displaced.
struct SlotSequenceReader {
  private let sequence: SlotSequence
  /// The slots, from the rarest.
  private let order: [Int]
  private var lists: [[PositionalPostings]]
  /// For each slot and alternative the documents that have it.
  private var located: [[DocumentCandidates]]
  /// For each slot and alternative the number of its first document that has not been passed.
  private var places: [[Int]]
  private var positions: [[UInt32]]
  private var documents = DocumentCandidates()
  /// The documents that have the sequence, after `find`: the index of each among those looked for, and
  /// how often it stands there.
  private(set) var found: [(index: Int, frequency: UInt32)] = []

  /// Creates a reader of a sequence.
  init(_ sequence: SlotSequence) {
    self.sequence = sequence
    let costs = sequence.slots.map(\.cost)
    order = costs.indices.sorted { (costs[$0], $0) < (costs[$1], $1) }
    lists = sequence.slots.map { $0.alternatives.map { PositionalPostings($0) } }
    located = lists.map { $0.map { _ in DocumentCandidates() } }
    places = lists.map { $0.map { _ in 0 } }
    positions = lists.map { _ in [] }
  }

  /// Finds which of some candidates have the sequence: `found`, whose indexes count from `from`.
  ///
  /// - Precondition: They are at most 128.
  /// - Throws: `IndexFormatError`.
  /// - Complexity: O(candidates · terms) look-ups, and the positions of those that have every slot.
  mutating func find(
    among candidates: borrowing Candidates, from: Int, to: Int
  ) throws(IndexFormatError) {
    documents.take(count: to - from) { candidates.document(from + $0) }
    try find()
  }

  /// All documents where the sequence stands, and how often.
  ///
  /// - Throws: `IndexFormatError.damaged`.
  /// - Complexity: O(documents of the rarest slot · terms), and the positions of those that have every slot.
  mutating func allDocuments() throws(IndexFormatError) -> DocumentFrequencies {
    var result = DocumentFrequencies()
    guard let lead = order.first else { return result }
    let all = try sequence.slots[lead].documents()
    for start in stride(from: 0, to: all.count, by: PostingsBlock.capacity) {
      let batch = all[start..<min(start + PostingsBlock.capacity, all.count)]
      documents.take(count: batch.count) { batch[start + $0] }
      try find()
      for (index, frequency) in found {
        result.documents.append(batch[start + index])
        result.frequencies.append(frequency)
      }
    }
    return result
  }

  /// Finds which of `documents` have the sequence.
  private mutating func find() throws(IndexFormatError) {
    found.removeAll(keepingCapacity: true)
    for slot in order {
      guard documents.count > 0 else { return }
      var inAny: UInt128 = 0
      for alternative in lists[slot].indices {
        lists[slot][alternative].rewind(to: documents.documents[0])
        located[slot][alternative].take(documents)
        try lists[slot][alternative].keep(in: &located[slot][alternative])
        for candidate in 0..<located[slot][alternative].count {
          inAny |= 1 << UInt128(located[slot][alternative].index(of: candidate))
        }
      }
      documents.keep(indexes: inAny)
    }
    guard documents.count > 0 else { return }
    var inAll: UInt128 = 0
    for candidate in 0..<documents.count { inAll |= 1 << UInt128(documents.index(of: candidate)) }
    for slot in lists.indices {
      for alternative in lists[slot].indices {
        located[slot][alternative].keep(indexes: inAll)
        try lists[slot][alternative].start(&located[slot][alternative], offset: 0)
        places[slot][alternative] = 0
      }
    }
    for candidate in 0..<documents.count { match(documents.index(of: candidate)) }
  }

  /// Matches the positions of a document; documents come in ascending order.
  private mutating func match(_ index: Int) {
    for slot in lists.indices {
      positions[slot].removeAll(keepingCapacity: true)
      var sources = 0
      for alternative in lists[slot].indices {
        let place = places[slot][alternative]
        guard place < located[slot][alternative].count,
          located[slot][alternative].index(of: place) == index
        else { continue }
        positions[slot].append(contentsOf: located[slot][alternative].starts(of: place))
        places[slot][alternative] += 1
        sources += 1
      }
      if sources > 1 { positions[slot] = positions[slot].sortedWithoutRepeats() }
    }
    let frequency = UInt32(clamping: sequence.matcher.matchCount(positions))
    if frequency > 0 { found.append((index, frequency)) }
  }
}
