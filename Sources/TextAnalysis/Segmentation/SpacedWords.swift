// SPDX-License-Identifier: Apache-2.0
internal import CKernels

/// Words that are joined of several, and the parts of words.
enum SpacedWords {
  /// A word joined of several parts has at most this many bytes.
  static let maximumJoinedByteCount = 64

  /// The parts of a word at its marks: node.js gives node and js, foo_bar foo and bar; an
  /// apostrophe does not part a word.
  static func parts(
    of word: Range<Int>, in text: Span<UInt8>, into parts: inout [Range<Int>]
  ) {
    var start: Int?
    for index in word {
      if isMark(text[index]) {
        if let from = start { parts.append(from..<index) }
        start = nil
      } else if start == nil {
        start = index
      }
    }
    if let from = start { parts.append(from..<word.upperBound) }
  }

  /// Whether a word has marks to be parted at.
  static func hasMark(_ word: Range<Int>, in text: Span<UInt8>) -> Bool {
    for index in word where isMark(text[index]) { return true }
    return false
  }

  private static func isMark(_ byte: UInt8) -> Bool {
    byte < 0x80 && !ASCII.isAlphanumeric(byte) && byte != 0x27
  }

  /// Where a joined word ends that begins with `words[first]`: words that follow after one `-` or `@`
  /// are taken in, and a `++`, `+` or `#` right behind (C++, C#).
  ///
  /// - Returns: the index after the last word taken and the end in bytes.
  static func joinedEnd(
    from first: Int, words: [CutWord], in text: Span<UInt8>, limit: Int
  ) -> (next: Int, end: Int) {
    var next = first + 1
    while next < words.count, words[next].start == words[next - 1].end + 1,
      text[Int(words[next - 1].end)] == 0x2D || text[Int(words[next - 1].end)] == 0x40
    {
      next += 1
    }
    var end = Int(words[next - 1].end)
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
