// SPDX-License-Identifier: Apache-2.0

internal import IndexFormat

/// A sequence of single terms at fixed distances: an exact phrase, or the grams of a quoted string.
///
/// The documents of all terms are intersected block by block, the rarest list first; where the
/// pair of two neighbours is recorded, its list stands for both. Positions are read of the
/// documents that are left, the rarest term first, then its rarer neighbour, and only as long as
/// some place is left where the sequence may start.
struct ExactSequence {
  /// A term of the sequence and how far behind the start it stands.
  private struct Slot {
    var list: Int
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

  // The terms, each once, and then the pairs.
  private var lists: [PositionalPostings] = []
  /// The slots in the order in which their positions are read.
  private var slots: [Slot] = []
  /// The lists that a document must be in, rarest first; they imply the others.
  private var filters: [Int] = []

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
    if query.slots.count == 1 { return .stored(sequence.lists[0].reader) }
    if query.slots.count == 2, sequence.filters.count == 1, sequence.filters[0] >= sequence.terms {
      return .stored(sequence.lists[sequence.filters[0]].reader)
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
      lists.append(PositionalPostings(try segment.postings(entry)))
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
      lists.append(PositionalPostings(try segment.postings(entry)))
      isImplied.append(false)
    }
    filters = lists.indices.filter { !isImplied[$0] }
      .sorted { (frequency($0), $0) < (frequency($1), $1) }
    orderSlots()
    return true
  }

  private func frequency(_ list: Int) -> Int { lists[list].reader.documentFrequency }

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

  /// The documents where the sequence stands, and how often. A verifier, if there is one, counts again
  /// in the stored text.
  ///
  /// - Throws: `IndexFormatError`.
  /// - Complexity: O(documents of the rarest list), blocks of the others that have some of these, and
  ///   positions of the documents that have all.
  consuming func documents(
    _ verifier: TextVerifier?
  ) throws(IndexFormatError) -> DocumentFrequencies {
    var result = DocumentFrequencies()
    var candidates = DocumentCandidates()
    let lead = filters[0]
    var isLocated = [Bool](repeating: false, count: lists.count)
    for block in 0..<lists[lead].reader.blockCount {
      for list in isLocated.indices { isLocated[list] = false }
      isLocated[lead] = true
      try lists[lead].lead(with: block, &candidates)
      for list in filters.dropFirst() where candidates.count > 0 {
        try lists[list].keep(in: &candidates)
        isLocated[list] = true
      }
      for (number, slot) in slots.enumerated() where candidates.count > 0 {
        if !isLocated[slot.list] {
          try lists[slot.list].keep(in: &candidates)
          isLocated[slot.list] = true
        }
        if number == 0 {
          try lists[slot.list].start(&candidates, offset: slot.offset)
        } else {
          try lists[slot.list].narrow(&candidates, offset: slot.offset)
        }
      }
      for candidate in 0..<candidates.count {
        let document = candidates.documents[candidate]
        var frequency = UInt32(clamping: candidates.startCount(of: candidate))
        if let verifier { frequency = try verifier.occurrences(in: document) }
        guard frequency > 0 else { continue }
        result.documents.append(document)
        result.frequencies.append(frequency)
      }
    }
    return result
  }
}
