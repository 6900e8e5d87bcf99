// SPDX-License-Identifier: Apache-2.0
import TextAnalysis

/// Turns the terms of a few neighbouring documents into postings per term.
///
/// Occurrences are first only written down, then counted, dealt out by term and encoded one term after
/// the other, so that each term's bytes lie together and the step that joins batches moves runs of
/// bytes, not postings. One worker fills one inverter; reused from batch to batch.
struct BatchInverter: Sendable {
  /// The bytes and counts of one term in the batch.
  struct TermStream: Sendable {
    /// Where the stream begins in `streams`.
    var start: Int
    /// The documents of the batch that have the term.
    var documentFrequency: UInt32
    /// The occurrences in the batch.
    var totalFrequency: UInt64
    /// The last document that has the term, counted from the first of the batch.
    var lastDocument: UInt32
  }

  /// The distinct terms of the batch, and what the next text has of them.
  var collector = TermCollector()
  /// `PostingStream` bytes of all terms, back to back; documents count from the first of the batch.
  private(set) var streams: [UInt8] = []
  /// For each term, in the order of `terms`, where its bytes are and what they hold.
  private(set) var termStreams: [TermStream] = []

  /// The term of each occurrence, in order.
  private var occurrenceTerms: [UInt32] = []
  /// The document and position of each occurrence: document above, position below.
  private var occurrencePlaces: [UInt64] = []
  /// Scratch: the places dealt out by term.
  private var places: [UInt64] = []
  /// Scratch: where each term's places begin, then end.
  private var bounds: [Int] = []

  /// The distinct terms of the batch; the space of a term is its field number and kind.
  var terms: ByteStringTable { collector.terms }
  /// The words that came with readings.
  var readings: ReadingCollector { collector.readings }

  /// Forgets the batch and keeps the storage.
  mutating func removeAll() {
    collector.removeAll()
    streams.removeAll(keepingCapacity: true)
    termStreams.removeAll(keepingCapacity: true)
    occurrenceTerms.removeAll(keepingCapacity: true)
    occurrencePlaces.removeAll(keepingCapacity: true)
  }

  /// Takes in the occurrences that the collector has, as those of a document.
  ///
  /// Documents, by their number in the batch, come in ascending order.
  mutating func add(document: Int) {
    let place = UInt64(document) << 32
    for occurrence in collector.occurrences {
      occurrenceTerms.append(occurrence.term)
      occurrencePlaces.append(place | UInt64(occurrence.position))
    }
  }

  /// Encodes what was taken in; `terms`, `termStreams` and `streams` then hold the batch.
  ///
  /// - Complexity: O(occurrences), unless an analyzer gave positions out of order.
  mutating func encode() {
    dealOut()
    for index in 0..<terms.count {
      let kind = TermCollector.kind(ofSpace: terms.entries[index].space)
      let start = index == 0 ? 0 : bounds[index - 1]
      encodeTerm(places: start..<bounds[index], kind: kind)
    }
  }

  /// Counting sort by term; occurrences of one term keep their order. Afterwards `bounds[t]` is where
  /// the places of term `t` end.
  private mutating func dealOut() {
    bounds.removeAll(keepingCapacity: true)
    bounds.append(contentsOf: repeatElement(0, count: terms.count + 1))
    for term in occurrenceTerms { bounds[Int(term) &+ 1] &+= 1 }
    for index in 1..<bounds.count { bounds[index] &+= bounds[index &- 1] }
    let missing = occurrencePlaces.count - places.count
    if missing > 0 { places.append(contentsOf: repeatElement(0, count: missing)) }
    for index in occurrenceTerms.indices {
      let term = Int(occurrenceTerms[index])
      places[bounds[term]] = occurrencePlaces[index]
      bounds[term] &+= 1
    }
  }

  private mutating func encodeTerm(places range: Range<Int>, kind: TermKind) {
    if kind.hasPositions, !isAscending(range) { places[range].sort() }
    var stream = TermStream(
      start: streams.count, documentFrequency: 0, totalFrequency: 0, lastDocument: 0)
    var index = range.lowerBound
    while index < range.upperBound {
      let document = places[index] &>> 32
      var end = index &+ 1
      while end < range.upperBound, places[end] &>> 32 == document { end &+= 1 }
      let frequency = frequency(of: index..<end, kind: kind)
      let delta = document &- UInt64(stream.lastDocument)
      PostingStream.append(delta &<< 1 | (frequency == 1 ? 1 : 0), to: &streams)
      if frequency != 1 { PostingStream.append(UInt64(frequency), to: &streams) }
      if kind.hasPositions { encodePositions(index..<end) }
      stream.documentFrequency &+= 1
      stream.totalFrequency &+= UInt64(frequency)
      stream.lastDocument = UInt32(truncatingIfNeeded: document)
      index = end
    }
    termStreams.append(stream)
  }

  /// The occurrences that count: a term counts once at one position, a keyword once in a document.
  private func frequency(of range: Range<Int>, kind: TermKind) -> Int {
    if kind == .keyword { return 1 }
    guard kind.hasPositions else { return range.count }
    var count = 1
    for index in range.dropFirst() where places[index] != places[index &- 1] { count &+= 1 }
    return count
  }

  private mutating func encodePositions(_ range: Range<Int>) {
    var previous: UInt64 = 0
    for index in range {
      if index > range.lowerBound, places[index] == places[index &- 1] { continue }
      let position = places[index] & 0xFFFF_FFFF
      PostingStream.append(position &- previous, to: &streams)
      previous = position
    }
  }

  private func isAscending(_ range: Range<Int>) -> Bool {
    for index in range.dropFirst() where places[index] < places[index &- 1] { return false }
    return true
  }
}
