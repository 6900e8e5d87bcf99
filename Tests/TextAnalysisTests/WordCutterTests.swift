// SPDX-License-Identifier: Apache-2.0
import CKernels
import TestSupport
import Testing

@testable import TextAnalysis

struct WordCutterTests {
  private static func ranges(_ words: [CutWord]) -> [Range<Int>] { words.map(\.range) }

  /// The ASCII kernel must cut as the plain scan does, and that as ICU, on every text.
  @Test func asciiKernelEqualsICU() throws {
    let breaks = try #require(WordBreakIterator())
    var random = SeededGenerator(seed: 7)
    let alphabet = Array("abz019__..,,;;::''--@/+# \n\"&()".utf8)
    for round in 0..<20_000 {
      let length = round % 50 == 0 ? 300 : 24
      let text = (0..<Int.random(in: 1...length, using: &random)).map { _ in
        alphabet.randomElement(using: &random) ?? 0x61
      }
      let start = Int.random(in: 0...min(3, text.count), using: &random)
      let range = start..<Int.random(in: start...text.count, using: &random)
      var fast: [CutWord] = []
      var slow: [Range<Int>] = []
      WordKernels.cutASCII(text.span, range, into: &fast)
      breaks.words(in: text.span, range: range, into: &slow)
      try #require(Self.ranges(fast) == slow, "\(String(decoding: text, as: UTF8.self))")
      try #require(PlainWordKernels.asciiWords(in: text, range: range) == slow)
      for word in fast {
        let (prefix, hash) = PlainWordKernels.digest(of: Array(text[word.range]))
        try #require(word.prefix == prefix && word.hash == hash && word.is_ascii == 1)
      }
    }
  }

  @Test func moreWordsThanFitAtOnce() {
    let text = Array(String(repeating: "a b_ __ ", count: 20_000).utf8)
    var words: [CutWord] = []
    WordKernels.cutASCII(text.span, 0..<text.count, into: &words)
    #expect(Self.ranges(words) == PlainWordKernels.asciiWords(in: text, range: 0..<text.count))
  }

  /// Cutting by pieces must give what ICU gives for the whole text.
  @Test func piecesEqualICU() throws {
    let breaks = try #require(WordBreakIterator())
    var random = SeededGenerator(seed: 8)
    let alphabet = Array(
      "abz09_.,;:'-@ \n\"éßñ’‘“”–—…·×§ªº¼⁄ωжא״ا٣ก่ไ한글東京カナひ\u{300}\u{301}\u{200D}\u{AD}\u{FEFF}\u{2060}👩💻🇯🇵‿٫՚\u{1680}\u{2028}\u{85}𝒳𐀀"
        .unicodeScalars)
    var cutter = WordCutter()
    for round in 0..<40_000 {
      var source = String.UnicodeScalarView()
      // Rarely and often something that is not ASCII.
      let plain = round % 4 == 0 ? 0 : 12
      for _ in 0..<Int.random(in: 0...20, using: &random) {
        let index = Int.random(in: -plain..<alphabet.count, using: &random)
        source.append(alphabet[index < 0 ? index + 17 : index])
      }
      let text = Array(String(source).utf8)
      var fast: [CutWord] = []
      var slow: [Range<Int>] = []
      cutter.cut(text.span, 0..<text.count, into: &fast) { breaks }
      breaks.words(in: text.span, range: 0..<text.count, into: &slow)
      try #require(
        Self.ranges(fast) == slow, "\(String(decoding: text, as: UTF8.self).debugDescription)")
      for word in fast {
        let bytes = Array(text[word.range])
        let (prefix, hash) = PlainWordKernels.digest(of: bytes)
        try #require(word.prefix == prefix && word.hash == hash)
        try #require((word.is_ascii == 1) == bytes.allSatisfy { $0 < 0x80 })
      }
    }
  }

  /// The rules for single characters must give what ICU gives, for each of them.
  @Test func everyCharacterIsCutAsByICU() throws {
    let breaks = try #require(WordBreakIterator())
    var cutter = WordCutter()
    for codePoint in UInt32(0)..<0x3000 {
      // Text is case-folded before it is cut.
      guard let scalar = Unicode.Scalar(codePoint), !(0x41...0x5A).contains(codePoint) else {
        continue
      }
      let character = String(Character(scalar))
      let text = Array(
        "a\(character)b 1\(character)2 \(character) \(character)a a\(character)\(character)b _\(character)"
          .utf8)
      var fast: [CutWord] = []
      var slow: [Range<Int>] = []
      cutter.cut(text.span, 0..<text.count, into: &fast) { breaks }
      breaks.words(in: text.span, range: 0..<text.count, into: &slow)
      #expect(Self.ranges(fast) == slow, "U+\(String(codePoint, radix: 16))")
    }
  }
}
