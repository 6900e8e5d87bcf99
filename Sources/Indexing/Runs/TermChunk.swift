// SPDX-License-Identifier: Apache-2.0
import IndexFormat
import TextAnalysis

/// Some terms that follow each other, with their postings as runs have them: what is handed to a thread
/// to be encoded.
struct TermChunk: Sendable {
  /// The keys' bytes, back to back.
  private var keys: [UInt8] = []
  private var terms: [Term] = []
  /// Where each stream ends in `bytes`.
  private var streamEnds: [Int] = []
  private var bytes: [UInt8] = []

  /// Where the parts of a term end.
  private struct Term {
    var keyEnd: Int
    var streamEnd: Int
  }

  /// The bytes of the postings in it.
  var byteCount: Int { bytes.count }

  /// Whether it has no terms.
  var isEmpty: Bool { terms.isEmpty }

  /// Adds a term, whose streams come next.
  mutating func append(_ key: [UInt8]) {
    keys.append(contentsOf: key)
    terms.append(Term(keyEnd: keys.count, streamEnd: streamEnds.count))
  }

  /// Adds a stream of the term added last, with whatever `copy` puts behind an array's end.
  mutating func appendStream<Failure: Error>(
    _ copy: (inout [UInt8]) throws(Failure) -> Void
  ) throws(Failure) {
    try copy(&bytes)
    streamEnds.append(bytes.count)
    terms[terms.count - 1].streamEnd = streamEnds.count
  }

  /// Forgets the contents and keeps the storage.
  mutating func removeAll() {
    keys.removeAll(keepingCapacity: true)
    terms.removeAll(keepingCapacity: true)
    streamEnds.removeAll(keepingCapacity: true)
    bytes.removeAll(keepingCapacity: true)
  }

  /// Calls `body` with the bytes of each term's key and the term's postings.
  ///
  /// - Complexity: O(bytes).
  func forEach<Failure: Error>(
    _ body: (Span<UInt8>, TermPostings) throws(Failure) -> Void
  ) throws(Failure) {
    let (keys, bytes) = (keys.span, bytes.span)
    var (postings, added, buffer) = (TermPostings(), TermPostings(), TermPostings())
    var keyStart = 0
    var start = 0
    var stream = 0
    for term in terms {
      let key = keys.extracting(keyStart..<term.keyEnd)
      let kind = TermKind(rawValue: key[1]) ?? .keyword
      postings.removeAll()
      while stream < term.streamEnd {
        let range = start..<streamEnds[stream]
        if postings.documents.isEmpty {
          PostingStream.decode(bytes.extracting(range), kind: kind, into: &postings)
        } else {
          added.removeAll()
          PostingStream.decode(bytes.extracting(range), kind: kind, into: &added)
          postings.insert(contentsOf: added, buffer: &buffer)
        }
        start = range.upperBound
        stream += 1
      }
      try body(key, postings)
      keyStart = term.keyEnd
    }
  }

  /// The terms as a segment has them.
  ///
  /// - Throws: what the encoder throws.
  func encoded(by encoder: inout TermEncoder) throws(IndexFormatError) -> EncodedTerms {
    var result = EncodedTerms()
    try forEach { (key, postings) throws(IndexFormatError) in
      try encoder.encode(
        key, documents: postings.documents.span, frequencies: postings.frequencies.span,
        positions: postings.positions.span, into: &result)
    }
    return result
  }
}
