// SPDX-License-Identifier: Apache-2.0

internal import IndexFormat

/// A sequence of single terms at fixed distances in a segment: an exact phrase, or the grams of a
/// quoted string. `ExactSequenceReader` finds its documents.
struct ExactSequence: Sendable {
  /// A term of the sequence and how far behind the start it stands.
  struct Slot: Sendable {
    /// The term's place in `lists`.
    var list: Int
    /// Positions behind the start.
    var offset: UInt32
  }

  /// What a sequence comes to before any posting is read.
  enum Opened {
    /// Some term or pair is nowhere in the segment.
    case absent
    /// The sequence is a term, or a pair of common terms: its postings.
    case stored(PostingsReader)
    /// The sequence must be looked for.
    case sought(ExactSequence)
  }

  /// The terms, each once, and then the pairs.
  private(set) var lists: [PostingsReader] = []
  /// The slots in the order in which their positions are read.
  private(set) var slots: [Slot] = []
  /// The lists that a document must be in, rarest first; they imply the others. In none of them it has
  /// fewer occurrences than of the sequence.
  private(set) var filters: [Int] = []

  /// Opens a sequence in a segment, or returns nil for one that is not of single terms without slop.
  ///
  /// - Throws: `IndexFormatError`.
  /// - Complexity: one look-up for each slot and each two neighbours that are common terms.
  static func open(
    _ query: SequenceQuery, in segment: SegmentReader
  ) throws(IndexFormatError) -> Opened? {
    guard query.slop == 0, let first = query.slots.first else { return nil }
    let space = PositionSpace(kind: first.alternatives.first?.kind ?? 0)
    guard space != .none else { return nil }
    var keys: [TermKey] = []
    for slot in query.slots {
      guard slot.alternatives.count == 1, let key = slot.alternatives.first,
        PositionSpace(kind: key.kind) == space,
        UInt32(exactly: slot.offset - first.offset) != nil
      else { return nil }
      keys.append(key)
    }
    var sequence = ExactSequence()
    guard try sequence.open(keys, query, segment) else { return .absent }
    if query.slots.count == 1 { return .stored(sequence.lists[0]) }
    if query.slots.count == 2, sequence.filters.count == 1, sequence.filters[0] >= sequence.terms {
      return .stored(sequence.lists[sequence.filters[0]])
    }
    return .sought(sequence)
  }

  /// The number of lists that are of terms.
  private var terms = 0

  /// Opens the lists; false when one is not there.
  private mutating func open(
    _ keys: [TermKey], _ query: SequenceQuery, _ segment: SegmentReader
  ) throws(IndexFormatError) -> Bool {
    var numbers: [TermKey: Int] = [:]
    var entries: [TermEntry] = []
    for (slot, key) in zip(query.slots, keys) {
      let offset = UInt32(slot.offset - query.slots[0].offset)
      if let known = numbers[key] {
        slots.append(Slot(list: known, offset: offset))
        continue
      }
      guard let entry = try segment.term(key) else { return false }
      numbers[key] = lists.count
      slots.append(Slot(list: lists.count, offset: offset))
      lists.append(try segment.postings(entry))
      entries.append(entry)
    }
    terms = lists.count
    var isImplied = [Bool](repeating: false, count: lists.count)
    for (left, right) in zip(slots.indices, slots.indices.dropFirst())
    where slots[right].offset == slots[left].offset + 1
      && segment.recordsPair(entries[slots[left].list], entries[slots[right].list])
    {
      let key = PairTerm.key(keys[left], keys[right])
      isImplied[slots[left].list] = true
      isImplied[slots[right].list] = true
      guard numbers[key] == nil else { continue }
      guard let entry = try segment.term(key) else { return false }
      numbers[key] = lists.count
      lists.append(try segment.postings(entry))
      isImplied.append(false)
    }
    filters = lists.indices.filter { !isImplied[$0] }
      .sorted { (frequency($0), $0) < (frequency($1), $1) }
    orderSlots()
    return true
  }

