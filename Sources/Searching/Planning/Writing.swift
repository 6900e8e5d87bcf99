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

  /// Where the characters of UTF-8 text begin, and its end.
  static func characterStarts(_ text: [UInt8]) -> [Int] {
    var starts: [Int] = []
    starts.reserveCapacity(text.count / 3 + 2)
    for index in text.indices where text[index] & 0xC0 != 0x80 { starts.append(index) }
    starts.append(text.count)
    return starts
  }

  /// The UTF-8 text of some characters.
  static func utf8(_ scalars: some Sequence<Unicode.Scalar>) -> [UInt8] {
    var view = String.UnicodeScalarView()
    view.append(contentsOf: scalars)
    return Array(String(view).utf8)
  }

  /// The number of characters of UTF-8 text, in code points.
  static func characterCount(_ text: [UInt8]) -> Int { text.count { $0 & 0xC0 != 0x80 } }
}
