// SPDX-License-Identifier: Apache-2.0

/// Other ways to write loanwords in katakana (ヴァイオリン バイオリン, ディジタル デジタル, ウィルス ウイルス).
package enum LoanSpelling {
  /// From so many morae on, words that differ in long marks only are spellings of one (インターフェース,
  /// インタフェース; ビル is not ビール).
  package static let minimumOpenMorae = 5

  /// The plainer spellings of a katakana word's reading in hiragana, which all spellings of the word have
  /// in common; none where it has no other.
  package static func plain(_ reading: [UInt8]) -> [[UInt8]] {
    let text = Array(String(decoding: reading, as: UTF8.self))
    var results: [String] = [""]
    var hasChanged = false
    for (index, kana) in text.enumerated() {
      let pair = index + 1 < text.count ? String([kana, text[index + 1]]) : ""
      if pair.isEmpty || index == 0 || table[String([text[index - 1], kana])] == nil {
        if let plain = table[pair] {
          hasChanged = true
          results = results.flatMap { head in plain.map { head + $0 } }
        } else if kana == "ゔ" {
          hasChanged = true
          results = results.map { $0 + "ぶ" }
        } else {
          results = results.map { $0 + String(kana) }
        }
      }
    }
    return hasChanged ? results.prefix(4).map { Array($0.utf8) } : []
  }

  /// The spellings of a katakana word's reading: as it is, with and without a long mark at its end where
  /// it is long enough (サーバー, サーバ), and the plainer ones.
  package static func all(_ reading: [UInt8]) -> [[UInt8]] {
    let mark = Array("ー".utf8)
    var spellings = [reading]
    if reading.hasSuffix(mark) {
      if reading.count >= 4 * mark.count { spellings.append(Array(reading.dropLast(mark.count))) }
    } else if reading.count >= 3 * mark.count {
      spellings.append(reading + mark)
    }
    return spellings + spellings.flatMap { plain($0) }
  }

  private static let table: [String: [String]] = [
    "ゔぁ": ["ば"], "ゔぃ": ["び"], "ゔぇ": ["べ"], "ゔぉ": ["ぼ"], "てぃ": ["ち"], "でぃ": ["で", "じ"],
    "とぅ": ["つ"], "でゅ": ["じゅ"], "うぃ": ["うい"], "うぇ": ["うえ"], "うぉ": ["うお"],
    "くぉ": ["くお"], "ふぃ": ["ふい"], "ふぁ": ["ふあ"], "ふぉ": ["ふお"], "しぇ": ["せ"], "じぇ": ["ぜ"],
    "いあ": ["いや"], "きあ": ["きや"], "じあ": ["じや"], "りあ": ["りや"], "ぴあ": ["ぴや"], "びあ": ["びや"],
  ]
}
