// SPDX-License-Identifier: Apache-2.0
#if MeCab
  import QueryLanguage
  import Searching
  import Testing

  /// Families of synonyms are applied to queries, both ways, at a discount.
  struct SynonymTests {
    private static let families = """
      NTR, netorare, 寝取られ
      machine learning, ML, 機械学習
      colour => color
      IT, information technology
      """

    private func index() throws -> SearchIndex {
      try Fixture.index(
        [
          ("ntr", "The genre is called NTR there."), ("netorare", "A netorare story."),
          ("kanji", "寝取られという題の話を読んだ。"), ("kana", "ねとられという題の話を読んだ。"),
          ("ml", "A course on ML for beginners."), ("learning", "Machine learning for beginners."),
          ("far", "Learning to repair a machine."), ("kikai", "機械学習の講座を受けた。"),
          ("color", "The color of the sky."), ("colour", "The colour of the sea."),
          ("it", "It was raining."), ("technology", "Information technology in schools."),
        ], synonyms: SynonymFile(bytes: Array(Self.families.utf8)))
    }

    @Test(arguments: ["NTR", "ntr", "netorare", "寝取られ", "ねとられ", "ﾈﾄﾗﾚ"])
    func everyMemberFindsTheFamilyInEveryScript(query: String) throws {
      #expect(try Set(index().keys(query)) == ["ntr", "netorare", "kanji", "kana"])
    }

    @Test(arguments: [
      ("NTR", "ntr"), ("netorare", "netorare"), ("寝取られ", "kanji"), ("ねとられ", "kana"),
    ])
    func theTypedMemberRanksFirst(query: String, first: String) throws {
      #expect(try index().keys(query).first == first)
    }

    @Test(arguments: ["NTR", "ML", "\"machine learning\"", "機械学習", "colour"])
    func exclusionIsTheComplement(query: String) throws {
      let index = try index()
      let all = Set(try index.keys("-zzzz"))
      #expect(all.count == 12)
      let found = Set(try index.keys("+\(query)"))
      #expect(!found.isEmpty)
      #expect(try Set(index.keys("-\(query)")) == all.subtracting(found))
    }

    @Test func severalWordsStandForOneAndOneForSeveral() throws {
      let index = try index()
      #expect(try Set(index.keys("ML")) == ["ml", "learning", "kikai"])
      #expect(try Set(index.keys("機械学習")).isSuperset(of: ["ml", "learning", "kikai"]))
      #expect(
        try Set(index.keys("machine learning", matchAll: true)) == [
          "ml", "learning", "far", "kikai",
        ])
      #expect(try index.keys("machine learning").first == "learning")
    }

    @Test func mappingsReplace() throws {
      #expect(try index().keys("colour") == ["color"])
      #expect(try index().keys("color") == ["color"])
    }

    @Test func casedAcronymsAreKnownInCapitalsOnly() throws {
      let index = try index()
      #expect(try Set(index.keys("IT")) == ["it", "technology"])
      #expect(try index.keys("it") == ["it"])
      #expect(try index.keys("information technology", matchAll: true) == ["technology"])
    }

    @Test func quotesAndExactFormsHaveNone() throws {
      #expect(try index().keys("\"NTR\"") == ["ntr"])
      #expect(try index().keys("=netorare") == ["netorare"])
    }

    @Test func explanationsNameTheSynonym() throws {
      let (isHit, explanation) = try index().explain(SearchRequest(query: "NTR"), key: "kanji")
      #expect(isHit)
      func lines(_ node: Explanation) -> [String] {
        [node.description] + node.details.flatMap(lines)
      }
      #expect(lines(explanation).contains { $0.hasPrefix("synonym \"寝取られ\" in body") })
    }

    @Test func remarksAreTold() {
      let file = SynonymFile(bytes: Array("a1, b1\nb1, c1\n!!, d1\nIT, 情報技術\nx".utf8))
      let table = SynonymTable(file) { $0 == Array("it".utf8) }
      #expect(table.problems.map(\.line) == [2, 3, 4, 5])
      #expect(table.problems.map(\.isFault) == [false, false, false, true])
    }
  }
#endif
