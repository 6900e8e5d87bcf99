// SPDX-License-Identifier: Apache-2.0
internal import DocumentModel
internal import IndexFormat
internal import TextAnalysis

/// Cuts a query string into the words it is looked up by.
struct WordCutting {
  let vocabulary: Vocabulary
  let analyzer: Analyzer

  /// At most this many words are read out of one run of romaji or kana.
  static let maximumRunTogether = 8

  /// The words of a string without compounds, as the analyzer cuts it.
  func singleWords(of text: String) throws(SearchError) -> [QueryWord] {
    QueryWord.all(of: analyzed(text)).filter { !$0.isCompound }
  }

  /// The longest words of a string: lexicon headwords that the collection has, else single words. A
  /// string of kana or romaji is looked up whole first and then cut as an input method would.
  func words(of text: String, fields: [Int]) throws(SearchError) -> [QueryWord] {
    guard analyzer.options.collectsReadings else { return try singleWords(of: text) }
    let normalized = NormalizedText(text).bytes
    if let compound = try unknownCompound(readAs: normalized, text: text, fields: fields) {
      return [compound]
    }
    if Kana.isKana(normalized) {
      return try kanaWords(normalized, text: text)
    }
    if let whole = try romajiWords(normalized, text: text, fields: fields) { return whole }
    let words = try longestWords(of: text, fields: fields)
    return try unknownCompound(of: words, text: text, fields: fields).map { [$0] } ?? words
  }

  // MARK: Compounds that no dictionary has

  /// The words of a text as one word, where they can be read as a word that the collection spells in
  /// kana or Latin letters; nil where they cannot.
  private func unknownCompound(
    of words: [QueryWord], text: String, fields: [Int]
  ) throws(SearchError) -> QueryWord? {
    let surface = WordFolding.fold(NormalizedText(text).bytes[...])
    guard Self.isCompound(words), words.count <= CompoundReadings.maximumPieces,
      Writing.characterCount(surface) <= CompoundReadings.maximumLength,
      Kana.isJapanese(surface), Kana.containsHan(surface)
    else { return nil }
    let readings = try CompoundReadings(vocabulary: vocabulary, fields: fields).readings(of: words)
    guard !readings.isEmpty else { return nil }
    var compound = QueryWord(surface, source: 0..<text.utf8.count)
    compound.isUnknown = true
    compound.readings = readings
    compound.parts = words
    return compound
  }

  /// Whether words are more than one word with its particles and auxiliaries.
  private static func isCompound(_ words: [QueryWord]) -> Bool {
    words.dropFirst().contains { !$0.isFunctionWord || Kana.containsHan($0.surface) }
      && words.contains { !$0.isFunctionWord }
  }

  /// A kana or Latin text as one word, where it can be read as compounds of the collection's words and
  /// not as a word of it; nil where it cannot.
  private func unknownCompound(
    readAs typed: [UInt8], text: String, fields: [Int]
  ) throws(SearchError) -> QueryWord? {
    let isKana = Kana.isKana(typed)
    guard isKana || !Kana.containsJapanese(typed), isKana || !vocabulary.lexicon.isEnglish(typed)
    else { return nil }
    let readings = isKana ? [Kana.hiragana(typed)] : Romaji.wordReadings(of: typed).map(\.kana)
    let isOpen = !isKana && Romaji.leavesLengthOpen(typed)
    for key in readings.compactMap({ MoraKey(kana: $0) }) {
      let isWord = vocabulary.entries(readAs: key, isLengthOpen: isOpen).contains {
        $0.traits.isDisjoint(with: [.kana, .latin]) || Kana.isKatakana($0.term)
      }
      if isWord { return nil }
    }
    let compounds = CompoundReadings(vocabulary: vocabulary, fields: fields)
    var texts: [[UInt8]] = []
    for isLengthOpen in isOpen ? [false, true] : [false] where texts.isEmpty {
      for reading in readings.prefix(CompoundReadings.maximumTexts) where texts.isEmpty {
        texts = try compounds.texts(readAs: reading, isLengthOpen: isLengthOpen)
      }
    }
    guard !texts.isEmpty else { return nil }
    var word = QueryWord(
      isKana ? WordFolding.fold(typed[...]) : typed, source: 0..<text.utf8.count)
    word.isUnknown = true
    for spelled in texts {
      let string = String(decoding: spelled, as: UTF8.self)
      let words = try longestWords(of: string, fields: fields)
      guard words.count == 1 || Self.isCompound(words) else { continue }
      var compound = try unknownCompound(of: words, text: string, fields: fields)
      if words.count == 1 { compound = words[0] }
      word.compounds.append(compound ?? QueryWord(spelled, source: 0..<spelled.count))
      if word.parts.isEmpty, words.count > 1 {
        word.parts = words.map { part in
          var part = part
          part.source = word.source
          return part
        }
      }
    }
    return word.compounds.isEmpty ? nil : word
  }

  private func longestWords(of text: String, fields: [Int]) throws(SearchError) -> [QueryWord] {
    try QueryWord.longest(of: analyzed(text)) { word throws(SearchError) in
      // A phrase with its own entry (寿司を握る) is one word only where nothing else is typed.
      if word.source.count < text.utf8.count, isExpression(word) { return false }
      // Words that dots join may be a list.
      if hasDot(text, word.source), vocabulary.lexicon.entry(for: word.surface) == nil {
        return false
      }
      if try occurs(word.surface, fields: fields) { return true }
      if try occurs(word.lemma, fields: fields) { return true }
      return isSpelledOtherwise(word)
    }
  }

