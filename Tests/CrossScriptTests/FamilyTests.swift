// SPDX-License-Identifier: Apache-2.0
#if MeCab
  import Searching
  import Testing

  /// Inflections are one family for finding and several words for ranking.
  struct FamilyTests {
    private func netorare() throws -> SearchIndex {
      try Fixture.index(
        [
          ("取る", "寝取る話を読んだ。"), ("取った", "昨日の話では、友人が寝取ったという。"), ("取られ", "寝取られという題の話を読んだ。"),
          ("取られた", "主人公が寝取られた話を読んだ。"), ("取り", "寝取りという題の話を読んだ。"), ("取らせ", "寝取らせという題の話を読んだ。"),
          ("かな", "ねとられという題の話を読んだ。"), ("latin", "A story with the title netorare."),
          ("荷物", "電車で荷物を取られた話を読んだ。"), ("寝坊", "寝坊した話を読んだ。"), ("無関係", "天気の話を読んだ。"),
        ])
    }

    @Test(arguments: [
      ("寝取る", ["取る", "取った"]), ("寝取られ", ["取られ", "取られた"]), ("寝取り", ["取り"]), ("寝取らせ", ["取らせ"]),
    ])
    func eachFormFindsTheFamilyItselfFirst(query: String, own: [String]) throws {
      let keys = try netorare().keys(query)
      #expect(Set(keys).isSuperset(of: ["取る", "取った", "取られ", "取られた", "取り", "取らせ"]))
      #expect(Set(keys).isDisjoint(with: ["荷物", "寝坊", "無関係"]))
      #expect(Set(keys.prefix(own.count)) == Set(own), "\(keys)")
    }

    @Test func exactFormIsOneSpelling() throws {
      #expect(try Set(netorare().keys("=寝取られ")) == ["取られ", "取られた"])
      #expect(try Set(netorare().keys("=ねとられ")) == ["かな"])
      #expect(try Set(netorare().keys("=netorare")) == ["latin"])
    }

    @Test(arguments: ["寝取られ", "寝取る", "ねとられ", "netorare", "話", "題", "\"話を読\"", "=寝取られ", "荷物を取られた"])
    func exclusionIsTheComplement(query: String) throws {
      let index = try netorare()
      let all: Set<String> = [
        "取る", "取った", "取られ", "取られた", "取り", "取らせ", "かな", "latin", "荷物", "寝坊", "無関係",
      ]
      let found = Set(try index.keys("+" + query))
      #expect(!found.isEmpty)
      #expect(try Set(index.keys("-" + query)) == all.subtracting(found))
    }

    /// What `x` finds, `+x` finds and `-x` leaves out, auxiliaries or not.
    @Test(arguments: ["食べた", "食べられなかった", "行って", "勉強する", "お寿司"])
    func inflectedWordsHaveComplements(query: String) throws {
      let index = try Fixture.index(
        [
          ("a", "朝はパンを食べた。"), ("b", "朝は食べられなかった。"), ("c", "学校へ行って勉強した。"), ("d", "お寿司を食べる。"),
          ("e", "食べ物の話だった。"), ("f", "なかった。"), ("g", "運動した。"), ("h", "を"),
        ])
      let bare = Set(try index.keys(query))
      #expect(!bare.isEmpty)
      #expect(try Set(index.keys("+" + query)) == bare)
      let others = Set("abcdefgh".map(String.init)).subtracting(bare)
      #expect(try Set(index.keys("-" + query)) == others)
      #expect(bare.isDisjoint(with: ["e", "f", "g", "h"]))
    }

    /// Families meet across scripts though no text has the dictionary form.
    @Test func inflectionsMeetAcrossScripts() throws {
      let index = try Fixture.index([("a", "水を飲みました。"), ("b", "みずをのんだ。"), ("c", "パンを食べた。")])
      for query in ["飲む", "のむ", "飲んだ"] {
        #expect(try Set(index.keys(query)) == ["a", "b"], "\(query)")
      }
      #expect(try index.keys("nomu").contains("a"))
    }

    /// Kanji words of one mora do not stand for particles.
    @Test(arguments: [("手", "手を洗う。"), ("火", "火を使う。"), ("葉", "葉を拾う。")])
    func shortReadingsAreNoParticles(query: String, text: String) throws {
      let index = try Fixture.index([("own", text), ("other", "これはとても長い文で、日本語には助詞がある。見てから行くか。")])
      #expect(try index.keys(query) == ["own"])
    }

    @Test(arguments: ["オーサカ", "らあめん", "さゝやか", "こゝろ"])
    func typedKanaFindsItself(query: String) throws {
      let index = try Fixture.index([
        ("a", "オーサカの話。"), ("b", "らあめんの話。"), ("c", "さゝやかな話。"), ("d", "こゝろの話。"), ("e", "大阪とラーメン。"),
        ("f", "ささやかな心。"),
      ])
      let own = ["オーサカ": "a", "らあめん": "b", "さゝやか": "c", "こゝろ": "d"]
      #expect(try index.keys(query).contains(own[query] ?? ""))
    }

    @Test(arguments: ["食べる", "食べた", "食べられなかった"])
    func taberuIsAFamily(query: String) throws {
      let index = try Fixture.index(
        [
          ("食べる", "朝はパンを食べる。"), ("食べた", "朝はパンを食べた。"), ("食べられなかった", "朝はパンを食べられなかった。"),
          ("飲む", "朝は水を飲む。"), ("飲んだ", "朝は水を飲んだ。"), ("なかった", "朝はパンがなかった。"),
        ])
      let keys = try index.keys(query)
      #expect(Set(keys) == ["食べる", "食べた", "食べられなかった"])
      #expect(keys.first == query, "\(keys)")
    }

    @Test(arguments: [("running", "running"), ("run", "run"), ("runs", "runs")])
    func englishStemsRankTheTypedFormFirst(query: String, first: String) throws {
      let index = try Fixture.index(
        [
          ("run", "They run each day."), ("runs", "She runs each day."),
          ("running", "He is running today."), ("walk", "They walk each day."),
        ])
      let keys = try index.keys(query)
      #expect(Set(keys) == ["run", "runs", "running"])
      #expect(keys.first == first)
    }
  }
#endif
