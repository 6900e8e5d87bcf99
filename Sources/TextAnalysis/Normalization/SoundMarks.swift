// SPDX-License-Identifier: Apache-2.0

/// The spacing sound marks ゛ and ゜, which stand for combining ones behind kana.
///
/// NFKC makes a blank and a combining mark of them, which would cut は゜り in two; behind kana they are
/// taken as the combining marks that were meant, of as many bytes. Everywhere else they are as NFKC has
/// them.
enum SoundMarks {
  /// Whether a code point is ゛ or ゜.
  static func isSpacing(_ codePoint: UInt32) -> Bool { codePoint == 0x309B || codePoint == 0x309C }

  /// The text with the marks behind kana made combining.
  ///
  /// - Complexity: O(n) in bytes.
  static func combined(_ source: [UInt8]) -> [UInt8] {
    var result = source
    var index = 3
    while index + 2 < source.count {
      // U+309B and U+309C are E3 82 9B and E3 82 9C, U+3099 and U+309A two less.
      if source[index] == 0xE3, source[index + 1] == 0x82,
        source[index + 2] == 0x9B || source[index + 2] == 0x9C, source[index - 3] == 0xE3,
        Kana.isKana(source[index - 3..<index])
      {
        result[index + 2] -= 2
      }
      index += 1
    }
    return result
  }
}
