// SPDX-License-Identifier: Apache-2.0

/// What makes spellings of words of spaced scripts equal.
extension WordFolding {
  /// The range cut into pieces of at most `Analyzer.maximumTermByteCount` bytes at characters.
  static func pieces(of range: Range<Int>, in text: [UInt8]) -> [Range<Int>] {
    guard range.count > Analyzer.maximumTermByteCount else { return [range] }
    var pieces: [Range<Int>] = []
    var start = range.lowerBound
    while start < range.upperBound {
      var end = min(start + Analyzer.maximumTermByteCount, range.upperBound)
      while end < range.upperBound && text[end] & 0xC0 == 0x80 { end -= 1 }
      pieces.append(start..<end)
      start = end
    }
    return pieces
  }

  /// The word without accents, and with the ASCII apostrophe.
  static func foldLatin(_ word: ArraySlice<UInt8>) -> [UInt8] {
    if word.allSatisfy({ $0 < 0x80 }) { return Array(word) }
    var folded = ICUText.foldAccents(word)
    // U+2019 is E2 80 99.
    var index = 0
    while index + 2 < folded.count {
      if folded[index] == 0xE2, folded[index + 1] == 0x80, folded[index + 2] == 0x99 {
        folded.replaceSubrange(index..<index + 3, with: [0x27])
      }
      index += 1
    }
    return folded
  }

  /// True for words of ASCII letters and apostrophes, which the English stemmer is for.
  static func isEnglishLike(_ word: [UInt8]) -> Bool {
    word.allSatisfy { ASCII.isLetter($0) || $0 == 0x27 }
  }
}
