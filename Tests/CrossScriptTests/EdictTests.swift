// SPDX-License-Identifier: Apache-2.0
import Searching
import Storage
import Testing
import TextAnalysis

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
    var agreeing = 0
    var complete = 0
    var typedFirst = 0
    var failures: [String] = []
    var misranked: [String] = []
    for (number, word) in words.enumerated() {
      var spellings = [
        word.kanji, word.kana, String(decoding: Kana.katakana(word.kana.utf8), as: UTF8.self),
      ]
      spellings += RomajiSpelling.allCases.compactMap { $0.spell(word.kana) }
      let results = try spellings.map { try index.keys($0) }
      let sets = results.map(Set.init)
      let own: Set<String> = ["\(number)-kanji", "\(number)-kana", "\(number)-latin"]
      if sets.allSatisfy({ $0 == sets[0] }) {
        agreeing += 1
      } else if failures.count < 60 {
        let sizes = zip(spellings, sets).map { "\($0) \($1.count)" }.joined(separator: ", ")
        failures.append("\(word.kanji): \(sizes)")
      }
      if sets.allSatisfy({ $0.isSuperset(of: own) }) { complete += 1 }
      let firsts = [results[0].first, results[1].first, results[3].first]
      let isTypedFirst = firsts == ["\(number)-kanji", "\(number)-kana", "\(number)-latin"]
      if isTypedFirst {
        typedFirst += 1
      } else if misranked.count < 30 {
        misranked.append("\(word.kanji) ranks first \(firsts.map { $0 ?? "nothing" })")
      }
    }
    let share = Double(agreeing) / Double(words.count)
    print(
      """
      seed 20261121: of \(words.count) words, every script gives the same set for \(agreeing), finds \
      all three texts for \(complete), ranks the typed script first for \(typedFirst)
      """)
    for failure in failures { print("  differs: \(failure)") }
    for failure in misranked { print("  \(failure)") }
    #expect(share >= 0.97)
    #expect(Double(complete) / Double(words.count) >= 0.97)
    #expect(Double(typedFirst) / Double(words.count) >= 0.97)
  }
}
