// SPDX-License-Identifier: Apache-2.0

internal import Storage

/// The pairs of common terms in some documents that follow each other.
struct PairPart: Sendable {
  /// The postings of a pair.
  struct Stream: Sendable {
    /// The first document and the last one.
    var first: DocumentID = 0
    var last: DocumentID = 0
    /// The first document's frequency, then gap and frequency of each other one, as variable-length
    /// integers; empty where the pair does not occur.
    var bytes: [UInt8] = []
  }

  /// By first term · term count + second term.
  private(set) var streams: [Stream]
  private var counter: PairCounter

  /// So many documents are put together at a time.
  private static let documentsAtOnce = 256

  /// Creates an empty part of the pairs that are recorded.
  init(termCount: Int, isRecorded: [Bool]) {
    streams = [Stream](repeating: Stream(), count: termCount * termCount)
    counter = PairCounter(termCount: termCount, isRecorded: isRecorded)
  }

  /// Takes in the documents of a part, of which `CommonTermCollector` gave the bytes of each term.
  ///
  /// - Complexity: O(documents + positions).
  mutating func count(_ bytes: [[UInt8]], documents range: Range<Int>) {
    let first = DocumentID(truncatingIfNeeded: range.lowerBound)
    var cursors = bytes.map { CommonTermCursor($0, base: first) }
    var documents = [[UInt64]](repeating: [], count: Self.documentsAtOnce)
    for start in stride(from: range.lowerBound, to: range.upperBound, by: Self.documentsAtOnce) {
      let base = DocumentID(truncatingIfNeeded: start)
      let limit = DocumentID(
        truncatingIfNeeded: min(start + Self.documentsAtOnce, range.upperBound))
      for term in cursors.indices {
        cursors[term].collect(from: base, below: limit, ofTerm: term, into: &documents)
      }
      for index in documents.indices where !documents[index].isEmpty {
        counter.append(documents[index])
        documents[index].removeAll(keepingCapacity: true)
        endDocument(base + DocumentID(index))
      }
    }
  }

  private mutating func endDocument(_ document: DocumentID) {
    counter.count()
    for pair in counter.pairs {
      if streams[pair].bytes.isEmpty {
        streams[pair].first = document
      } else {
        streams[pair].bytes.append(variableByte: UInt64(document - streams[pair].last))
      }
      streams[pair].bytes.append(variableByte: UInt64(counter.counts[pair]))
      streams[pair].last = document
    }
    counter.removeAll()
  }
}