  private func frequency(_ list: Int) -> Int { lists[list].documentFrequency }

  /// The rarest slot comes first, then the rarer of its neighbours, then the others, rarest first.
  private mutating func orderSlots() {
    let sequence = slots
    let order = sequence.indices.sorted {
      (frequency(sequence[$0].list), $0) < (frequency(sequence[$1].list), $1)
    }
    guard let first = order.first else { return }
    let second = order.dropFirst().first { abs($0 - first) == 1 }
    let rest = order.filter { $0 != first && $0 != second }
    slots = ([first] + (second.map { [$0] } ?? []) + rest).map { sequence[$0] }
  }
}

/// Finds the documents of an exact sequence, in order, or among some.
///
/// The documents of all terms are intersected block by block, the rarest list first; where the
/// pair of two neighbours is recorded, its list stands for both. Positions are read of the
/// documents that are left, the rarest term first, then its rarer neighbour, and only as long as
/// some place is left where the sequence may start.
struct ExactSequenceReader {
  private let sequence: ExactSequence
  private var lists: [PositionalPostings]
  private var isLocated: [Bool]
  /// The documents that have the sequence, after `find`.
  private(set) var found = DocumentCandidates()

  /// Creates a reader of a sequence.
  init(_ sequence: ExactSequence) {
    self.sequence = sequence
    lists = sequence.lists.map { PositionalPostings($0) }
    isLocated = lists.map { _ in false }
  }

  /// All documents where the sequence stands, and how often. A verifier, if there is one, counts again in the
  /// stored text.
  ///
  /// - Throws: `IndexFormatError`.
  /// - Complexity: O(documents of the rarest list), blocks of the others that have some of these, and
  ///   positions of the documents that have all.
  mutating func allDocuments(
    _ verifier: TextVerifier? = nil
  ) throws(IndexFormatError) -> DocumentFrequencies {
    var result = DocumentFrequencies()
    let lead = sequence.filters[0]
    for block in 0..<sequence.lists[lead].blockCount {
      try lists[lead].lead(with: block, &found)
      for list in isLocated.indices { isLocated[list] = false }
      isLocated[lead] = true
      try narrow(among: sequence.filters.dropFirst())
      for candidate in 0..<found.count {
        let document = found.documents[candidate]
        var frequency = UInt32(clamping: found.startCount(of: candidate))
        if let verifier { frequency = try verifier.occurrences(in: document) }
        guard frequency > 0 else { continue }
        result.documents.append(document)
        result.frequencies.append(frequency)
      }
    }
    return result
  }

  /// Finds which of some candidates have the sequence: `found`, whose indexes count from `from`.
  ///
  /// - Precondition: They are at most 128.
  /// - Throws: `IndexFormatError`.
  mutating func find(
    among candidates: borrowing Candidates, from: Int, to: Int
  ) throws(IndexFormatError) {
    found.take(count: to - from) { candidates.document(from + $0) }
    guard from < to else { return }
    rewind(to: candidates.document(from))
    for list in isLocated.indices { isLocated[list] = false }
    try narrow(among: sequence.filters[...])
  }

  private mutating func rewind(to document: DocumentID) {
    for list in lists.indices { lists[list].rewind(to: document) }
  }

  /// Keeps of the documents found those that are in some lists and have the sequence.
  private mutating func narrow(among filters: ArraySlice<Int>) throws(IndexFormatError) {
    for list in filters where found.count > 0 {
      try lists[list].keep(in: &found)
      isLocated[list] = true
    }
    for (number, slot) in sequence.slots.enumerated() where found.count > 0 {
      if !isLocated[slot.list] {
        try lists[slot.list].keep(in: &found)
        isLocated[slot.list] = true
      }
      if number == 0 {
        try lists[slot.list].start(&found, offset: slot.offset)
      } else {
        try lists[slot.list].narrow(&found, offset: slot.offset)
      }
    }
  }
}
