// SPDX-License-Identifier: Apache-2.0

internal import DocumentModel
internal import IndexFormat
internal import TextAnalysis

/// What a sequence comes to in a segment.
enum SequencePostings {
  /// The postings of one term or pair.
  case stored(PostingsReader)
  /// Postings made for the query; there may be none.
  case made(DocumentFrequencies)
}

/// Finds the documents of a segment in which a sequence stands, in two phases: documents that have
/// a term for every slot, rarest slot first, and then their positions and their text. Sequences of
/// single terms without slop take a way of their own, `ExactSequence`.
struct SequenceMaterializer {
  private let query: SequenceQuery
  private let segment: SegmentReader
  private let normalization: TextNormalization

  /// Creates a materializer of one sequence in one segment.
  init(
    _ query: SequenceQuery, segment: SegmentReader, normalization: @escaping TextNormalization
  ) {
    self.query = query
    self.segment = segment
    self.normalization = normalization
  }

  /// The documents and how often the sequence stands in each.
  ///
  /// - Throws: `IndexFormatError`.
  /// - Complexity: O(documents of the rarest slot) seeks in the others, and the positions (and the
  ///   stored text, for `verify`) of the documents that have every slot.
  func materialize() throws(IndexFormatError) -> SequencePostings {
    guard let exact = try ExactSequence.open(query, in: segment) else {
      return .made(try materializeSlots())
    }
    let verifier = TextVerifier(query, segment: segment, normalization: normalization)
    switch exact {
    case .absent: return .made(DocumentFrequencies())
    case .stored(let reader):
      guard let verifier else { return .stored(reader) }
      return .made(try verified(reader, verifier))
    case .sought(let sequence):
      var reader = ExactSequenceReader(sequence)
      return .made(try reader.allDocuments(verifier))
    }
  }

  /// The documents of one list whose text has the string.
  private func verified(
    _ reader: PostingsReader, _ verifier: TextVerifier
  ) throws(IndexFormatError) -> DocumentFrequencies {
    var result = DocumentFrequencies()
    var block = PostingsBlock()
    for index in 0..<reader.blockCount {
      try reader.decode(block: index, into: &block)
      for place in 0..<block.count {
        let frequency = try verifier.occurrences(in: block.documents[place])
        guard frequency > 0 else { continue }
        result.documents.append(block.documents[place])
        result.frequencies.append(frequency)
      }
    }
    return result
  }

  /// Sequences with alternatives, slop, or slots of several position spaces.
  func materializeSlots() throws(IndexFormatError) -> DocumentFrequencies {
    var slots: [SlotPostings] = []
    for (place, slot) in query.slots.enumerated() {
      let postings = try SlotPostings(slot, place: place, segment: segment)
      guard postings.cost > 0 else { return DocumentFrequencies() }
      slots.append(postings)
    }
    guard let lead = slots.min(by: { $0.cost < $1.cost }) else { return DocumentFrequencies() }
    var candidates = try lead.documents()
    for slot in slots.sorted(by: { ($0.cost, $0.place) < ($1.cost, $1.place) })
    where slot.place != lead.place {
      candidates = try slot.filter(candidates)
      if candidates.isEmpty { return DocumentFrequencies() }
    }
    return try match(candidates, slots)
  }

  private func match(
    _ candidates: [DocumentID], _ slots: [SlotPostings]
  ) throws(IndexFormatError) -> DocumentFrequencies {
    let verifier = TextVerifier(query, segment: segment, normalization: normalization)
    var parts: [SequencePart] = []
    // Where any displacement will do and the text decides, positions say nothing.
    if verifier == nil || query.slop < Int(Int32.max) {
      for space in PositionSpace.allCases {
        let part = try SequencePart(
          space: space, slots: slots.filter { $0.space == space }, query: query)
        if let part { parts.append(part) }
      }
    }
    var result = DocumentFrequencies()
    for document in candidates {
      var frequency = UInt32.max
      for part in parts.indices where frequency > 0 {
        frequency = min(frequency, try parts[part].frequency(in: document))
      }
      if frequency > 0, let verifier {
        frequency = try verifier.occurrences(in: document)
      }
      guard frequency > 0 else { continue }
      result.documents.append(document)
      result.frequencies.append(frequency)
    }
    return result
  }
}

/// What positions of a term kind count.
enum PositionSpace: CaseIterable {
  case words, characters, none

  /// The space of a term kind.
  init(kind: UInt8) {
    switch TermKind(rawValue: kind) {
    case .surface, .form, .lemma: self = .words
    case .gram: self = .characters
    case .character, .keyword, .pair, nil: self = .none
    }
  }
}

