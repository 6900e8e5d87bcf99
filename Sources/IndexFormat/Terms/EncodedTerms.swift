// SPDX-License-Identifier: Apache-2.0

/// Terms that follow each other in key order, whose postings are bytes, ready for a segment.
///
/// What the terms have is back to back in four arrays, so that a term costs no memory of its own.
package struct EncodedTerms: Sendable {
  /// One of the terms.
  struct Term: Sendable {
    /// What is recorded of it.
    var streams: TermStreams
    /// What its postings came to.
    var record: PostingsWriter.Record
    /// Where its key ends in `keys`.
    var keyEnd: Int
    /// Where what is put aside of it ends in `common`: where that of the term before does, unless it may
    /// be one of the common ones.
    var commonEnd: Int
  }

  /// The terms, in key order.
  private(set) var terms: [Term] = []
  /// The keys' bytes, as `TermKey` has them.
  var keys: [UInt8] = []
  /// The postings records.
  var postings: [UInt8] = []
  /// The positions of terms in more than 128 documents.
  var positions: [UInt8] = []
  /// What is put aside of the terms that may be common, as `CommonTermCollector` takes it.
  var common: [UInt8] = []

  /// Creates an empty buffer.
  package init() {}

  /// The number of terms.
  package var count: Int { terms.count }

  /// Where a term's key stands in `keys`.
  func keyRange(_ index: Int) -> Range<Int> {
    (index == 0 ? 0 : terms[index - 1].keyEnd)..<terms[index].keyEnd
  }

  /// Where what is put aside of a term stands in `common`.
  func commonRange(_ index: Int) -> Range<Int> {
    (index == 0 ? 0 : terms[index - 1].commonEnd)..<terms[index].commonEnd
  }

  /// Calls `body` with the bytes of each key: field number, kind and text.
  package func forEachKey(_ body: (Span<UInt8>) -> Void) {
    let keys = keys.span
    for index in terms.indices { body(keys.extracting(keyRange(index))) }
  }

  /// Adds a term whose bytes were added to the arrays.
  mutating func endTerm(_ streams: TermStreams, _ record: PostingsWriter.Record) {
    terms.append(
      Term(streams: streams, record: record, keyEnd: keys.count, commonEnd: common.count))
  }

  /// Forgets the contents and keeps the storage.
  package mutating func removeAll() {
    terms.removeAll(keepingCapacity: true)
    keys.removeAll(keepingCapacity: true)
    postings.removeAll(keepingCapacity: true)
    positions.removeAll(keepingCapacity: true)
    common.removeAll(keepingCapacity: true)
  }
}
