// SPDX-License-Identifier: Apache-2.0
package import Storage

/// One term of a collection under a mora key.
package struct ReadingEntry: Sendable, Hashable {
  /// Facts about the term; the raw value stands in index files.
  package struct Traits: OptionSet, Sendable, Hashable {
    package let rawValue: UInt8
    @inlinable package init(rawValue: UInt8) { self.rawValue = rawValue }

    /// Latin letters.
    @inlinable package static var latin: Traits { Traits(rawValue: 1 << 0) }
    /// Kana only.
    @inlinable package static var kana: Traits { Traits(rawValue: 1 << 1) }
    /// Latin that is also an ordinary English word.
    @inlinable package static var english: Traits { Traits(rawValue: 1 << 2) }
    /// A Japanese word that English knows by its own name.
    @inlinable package static var knownInEnglish: Traits { Traits(rawValue: 1 << 3) }
    /// Kana that is mostly a particle or auxiliary, no spelling of a kanji word.
    @inlinable package static var functionWord: Traits { Traits(rawValue: 1 << 4) }
    /// A word with Han characters that stands in the collection only inside longer headwords.
    @inlinable package static var part: Traits { Traits(rawValue: 1 << 5) }
    /// A word with Han characters that mostly has other readings.
    @inlinable package static var lesser: Traits { Traits(rawValue: 1 << 6) }
  }

  /// The term's text, normalized (UTF-8).
  package var term: [UInt8]
  /// The reading in hiragana that put it under the key (UTF-8).
  package var reading: [UInt8]
  /// Facts about the term.
  package var traits: Traits

  /// Whether the term is neither Latin nor kana only.
  package var isHan: Bool { traits.isDisjoint(with: [.latin, .kana]) }

  package init(term: [UInt8], reading: [UInt8], traits: Traits) {
    self.term = term
    self.reading = reading
    self.traits = traits
  }

  /// The key of the words that are equivalents of a word in the other language: 1 and the word, or 2
  /// and its `KanaBytes`; no mora key begins so.
  package static func key(ofEquivalent word: [UInt8]) -> [UInt8] {
    if let short = KanaBytes.bytes(of: Kana.hiragana(word)) { return [2] + short }
    return [1] + word
  }

  /// Stands with the traits when the reading is written as `KanaBytes`.
  private static let hasKanaBytes: UInt8 = 1 << 7

  /// The entries of a value in a reading key table: each is traits (u8), then term and reading, each
  /// after its length (u8); the reading is UTF-8, or `KanaBytes` where 128 stands with the traits.
  /// Damaged bytes end the list.
  ///
  /// - Parameters:
  ///   - bytes: the value.
  ///   - isWanted: whether entries of some traits are taken.
  /// - Returns: the entries, in the order of the value.
  package static func decode(
    _ bytes: [UInt8], where isWanted: (Traits) -> Bool = { _ in true }
  ) -> [ReadingEntry] {
    var entries: [ReadingEntry] = []
    var offset = 0
    func text() -> Range<Int>? {
      guard offset < bytes.count, offset + 1 + Int(bytes[offset]) <= bytes.count else { return nil }
      let start = offset + 1
      offset = start + Int(bytes[offset])
      return start..<offset
    }
    while offset < bytes.count {
      let head = bytes[offset]
      offset += 1
      guard let term = text(), let reading = text() else { break }
      let traits = Traits(rawValue: head & ~hasKanaBytes)
      guard isWanted(traits) else { continue }
      entries.append(
        ReadingEntry(
          term: Array(bytes[term]),
          reading: head & hasKanaBytes == 0
            ? Array(bytes[reading]) : KanaBytes.text(bytes[reading]), traits: traits))
    }
    return entries
  }

  func encode(into bytes: inout [UInt8]) {
    let short = KanaBytes.bytes(of: reading)
    bytes.append(traits.rawValue | (short == nil ? 0 : Self.hasKanaBytes))
    bytes.append(UInt8(term.count))
    bytes += term
    let reading = short ?? reading
    bytes.append(UInt8(reading.count))
    bytes += reading
  }
}

