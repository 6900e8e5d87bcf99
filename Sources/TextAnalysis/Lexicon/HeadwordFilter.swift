// SPDX-License-Identifier: Apache-2.0

/// Says of most texts that they are no headword worth a term of its own and begin none, without a
/// look-up.
///
/// Headwords have their iteration marks written out, and so must texts.
struct HeadwordFilter: Sendable {
  /// What may be true of a text.
  struct Hint: OptionSet, Sendable {
    let rawValue: UInt64

    /// It is a headword.
    static let isHeadword = Hint(rawValue: 1)
    /// A headword begins with it and goes on.
    static let goesOn = Hint(rawValue: 2)
  }

  /// 32 hints each; what is true of a text stands in two places, not far from each other.
  private var words: [UInt64]
  private let mask: UInt64

  /// Creates a filter for about `count` headwords, with 16 hints for each.
  init(count: Int) {
    var hints: UInt64 = 1 << 16
    while hints < UInt64(count) * 16 { hints <<= 1 }
    mask = hints - 1
    words = [UInt64](repeating: 0, count: Int(hints / 32))
  }

  /// Whether a headword is worth a term of its own where it spans several words: not hiragana only,
  /// which containment finds better than the boundaries of morphemes do, and not Latin only.
  static func takes(_ headword: Span<UInt8>) -> Bool {
    var isKatakana = headword.count > 0
    var hasKana = false
    var hasOther = false
    var offset = 0
    while offset < headword.count {
      let script = Script.of(UTF8Decoding.codePoint(in: headword, at: offset))
      if script == .han { return true }
      isKatakana = isKatakana && script == .katakana
      hasKana = hasKana || script.isKana
      hasOther = hasOther || script == .other
      offset += UTF8Decoding.length(headword[offset])
    }
    return isKatakana || hasKana && hasOther
  }

  /// A hash of whole characters of UTF-8, going on from the hash of what stands before them.
  static func hash(_ bytes: Span<UInt8>, after start: UInt64 = 0) -> UInt64 {
    var hash = start
    var offset = 0
    while offset < bytes.count {
      let end = min(offset &+ UTF8Decoding.length(bytes[offset]), bytes.count)
      hash = Self.hash(character: character(bytes.extracting(offset..<end)), after: hash)
      offset = end
    }
    return hash
  }

  /// The hash of one more character.
  static func hash(character: UInt64, after start: UInt64) -> UInt64 {
    let hash = (start ^ character) &* 0x9E37_79B9_7F4A_7C15
    return hash ^ hash &>> 32
  }

  /// The bytes of a character as `hash(character:after:)` takes them.
  private static func character(_ bytes: Span<UInt8>) -> UInt64 {
    var character: UInt64 = 1
    for index in bytes.indices { character = character &<< 8 | UInt64(bytes[index]) }
    return character
  }

  /// The first character of a text for `hash(character:after:)`; 0 for one that is not of three bytes,
  /// and for iteration marks, which stand for the character before.
  static func firstCharacter(of text: Span<UInt8>) -> UInt32 {
    guard text.count >= 3, UTF8Decoding.length(text[0]) == 3,
      !WordFolding.isIterationMark(UTF8Decoding.threeByteUnit(text, 0))
    else { return 0 }
    return UInt32(truncatingIfNeeded: character(text.extracting(0..<3)))
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
    for place in [hash & mask, Self.secondPlace(hash) & mask] {
      words[Int(place >> 5)] |= hint.rawValue << (2 * (place & 31))
    }
  }

  /// What is not in the hint is certainly not true of a text with this hash.
  func hint(_ hash: UInt64) -> Hint {
    let first = hint(at: hash & mask)
    return first.isEmpty ? first : first.intersection(hint(at: Self.secondPlace(hash) & mask))
  }

  /// Other low bits to the same high ones, so that both places are of one cache line.
  private static func secondPlace(_ hash: UInt64) -> UInt64 {
    hash & ~0xFF | hash &>> 40 & 0xFF
  }

  private func hint(at place: UInt64) -> Hint {
    Hint(rawValue: words[Int(place >> 5)] >> (2 * (place & 31)) & 3)
  }
}
