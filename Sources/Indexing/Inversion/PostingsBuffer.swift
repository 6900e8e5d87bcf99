// SPDX-License-Identifier: Apache-2.0
import IndexFormat
import TextAnalysis

/// The postings of all documents so far, per term, until they fill the memory they are given.
///
/// Batches come in document order; their bytes are moved behind those already there. Nothing is
/// decoded but the first number of each stream, which is rewritten to follow the term's last document.
struct PostingsBuffer: Sendable {
  /// What is kept for a term beside its text.
  private struct Postings {
    var stream = ChunkArena.Stream()
    var documentFrequency: UInt32 = 0
    var lastDocument: UInt32 = 0
    var totalFrequency: UInt64 = 0
  }

  private var terms: ByteStringTable
  private var postings: [Postings] = []
  private var arena = ChunkArena()
  /// Scratch: the term of each term of a batch.
  private var targets: [UInt32] = []

  /// Creates an empty buffer.
  init() { terms = ByteStringTable(slotCount: 1 << 16) }

  /// The number of distinct terms.
  var termCount: Int { terms.count }

  /// Memory held, in bytes.
  var byteCount: Int {
    terms.byteCount + postings.capacity * MemoryLayout<Postings>.stride + arena.byteCount
  }

  /// Appends the postings of a batch.
  ///
  /// `firstDocument` is the number of the batch's first document, greater than every document already
  /// here.
  ///
  /// - Complexity: O(distinct terms and bytes of the batch).
  mutating func append(_ batch: BatchInverter, firstDocument: UInt32) {
    // Two loops: the first waits for the table, the second for the arena, and neither look-up depends
    // on the one before it.
    targets.removeAll(keepingCapacity: true)
    let text = batch.terms.bytes.span
    for entry in batch.terms.entries {
      let (term, isNew) = terms.insert(
        text.extracting(entry.offset..<entry.offset + Int(entry.length)), space: entry.space,
        digest: ByteStringTable.Digest(prefix: entry.prefix, hash: entry.hash))
      if isNew { postings.append(Postings()) }
      targets.append(UInt32(truncatingIfNeeded: term))
    }
    let streams = batch.streams.span
    for index in targets.indices {
      let added = batch.termStreams[index]
      let end =
        index + 1 < batch.termStreams.count ? batch.termStreams[index + 1].start : streams.count
      append(streams.extracting(added.start..<end), added, firstDocument, to: Int(targets[index]))
    }
  }

  /// The numbers of the terms in key order.
  ///
  /// - Complexity: O(n log n) in terms.
  func sortedTerms() -> [Int] { terms.sortedIndices() }

  /// What stands at a term: its key and counts.
  func header(of term: Int) -> RunTerm {
    let space = terms.entries[term].space
    let kept = postings[term]
    return RunTerm(
      key: TermKey(
        field: UInt8(space >> 8), kind: UInt8(space & 0xFF),
        text: terms.bytes[terms.range(of: term)]),
      documentFrequency: kept.documentFrequency, totalFrequency: kept.totalFrequency)
  }

  /// Adds the bytes of a term's stream at the end of an array.
  func copyStream(of term: Int, to output: inout [UInt8]) {
    arena.copy(postings[term].stream, to: &output)
  }

  private mutating func append(
    _ bytes: Span<UInt8>, _ added: BatchInverter.TermStream, _ firstDocument: UInt32, to term: Int
  ) {
    var kept = postings[term]
    var offset = 0
    let first = PostingStream.next(in: bytes, at: &offset)
    let document = UInt64(firstDocument) &+ first &>> 1
    let delta = document &- UInt64(kept.lastDocument)
    arena.append(number: delta &<< 1 | first & 1, to: &kept.stream)
    arena.append(bytes.extracting(offset..<bytes.count), to: &kept.stream)
    kept.documentFrequency &+= added.documentFrequency
    kept.totalFrequency &+= added.totalFrequency
    kept.lastDocument = firstDocument &+ added.lastDocument
    postings[term] = kept
  }
}
