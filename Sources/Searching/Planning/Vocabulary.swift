// SPDX-License-Identifier: Apache-2.0
internal import DocumentModel
internal import IndexFormat
internal import Storage
internal import TextAnalysis

/// The words of a whole snapshot: what planning one query looks up while it expands its words. What was
/// found is remembered: the forms of a word share readings, and its parts share terms.
final class Vocabulary {
  /// The snapshot's segments, in order.
  let segments: [SegmentReader]
  /// The words of the process's lexicon and of the segments.
  let lexicon: WordLexicon

  private var readings: [Reading: [ReadingEntry]] = [:]

  /// What terms were looked up by.
  private struct Reading: Hashable {
    var key: [UInt8]
    var isLengthOpen: Bool
  }

  /// Creates a vocabulary for one query.
  init(segments: [SegmentReader], lexicon: WordLexicon) {
    self.segments = segments
    self.lexicon = lexicon
  }

  /// Whether a document has the term.
  func has(_ key: TermKey) throws(SearchError) -> Bool {
    do throws(IndexFormatError) {
      for segment in segments {
        if try segment.hasTerm(key) { return true }
      }
      return false
    } catch {
      throw .index(error)
    }
  }

  /// The collection's terms whose reading has this mora key.
  func entries(under key: MoraKey) -> [ReadingEntry] {
    entries { segment, add in add(segment.readingsByKey, key.bytes) }
  }

  /// The collection's terms whose reading has this mora key when long marks are left out: those that
  /// have none, and those that are kept by their short key.
  func entries(underShort key: [UInt8]) -> [ReadingEntry] {
    entries { segment, add in
      add(segment.readingsByKey, key)
      add(segment.readingsByShortKey, key)
    }
  }

  /// The collection's terms that a word with this key can be: for a Latin word that leaves the length
  /// of its vowels open, those of any length; else also the Latin terms that leave it open.
  func entries(readAs key: MoraKey, isLengthOpen: Bool) -> [ReadingEntry] {
    let reading = Reading(key: key.bytes, isLengthOpen: isLengthOpen)
    if let known = readings[reading] { return known }
    let found: [ReadingEntry]
    if isLengthOpen {
      found = entries(underShort: key.short)
    } else {
      let own = entries(under: key)
      let short = key.short
      // Without long marks the key is the short one, under which `own` stands.
      let others = entries(having: .latin) { segment, add in
        if short != key.bytes { add(segment.readingsByKey, short) }
        add(segment.readingsByShortKey, short)
      }
      found =
        own + others.filter { Romaji.leavesLengthOpen($0.term) && !own.contains($0) }
    }
    readings[reading] = found
    return found
  }

  /// Whether a lesser reading of a word is left to another word, one that stands alone in the collection
  /// and is mostly read so (せんじょう to 洗浄, not 先生). Spellings of one word leave each other nothing.
  func isLeftToOthers(_ reading: [UInt8], of word: [UInt8]) -> Bool {
    guard let key = MoraKey(kana: reading) else { return false }
    return entries(readAs: key, isLengthOpen: false).contains { other in
      other.traits.isDisjoint(with: [.kana, .latin, .lesser, .part])
        && !Kana.haveSameHan(other.term, word)
    }
  }

  /// The collection's terms that mean a word of the other language (コンピューター for computer).
  func equivalents(of word: [UInt8]) -> [[UInt8]] {
    var words = [word]
    if let single = EnglishPlural.singular(of: word) { words.append(single) }
    var terms: [[UInt8]] = []
    for word in words {
      let key = ReadingEntry.key(ofEquivalent: word)
      for entry in entries({ segment, add in add(segment.readingsByKey, key) })
      where !terms.contains(entry.term) {
        terms.append(entry.term)
      }
    }
    return terms
  }

  /// The entries with some traits under the keys that `look` names for each segment, each entry once, in
  /// the order of terms and readings.
  private func entries(
    having traits: ReadingEntry.Traits = [],
    _ look: (SegmentReader, _ add: (KeyTableReader?, [UInt8]) -> Void) -> Void
  ) -> [ReadingEntry] {
    var entries: [ReadingEntry] = []
    var isSorted = true
    for segment in segments {
      look(segment) { table, key in
        guard let value = try? table?.value(forKey: key) else { return }
        for entry in ReadingEntry.decode(value, where: { $0.isSuperset(of: traits) }) {
          if let last = entries.last, !Self.precedes(last, entry) { isSorted = false }
          entries.append(entry)
        }
      }
    }
    if isSorted { return entries }
    // A term stands inside longer headwords only if it does so in all segments.
    var whole: Set<ReadingEntry> = []
    for entry in entries where !entry.traits.contains(.part) { whole.insert(entry) }
    var seen: Set<ReadingEntry> = []
    return entries.map { entry in
      var other = entry
      other.traits.remove(.part)
      return whole.contains(other) ? other : entry
    }.filter { seen.insert($0).inserted }.sorted(by: Self.precedes)
  }

  private static func precedes(_ a: ReadingEntry, _ b: ReadingEntry) -> Bool {
    a.term == b.term
      ? a.reading.lexicographicallyPrecedes(b.reading) : a.term.lexicographicallyPrecedes(b.term)
  }
}
