// SPDX-License-Identifier: Apache-2.0
#if MeCab
  import Searching
  import Testing

  /// Spellings of one word find each other, and the one that was typed ranks first.
  struct SpellingVariantTests {
    @Test(arguments: [
      ["引越", "引越し", "引っ越し"], ["申込", "申込み", "申し込み"], ["学校", "學校"], ["国家", "國家"],
      ["渡辺", "渡邊", "渡邉"], ["高橋", "髙橋"], ["桜", "櫻"], ["サーバ", "サーバー"],
      ["コンピュータ", "コンピューター"], ["バイオリン", "ヴァイオリン"], ["デジタル", "ディジタル"],
      ["ウイルス", "ウィルス"], ["チーム", "ティーム"], ["インターフェース", "インタフェース"],
      ["ダイアル", "ダイヤル"],
    ])
    func spellingsFindEachOther(spellings: [String]) throws {
      let index = try Fixture.index(
        spellings.map { ($0, "昨日、\($0)という言葉を聞いた。") }
          + [("other", "昨日、別の話を聞いた。"), ("building", "昨日、ビルという言葉を聞いた。")])
      for spelling in spellings {
        let keys = try index.keys(spelling)
        #expect(Set(keys) == Set(spellings), "\(spelling): \(keys)")
        #expect(keys.first == spelling, "\(spelling): \(keys)")
      }
    }

    @Test(arguments: [("ビル", "ビール"), ("サバ", "サーバ"), ("コート", "コード"), ("病院", "美容院")])
    func otherWordsStayApart(one: String, other: String) throws {
      let index = try Fixture.index([
        ("one", "昨日、\(one)という言葉を聞いた。"), ("other", "昨日、\(other)という言葉を聞いた。"),
      ])
      #expect(try index.keys(one) == ["one"])
      #expect(try index.keys(other) == ["other"])
    }

    /// Old kanji are cut and inflected as those of today, and read alike.
    @Test func oldKanjiAreWordsOfToday() throws {
      let index = try Fixture.index([
        ("old", "昔の學校で本を讀んだ。"), ("new", "今の学校で本を読んだ。"), ("other", "天気の話をした。"),
      ])
      for query in ["学校", "學校", "がっこう", "gakkou", "読む", "讀んだ", "よむ"] {
        #expect(try Set(index.keys(query)) == ["old", "new"], "\(query)")
      }
      #expect(try index.keys("學校").first == "old")
      #expect(try index.keys("学校").first == "new")
    }

    /// Exact forms and quoted strings are of one spelling.
    @Test(arguments: [
      ("学校", "學校"), ("サーバ", "サーバー"), ("バイオリン", "ヴァイオリン"), ("引越", "引っ越し"),
    ])
    func exactSpellingsAreOne(one: String, other: String) throws {
      let index = try Fixture.index([
        ("one", "昨日、\(one)という言葉を聞いた。"), ("other", "昨日、\(other)という言葉を聞いた。"),
      ])
      #expect(try index.keys("=\(one)") == ["one"])
      #expect(try index.keys("=\(other)") == ["other"])
      #expect(try index.keys("\"\(one)という\"") == ["one"])
      #expect(try index.keys("-=\(one)") == ["other"])
    }

    /// A dot between katakana words is no part of them.
    @Test func dotsBetweenKatakanaDoNotMatter() throws {
      let index = try Fixture.index([
        ("dot", "ジョン・スミスという名前を聞いた。"), ("joined", "ジョンスミスという名前を聞いた。"),
        ("half", "ジョン･スミスという名前を聞いた。"), ("other", "ジャックという名前を聞いた。"),
      ])
      #expect(try Set(index.keys("ジョンスミス")) == ["dot", "joined", "half"])
      #expect(try Set(index.keys("ジョン・スミス")) == ["dot", "joined", "half"])
      #expect(try Set(index.keys("jonsumisu")) == ["dot", "joined", "half"])
    }
  }
#endif