/// The postings of one slot's alternatives.
private struct SlotPostings {
  let place: Int
  let offset: Int
  let space: PositionSpace
  let readers: [PostingsReader]

  init(
    _ slot: SequenceQuery.Slot, place: Int, segment: SegmentReader
  ) throws(IndexFormatError) {
    self.place = place
    offset = slot.offset
    space = PositionSpace(kind: slot.alternatives.first?.kind ?? 0)
    var readers: [PostingsReader] = []
    for key in Set(slot.alternatives).sorted() {
      if let entry = try segment.term(key) { readers.append(try segment.postings(entry)) }
    }
    self.readers = readers
  }

  var cost: Int { readers.reduce(0) { $0 + $1.documentFrequency } }

  /// The documents of any alternative, ascending.
  func documents() throws(IndexFormatError) -> [DocumentID] {
    var documents: [DocumentID] = []
    documents.reserveCapacity(cost)
    var block = PostingsBlock()
    for reader in readers {
      for blockIndex in 0..<reader.blockCount {
        try reader.decode(block: blockIndex, into: &block)
        let decoded = block.documents.span
        for index in 0..<block.count { documents.append(decoded[index]) }
      }
    }
    return readers.count > 1 ? documents.sortedWithoutRepeats() : documents
  }

  /// Those of the documents that have an alternative.
  func filter(_ documents: [DocumentID]) throws(IndexFormatError) -> [DocumentID] {
    var cursors: [ListCursor] = []
    for reader in readers { cursors.append(ListCursor(.stored(try PostingBlocks(reader)))) }
    var kept: [DocumentID] = []
    for document in documents {
      for index in cursors.indices {
        try cursors[index].seek(to: document)
        if cursors[index].document == document {
          kept.append(document)
          break
        }
      }
    }
    return kept
  }
}

/// The slots of a sequence that share a position space.
private struct SequencePart {
  private let space: PositionSpace
  private let matcher: SequenceMatcher
  private var cursors: [[PositionCursor]]
  private var positions: [[UInt32]]

  /// Creates the part, or nil when no slot is in the space.
  ///
  /// - Throws: `IndexFormatError.damaged`.
  init?(
    space: PositionSpace, slots: [SlotPostings], query: SequenceQuery
  ) throws(IndexFormatError) {
    guard !slots.isEmpty else { return nil }
    self.space = space
    matcher = SequenceMatcher(
      offsets: slots.map(\.offset), slop: query.slop, ordered: query.ordered)
    cursors = []
    for slot in slots {
      var alternatives: [PositionCursor] = []
      for reader in slot.readers { alternatives.append(try PositionCursor(reader)) }
      cursors.append(alternatives)
    }
    positions = slots.map { _ in [] }
  }

  /// How often the part stands in a document; documents must be asked in ascending order.
  mutating func frequency(in document: DocumentID) throws(IndexFormatError) -> UInt32 {
    space == .none ? try leastFrequency(in: document) : try matchCount(in: document)
  }

  private mutating func leastFrequency(in document: DocumentID) throws(IndexFormatError) -> UInt32 {
    var least = UInt32.max
    for slot in cursors.indices {
      var sum: UInt32 = 0
      for alternative in cursors[slot].indices {
        try cursors[slot][alternative].seek(to: document)
        guard cursors[slot][alternative].document == document else { continue }
        sum &+= min(cursors[slot][alternative].frequency, .max - sum)
      }
      least = min(least, sum)
    }
    return least
  }

  private mutating func matchCount(in document: DocumentID) throws(IndexFormatError) -> UInt32 {
    for slot in cursors.indices {
      positions[slot].removeAll(keepingCapacity: true)
      var sources = 0
      for alternative in cursors[slot].indices {
        try cursors[slot][alternative].seek(to: document)
        guard cursors[slot][alternative].document == document else { continue }
        try cursors[slot][alternative].appendPositions(to: &positions[slot])
        sources += 1
      }
      if sources > 1 { positions[slot] = positions[slot].sortedWithoutRepeats() }
      if positions[slot].isEmpty { return 0 }
    }
    return UInt32(clamping: matcher.matchCount(positions))
  }
}

extension [UInt32] {
  /// The elements ascending, each once.
  consuming func sortedWithoutRepeats() -> [UInt32] {
    sort()
    var count = 0
    for index in indices where index == 0 || self[index] != self[index - 1] {
      self[count] = self[index]
      count += 1
    }
    removeLast(self.count - count)
    return self
  }
}
