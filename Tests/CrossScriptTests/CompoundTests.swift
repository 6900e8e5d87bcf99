// SPDX-License-Identifier: Apache-2.0
#if MeCab
  import Searching
  import Testing

  /// Compounds, unknown words and tokens of several scripts: what is found, what is not, in which order.
  struct CompoundTests {
    struct Case: CustomTestStringConvertible {
      var query: String
      var texts: [(key: String, body: String)]
      /// What must be found, best first.
      var found: [String]
      var testDescription: String { query }

      init(_ query: String, _ texts: KeyValuePairs<String, String>, found: [String]) {
        self.query = query
        self.texts = texts.map { ($0.key, $0.value) }
        self.found = found
      }
    }

    @Test(arguments: [
      Case(
        "関西国際空港",
        ["whole": "関西国際空港に着いた。", "elsewhere": "成田空港に着いた。"], found: ["whole"]),
      Case("+国際空", ["whole": "関西国際空港に着いた。", "other": "国際的な空気だ。"], found: ["whole"]),
      Case(
        "京都", ["own": "京都の寺を見た。", "inside": "東京都の寺を見た。"], found: ["own", "inside"]),
      Case(
        "東京都", ["own": "東京都の寺を見た。", "other": "京都の寺を見た。"], found: ["own"]),
      Case(
        "新型ゾラクミン", ["own": "新型ゾラクミンを試す。", "other": "天気の話。"], found: ["own"]),
      Case("+推し活", ["own": "友人は推し活で忙しい。", "other": "活動で忙しい。"], found: ["own"]),
      Case("鯖", ["own": "鯖を焼いた。", "other": "鯵を焼いた。"], found: ["own"]),
      Case(
        "茶", ["own": "茶を飲む。", "inside": "紅茶館で飲む。", "other": "水を飲む。"], found: ["own", "inside"]),
      Case(
        "Ｄｉｏｒ化粧品等", ["own": "Dior化粧品等を扱う。", "other": "食品を扱う。"], found: ["own"]),
      Case(
        "iPhone用", ["own": "iPhone用のケース。", "part": "iPhone のケース。", "other": "用のない話。"],
        found: ["own", "part", "other"]),
      Case(
        "第3回", ["own": "第3回の会議。", "wide": "第３回の会議。", "other": "天気の話。"],
        found: ["own", "wide"]),
      Case(
        "C言語", ["own": "C言語で書く。", "wide": "Ｃ言語で書く。", "other": "天気の話。"], found: ["own", "wide"]),
      Case("3.14", ["own": "円周率は3.14だ。", "other": "値は2.5だ。"], found: ["own"]),
      Case("C++", ["own": "C++ で書く。", "other": "Java で書く。"], found: ["own"]),
      Case(
        "X線", ["own": "Ｘ線で調べる。", "kana": "えっくすせんで調べる。", "other": "天気の話。"], found: ["own", "kana"]),
      Case(
        "えっくすせん", ["own": "Ｘ線で調べる。", "kana": "えっくすせんで調べる。", "other": "天気の話。"],
        found: ["kana", "own"]),
      Case("3次元", ["own": "３次元の図形。", "other": "天気の話。"], found: ["own"]),
      Case("さんじげん", ["own": "３次元の図形。", "other": "天気の話。"], found: ["own"]),
      Case("グリーンPC", ["own": "グリーンＰＣの話。", "other": "天気の話。"], found: ["own"]),
    ])
    func findsWhatItShould(_ example: Case) throws {
      let index = try Fixture.index(example.texts)
      let keys = try index.keys(example.query)
      #expect(keys == example.found)
    }

    /// A compound is found by its parts, below texts where they stand alone.
    @Test(arguments: ["関西", "国際", "空港"])
    func compoundsAreFoundByTheirParts(part: String) throws {
      let index = try Fixture.index([
        ("whole", "関西国際空港に着いた。"), ("alone", "\(part)の話をした。"), ("other", "天気の話をした。"),
      ])
      let keys = try index.keys(part)
      #expect(Set(keys) == ["whole", "alone"])
    }

    /// A word that a longer one holds is no match for the longer one.
    @Test func wholesDoNotMatchTheirParts() throws {
      let index = try Fixture.index([
        ("whole", "関西国際空港に着いた。"), ("part", "国際空港に着いた。"), ("parts", "関西から国際線で空港に着いた。"),
      ])
      #expect(try index.keys("+関西国際空港") == ["whole"])
      #expect(try index.keys("\"国際空港\"").sorted() == ["part", "whole"])
    }
  }
#endif
