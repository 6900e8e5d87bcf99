// SPDX-License-Identifier: Apache-2.0
import Testing

@testable import TextAnalysis

struct MoraKeyTests {
  private func key(_ kana: String) -> String? {
    MoraKey(kana: NormalizedText(kana).bytes).map { String(decoding: $0.bytes, as: UTF8.self) }
  }

  private func keys(romaji: String) -> Set<String> {
    Set(
      Romaji.readings(of: NormalizedText(romaji).bytes).compactMap {
        key(String(decoding: $0.kana, as: UTF8.self))
      })
  }

  @Test(arguments: [
    ("トウキョウ", "とーきょー"), ("とうきょう", "とーきょー"), ("トーキョー", "とーきょー"), ("おおさか", "おーさか"),
    ("つづく", "つずく"), ("ちぢむ", "ちじむ"), ("ﾈﾄﾗﾚ", "ねとられ"), ("いすゞ", "いすず"), ("こゝろ", "こころ"),
    ("せんせい", "せんせい"), ("コンピューター", "こんぴゅーたー"), ("ねぇ", "ねー"), ("へんあい", "へんあい"),
  ])
  func kana(kana: String, expected: String) {
    #expect(key(kana) == expected)
  }

  @Test func notKana() {
    #expect(key("東京") == nil)
    #expect(key("abc") == nil)
    #expect(key("") == nil)
    #expect(key("ー") == nil)
  }

  @Test(arguments: [
    ("netorare", "ねとられ"), ("NETORARE", "ねとられ"), ("ｎｅｔｏｒａｒｅ", "ねとられ"), ("tōkyō", "とうきょう"),
    ("toukyou", "とうきょう"), ("tookyoo", "とうきょう"), ("tôkyô", "とうきょう"), ("shinbun", "しんぶん"),
    ("shimbun", "しんぶん"), ("sinbun", "しんぶん"), ("matcha", "まっちゃ"), ("maccha", "まっちゃ"),
    ("mattya", "まっちゃ"), ("hen'ai", "へんあい"), ("henai", "へんあい"), ("henai", "へない"),
    ("kon'nichiwa", "こんにちわ"), ("konnichiwa", "こんにちわ"), ("konnnichiwa", "こんにちわ"), ("tuzuku", "つづく"),
    ("tsuzuku", "つづく"), ("tuduku", "つづく"), ("zyuudou", "じゅうどう"), ("jūdō", "じゅうどう"),
    ("fujisan", "ふじさん"), ("huzisan", "ふじさん"), ("ra-men", "らーめん"), ("rāmen", "らーめん"),
    ("konpyu-ta-", "こんぴゅーたー"), ("thi-pa-thi-", "てぃーぱーてぃー"), ("pātī", "ぱーてぃー"), ("onna", "おんな"),
    ("kin'en", "きんえん"), ("satoh", "さとう"), ("gakkō", "がっこう"), ("zasshi", "ざっし"), ("zassi", "ざっし"),
  ])
  func romaji(romaji: String, kana: String) throws {
    #expect(keys(romaji: romaji).contains(try #require(key(kana))))
  }

  @Test func strictRomajiIsNotAmbiguous() {
    #expect(!keys(romaji: "hen'ai").contains("へない"))
    #expect(keys(romaji: "netorare") == ["ねとられ"])
  }

  @Test(arguments: ["the", "server", "xyz", "l", "strength", "c++", "東京", ""])
  func unreadable(word: String) {
    #expect(Romaji.readings(of: NormalizedText(word).bytes).isEmpty)
  }

  @Test func shortKeyLeavesLengthOut() {
    #expect(
      MoraKey(kana: Array("とうきょう".utf8)).map { String(decoding: $0.short, as: UTF8.self) } == "ときょ")
    #expect(Romaji.leavesLengthOpen(Array("tokyo".utf8)))
    #expect(!Romaji.leavesLengthOpen(Array("toukyou".utf8)))
  }
}
