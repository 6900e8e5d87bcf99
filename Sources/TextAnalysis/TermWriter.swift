// SPDX-License-Identifier: Apache-2.0

/// Writes the terms of one text in the order and the grades that indexes and queries expect.
struct TermWriter {
  private var text: AnalyzedText
  private let normalized: NormalizedText
  private var position: UInt32 = 0

  init(text: AnalyzedText, normalized: NormalizedText) {
    self.text = text
    self.normalized = normalized
  }

  /// The terms; the writer is of no use after it.
  consuming func finish() -> AnalyzedText {
    text.wordCount = Int(position)
    return text
  }

  /// Adds the whole text as one word.
  mutating func addWhole(_ range: Range<Int>) {
    add(.surface, normalized.bytes[range], source: normalized.source(of: range))
    position += 1
  }

  /// Adds a word of a spaced script with its stem.
  mutating func addSpacedWord(_ range: Range<Int>, stemmer: EnglishStemmer?) {
    for piece in pieces(of: range) {
      let source = normalized.source(of: piece)
      let surface = Self.foldedLatin(normalized.bytes[piece])
      add(.surface, surface[...], source: source)
      if let stemmer, Self.isEnglishLike(surface) {
        let stem = stemmer.stem(surface[...])
        if stem != surface, !stem.isEmpty { add(.lemma, stem[...], source: source) }
      }
      position += 1
    }
  }

  /// Adds the whole of a word whose first part was added just before.
  mutating func addJoinedWord(_ range: Range<Int>) {
    position -= 1
    add(
      .surface, Self.foldedLatin(normalized.bytes[range])[...],
      source: normalized.source(of: range), isCompound: true)
    position += 1
  }

  /// Adds a Japanese word with form and lemma where they differ; a compound goes to the position of
  /// the word added before it.
  mutating func addJapaneseWord(_ word: JapaneseWord, grades: Bool, readings: Bool) {
    if word.surface.count > Analyzer.maximumTermByteCount {
      for piece in pieces(of: word.range) {
        add(.surface, normalized.bytes[piece], source: normalized.source(of: piece))
        position += 1
      }
      return
    }
    if word.isCompound { position -= 1 }
    let source = normalized.source(of: word.range)
    add(
      .surface, word.surface[...], source: source, isFunctionWord: word.isFunctionWord,
      isCompound: word.isCompound)
    if readings { addReading(word.reading, of: word.surface) }
    if grades {
      if word.form != word.surface {
        add(.form, word.form[...], source: source, isCompound: word.isCompound)
        if readings { addReading(word.formReading, of: word.form) }
      }
      if word.lemma != word.form {
        add(.lemma, word.lemma[...], source: source, isCompound: word.isCompound)
      }
    }
    position += 1
  }

  /// Adds the bigrams of a Han or kana run with their character positions, and its characters.
  mutating func addGrams(of run: ScriptRun) {
    let wordPosition = position
    defer { position = wordPosition }
    let bytes = normalized.bytes
    var previous: Range<Int>?
    var character = UInt32(run.firstCharacter)
    var offset = run.range.lowerBound
    while offset < run.range.upperBound {
      let end = min(offset + UTF8Decoding.length(bytes[offset]), run.range.upperBound)
      if let previous {
        let gram = previous.lowerBound..<end
        position = character - 1
        add(.gram, bytes[gram], source: normalized.source(of: gram))
      }
      position = 0
      add(.character, bytes[offset..<end], source: normalized.source(of: offset..<end))
      previous = offset..<end
      character += 1
      offset = end
    }
  }

  private mutating func add(
    _ kind: TermKind, _ term: ArraySlice<UInt8>, source: Range<Int>, isFunctionWord: Bool = false,
    isCompound: Bool = false
  ) {
    let start = text.bytes.count
    text.bytes.append(contentsOf: term)
    text.terms.append(
      AnalyzedTerm(
        kind: kind, bytes: start..<text.bytes.count, position: position, source: source,
        isFunctionWord: isFunctionWord, isCompound: isCompound))
  }

  /// Records a reading of the term added last, where its text does not say it.
  private mutating func addReading(_ reading: [UInt8], of term: [UInt8]) {
    guard !reading.isEmpty, Kana.containsHan(term), Kana.isKana(reading) else { return }
    let start = text.bytes.count
    text.bytes.append(contentsOf: reading)
    text.readings.append(
      TermReading(term: text.terms.count - 1, bytes: start..<text.bytes.count))
  }

  /// The range cut into pieces of at most `Analyzer.maximumTermByteCount` bytes at characters.
  private func pieces(of range: Range<Int>) -> [Range<Int>] {
    guard range.count > Analyzer.maximumTermByteCount else { return [range] }
    var pieces: [Range<Int>] = []
    var start = range.lowerBound
    while start < range.upperBound {
      var end = min(start + Analyzer.maximumTermByteCount, range.upperBound)
      while end < range.upperBound && normalized.bytes[end] & 0xC0 == 0x80 { end -= 1 }
      pieces.append(start..<end)
      start = end
    }
    return pieces
  }

  /// The word without accents, and with the ASCII apostrophe.
  private static func foldedLatin(_ word: ArraySlice<UInt8>) -> [UInt8] {
    if word.allSatisfy({ $0 < 0x80 }) { return Array(word) }
    var folded = ICUText.foldAccents(word)
    // U+2019 is E2 80 99.
    var index = 0
    while index + 2 < folded.count {
      if folded[index] == 0xE2, folded[index + 1] == 0x80, folded[index + 2] == 0x99 {
        folded.replaceSubrange(index..<index + 3, with: [0x27])
      }
      index += 1
    }
    return folded
  }

  /// True for words of ASCII letters and apostrophes, which the English stemmer is for.
  private static func isEnglishLike(_ word: [UInt8]) -> Bool {
    word.allSatisfy { ASCII.isLetter($0) || $0 == 0x27 }
  }
}