/// Collects the words of a collection and makes the tables that bring scripts together.
package struct ReadingLexiconBuilder {
  private var byKey = ReadingEntryTable()
  private var byShortKey = ReadingEntryTable()
  private var words: [[UInt8]: LexiconEntry] = [:]
  private let lexicon: WordLexicon?

  /// Creates a builder that takes the readings of known words from a lexicon.
  package init(lexicon: WordLexicon?) { self.lexicon = lexicon }

  /// Adds one distinct word of the collection with the readings that analysis saw, in hiragana, an
  /// empty one where it stands outside of any longer headword.
  ///
  /// Words that no script but their own can spell (numbers, most English) are passed over.
  package mutating func add(term: [UInt8], readings: [[UInt8]]) {
    guard term.count <= 255, !term.isEmpty else { return }
    let known = lexicon?.entry(for: term)
    if var stored = known {
      // Equivalents are found by their own keys.
      stored.equivalents = []
      words[term] = stored
    }
    addEquivalents(of: term, known)
    if term.allSatisfy({ $0 < 0x80 }) || !Self.isJapanese(term) {
      for reading in Romaji.wordReadings(of: term) {
        var traits: ReadingEntry.Traits = .latin
        if known?.traits.contains(.english) == true { traits.insert(.english) }
        add(ReadingEntry(term: term, reading: reading.kana, traits: traits))
      }
      add(term, known, traits: [])
    } else if Kana.isKana(term) {
      var traits: ReadingEntry.Traits = .kana
      if lexicon?.isKnownInEnglish(term) == true { traits.insert(.knownInEnglish) }
      if lexicon?.entry(for: Kana.hiragana(term))?.traits.contains(.functionWord) == true {
        traits.insert(.functionWord)
      }
      let reading = Kana.hiragana(term)
      add(ReadingEntry(term: term, reading: reading, traits: traits))
      if Kana.isKatakana(term) {
        for plain in LoanSpelling.plain(reading) {
          add(ReadingEntry(term: term, reading: plain, traits: traits))
        }
      }
    } else {
      var traits: ReadingEntry.Traits = []
      if known?.traits.contains(.knownInEnglish) == true { traits.insert(.knownInEnglish) }
      if Kana.containsHan(term), !readings.contains([]) { traits.insert(.part) }
      if let known, !known.readings.isEmpty {
        add(term, known, traits: traits)
      } else {
        for reading in readings where !reading.isEmpty {
          add(ReadingEntry(term: term, reading: reading, traits: traits))
        }
      }
    }
  }

  /// Adds a word under the readings that the lexicon has of it.
  private mutating func add(
    _ term: [UInt8], _ known: LexiconEntry?, traits: ReadingEntry.Traits
  ) {
    for reading in known?.usualReadings ?? [] {
      add(ReadingEntry(term: term, reading: reading, traits: traits))
    }
    for reading in known?.lesserReadings ?? [] {
      add(ReadingEntry(term: term, reading: reading, traits: traits.union(.lesser)))
    }
  }

  /// Adds a word under those of the other language that mean it, so that they find it.
  private mutating func addEquivalents(of term: [UInt8], _ known: LexiconEntry?) {
    let traits: ReadingEntry.Traits = term[0] < 0x80 ? .latin : .kana
    for other in known?.equivalents ?? [] {
      let key = ReadingEntry.key(ofEquivalent: other)
      guard key.count <= 255 else { continue }
      byKey.add(ReadingEntry(term: term, reading: [], traits: traits), under: key)
    }
  }

  /// Adds the tables of an index that was analyzed with the same lexicon, as if each of its words had
  /// been added, but for some.
  ///
  /// - Throws: `StorageError.damaged` or `.outOfBounds`.
  /// - Complexity: O(n) in the entries of the tables.
  package mutating func add(
    byKey: KeyTableReader?, byShortKey: KeyTableReader?, lexicon: KeyTableReader?,
    leavingOut vanished: Set<[UInt8]> = []
  ) throws(StorageError) {
    try byKey?.forEach { key, value in
      self.byKey.add(value, under: Array(key), leavingOut: vanished)
      return true
    }
    try byShortKey?.forEach { key, value in
      self.byShortKey.add(value, under: Array(key), leavingOut: vanished)
      return true
    }
    try lexicon?.forEach { key, value in
      if !vanished.contains(Array(key)) { words[Array(key)] = LexiconEntry(decoding: value) }
      return true
    }
  }

  /// The key tables by mora key, by short key of those whose key has long marks, and of the lexicon's
  /// entries for these words.
  ///
  /// - Complexity: O(n log n) in words.
  package consuming func finish() throws(StorageError) -> (
    byKey: [UInt8], byShortKey: [UInt8], lexicon: [UInt8]
  ) {
    var lexiconWriter = KeyTableWriter()
    for key in words.keys.sorted(by: { $0.lexicographicallyPrecedes($1) }) {
      guard let entry = words[key] else { continue }
      try lexiconWriter.append(key: key, value: entry.encoded())
    }
    return (try byKey.finish(), try byShortKey.finish(), lexiconWriter.finish())
  }

  private mutating func add(_ entry: ReadingEntry) {
    guard entry.reading.count <= 255, let key = MoraKey(kana: entry.reading),
      key.bytes.count <= 255
    else { return }
    byKey.add(entry, under: key.bytes)
    let short = key.short
    if short != key.bytes { byShortKey.add(entry, under: short) }
  }

  private static func isJapanese(_ term: [UInt8]) -> Bool {
    String(decoding: term, as: UTF8.self).unicodeScalars.contains { Script.of($0.value).isJapanese }
  }
}
