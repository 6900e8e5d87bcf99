// SPDX-License-Identifier: Apache-2.0
internal import CKernels

/// What an index needs of the terms of many texts: the distinct ones, numbered as they come, and for
/// one text after the other which of them stand where.
///
/// A text's terms are those that `AnalyzedText` would have, in its order; a term of more than
/// `largestTermByteCount` bytes is left out. One thread fills one collector.
package struct TermCollector: Sendable, TermSink {
  /// Where a term stands.
  package struct Occurrence: Sendable, Hashable {
    /// The term's number in `terms`.
    package var term: UInt32
    /// Word ordinal for surface, form and lemma; character ordinal for grams; 0 for others.
    package var position: UInt32
  }

  /// The distinct terms; the space of a term is its field's number and its kind.
  package internal(set) var terms = ByteStringTable(slotCount: 1 << 14)
  /// The words that came with readings.
  package private(set) var readings = ReadingCollector()
  /// The occurrences of the text that was added last, in order.
  package internal(set) var occurrences: [Occurrence] = []
  var position: UInt32 = 0

  /// The field's number in the high byte of a term's space.
  private(set) var field: UInt16 = 0
  private var lastTerm = 0..<0
  /// Where the term added last stands in `terms`, whether or not it has readings; empty for none.
  private var lastAdded = 0..<0
  /// For the number of a word of a spaced script, as far as it is known: the number of its stem's term
  /// plus 2, or 1 where there is none.
  private var stems: [UInt32] = []
  /// Words that are not ASCII, by field, and the number of the term they fold to.
  private var unfolded = ByteStringTable()
  private var folded: [UInt32] = []

  /// For each field the terms that Japanese words and grams were found to be.
  var japanese: [JapaneseTermNumbers] = []

  /// So many words are looked up while the table's memory for the next one is under way.
  private static let wordsAhead = 12

  /// A longer term is left out: a dictionary cannot hold it, and nobody can type it.
  package static let largestTermByteCount = 32_000

  /// Creates an empty collector.
  package init() {}

  /// The words of the text that was added last: its field length.
  package var wordCount: Int { Int(position) }

  /// Memory held, in bytes.
  package var byteCount: Int {
    terms.byteCount + readings.byteCount + unfolded.byteCount
      + (stems.capacity + folded.capacity) * 4 + occurrences.capacity * 8
      + japanese.reduce(0) { $0 + $1.byteCount }
  }

  /// The space of a term: its field number and kind.
  package static func space(field: Int, kind: TermKind) -> UInt16 {
    UInt16(field) << 8 | UInt16(kind.rawValue)
  }

  /// The kind of the terms of a space.
  package static func kind(ofSpace space: UInt16) -> TermKind {
    TermKind(rawValue: UInt8(truncatingIfNeeded: space)) ?? .keyword
  }

  /// Takes the distinct terms out, after which terms are numbered afresh. Readings stay.
  package mutating func takeTerms() -> ByteStringTable {
    var taken = ByteStringTable(slotCount: 1 << 14)
    swap(&taken, &terms)
    stems = []
    unfolded = ByteStringTable()
    folded = []
    occurrences = []
    japanese = []
    return taken
  }

  /// Forgets the occurrences of the text before; those of a field's text come next.
  package mutating func beginText(field: Int) {
    occurrences.removeAll(keepingCapacity: true)
    position = 0
    self.field = UInt16(field) << 8
  }

  /// Adds the terms of a text that was analyzed for itself.
  package mutating func add(_ text: AnalyzedText) {
    let bytes = text.bytes.span
    var reading = 0
    for (index, term) in text.terms.enumerated() {
      add(term.kind, bytes.extracting(term.bytes), at: term.position)
      if term.standsAlone { noteStandsAlone() }
      while reading < text.readings.count, text.readings[reading].term == index {
        addReading(bytes.extracting(text.readings[reading].bytes))
        reading += 1
      }
    }
    position = UInt32(text.wordCount)
  }

  /// Adds an exact value of a keyword field.
  package mutating func add(keyword: String) {
    let bytes = Array(keyword.utf8)
    add(.keyword, bytes.span, at: 0)
  }

  mutating func add(
    _ kind: TermKind, _ term: Span<UInt8>, at position: UInt32, range: Range<Int>,
    in text: NormalizedText, isFunctionWord: Bool, isCompound: Bool
  ) {
    add(kind, term, at: position)
  }

  mutating func addReading(_ reading: Span<UInt8>) {
    guard !lastTerm.isEmpty else { return }
    let bytes = terms.bytes
    readings.insert(reading, of: bytes.span.extracting(lastTerm))
  }

  mutating func noteStandsAlone() {
    guard !lastAdded.isEmpty else { return }
    let bytes = terms.bytes
    readings.noteStandsAlone(bytes.span.extracting(lastAdded))
  }

  mutating func addSpacedWords(
    _ words: [CutWord], in text: NormalizedText, stemmer: EnglishStemmer?
  ) {
    let space = field | UInt16(TermKind.surface.rawValue)
    for word in words.prefix(Self.wordsAhead) { terms.prefetch(hash: word.hash, space: space) }
    for index in words.indices {
      if index &+ Self.wordsAhead < words.count {
        terms.prefetch(hash: words[index &+ Self.wordsAhead].hash, space: space)
      }
      addSpacedWord(words[index], in: text, stemmer: stemmer)
    }
  }

  mutating func addSpacedWord(
    _ word: CutWord, in text: NormalizedText, stemmer: EnglishStemmer?
  ) {
    let range = word.range
    guard range.count <= Analyzer.maximumTermByteCount else {
      addWordPlainly(range, in: text, stemmer: stemmer)
      return
    }
    let number: Int
    if word.is_ascii != 0 {
      number =
        terms.insert(
          text.bytes.span.extracting(range), space: field | UInt16(TermKind.surface.rawValue),
          prefix: word.prefix, hash: word.hash
        ).index
    } else {
      number = numberOfFolded(word, in: text)
    }
    occurrences.append(
      Occurrence(term: UInt32(truncatingIfNeeded: number), position: position))
    if let stemmer {
      var stem = number < stems.count ? stems[number] : 0
      if stem == 0 { stem = learnStem(of: number, stemmer) }
      if stem > 1 { occurrences.append(Occurrence(term: stem - 2, position: position)) }
    }
    position &+= 1
  }

  /// The term that a word without its accents is.
  private mutating func numberOfFolded(_ word: CutWord, in text: NormalizedText) -> Int {
    let (known, isNew) = unfolded.insert(
      text.bytes.span.extracting(word.range), space: field, prefix: word.prefix, hash: word.hash)
    if isNew {
      let surface = WordFolding.foldLatin(text.bytes[word.range])
      folded.append(number(of: surface.span, .surface))
    }
    return Int(folded[known])
  }

  /// What `stems` has of a word.
  private mutating func learnStem(of number: Int, _ stemmer: EnglishStemmer) -> UInt32 {
    if stems.count <= number {
      stems.append(contentsOf: repeatElement(0, count: terms.count - stems.count))
    }
    let surface = Array(terms.bytes[terms.range(of: number)])
    stems[number] = 1
    if WordFolding.isEnglishLike(surface) {
      let stem = stemmer.stem(surface[...])
      if stem != surface, !stem.isEmpty {
        stems[number] = self.number(of: stem.span, .lemma) + 2
      }
    }
    return stems[number]
  }

  mutating func add(_ kind: TermKind, _ term: Span<UInt8>, at position: UInt32) {
    guard term.count <= Self.largestTermByteCount else {
      lastTerm = 0..<0
      lastAdded = 0..<0
      return
    }
    let number = number(of: term, kind)
    lastAdded = terms.range(of: Int(number))
    // Words are read in the forms that stand in texts, and as dictionaries have them.
    lastTerm = kind == .form ? 0..<0 : lastAdded
    occurrences.append(Occurrence(term: number, position: position))
  }

  /// The number of a term of the text's field, which may be new.
  mutating func number(of term: Span<UInt8>, _ kind: TermKind) -> UInt32 {
    let space = field | UInt16(kind.rawValue)
    return UInt32(truncatingIfNeeded: terms.insert(term, space: space).index)
  }
}
