// SPDX-License-Identifier: Apache-2.0
import TestSupport
import Testing

@testable import TextAnalysis

struct NormalizedTextTests {
  @Test(arguments: [
    ("ＡＢＣ", "abc"), ("ﾈﾄﾗﾚ", "ネトラレ"), ("か\u{3099}", "が"), ("Straße", "strasse"), ("①", "1"),
    ("㌔", "キロ"),
    ("ﬁne", "fine"), ("Hello", "hello"), ("👩‍💻", "👩💻"),
  ])
  func folds(source: String, expected: String) {
    #expect(String(decoding: NormalizedText(source).bytes, as: UTF8.self) == expected)
  }

  /// Every stretch of the result leads to the stretch of the original that it came from.
  @Test func offsetsLeadBack() throws {
    let source = "aﾈﾄ㌔Ａか\u{3099}ß東e\u{301}"
    let text = NormalizedText(source)
    let result = String(decoding: text.bytes, as: UTF8.self)
    func original(_ part: String) throws -> String {
      let range = try #require(result.utf8.firstRange(of: part.utf8))
      let start = result.utf8.distance(from: result.utf8.startIndex, to: range.lowerBound)
      let utf8 = text.source(of: start..<start + part.utf8.count)
      return String(decoding: Array(source.utf8)[utf8], as: UTF8.self)
    }
    #expect(try original("ネ") == "ﾈ")
    #expect(try original("ト") == "ﾄ")
    #expect(try original("キロ") == "㌔")
    #expect(try original("キ") == "㌔")
    #expect(try original("ロa") == "㌔Ａ")
    #expect(try original("が") == "か\u{3099}")
    #expect(try original("s") == "ß")
    #expect(try original("東") == "東")
    #expect(try original("é") == "e\u{301}")
  }

  /// Folding by characters must give what ICU gives for the whole text.
  private func expectICU(_ source: String, _ folds: inout CharacterFolds) throws {
    let bytes = Array(source.utf8)
    var slow = NormalizedText()
    ICUText.foldCase(bytes, into: &slow)
    var fast = NormalizedText()
    fast.normalize(bytes.span, &folds)
    try #require(fast.bytes == slow.bytes, "\(source.debugDescription)")
    let starts = slow.bytes.indices.filter { slow.bytes[$0] & 0xC0 != 0x80 } + [slow.bytes.count]
    for (start, end) in zip(starts, starts.dropFirst()) {
      try #require(
        fast.source(of: start..<end) == slow.source(of: start..<end), "\(source.debugDescription)")
    }
    try #require(NormalizedText(source).bytes == slow.bytes)
  }

  @Test func foldsAsICUDoes() throws {
    var random = SeededGenerator(seed: 11)
    var folds = CharacterFolds()
    let marks =
      "e\u{301}\u{327}\u{AD}\u{200D}か\u{3099}ﾊﾞﾟ각\u{1100}\u{1161}\u{11A8}ßﷺ½İ①㌔𝒳𐐀👩🇯\u{FE0F}\u{34F}"
    let alphabets = [
      (0..<128).map { Unicode.Scalar(UInt8($0)) }, Array("aZ é’“—東 \(marks)".unicodeScalars),
    ]
    for round in 0..<20_000 {
      var source = String.UnicodeScalarView()
      for _ in 0..<Int.random(in: 0...20, using: &random) {
        source.append(alphabets[round % 2].randomElement(using: &random) ?? "a")
      }
      try expectICU(String(source), &folds)
    }
  }

  @Test func foldsEveryCharacterAsICUDoes() throws {
    var folds = CharacterFolds()
    var previous: Unicode.Scalar = "a"
    for codePoint in UInt32(0)..<0x2_0000 {
      guard let scalar = Unicode.Scalar(codePoint) else { continue }
      var source = String.UnicodeScalarView([previous, scalar, "e", scalar])
      if codePoint % 7 == 0 { source.append("\u{301}") }
      try expectICU(String(source), &folds)
      previous = scalar
    }
  }

  /// Source ranges never run backwards and never leave the text, whatever it holds.
  @Test func offsetsStayInside() {
    var random = SeededGenerator(seed: 13)
    let pieces = [
      "a", "Ａ", "ﾊ", "ﾞ", "㌔", "ﷺ", "ß", "e", "\u{301}", "東", "か", "\u{3099}", "👩‍💻", " ", "\u{AD}",
    ]
    for _ in 0..<2_000 {
      let source = (0..<Int.random(in: 0...16, using: &random)).map { _ in
        pieces.randomElement(using: &random) ?? "a"
      }.joined()
      let text = NormalizedText(source)
      for _ in 0..<8 {
        let a = Int.random(in: 0...text.bytes.count, using: &random)
        let b = Int.random(in: a...text.bytes.count, using: &random)
        let range = text.source(of: a..<b)
        #expect(range.lowerBound <= range.upperBound && range.upperBound <= source.utf8.count)
      }
    }
  }
}
