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

  /// The ASCII path must give what ICU gives.
  @Test func asciiPathEqualsICU() {
    var random = SeededGenerator(seed: 11)
    for _ in 0..<5_000 {
      let bytes = (0..<Int.random(in: 0...40, using: &random)).map { _ in
        UInt8.random(in: 0..<128, using: &random)
      }
      var slow = NormalizedText()
      ICUText.foldCase(bytes, into: &slow)
      let fast = NormalizedText(String(decoding: bytes, as: UTF8.self))
      #expect(fast.bytes == slow.bytes)
      for index in bytes.indices {
        #expect(fast.source(of: index..<index + 1) == slow.source(of: index..<index + 1))
      }
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
