// SPDX-License-Identifier: Apache-2.0
import TextAnalysis

/// Spells kana in half-width katakana, as old terminals wrote it.
enum HalfWidth {
  static func spell(_ kana: String) -> String {
    String(decoding: Kana.katakana(kana.utf8), as: UTF8.self).map { character in
      table[character] ?? String(character)
    }.joined()
  }

  private static let table: [Character: String] = {
    var table: [Character: String] = [:]
    let plain = (0xFF66...0xFF9D).compactMap { Unicode.Scalar($0) }.map { String(Character($0)) }
    for spelling in plain + plain.map({ $0 + "ﾞ" }) + plain.map({ $0 + "ﾟ" }) {
      let full = String(decoding: NormalizedText(spelling).bytes, as: UTF8.self)
      if full.unicodeScalars.count == 1, let character = full.first { table[character] = spelling }
    }
    return table
  }()
}
