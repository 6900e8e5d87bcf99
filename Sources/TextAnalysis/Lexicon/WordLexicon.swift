// SPDX-License-Identifier: Apache-2.0
package import Storage

/// The words of Japanese with their readings, and the ordinary words of English.
///
/// It is one key table per source: the file that `make setup` compiles, the part of it that an index
/// carries for its own words, or both. The first table that knows a word answers.
package struct WordLexicon: Sendable {
  private var tables: [KeyTableReader]
  /// What makes it fast to cut long texts, if it is prepared for that.
  private(set) var filter: HeadwordFilter?
  /// The words of a user dictionary, if there is one.
  private(set) var userWords: UserWords?
  /// A name for the contents: the XXH3 of the compiled file in hexadecimal, or empty.
  package let digest: String

  /// The lexicon of key tables that are open already, most trusted first.
  package init(tables: [KeyTableReader], digest: String = "") {
    self.tables = tables
    self.digest = digest
  }

  /// Opens a compiled lexicon file.
  ///
  /// - Throws: `AnalysisError.damagedLexicon`.
  /// - Complexity: O(1); the file is mapped.
  package init(path: String) throws(AnalysisError) {
    do {
      let bytes = try MappedFile(path: FilePath(path)).bytes()
      tables = [try KeyTableReader(bytes)]
      let sample = try bytes[slice: max(0, bytes.count - 65_536)..<bytes.count]
      digest = String(Checksum.xxh3(sample) ^ UInt64(bytes.count), radix: 16)
    } catch {
      throw .damagedLexicon(path: path, reason: "\(error)")
    }
  }

  /// The lexicon of a compiled file and a user dictionary, or of one of them; nil where neither is named.
  ///
  /// - Throws: `AnalysisError`.
  package static func open(
    path: String?, userDictionaryPath: String?
  ) throws(AnalysisError) -> WordLexicon? {
    let compiled = try path.map { path throws(AnalysisError) in try WordLexicon(path: path) }
    guard let userDictionaryPath else { return compiled }
    return try (compiled ?? WordLexicon(tables: []))
      .adding(UserDictionary(path: userDictionaryPath), path: userDictionaryPath)
  }

  /// This lexicon with the words of a user dictionary, which come before its own.
  private func adding(_ user: UserDictionary, path: String) throws(AnalysisError) -> WordLexicon {
    var writer = KeyTableWriter()
    var lexicon = self
    do {
      for (word, entry) in user.entries {
        var entry = entry
        if let known = self.entry(for: word) { entry.add(known) }
        try writer.append(key: word, value: entry.encoded())
      }
      lexicon.tables.insert(try KeyTableReader(MappedBytes(writer.finish())), at: 0)
    } catch {
      throw .unreadableDictionary(path: path, reason: "\(error)")
    }
    lexicon.userWords = UserWords(user)
    return lexicon
  }

  /// This lexicon with other tables behind its own.
  package func adding(_ others: [KeyTableReader]) -> WordLexicon {
    var lexicon = self
    lexicon.tables += others
    return lexicon
  }

  /// What is known of a headword in its normalized form, or nil.
  ///
  /// - Complexity: O(log n) in the number of headwords.
  package func entry(for word: some Collection<UInt8>) -> LexiconEntry? { entry(for: Array(word)) }

  /// The same of an array.
  package func entry(for word: [UInt8]) -> LexiconEntry? {
    value(for: word).flatMap { LexiconEntry(decoding: $0) }
  }

  /// The facts of a headword, or none.
  private func traits(of word: [UInt8]) -> LexiconEntry.Traits {
    value(for: word).flatMap { LexiconEntry.traits(decoding: $0) } ?? []
  }

  private func value(for word: [UInt8]) -> [UInt8]? {
    for table in tables {
      if let value = try? table.value(forKey: word) { return value }
    }
    return nil
  }

  /// This lexicon with a filter in memory that makes it fast to cut long texts.
  ///
  /// - Complexity: O(n) in the bytes of headwords, once; some 4 bytes of memory for each.
  package func preparedForIndexing() -> WordLexicon {
    var filter: HeadwordFilter
    do {
      var count = 0
      for table in tables {
        try table.forEachKey { if HeadwordFilter.takes($0) { count += 1 } }
      }
      filter = HeadwordFilter(count: count)
      for table in tables {
        try table.forEachKey { if HeadwordFilter.takes($0) { filter.insert($0) } }
      }
    } catch {
      return self  // damaged: every word is looked up
    }
    var prepared = self
    prepared.filter = filter
    return prepared
  }

  /// What the text with this hash may be; everything without a filter.
  func hint(_ hash: UInt64) -> HeadwordFilter.Hint {
    filter?.hint(hash) ?? [.isHeadword, .goesOn]
  }

  /// Whether headwords may begin with a text of this hash and go on; what is denied is certain.
  func goesOn(_ text: [UInt8], hash: UInt64) -> Bool {
    if let filter { return filter.hint(hash).contains(.goesOn) }
    return tables.contains { (try? $0.hasKey(withPrefix: text)) ?? true }
  }

  /// The entry of an ordinary English word; they stand under their letters.
  package func isEnglish(_ word: [UInt8]) -> Bool { traits(of: word).contains(.english) }

  /// True when English knows a Japanese word by its own name (sushi, anime); kana words are looked up
  /// in both kinds of kana.
  package func isKnownInEnglish(_ word: [UInt8]) -> Bool {
    if traits(of: word).contains(.knownInEnglish) { return true }
    guard Kana.isKana(word) else { return false }
    return [Kana.katakana(word), Kana.hiragana(word)].contains {
      $0 != word && traits(of: $0).contains(.knownInEnglish)
    }
  }
}
