// SPDX-License-Identifier: Apache-2.0
internal import DocumentModel
internal import IndexFormat
internal import Storage
internal import TextAnalysis

/// The words of a whole snapshot: what planning looks up while it expands a query.
struct Vocabulary {
  /// The snapshot's segments, in order.
  let segments: [SegmentReader]
  /// The words of the process's lexicon and of the segments.
  let lexicon: WordLexicon

  /// The number of documents with the term.
  func documentFrequency(of key: TermKey) throws(SearchError) -> Int {
    var count = 0
    for segment in segments {
      do throws(IndexFormatError) {
        count += Int(try segment.term(key)?.documentFrequency ?? 0)
      } catch {
        throw .index(error)
      }
    }
    return count
  }

  /// The collection's terms whose reading has this mora key.
  func entries(under key: MoraKey) -> [ReadingEntry] {
    entries { segment in [try? segment.readingsByKey?.value(forKey: key.bytes)] }
  }

  /// The collection's terms whose reading has this mora key when long marks are left out: those that
  /// have none, and those that are kept by their short key.
  func entries(underShort key: [UInt8]) -> [ReadingEntry] {
    entries { segment in
      [
        try? segment.readingsByKey?.value(forKey: key),
        try? segment.readingsByShortKey?.value(forKey: key),
      ]
    }
  }

  /// The collection's terms that a word with this key can be: for a Latin word that leaves the length
  /// of its vowels open, those of any length; else also the Latin terms that leave it open.
  func entries(readAs key: MoraKey, isLengthOpen: Bool) -> [ReadingEntry] {
    if isLengthOpen { return entries(underShort: key.short) }
    var entries = entries(under: key)
    for entry in self.entries(underShort: key.short)
    where entry.traits.contains(.latin) && Romaji.leavesLengthOpen(entry.term)
      && !entries.contains(entry)
    {
      entries.append(entry)
    }
    return entries
  }

  private func entries(_ values: (SegmentReader) -> [[UInt8]?]) -> [ReadingEntry] {
    var seen: Set<ReadingEntry> = []
    var entries: [ReadingEntry] = []
    for segment in segments {
      for value in values(segment) {
        for entry in ReadingEntry.decode(value ?? []) where seen.insert(entry).inserted {
          entries.append(entry)
        }
      }
    }
    return entries.sorted {
      $0.term == $1.term
        ? $0.reading.lexicographicallyPrecedes($1.reading)
        : $0.term.lexicographicallyPrecedes($1.term)
    }
  }
}
