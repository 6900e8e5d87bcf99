// SPDX-License-Identifier: Apache-2.0

/// Takes the terms of one text after the other, in the order and the grades that indexes and queries
/// expect.
///
/// Analyzers are generic over it, so that documents and queries run the same code: `AnalyzedText`
/// keeps what a query or a snippet needs to know of each term, `TermCollector` what an index does.
protocol TermSink {
  /// The word position of the next term; at the end of a text, the words in it.
  var position: UInt32 { get set }

  /// Adds a term, which stands for a range of the text; its position is a word's or a character's
  /// ordinal, as the kind has it.
  mutating func add(
    _ kind: TermKind, _ term: Span<UInt8>, at position: UInt32, range: Range<Int>,
    in text: NormalizedText, isFunctionWord: Bool, isCompound: Bool)

  /// Records a reading of the term added last, in hiragana.
  mutating func addReading(_ reading: Span<UInt8>)

  /// Records that the term added last stands outside of any longer headword.
  mutating func noteStandsAlone()

  /// Adds words of a spaced script, each with its stem, if there is a stemmer, at a position of its own.
  mutating func addSpacedWords(
    _ words: [CutWord], in text: NormalizedText, stemmer: EnglishStemmer?)

  /// Adds one such word.
  mutating func addSpacedWord(_ word: CutWord, in text: NormalizedText, stemmer: EnglishStemmer?)

  /// Adds Japanese words with form and lemma where they differ, each at a position of its own; a
  /// compound goes to the position of the word added before it.
  mutating func addJapaneseWords(
    _ words: [PlacedWord], of vocabulary: JapaneseWords, in text: NormalizedText,
    grades: Bool, readings: Bool)

  /// Adds the bigrams of each Han or kana run of a text with their character positions, and its
  /// characters.
  mutating func addGrams(of runs: [ScriptRun], in text: NormalizedText)
}

extension TermSink {
  mutating func addSpacedWords(
    _ words: [CutWord], in text: NormalizedText, stemmer: EnglishStemmer?
  ) {
    for word in words { addSpacedWord(word, in: text, stemmer: stemmer) }
  }

  /// Adds the whole text as one word.
  mutating func addWhole(_ text: NormalizedText) {
    let whole = 0..<text.bytes.count
    add(
      .surface, text.bytes.span, at: position, range: whole, in: text, isFunctionWord: false,
      isCompound: false)
    position += 1
  }

  /// The plain way to add a word of a spaced script, which any other has to equal.
  mutating func addWordPlainly(
    _ range: Range<Int>, in text: NormalizedText, stemmer: EnglishStemmer?
  ) {
    for piece in WordFolding.pieces(of: range, in: text.bytes) {
      let surface = WordFolding.foldLatin(text.bytes[piece])
      add(
        .surface, surface.span, at: position, range: piece, in: text, isFunctionWord: false,
        isCompound: false)
      if let stemmer, WordFolding.isEnglishLike(surface) {
        let stem = stemmer.stem(surface[...])
        if stem != surface, !stem.isEmpty {
          add(
            .lemma, stem.span, at: position, range: piece, in: text, isFunctionWord: false,
            isCompound: false)
        }
      }
      position += 1
    }
  }

  /// Adds the whole of a word whose first part was added just before.
  mutating func addJoinedWord(_ range: Range<Int>, in text: NormalizedText) {
    add(
      .surface, WordFolding.foldLatin(text.bytes[range]).span, at: position - 1, range: range,
      in: text, isFunctionWord: false, isCompound: true)
  }

  /// Adds a headword over several script runs, which begins with the word at a position.
  mutating func addMixedWord(
    _ word: [UInt8], at position: UInt32, range: Range<Int>, in text: NormalizedText,
    readings: Bool
  ) {
    add(
      .surface, word.span, at: position, range: range, in: text, isFunctionWord: false,
      isCompound: true)
    if readings, Kana.containsHan(word) { noteStandsAlone() }
  }

  /// The plain way to add a Japanese word, which any other has to equal.
  mutating func addJapaneseWordPlainly(
    _ word: JapaneseWord, _ place: PlacedWord, in text: NormalizedText, grades: Bool,
    readings: Bool
  ) {
    let range = place.range
    let notesAlone = readings && !place.isPart
    if word.surface.count > Analyzer.maximumTermByteCount {
      for piece in WordFolding.pieces(of: range, in: text.bytes) {
        add(
          .surface, text.bytes.span.extracting(piece), at: position, range: piece, in: text,
          isFunctionWord: false, isCompound: false)
        position += 1
      }
      return
    }
    if word.isCompound { position -= 1 }
    add(
      .surface, word.surface.span, at: position, range: range, in: text,
      isFunctionWord: word.isFunctionWord, isCompound: word.isCompound)
    if notesAlone, Kana.containsHan(word.surface) { noteStandsAlone() }
    if readings { addReading(word.reading, of: word.surface) }
    if grades {
      if word.form != word.surface {
        add(
          .form, word.form.span, at: position, range: range, in: text,
          isFunctionWord: false, isCompound: word.isCompound)
        if notesAlone, Kana.containsHan(word.form) { noteStandsAlone() }
        if readings { addReading(word.formReading, of: word.form) }
      }
      if word.lemma != word.form {
        add(
          .lemma, word.lemma.span, at: position, range: range, in: text,
          isFunctionWord: false, isCompound: word.isCompound)
        if notesAlone, Kana.containsHan(word.lemma) { noteStandsAlone() }
      }
    }
    position += 1
  }

  /// The plain way to add the grams of a run, which any other has to equal.
  mutating func addGramsPlainly(of run: ScriptRun, in text: NormalizedText) {
    let bytes = text.bytes.span
    var previous: Range<Int>?
    var character = UInt32(run.firstCharacter)
    var offset = run.range.lowerBound
    while offset < run.range.upperBound {
      let end = min(offset + UTF8Decoding.length(bytes[offset]), run.range.upperBound)
      if let previous {
        let gram = previous.lowerBound..<end
        add(
          .gram, bytes.extracting(gram), at: character - 1, range: gram, in: text,
          isFunctionWord: false, isCompound: false)
      }
      add(
        .character, bytes.extracting(offset..<end), at: 0, range: offset..<end, in: text,
        isFunctionWord: false, isCompound: false)
      previous = offset..<end
      character += 1
      offset = end
    }
  }

  /// Records a reading of the term added last, where its text does not say it.
  private mutating func addReading(_ reading: [UInt8], of term: [UInt8]) {
    guard !reading.isEmpty, Kana.containsHan(term), Kana.isKana(reading) else { return }
    addReading(reading.span)
  }
}
