// SPDX-License-Identifier: Apache-2.0
import TestSupport
import Testing

@testable import TextAnalysis

struct SpacedWordsTests {
  /// The ASCII scan must cut as ICU does, on every text.
  @Test func asciiScanEqualsICU() throws {
    let breaks = try #require(WordBreakIterator())
    var random = SeededGenerator(seed: 7)
    let alphabet = Array("abz019__..,,;;::''--@/+# \n\"&()".utf8)
    for _ in 0..<20_000 {
      let text = (0..<Int.random(in: 1...24, using: &random)).map { _ in
        alphabet.randomElement(using: &random) ?? 0x61
      }
      var fast: [Range<Int>] = []
      var slow: [Range<Int>] = []
      SpacedWords.asciiWords(in: text, range: 0..<text.count, into: &fast)
      breaks.words(in: text, range: 0..<text.count, into: &slow)
      try #require(fast == slow, "\(String(decoding: text, as: UTF8.self))")
    }
  }
}
