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
    let mark = Array("ー".utf8)
    var result: [UInt8] = []
    var index = 0
    while index < bytes.count {
      let end = min(index + UTF8Decoding.length(bytes[index]), bytes.count)
      if Array(bytes[index..<end]) != mark { result.append(contentsOf: bytes[index..<end]) }
      index = end
    }
    return result
  }

  /// The number of morae, the long mark counted as one.
  package var count: Int { bytes.count { $0 & 0xC0 != 0x80 } }

  /// The key of normalized kana, or nil when a character is not kana or the text cannot begin a word.
  ///
  /// - Complexity: O(n) in characters.
  package init?(kana: some Sequence<UInt8>) {
    var result = String.UnicodeScalarView()
    var vowel: Unicode.Scalar?
    var previous: Unicode.Scalar?
    for scalar in String(decoding: Kana.hiragana(Array(kana)), as: UTF8.self).unicodeScalars {
      var kana = scalar
      switch scalar {
      case "ゝ":
        guard let previous else { return nil }
        kana = previous
      case "ゞ":
        guard let previous, let voiced = Self.voiced[previous] else { return nil }
        kana = voiced
      case "ー":
        guard vowel != nil || previous == "ん" else { return nil }
        if vowel != nil { result.append("ー") }
        continue
      default: break
      }
      kana = Self.folded[kana] ?? kana
      guard Script.of(kana.value) == .hiragana else { return nil }
      if let vowel, Self.lengthens(kana, after: vowel) {
        result.append("ー")
        previous = kana
        continue
      }
      result.append(kana)
      vowel = Kana.vowel(kana)
      previous = kana
    }
    guard !result.isEmpty else { return nil }
    bytes = Array(String(result).utf8)
  }

  private static func lengthens(_ kana: Unicode.Scalar, after vowel: Unicode.Scalar) -> Bool {
    switch (vowel, kana) {
    case ("あ", "あ"), ("あ", "ぁ"), ("い", "い"), ("い", "ぃ"), ("う", "う"), ("う", "ぅ"), ("え", "え"),
      ("え", "ぇ"), ("お", "お"), ("お", "ぉ"), ("お", "う"), ("お", "ぅ"):
      true
    default: false
    }
  }

  private static let folded: [Unicode.Scalar: Unicode.Scalar] = [
    "ぢ": "じ", "づ": "ず", "を": "お", "ゎ": "わ", "ゐ": "い", "ゑ": "え", "ゕ": "か", "ゖ": "け",
  ]

  private static let voiced: [Unicode.Scalar: Unicode.Scalar] = {
    var pairs: [Unicode.Scalar: Unicode.Scalar] = [:]
    for (plain, marked) in zip(
      "かきくけこさしすせそたちつてとはひふへほ".unicodeScalars,
      "がぎぐげござじずぜぞだぢづでどばびぶべぼ".unicodeScalars)
    {
      pairs[plain] = marked
      pairs[marked] = marked
    }
    return pairs
  }()
}
