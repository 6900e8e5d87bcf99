// SPDX-License-Identifier: Apache-2.0
import TextAnalysis

/// The bytes of one term's postings while an index is built.
///
/// For each document, in ascending order, all numbers little-endian base 128 with a continuation bit:
///
///     document - previous document, doubled, plus 1 if the frequency is 1
///     frequency                                    unless it is 1
///     first position, then differences             for kinds with positions
///
/// The previous document of the first is 0. Keywords count as frequency 1.
enum PostingStream {
  /// Adds a number.
  static func append(_ value: UInt64, to output: inout [UInt8]) {
    var rest = value
    while rest >= 0x80 {
      output.append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest &>>= 7
    }
    output.append(UInt8(truncatingIfNeeded: rest))
  }

  /// The number at an offset, which moves behind it.
  static func next(in bytes: Span<UInt8>, at offset: inout Int) -> UInt64 {
    var value = UInt64(bytes[offset] & 0x7F)
    var shift: UInt64 = 7
    while bytes[offset] >= 0x80 {
      offset &+= 1
      value |= UInt64(bytes[offset] & 0x7F) &<< shift
      shift &+= 7
    }
    offset &+= 1
    return value
  }

  /// Adds the documents, frequencies and positions of a whole stream to a term's postings.
  ///
  /// - Complexity: O(length of the stream).
  static func decode(_ bytes: Span<UInt8>, kind: TermKind, into postings: inout TermPostings) {
    var offset = 0
    var document: UInt32 = 0
    while offset < bytes.count {
      let head = next(in: bytes, at: &offset)
      document &+= UInt32(truncatingIfNeeded: head &>> 1)
      let frequency =
        head & 1 == 1 ? 1 : UInt32(truncatingIfNeeded: next(in: bytes, at: &offset))
      postings.documents.append(document)
      postings.frequencies.append(frequency)
      guard kind.hasPositions else { continue }
      var position: UInt32 = 0
      for _ in 0..<frequency {
        position &+= UInt32(truncatingIfNeeded: next(in: bytes, at: &offset))
        postings.positions.append(position)
      }
    }
  }
}

/// The postings of one term, flat, as `SegmentWriter.addTerm` takes them.
struct TermPostings: Sendable, Equatable {
  /// The documents, ascending.
  var documents: [UInt32] = []
  /// The frequency in each document.
  var frequencies: [UInt32] = []
  /// The positions of the first document ascending, then of the next; empty without positions.
  var positions: [UInt32] = []

  /// Forgets the contents and keeps the storage.
  mutating func removeAll() {
    documents.removeAll(keepingCapacity: true)
    frequencies.removeAll(keepingCapacity: true)
    positions.removeAll(keepingCapacity: true)
  }
}

extension TermKind {
  /// Whether postings of this kind carry positions.
  var hasPositions: Bool {
    switch self {
    case .surface, .form, .lemma, .gram: true
    case .character, .keyword, .pair: false
    }
  }
}
