// SPDX-License-Identifier: Apache-2.0

/// The key under which all spellings of one pronunciation meet.
///
/// It is a canonical mora string in hiragana: kana type and width, the iteration marks, ぢ/じ, づ/ず,
/// を/お and every spelling of a long vowel (ou, oo, ō, ー as one long mark ー) fold. It is over morae,
/// not letters: へんあい is not へない. The short key leaves the long marks out; it is for Latin
/// written without them (Tokyo, Osaka, judo).
package struct MoraKey: Hashable, Sendable {
  /// The canonical mora string in UTF-8.
  package var bytes: [UInt8]

  /// The key without its long marks.
  package var short: [UInt8] {
    var result: [UInt8] = []
    result.reserveCapacity(bytes.count)
    var index = 0
    while index < bytes.count {
      let end = min(index + UTF8Decoding.length(bytes[index]), bytes.count)
      let isMark =
        end - index == 3 && bytes[index] == 0xE3 && bytes[index + 1] == 0x83
        && bytes[index + 2] == 0xBC
      if !isMark { result.append(contentsOf: bytes[index..<end]) }
      index = end
    }
    return result
  }

  /// The number of morae, the long mark counted as one.
  package var count: Int { bytes.count { $0 & 0xC0 != 0x80 } }

  /// The key of normalized kana, or nil when a character is not kana or the text cannot begin a word.
  ///
  /// - Complexity: O(n) in characters.
  package init?(kana: some Sequence<UInt8>) { self.init(kana: Array(kana)) }

  /// The same of an array, which other modules call without going through a witness table.
  package init?(kana: [UInt8]) {
    var result: [UInt8] = []
    result.reserveCapacity(kana.count)
    var vowel: Unicode.Scalar?
    var previous: Unicode.Scalar?
    let text = Kana.hiragana(kana)
    var offset = 0
    while offset < text.count {
      // All kana are of three bytes.
      guard UTF8Decoding.length(text[offset]) == 3,
        let scalar = Unicode.Scalar(UTF8Decoding.codePoint(in: text.span, at: offset))
      else { return nil }
      offset += 3
      var kana = scalar
      switch scalar {
      case "ゝ":
        guard let previous else { return nil }
        kana = previous
      case "ゞ":
        guard let previous, let voiced = Kana.voiced(previous) ?? Self.asVoiced(previous)
        else { return nil }
        kana = voiced
      case "ー":
        guard vowel != nil || previous == "ん" else { return nil }
        if vowel != nil { KanaBytes.append("ー", to: &result) }
        continue
      default: break
      }
      kana = Self.folded(kana)
      guard Script.of(kana.value) == .hiragana else { return nil }
      if let vowel, Self.lengthens(kana, after: vowel) {
        KanaBytes.append("ー", to: &result)
        previous = kana
        continue
      }
      KanaBytes.append(kana, to: &result)
      vowel = Kana.vowel(kana)
      previous = kana
    }
    guard !result.isEmpty else { return nil }
    bytes = result
  }

  /// The kana, if its sound is voiced.
  private static func asVoiced(_ kana: Unicode.Scalar) -> Unicode.Scalar? {
    Kana.unvoiced(kana) == nil ? nil : kana
  }

  private static func lengthens(_ kana: Unicode.Scalar, after vowel: Unicode.Scalar) -> Bool {
    switch (vowel, kana) {
    case ("あ", "あ"), ("あ", "ぁ"), ("い", "い"), ("い", "ぃ"), ("う", "う"), ("う", "ぅ"), ("え", "え"),
      ("え", "ぇ"), ("お", "お"), ("お", "ぉ"), ("お", "う"), ("お", "ぅ"):
      true
    default: false
    }
  }

  private static func folded(_ kana: Unicode.Scalar) -> Unicode.Scalar {
    switch kana {
    case "ぢ": "じ"
    case "づ": "ず"
    case "を": "お"
    case "ゎ": "わ"
    case "ゐ": "い"
    case "ゑ": "え"
    case "ゕ": "か"
    case "ゖ": "け"
    default: kana
    }
  }
}
