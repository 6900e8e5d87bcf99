// SPDX-License-Identifier: Apache-2.0
import TextAnalysis

/// The bytes of one term's postings while an index is built.
///
/// Each occurrence, as it comes, all numbers little-endian base 128 with a continuation bit:
///
///     in a document that has none so far:   2 · (document - previous document), position
///     in the same document:                 2 · (position - previous position) + 1
///
/// The previous document of the first is 0; differences of positions are of 32 bits and wrap around.
/// Kinds without positions have position 0.
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

  /// A number of up to 35 bits as bytes, the first one lowest.
  @inline(__always)
  static func encoded(_ value: UInt64) -> (bytes: UInt64, count: Int) {
    if value < 0x80 { return (value, 1) }
    if value < 0x4000 { return (value & 0x7F | 0x80 | (value &>> 7) &<< 8, 2) }
    var bytes: UInt64 = 0
    var rest = value
    var count = 0
    while rest >= 0x80 {
      bytes |= (rest & 0x7F | 0x80) &<< UInt64(8 &* count)
      rest &>>= 7
      count &+= 1
    }
    return (bytes | rest &<< UInt64(8 &* count), count &+ 1)
  }

  /// The number at an offset, which moves behind it.
  @inline(__always)
  static func next(in bytes: Span<UInt8>, at offset: inout Int) -> UInt64 {
    let first = bytes[offset]
    offset &+= 1
    if first < 0x80 { return UInt64(first) }
    var value = UInt64(first & 0x7F)
    var shift: UInt64 = 7
    while true {
      let byte = bytes[offset]
      offset &+= 1
      value |= UInt64(byte & 0x7F) &<< shift
      if byte < 0x80 { return value }
      shift &+= 7
    }
  }

  /// Adds the documents, frequencies and positions of a whole stream to a term's postings.
  ///
  /// A term counts once at one position, and a keyword once in a document.
  ///
  /// - Complexity: O(length of the stream), unless positions come out of order.
  static func decode(_ bytes: Span<UInt8>, kind: TermKind, into postings: inout TermPostings) {
    var offset = 0
    var document: UInt32 = 0
    let hasPositions = kind.hasPositions
    while offset < bytes.count {
      let head = next(in: bytes, at: &offset)
      document &+= UInt32(truncatingIfNeeded: head &>> 1)
      var position = UInt32(truncatingIfNeeded: next(in: bytes, at: &offset))
      var frequency: UInt32 = 1
      let start = postings.positions.count
      var ascends = true
      if hasPositions { postings.positions.append(position) }
      while offset < bytes.count, bytes[offset] & 1 == 1 {
        let gap = UInt32(truncatingIfNeeded: next(in: bytes, at: &offset) &>> 1)
        frequency &+= 1
        guard hasPositions else { continue }
        ascends = ascends && gap > 0 && gap <= ~position
        position &+= gap
        postings.positions.append(position)
      }
      if !ascends {
        let sorted = Set(postings.positions[start...]).sorted()
        postings.positions.replaceSubrange(start..., with: sorted)
        frequency = UInt32(sorted.count)
      }
      postings.documents.append(document)
      postings.frequencies.append(kind == .keyword ? 1 : frequency)
    }
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
