// SPDX-License-Identifier: Apache-2.0
import Storage
import TestSupport
import TextAnalysis

/// A word with its reading, drawn for a test.
struct DrawnWord {
  var kanji: String
  /// Hiragana.
  var kana: String

  /// The words of the lexicon that have one reading.
  static func ofLexicon() throws -> [DrawnWord] {
    let table = try KeyTableReader(MappedFile(path: FilePath(Fixture.lexiconPath)).bytes())
    var words: [DrawnWord] = []
    try table.forEach { key, value throws(StorageError) in
      guard let entry = LexiconEntry(decoding: value), entry.traits.contains(.edict),
        entry.readings.count == 1, Kana.containsHan(key)
      else { return true }
      words.append(
        DrawnWord(
          kanji: String(decoding: key, as: UTF8.self),
          kana: String(decoding: entry.readings[0], as: UTF8.self)))
      return true
    }
    return words
  }

  /// The words of a file, a surface and its kana parted by a tab on each line.
  static func read(_ path: String) throws -> [DrawnWord] {
    let bytes = try MappedFile(path: FilePath(path)).bytes()
    return String(decoding: try bytes.array(0..<bytes.count), as: UTF8.self)
      .split(separator: "\n").compactMap { line in
        let columns = line.split(separator: "\t")
        guard columns.count >= 2 else { return nil }
        return DrawnWord(
          kanji: String(columns[0]),
          kana: String(decoding: Kana.hiragana(columns[1].utf8), as: UTF8.self))
      }
  }

  /// Words no two of which sound alike, long vowels aside, and that Latin letters can spell.
  static func draw(_ count: Int, seed: UInt64, from candidates: [DrawnWord]) -> [DrawnWord] {
    var random = SeededGenerator(seed: seed)
    var seen: Set<[UInt8]> = []
    var surfaces: Set<String> = []
    var words: [DrawnWord] = []
    for word in candidates.shuffled(using: &random) where words.count < count {
      guard let key = MoraKey(kana: Array(word.kana.utf8)), key.count >= 2,
        RomajiSpelling.hepburn.spell(word.kana) != nil, !surfaces.contains(word.kanji),
        seen.insert(key.short).inserted
      else { continue }
      surfaces.insert(word.kanji)
      words.append(word)
    }
    return words
  }

  /// Each word in three texts, in kanji, kana and Latin.
  static func documents(_ words: [DrawnWord]) -> [(key: String, body: String)] {
    words.enumerated().flatMap { index, word in
      [
        ("\(index)-kanji", "昨日、「\(word.kanji)」という言葉を聞いた。"),
        ("\(index)-kana", "辞書で「\(word.kana)」を調べました。"),
        (
          "\(index)-latin",
          "The word \(RomajiSpelling.hepburn.spell(word.kana) ?? "") is in the dictionary."
        ),
      ]
    }
  }
}
