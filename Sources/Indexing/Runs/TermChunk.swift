// SPDX-License-Identifier: Apache-2.0
import IndexFormat
import TextAnalysis

/// Some terms that follow each other, with their postings as runs have them: what is handed to a thread
/// to be encoded.
struct TermChunk: Sendable {
  /// The terms.
  private(set) var keys: [TermKey] = []
  /// How many streams the terms so far have.
  private var streamCounts: [Int] = []
  /// Where each stream ends in `bytes`.
  private var streamEnds: [Int] = []
  private var bytes: [UInt8] = []

  /// The bytes of the postings in it.
  var byteCount: Int { bytes.count }

  /// Adds a term, whose streams come next.
  mutating func append(_ key: TermKey) {
    keys.append(key)
    streamCounts.append(streamEnds.count)
  }

  /// Adds a stream of the term added last, with whatever `copy` puts behind an array's end.
  mutating func appendStream<Failure: Error>(
    _ copy: (inout [UInt8]) throws(Failure) -> Void
  ) throws(Failure) {
    try copy(&bytes)
    streamEnds.append(bytes.count)
    streamCounts[streamCounts.count - 1] = streamEnds.count
  }

  /// Forgets the contents and keeps the storage.
  mutating func removeAll() {
    keys.removeAll(keepingCapacity: true)
    streamCounts.removeAll(keepingCapacity: true)
    streamEnds.removeAll(keepingCapacity: true)
    bytes.removeAll(keepingCapacity: true)
  }

  /// Calls `body` with each term and its postings.
  ///
  /// - Complexity: O(bytes).
  func forEach<Failure: Error>(
    _ body: (TermKey, TermPostings) throws(Failure) -> Void
  ) throws(Failure) {
    var postings = TermPostings()
    var start = 0
    var stream = 0
    for (index, key) in keys.enumerated() {
      let kind = TermKind(rawValue: key.kind) ?? .keyword
      postings.removeAll()
      while stream < streamCounts[index] {
        let range = start..<streamEnds[stream]
        if postings.documents.isEmpty {
          PostingStream.decode(bytes.span.extracting(range), kind: kind, into: &postings)
        } else {
          var added = TermPostings()
          PostingStream.decode(bytes.span.extracting(range), kind: kind, into: &added)
          postings.insert(contentsOf: added)
        }
        start = range.upperBound
        stream += 1
      }
      try body(key, postings)
    }
  }

  /// The terms as a segment has them.
  ///
  /// - Throws: what the encoder throws.
  func encoded(by encoder: TermEncoder) throws(IndexFormatError) -> [EncodedTerm] {
    var encoder = encoder
    var terms: [EncodedTerm] = []
    terms.reserveCapacity(keys.count)
    try forEach { (key, postings) throws(IndexFormatError) in
      terms.append(
        try encoder.encode(
          key, documents: postings.documents, frequencies: postings.frequencies,
          positions: postings.positions))
    }
    return terms
  }
}
