// SPDX-License-Identifier: Apache-2.0
internal import CKernels

/// Cuts text at Unicode's word boundaries, the same as ICU: ASCII by a kernel, pieces between blanks
/// that hold other simple letters by the rules, and what is left by ICU.
struct WordCutter {
  private var classes = WordClasses()
  private var ranges: [Range<Int>] = []

  /// Appends the words of case-folded `text[range]`.
  ///
  /// - Complexity: O(n) in bytes.
  mutating func cut(
    _ text: Span<UInt8>, _ range: Range<Int>, into words: inout [CutWord],
    breaks: () -> WordBreakIterator
  ) {
    var start = range.lowerBound
    while start < range.upperBound {
      let rest = text.extracting(start..<range.upperBound)
      let plainEnd = start + WordKernels.asciiPrefix(of: rest)
      guard plainEnd < range.upperBound else {
        WordKernels.cutASCII(text, start..<plainEnd, into: &words)
        return
      }
      // The piece with the character that is not ASCII, from blank to blank.
      var piece = plainEnd
      while piece > start, !Self.isBlank(text[piece - 1]) { piece -= 1 }
      WordKernels.cutASCII(text, start..<piece, into: &words)
      var end = plainEnd
      while end < range.upperBound, !Self.isBlank(text[end]) { end += 1 }
      let count = words.count
      if !cutByRules(text, piece..<end, into: &words) {
        words.removeSubrange(count...)
        // With the blank before it, on which a mark may stand.
        let first = max(range.lowerBound, piece - 1)
        // Up to where a mark cannot stand on what is before.
        end = Self.complexEnd(text, from: end, limit: range.upperBound)
        ranges.removeAll(keepingCapacity: true)
        breaks().words(in: text, range: first..<end, into: &ranges)
        for word in ranges { words.append(CutWord(word, in: text)) }
      }
      start = end
    }
  }

  /// Appends the words of a piece, or false where a character needs more than the rules.
  private mutating func cutByRules(
    _ text: Span<UInt8>, _ range: Range<Int>, into words: inout [CutWord]
  ) -> Bool {
    var start: Int?
    // The class of the character before, of a mark that joins the one behind it.
    var previous = WordClass.other
    var offset = range.lowerBound
    while offset < range.upperBound {
      let found = classes.wordClass(of: UTF8Decoding.codePoint(in: text, at: offset))
      if found == .complex { return false }
      let next = offset + UTF8Decoding.length(text[offset])
      if found.isWordCharacter {
        if start == nil { start = offset }
        previous = found
      } else if let from = start {
        var joins = false
        if next < range.upperBound {
          let after = classes.wordClass(of: UTF8Decoding.codePoint(in: text, at: next))
          if after == .complex { return false }
          joins =
            previous == after
            && (after == .letter && (found == .midLetter || found == .midBoth)
              || after == .numeric && (found == .midNumber || found == .midBoth))
        }
        if !joins {
          append(text, from..<offset, to: &words)
          start = nil
        }
      }
      offset = next
    }
    if let from = start { append(text, from..<range.upperBound, to: &words) }
    return true
  }

  private func append(_ text: Span<UInt8>, _ range: Range<Int>, to words: inout [CutWord]) {
    for index in range where text[index] != 0x5F {
      words.append(CutWord(range, in: text))
      return
    }
  }

  private static func isBlank(_ byte: UInt8) -> Bool {
    byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09
  }

  /// The end of a piece for ICU, at or behind `from`: in front of a blank that ASCII follows.
  private static func complexEnd(_ text: Span<UInt8>, from: Int, limit: Int) -> Int {
    var end = from
    while end < limit {
      if isBlank(text[end]), end + 1 == limit || text[end + 1] < 0x80 { return end }
      end += 1
    }
    return end
  }
}

extension CutWord {
  /// A word at a range of a text.
  init(_ range: Range<Int>, in text: Span<UInt8>) {
    let bytes = text.extracting(range)
    let (prefix, hash) = WordKernels.digest(of: bytes)
    self.init(
      prefix: prefix, start: UInt32(range.lowerBound), end: UInt32(range.upperBound), hash: hash,
      is_ascii: WordKernels.asciiPrefix(of: bytes) == bytes.count ? 1 : 0)
  }
}
