// SPDX-License-Identifier: Apache-2.0
#if MeCab
  import Foundation
  import Searching
  import Storage
  import Testing
  import TextAnalysis
  import TestSupport

  /// Words planted in texts in three scripts: every script must find the same documents.
  ///
  /// `SAKUIN_READINGS=FILE` draws from lines of surface, tab, kana instead of the lexicon, and
  /// `SAKUIN_READINGS_COUNT` says how many.
  struct EdictTests {
    /// A spelling that is typed, and the text in whose script it is.
    private struct Spelling {
      var text: String
      var script: String
    }

    private static let count =
      ProcessInfo.processInfo.environment["SAKUIN_READINGS_COUNT"].flatMap { Int($0) } ?? 2_000

    private func words(_ count: Int, seed: UInt64) throws -> [DrawnWord] {
      if let path = ProcessInfo.processInfo.environment["SAKUIN_READINGS"] {
        return try DrawnWord.draw(count, seed: seed, from: DrawnWord.read(path))
      }
      return try DrawnWord.draw(count, seed: seed, from: DrawnWord.ofLexicon())
    }

    private func spellings(of word: DrawnWord) -> [Spelling] {
      let katakana = String(decoding: Kana.katakana(word.kana.utf8), as: UTF8.self)
      return [
        Spelling(text: word.kanji, script: "kanji"), Spelling(text: word.kana, script: "kana"),
        Spelling(text: katakana, script: "kana"),
        Spelling(text: HalfWidth.spell(word.kana), script: "kana"),
      ]
        + RomajiSpelling.withLength.compactMap { $0.spell(word.kana) }.map {
          Spelling(text: $0, script: "latin")
        }
    }

    @Test func everyScriptFindsTheSame() throws {
      let words = try words(Self.count, seed: 20_261_121)
      #expect(words.count == Self.count)
      let index = try Fixture.index(DrawnWord.documents(words))
      var identical = 0
      var byRule = 0
      var complete = 0
      var unmarked = 0
      var first: [String: Int] = [:]
      var failures: [String] = []
      for (number, word) in words.enumerated() {
        let spellings = spellings(of: word)
        let results = try spellings.map { try index.keys($0.text) }
        let sets = results.map(Set.init)
        if sets.allSatisfy({ $0 == sets[0] }) {
          identical += 1
          if let text = RomajiSpelling.unmarked.spell(word.kana),
            try Set(index.keys(text)) == sets[0]
          {
            unmarked += 1
          }
        }
        if try zip(spellings, sets).allSatisfy({
          try agrees($0.text, $1, with: sets[0], of: word, index)
        }) {
          byRule += 1
        } else if failures.count < 20 {
          let sizes = zip(spellings, sets).map { "\($0.text) \($1.count)" }
          failures.append(sizes.joined(separator: ", "))
        }
        let own = Set(["kanji", "kana", "latin"].map { "\(number)-\($0)" })
        if sets.allSatisfy({ $0.isSuperset(of: own) }) { complete += 1 }
        var isFirst = true
        for (spelling, result) in zip(spellings, results) {
          if result.first == "\(number)-\(spelling.script)" {
            first[spelling.script, default: 0] += 1
          } else {
            isFirst = false
          }
        }
        if isFirst { first["every", default: 0] += 1 }
      }
      print(
        """
        seed 20261121, \(words.count) words: every script gives the same set for \(identical), \
        Hepburn without macrons, too, for \(unmarked); with homophones by the rule (kana and Latin \
        give the union of what they can be read as) for \(byRule); all three texts found in every \
        script for \(complete); typed script first for \(first["every"] ?? 0): kanji \
        \(first["kanji"] ?? 0), kana \(first["kana"] ?? 0) of \(3 * words.count), Latin \
        \(first["latin"] ?? 0) of \(4 * words.count)
        """)
      for failure in failures { print("  differs: \(failure)") }
      let count = Double(words.count)
      #expect(Double(identical) / count >= 0.98)
      #expect(Double(unmarked) / count >= 0.96)
      #expect(Double(byRule) / count >= 0.98)
      #expect(Double(complete) / count >= 0.98)
      #expect(Double(first["every"] ?? 0) / count >= 0.95)
    }

    /// Whether a spelling finds what the kanji find, or, where the collection has homophones, the union
    /// of what the kanji words find that are read so.
    private func agrees(
      _ spelling: String, _ found: Set<String>, with kanji: Set<String>, of word: DrawnWord,
      _ index: SearchIndex
    ) throws -> Bool {
      if found == kanji { return true }
      guard spelling != word.kanji, found.isSuperset(of: kanji) else { return false }
      var union = kanji
      for term in index.terms(readAs: spelling) where Kana.containsHan(term.utf8) {
        union.formUnion(try index.keys(term))
      }
      return union.count > kanji.count && found == union
    }

    /// Words that are alike but not read alike do not meet: へんあい is not へない, typed in any script.
    @Test func aSyllabicNasalIsNoConsonant() throws {
      let rows = Array(zip("あいうえおやゆよ", ["な", "に", "ぬ", "ね", "の", "にゃ", "にゅ", "にょ"]))
      var pairs: [(word: DrawnWord, friend: String)] = []
      for word in try DrawnWord.draw(20_000, seed: 7, from: DrawnWord.ofLexicon()) {
        for (vowel, row) in rows {
          let parts = word.kana.components(separatedBy: "ん\(vowel)")
          if parts.count == 2 { pairs.append((word, parts.joined(separator: row))) }
        }
      }
      pairs = Array(pairs.prefix(300))
      let index = try Fixture.index(
        DrawnWord.documents(pairs.map(\.word))
          + pairs.enumerated().map { ("\($0)-friend", "辞書で「\($1.friend)」を調べました。") })
      var mistakes = 0
      for (number, pair) in pairs.enumerated() {
        let found = try spellings(of: pair.word).map { try index.keys($0.text) }
        if found.contains(where: { $0.contains("\(number)-friend") }) { mistakes += 1 }
      }
      print("\(pairs.count) words with ん before a vowel, \(mistakes) meet those without")
      #expect(pairs.count >= 100)
      #expect(Double(mistakes) / Double(pairs.count) < 0.01)
    }

    /// Typed in kanji a word does not bring those that sound alike: 橋 is not 箸.
    @Test func homophonesTypedInKanjiStayApart() throws {
      var byReading: [String: [DrawnWord]] = [:]
      for word in try DrawnWord.ofLexicon() { byReading[word.kana, default: []].append(word) }
      var groups: [[DrawnWord]] = []
      for words in byReading.values where words.count >= 2 {
        let pair = Array(words.sorted { $0.kanji < $1.kanji }.prefix(2))
        // Spellings of one word have the same kanji (引越, 引っ越し).
        if Set(pair[0].kanji).isDisjoint(with: pair[1].kanji) { groups.append(pair) }
      }
      groups.sort { $0[0].kanji < $1[0].kanji }
      var random = SeededGenerator(seed: 11)
      groups = Array(groups.shuffled(using: &random).prefix(1_000))
      var documents: [(key: String, body: String)] = []
      for (number, pair) in groups.enumerated() {
        for (side, word) in pair.enumerated() {
          documents.append(("\(number)-\(side)", "昨日、「\(word.kanji)」という言葉を聞いた。"))
        }
      }
      let index = try Fixture.index(documents)
      var mistakes = 0
      for (number, pair) in groups.enumerated() {
        let first = try index.keys(pair[0].kanji)
        let second = try index.keys(pair[1].kanji)
        if first.contains("\(number)-1") || second.contains("\(number)-0") { mistakes += 1 }
      }
      print("\(groups.count) pairs of homophones, \(mistakes) meet when typed in kanji")
      #expect(groups.count >= 500)
      #expect(Double(mistakes) / Double(groups.count) < 0.01)
    }
  }

  extension SearchIndex {
    /// The collection's terms that a kana or Latin spelling can be read as; those that stand only
    /// inside longer headwords where there are no others.
    fileprivate func terms(readAs spelling: String) -> [String] {
      let normalized = NormalizedText(spelling).bytes
      let isKana = Kana.isKana(normalized)
      let isOpen = !isKana && Romaji.leavesLengthOpen(normalized)
      let readings = isKana ? [normalized] : Romaji.wordReadings(of: normalized).map(\.kana)
      var entries: [ReadingEntry] = []
      for segment in snapshot.segments {
        for key in readings.compactMap({ MoraKey(kana: $0) }) {
          for (table, bytes) in [
            (segment.readingsByKey, isOpen ? key.short : key.bytes),
            (isOpen ? segment.readingsByShortKey : nil, key.short),
          ] {
            entries += ReadingEntry.decode((try? table?.value(forKey: bytes)) ?? [])
          }
        }
      }
      let alone = entries.filter {
        $0.traits.isDisjoint(with: .part) && Kana.containsHan($0.term)
      }
      return (alone.isEmpty ? entries : alone).map { String(decoding: $0.term, as: UTF8.self) }
    }
  }
#endif
