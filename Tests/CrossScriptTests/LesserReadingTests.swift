// SPDX-License-Identifier: Apache-2.0
#if MeCab
  import Searching
  import Testing

  /// Readings that a word may have, but that other words rather have.
  struct LesserReadingTests {
    private func index(_ words: [String]) throws -> SearchIndex {
      try Fixture.index(words.map { ($0, "昨日、「\($0)」という言葉を聞いた。") })
    }

    @Test func lesserReadingsAreLeftToOtherWords() throws {
      let index = try index(["先生", "洗浄", "せんせい", "せんじょう", "senjou"])
      let teacher: Set = ["先生", "せんせい"]
      let washing: Set = ["洗浄", "せんじょう", "senjou"]
      for query in ["先生", "せんせい", "センセイ", "sensei"] {
        #expect(try Set(index.keys(query)) == teacher, "\(query)")
      }
      for query in ["洗浄", "せんじょう", "センジョウ", "senjou", "senjō"] {
        #expect(try Set(index.keys(query)) == washing, "\(query)")
      }
    }

    @Test func whereNoOtherWordIsReadSoTheyStay() throws {
      let index = try index(["先生", "せんせい", "せんじょう"])
      for query in ["先生", "せんせい", "せんじょう", "senjou"] {
        #expect(try Set(index.keys(query)) == ["先生", "せんせい", "せんじょう"], "\(query)")
      }
      // Of what stands only inside longer words nothing is left.
      let other = try self.index(["先生", "せんじょう", "洗浄剤"])
      #expect(try Set(other.keys("せんじょう")).isSuperset(of: ["先生", "せんじょう"]))
      #expect(try Set(other.keys("先生")) == ["先生", "せんじょう"])
    }

    /// Readings that are marked as common are all usual.
    @Test(arguments: [("市場", "しじょう", "史上"), ("明日", "あす", "阿須")])
    func usualReadingsAreNotLost(word: String, reading: String, other: String) throws {
      let index = try index([word, other, reading])
      #expect(try Set(index.keys(reading)).isSuperset(of: [word, reading]))
      #expect(try Set(index.keys(word)).isSuperset(of: [word, reading]))
    }

    /// Where a word is read just as Latin letters say, kana with other lengths are other words.
    @Test func kanaTellTheLengthOfVowels() throws {
      let index = try index(["呪詛", "じゅそ", "じゅうそしき"])
      #expect(try Set(index.keys("juso")) == ["呪詛", "じゅそ"])
      #expect(try Set(index.keys("呪詛")) == ["呪詛", "じゅそ"])
      let cities = try self.index(["東京", "とうきょう", "京都", "きょうと"])
      #expect(try Set(cities.keys("tokyo")) == ["東京", "とうきょう"])
      #expect(try Set(cities.keys("kyoto")) == ["京都", "きょうと"])
    }

    @Test func headwordsWithOldKanjiAreWords() throws {
      let index = try index(["相合駕籠", "あいあいかご", "aiaikago", "籠"])
      for query in ["相合駕籠", "あいあいかご", "aiaikago"] {
        #expect(
          try Set(index.keys(query)) == ["相合駕籠", "あいあいかご", "aiaikago"], "\(query)")
      }
    }

    /// Words that stand only in phrases give way to those that stand alone.
    @Test func wordsOfPhrasesGiveWay() throws {
      let index = try index(["印房", "いんぼう", "陰謀を企てる"])
      for query in ["印房", "いんぼう", "inbou"] {
        #expect(try Set(index.keys(query)) == ["印房", "いんぼう"], "\(query)")
      }
      #expect(try Set(index.keys("陰謀")).contains("陰謀を企てる"))
      let phrases = try self.index(["寿司を握る", "天気"])
      #expect(try phrases.keys("すし") == ["寿司を握る"])
    }
  }
#endif