  private func hasDot(_ text: String, _ range: Range<Int>) -> Bool {
    String(decoding: Array(text.utf8)[range], as: UTF8.self).contains { $0 == "・" || $0 == "･" }
  }

  // MARK: Kana and romaji

  private func kanaWords(
    _ kana: [UInt8], text: String
  ) throws(SearchError) -> [QueryWord] {
    let single = QueryWord.all(of: analyzed(text)).filter { !$0.isCompound }
    if single.count == 1 {
      // Alone, even a particle is what was asked for.
      var word = single[0]
      word.isFunctionWord = false
      return [word]
    }
    let whole = QueryWord(WordFolding.fold(kana[...]), source: 0..<text.utf8.count)
    if let key = MoraKey(kana: kana),
      !vocabulary.entries(readAs: key, isLengthOpen: false).isEmpty
    {
      return [whole]
    }
    if single.isEmpty || single.allSatisfy(\.isFunctionWord) { return [whole] }
    if let parts = runTogether(kana, text: text) { return parts }
    return single
  }

  /// The words of a Latin string that is no word of the collection but reads as Japanese; nil where
  /// it does not.
  private func romajiWords(
    _ latin: [UInt8], text: String, fields: [Int]
  ) throws(SearchError) -> [QueryWord]? {
    guard !Kana.containsHan(latin), latin.first.map({ $0 != 0x2D }) ?? false else { return nil }
    let readings = Romaji.wordReadings(of: latin)
    guard let preferred = readings.first else { return nil }
    // Macrons are how the word is read; the analyzer would fold them away.
    let whole = QueryWord(latin, source: 0..<text.utf8.count)
    for reading in readings {
      guard let key = MoraKey(kana: reading.kana) else { continue }
      let isOpen = Romaji.leavesLengthOpen(latin)
      if !vocabulary.entries(readAs: key, isLengthOpen: isOpen).isEmpty {
        return isPlain(latin) ? nil : [whole]
      }
    }
    let isKnown = try occurs(latin, fields: fields)
    if isKnown || vocabulary.lexicon.isEnglish(latin) { return nil }
    if let parts = runTogether(preferred.kana, text: text) { return parts }
    // An inflected word (tabeta): as MeCab cuts its kana.
    let kana = String(decoding: preferred.kana, as: UTF8.self)
    let words = QueryWord.all(of: analyzed(kana)).filter { !$0.isCompound }
    let content = words.filter { !$0.isFunctionWord }
    let isFound = content.contains { word in
      [word.surface, word.lemma].contains {
        MoraKey(kana: $0).map { !vocabulary.entries(under: $0).isEmpty } ?? false
      }
    }
    guard isFound, content.count == 1 else { return nil }
    return words.map { word in
      var word = word
      word.source = 0..<text.utf8.count
      return word
    }
  }

  /// True for ASCII letters only, which the analyzer leaves as they are.
  private func isPlain(_ latin: [UInt8]) -> Bool {
    latin.allSatisfy { $0 >= 0x61 && $0 <= 0x7A }
  }

  /// Kana of several words of the collection, cut into as few as possible, each of two morae or more;
  /// nil where they do not cover it.
  private func runTogether(_ kana: [UInt8], text: String) -> [QueryWord]? {
    let scalars = Array(String(decoding: kana, as: UTF8.self).unicodeScalars)
    guard scalars.count >= 4, scalars.count <= 40 else { return nil }
    var best: [[Range<Int>]?] = Array(repeating: nil, count: scalars.count + 1)
    best[0] = []
    for end in 2...scalars.count {
      for start in max(0, end - 16)...(end - 2) {
        guard let head = best[start], head.count < Self.maximumRunTogether else { continue }
        if let known = best[end], known.count <= head.count + 1 { continue }
        if hasEntry(scalars[start..<end]) { best[end] = head + [start..<end] }
      }
    }
    guard let ranges = best[scalars.count], ranges.count > 1 else { return nil }
    return ranges.enumerated().map { ordinal, range in
      QueryWord(
        Writing.utf8(scalars[range]), source: 0..<text.utf8.count, position: ordinal)
    }
  }

  private func hasEntry(_ scalars: ArraySlice<Unicode.Scalar>) -> Bool {
    guard let key = MoraKey(kana: Writing.utf8(scalars)) else { return false }
    return vocabulary.entries(under: key).contains { !$0.traits.contains(.latin) }
  }

  // MARK: The collection

  private func occurs(_ text: [UInt8], fields: [Int]) throws(SearchError) -> Bool {
    for field in fields {
      for kind in [TermKind.surface, .form, .lemma] {
        if try vocabulary.has(PlanBuilder.key(field, kind, text[...])) { return true }
      }
    }
    return false
  }

  private func isExpression(_ word: QueryWord) -> Bool {
    [word.surface, word.lemma].contains {
      vocabulary.lexicon.entry(for: $0)?.traits.contains(.expression) ?? false
    }
  }

  /// True when the collection has a kana or Latin spelling of a headword.
  private func isSpelledOtherwise(_ word: QueryWord) -> Bool {
    guard let readings = vocabulary.lexicon.entry(for: word.surface)?.readings else { return false }
    return readings.contains { reading in
      guard let key = MoraKey(kana: reading) else { return false }
      return !vocabulary.entries(under: key).isEmpty
    }
  }

  private func analyzed(_ text: String) -> AnalyzedText {
    var buffer = AnalyzedText()
    analyzer.analyze(text, into: &buffer)
    return buffer
  }
}
