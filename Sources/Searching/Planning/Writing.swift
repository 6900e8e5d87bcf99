// SPDX-License-Identifier: Apache-2.0
internal import TextAnalysis

/// What a word is written in, as far as finding its other spellings goes.
enum Writing: Equatable {
  /// With at least one Han character, or kana beside other scripts.
  case han
  /// Kana only.
  case kana
  /// Neither: Latin, digits and the rest.
  case other

  init(_ text: [UInt8]) {
    self = Kana.isKana(text) ? .kana : Kana.containsJapanese(text) ? .han : .other
  }

  /// The number of characters of UTF-8 text, in code points.
  static func characterCount(_ text: [UInt8]) -> Int { text.count { $0 & 0xC0 != 0x80 } }
}
