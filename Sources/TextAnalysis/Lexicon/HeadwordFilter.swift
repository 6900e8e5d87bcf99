// SPDX-License-Identifier: Apache-2.0

/// Says of most texts that they are no headword and begin none, without a look-up.
///
/// Headwords have their iteration marks written out; text that has some must not be filtered.
struct HeadwordFilter: Sendable {
  /// What may be true of a text.
  struct Hint: OptionSet, Sendable {
    let rawValue: UInt64

    /// It is a headword.
    static let isHeadword = Hint(rawValue: 1)
    /// A headword begins with it and goes on.
    static let goesOn = Hint(rawValue: 2)
  }

  /// 32 hints each; what is true of a text stands in two places.
  private var words: [UInt64]
  private let mask: UInt64

  /// Creates a filter for about `count` headwords, with 16 hints for each.
  init(count: Int) {
    var hints: UInt64 = 1 << 16
    while hints < UInt64(count) * 16 { hints <<= 1 }
    mask = hints - 1
    words = [UInt64](repeating: 0, count: Int(hints / 32))
  }

  /// A hash of whole characters of UTF-8, going on from the hash of what stands before them.
  static func hash(_ bytes: Span<UInt8>, after start: UInt64 = 0) -> UInt64 {
    var hash = start
    var offset = 0
    while offset < bytes.count {
      let end = min(offset &+ UTF8Decoding.length(bytes[offset]), bytes.count)
      var character: UInt64 = 1
      while offset < end {
        character = character &<< 8 | UInt64(bytes[offset])
        offset &+= 1
      }
      hash = (hash ^ character) &* 0x9E37_79B9_7F4A_7C15
      hash ^= hash &>> 32
    }
    return hash
  }

  /// Adds a headword.
  mutating func insert(_ headword: Span<UInt8>) {
    var hash: UInt64 = 0
    var start = 0
    while start < headword.count {
      if start > 0 { insert(hash, .goesOn) }
      let end = min(start + UTF8Decoding.length(headword[start]), headword.count)
      hash = Self.hash(headword.extracting(start..<end), after: hash)
      start = end
    }
    insert(hash, .isHeadword)
  }

  private mutating func insert(_ hash: UInt64, _ hint: Hint) {
    for place in [hash & mask, hash >> 32 & mask] {
      words[Int(place >> 5)] |= hint.rawValue << (2 * (place & 31))
    }
  }

  /// What is not in the hint is certainly not true of a text with this hash.
  func hint(_ hash: UInt64) -> Hint {
    let first = hint(at: hash & mask)
    return first.isEmpty ? first : first.intersection(hint(at: hash >> 32 & mask))
  }

  private func hint(at place: UInt64) -> Hint {
    Hint(rawValue: words[Int(place >> 5)] >> (2 * (place & 31)) & 3)
  }
}
