// SPDX-License-Identifier: Apache-2.0
import Storage
import TextAnalysis

/// The postings of some documents, in memory.
///
/// A class, because its arena has one owner, and who reads it is not who wrote it.
final class BufferedRun: Sendable {
  private let terms: ByteStringTable
  private let streams: [Inverter.TermStream]
  private let arena: ChunkArena

  /// Creates a run of the terms of a table and the stream of each.
  init(terms: ByteStringTable, streams: [Inverter.TermStream], arena: consuming ChunkArena) {
    self.terms = terms
    self.streams = streams
    self.arena = arena
  }

  /// The numbers of the terms in key order.
  ///
  /// - Complexity: O(n log n) in terms.
  func sortedTerms() -> [Int] {
    terms.sortedIndices().filter { $0 < streams.count && streams[$0].bytes.byteCount > 0 }
  }

  /// Asks for the memory that says where a term's bytes are, ahead of its use.
  func prefetch(entryOf term: Int) {
    let entries = terms.entries
    entries.span.prefetch(term)
    let streams = streams
    streams.span.prefetch(term)
  }

  /// Asks for the memory of a term's text and stream, ahead of its use.
  func prefetch(bytesOf term: Int) {
    let bytes = terms.bytes
    bytes.span.prefetch(terms.entries[term].offset)
    arena.prefetchStart(of: streams[term].bytes)
  }

  /// Replaces `key` by the key of a term: field, kind and text.
  func copyKey(of term: Int, to key: inout [UInt8]) {
    let space = terms.entries[term].space
    key.removeAll(keepingCapacity: true)
    key.append(UInt8(truncatingIfNeeded: space >> 8))
    key.append(UInt8(truncatingIfNeeded: space))
    key.append(contentsOf: terms.bytes[terms.range(of: term)])
  }

  /// Adds the bytes of a term's stream at the end of an array.
  func copyStream(of term: Int, to output: inout [UInt8]) {
    arena.copy(streams[term].bytes, to: &output)
  }
}
