// SPDX-License-Identifier: Apache-2.0
#if MeCab
  import Searching
  import Storage
  import Testing
  import TextAnalysis
  import TestSupport

  /// Words of the lexicon planted in texts in three scripts: every script must find the same documents.
  struct EdictTests {
    private struct Word {
      var kanji: String
      var kana: String
    }

    /// Words with one reading each, no two of which sound alike.
    private func draw(_ count: Int, seed: UInt64) throws -> [Word] {
      let table = try KeyTableReader(MappedFile(path: FilePath(Fixture.lexiconPath)).bytes())
      var candidates: [Word] = []
      try table.forEach { key, value throws(StorageError) in
        guard let entry = LexiconEntry(decoding: value), entry.traits.contains(.edict),
          entry.readings.count == 1, Kana.containsHan(key)
        else { return true }
        candidates.append(
          Word(
            kanji: String(decoding: key, as: UTF8.self),
            kana: String(decoding: entry.readings[0], as: UTF8.self)))
        return true
      }
      var random = SeededGenerator(seed: seed)
      candidates.shuffle(using: &random)
      var seen: Set<[UInt8]> = []
      var words: [Word] = []
      for word in candidates where words.count < count {
        guard let key = MoraKey(kana: Array(word.kana.utf8)), key.count >= 2,
          RomajiSpelling.hepburn.spell(word.kana) != nil, seen.insert(key.short).inserted
        else { continue }
        words.append(word)
      }
      return words
    }

    @Test func everyScriptFindsTheSame() throws {
      let words = try draw(2_000, seed: 20_261_121)
      #expect(words.count == 2_000)
      var documents: [(key: String, body: String)] = []
      for (index, word) in words.enumerated() {
        let latin = RomajiSpelling.hepburn.spell(word.kana) ?? ""
        documents.append(("\(index)-kanji", "昨日、「\(word.kanji)」という言葉を聞いた。"))
        documents.append(("\(index)-kana", "辞書で\(word.kana)を調べました。"))
        documents.append(("\(index)-latin", "The word \(latin) is in the dictionary."))
      }
      let index = try Fixture.index(documents)
      var identical = 0
      var byRule = 0
      var complete = 0
      var typedFirst = 0
      var failures: [String] = []
      for (number, word) in words.enumerated() {
        let latin = RomajiSpelling.allCases.compactMap { $0.spell(word.kana) }
        let katakana = String(decoding: Kana.katakana(word.kana.utf8), as: UTF8.self)
        let spellings = [word.kanji, word.kana, katakana] + latin
        let results = try spellings.map { try index.keys($0) }
        let sets = results.map(Set.init)
        if sets.allSatisfy({ $0 == sets[0] }) { identical += 1 }
        if try zip(spellings, sets).allSatisfy({
          try agrees($0, $1, with: sets[0], of: word, index)
        }) {
          byRule += 1
        } else if failures.count < 20 {
          let sizes = zip(spellings, sets).map { "\($0) \($1.count)" }.joined(separator: ", ")
          failures.append(sizes)
        }
        let own: Set<String> = ["\(number)-kanji", "\(number)-kana", "\(number)-latin"]
        if sets.allSatisfy({ $0.isSuperset(of: own) }) { complete += 1 }
        let firsts = [results[0].first, results[1].first, results[3].first]
        if firsts == ["\(number)-kanji", "\(number)-kana", "\(number)-latin"] { typedFirst += 1 }
      }
      print(
        """
        seed 20261121, \(words.count) words: every script gives the same set for \(identical); with \
        homophones by the rule (kana and Latin give the union of what they can be read as) for \
        \(byRule); all three texts found in every script for \(complete); typed script first for \
        \(typedFirst)
        """)
      for failure in failures { print("  differs: \(failure)") }
      let count = Double(words.count)
      #expect(Double(identical) / count >= 0.96)
      #expect(Double(byRule) / count >= 0.97)
      #expect(Double(complete) / count >= 0.97)
      #expect(Double(typedFirst) / count >= 0.95)
    }

    /// Whether a spelling finds what the kanji find, or, where the collection has homophones, the union
    /// of what the kanji words find that are read so.
    private func agrees(
      _ spelling: String, _ found: Set<String>, with kanji: Set<String>, of word: Word,
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
  }

  extension SearchIndex {
    /// The collection's terms that a kana or Latin spelling can be read as.
    fileprivate func terms(readAs spelling: String) -> [String] {
      let normalized = NormalizedText(spelling).bytes
      let isKana = Kana.isKana(normalized)
      let isOpen = !isKana && Romaji.leavesLengthOpen(normalized)
      let readings = isKana ? [normalized] : Romaji.wordReadings(of: normalized).map(\.kana)
      var terms: [String] = []
      for segment in snapshot.segments {
        for key in readings.compactMap({ MoraKey(kana: $0) }) {
          let table = isOpen ? segment.readingsByShortKey : segment.readingsByKey
          let value = try? table?.value(forKey: isOpen ? key.short : key.bytes)
          terms += ReadingEntry.decode(value ?? []).map { String(decoding: $0.term, as: UTF8.self) }
        }
      }
      return terms
    }
  }
#endif
