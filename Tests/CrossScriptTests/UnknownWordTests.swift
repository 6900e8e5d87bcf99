// SPDX-License-Identifier: Apache-2.0
#if MeCab
  import Searching
  import Storage
  import Testing
  import TextAnalysis

  /// Words that no dictionary has, names and new words, without a user dictionary.
  struct UnknownWordTests {
    @Test(arguments: [
      ["柿沼丸", "かきぬままる", "カキヌママル", "kakinumamaru"],
      ["魔導書房", "まどうしょぼう", "マドウショボウ", "madoushobou", "madōshobō"],
      ["推し活", "おしかつ", "オシカツ", "oshikatsu"],
      ["米作り", "こめづくり", "コメヅクリ", "komezukuri"],
      ["学生横綱", "がくせいよこづな", "ガクセイヨコヅナ", "gakuseiyokozuna"],
    ])
    func everyScriptFindsTheSame(spellings: [String]) throws {
      let index = try Fixture.index(
        [
          ("kanji", "昨日、「\(spellings[0])」という言葉を聞いた。"),
          ("kana", "辞書で「\(spellings[1])」を調べました。"),
          ("latin", "The word \(spellings[3]) is in the dictionary."), ("other", "天気の話をした。"),
        ], lexiconPath: UnknownWords.lexicon(without: [spellings[0]]))
      for (spelling, first) in zip(spellings, ["kanji", "kana", "kana", "latin", "latin"]) {
        let keys = try index.keys(spelling)
        #expect(Set(keys) == ["kanji", "kana", "latin"], "\(spelling): \(keys)")
        #expect(keys.first == first, "\(spelling): \(keys)")
        #expect(Set(try index.keys("+\(spelling)")) == ["kanji", "kana", "latin"], "+\(spelling)")
        #expect(
          Set(try index.keys(spelling, matchAll: true)) == ["kanji", "kana", "latin"],
          "all of \(spelling)")
      }
    }

    /// Words that stand beside each other nowhere are no compound, and known words stay what they are.
    @Test func onlyCompoundsOfTheCollectionAreFound() throws {
      let index = try Fixture.index([
        ("apart", "柿と沼と丸の話をした。"), ("known", "東京に行った。"), ("other", "天気の話をした。"),
      ])
      #expect(try index.keys("+かきぬままる") == [])
      #expect(try index.keys("とうきょう") == ["known"])
    }

    /// Words taken out of the lexicon, each planted in three texts.
    @Test func shareOfUnknownWords() throws {
      let words = try UnknownWords.draw(1_000, seed: 20_261_128)
      #expect(words.count == 1_000)
      let index = try Fixture.index(
        DrawnWord.documents(words), lexiconPath: UnknownWords.lexicon(without: words.map(\.kanji)))
      var identical = 0
      var complete = 0
      var first = 0
      for (number, word) in words.enumerated() {
        let katakana = String(decoding: Kana.katakana(word.kana.utf8), as: UTF8.self)
        let spellings =
          [(word.kanji, "kanji"), (word.kana, "kana"), (katakana, "kana")]
          + [(HalfWidth.spell(word.kana), "kana")]
          + RomajiSpelling.withLength.compactMap { $0.spell(word.kana) }.map { ($0, "latin") }
        let results = try spellings.map { try index.keys($0.0) }
        let own = Set(["kanji", "kana", "latin"].map { "\(number)-\($0)" })
        if results.allSatisfy({ Set($0) == Set(results[0]) }) { identical += 1 }
        if results.allSatisfy({ own.isSubset(of: $0) }) { complete += 1 }
        if zip(spellings, results).allSatisfy({ $1.first == "\(number)-\($0.1)" }) { first += 1 }
      }
      print(
        """
        seed 20261128, \(words.count) words that no dictionary has: every script gives the same set for \
        \(identical), all three texts for \(complete), the typed script first for \(first)
        """)
      #expect(Double(identical) / Double(words.count) >= 0.75)
      #expect(Double(complete) / Double(words.count) >= 0.77)
      #expect(Double(first) / Double(words.count) >= 0.97)
    }
  }

  /// Words that are taken out of the lexicon, so that no dictionary has them.
  enum UnknownWords {
    private static func forEachWord(
      _ body: ([UInt8], [UInt8]) throws(StorageError) -> Void
    ) throws {
      let table = try KeyTableReader(MappedFile(path: FilePath(Fixture.lexiconPath)).bytes())
      try table.forEach { key, value throws(StorageError) in
        try body(Array(key), Array(value))
        return true
      }
    }

    /// The path of a lexicon that lacks some words.
    static func lexicon(without words: [String]) throws -> String {
      let absent = Set(words.map { Array($0.utf8) })
      var writer = KeyTableWriter()
      try forEachWord { key, value throws(StorageError) in
        if !absent.contains(key) { try writer.append(key: key, value: value) }
      }
      let path = Fixture.newPath() + ".lexicon"
      var file = try OutputFile(path: FilePath(path))
      try file.write(writer.finish())
      try file.finish()
      return path
    }

    /// Words of kanji with one reading that MeCab cuts in several, and that so are unknown without the
    /// lexicon.
    static func draw(_ count: Int, seed: UInt64) throws -> [DrawnWord] {
      let analyzer = try AnalyzerCatalog(lexicon: nil).analyzer(named: "bilingual")
      let unknown = try DrawnWord.ofLexicon().filter { word in
        guard word.kanji.count >= 2,
          word.kanji.unicodeScalars.allSatisfy({ $0.properties.isIdeographic })
        else { return false }
        var text = AnalyzedText()
        analyzer.analyze(word.kanji, into: &text)
        return text.wordCount > 1
      }
      return try DrawnWord.draw(count, seed: seed, from: unknown)
    }
  }
#endif
