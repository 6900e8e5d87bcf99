// SPDX-License-Identifier: Apache-2.0

/// Words of scripts that put blanks between them: Unicode's word boundaries, by ICU or, for ASCII,
/// by a scan that gives the same.
struct SpacedWords {
  /// A word joined of several parts has at most this many bytes.
  static let maximumJoinedByteCount = 64

  /// Appends the words of case-folded ASCII `text[range]`, equal to ICU's.
  ///
  /// - Complexity: O(n) in bytes.
  static func asciiWords(in text: [UInt8], range: Range<Int>, into words: inout [Range<Int>]) {
    var index = range.lowerBound
    let end = range.upperBound
    while index < end {
      guard isWordByte(text[index]) else {
        index += 1
        continue
      }
      let start = index
      var hasAlphanumeric = false
      while index < end {
        let byte = text[index]
        if isWordByte(byte) {
          hasAlphanumeric = hasAlphanumeric || byte != 0x5F
          index += 1
          continue
        }
        // A single mark joins two letters or two digits.
        guard index > start, index + 1 < end else { break }
        let before = text[index - 1]
        let after = text[index + 1]
        let joinsLetters = byte == 0x2E || byte == 0x27
        let joinsDigits = byte == 0x2E || byte == 0x27 || byte == 0x2C || byte == 0x3B
        guard
          joinsLetters && ASCII.isLetter(before) && ASCII.isLetter(after)
            || joinsDigits && ASCII.isDigit(before) && ASCII.isDigit(after)
        else { break }
        index += 1
      }
      if hasAlphanumeric { words.append(start..<index) }
    }
  }

  private static func isWordByte(_ byte: UInt8) -> Bool {
    ASCII.isAlphanumeric(byte) || byte == 0x5F
  }

  /// The parts of a word at its marks: node.js gives node and js, foo_bar foo and bar; an
  /// apostrophe does not part a word.
  static func parts(of word: Range<Int>, in text: [UInt8], into parts: inout [Range<Int>]) {
    var start: Int?
    for index in word {
      let byte = text[index]
      let isMark =
        byte < 0x80 && !ASCII.isAlphanumeric(byte) && byte != 0x27
      if isMark {
        if let from = start { parts.append(from..<index) }
        start = nil
      } else if start == nil {
        start = index
      }
    }
    if let from = start { parts.append(from..<word.upperBound) }
  }

  /// Where a joined word ends that begins with `words[first]`: words that follow after one `-` or `@`
  /// are taken in, and a `++`, `+` or `#` right behind (C++, C#).
  ///
  /// - Returns: the index after the last word taken and the end in bytes.
  static func joinedEnd(
    from first: Int, words: [Range<Int>], in text: [UInt8], limit: Int
  ) -> (next: Int, end: Int) {
    var next = first + 1
    while next < words.count, words[next].lowerBound == words[next - 1].upperBound + 1,
      text[words[next - 1].upperBound] == 0x2D || text[words[next - 1].upperBound] == 0x40
    {
      next += 1
    }
    var end = words[next - 1].upperBound
    if next == first + 1 {
      var suffix = end
      while suffix < limit, suffix - end < 2, text[suffix] == 0x2B || text[suffix] == 0x23 {
        suffix += 1
      }
      let isFree =
        suffix == limit || !(ASCII.isAlphanumeric(text[suffix]) || text[suffix] >= 0x80)
      if suffix > end, isFree, ASCII.isLetter(text[end - 1]) { end = suffix }
    }
    return (next, end)
  }
}
