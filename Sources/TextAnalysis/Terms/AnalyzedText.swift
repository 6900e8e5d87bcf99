// SPDX-License-Identifier: Apache-2.0

/// The key space a term lives in. The raw value stands in index files.
public enum TermKind: UInt8, Sendable, CaseIterable, Comparable {
  /// A word normalized as typed; also a lexicon headword that spans several words. Word positions.
  case surface = 1
  /// Dictionary form with voice (寝取られる under 寝取られ). Stored only where it differs from the
  /// surface. Word positions.
  case form = 2
  /// Dictionary form, or the Snowball stem. Stored only where it differs from the form (Latin: from
  /// the surface). Word positions.
  case lemma = 3
  /// Two neighbouring Han or kana characters, or the last one of a run. Character positions.
  case gram = 4
  /// One Han or kana character; documents and frequencies, no positions.
  case character = 5
  /// A whole keyword value; documents only.
  case keyword = 6
  /// Two common surfaces, one directly behind the other; made when a file is written, not by
  /// analysis. Documents and frequencies.
  case pair = 7

  /// Key spaces in the order they have in index files.
  public static func < (a: TermKind, b: TermKind) -> Bool { a.rawValue < b.rawValue }
}

/// One term that an analyzer found in a text.
public struct AnalyzedTerm: Sendable, Hashable {
  /// The key space.
  public var kind: TermKind
  /// Where the term's UTF-8 stands in `AnalyzedText.bytes`.
  public var bytes: Range<Int>
  /// Word ordinal for surface, form and lemma; character ordinal for grams; 0 for characters.
  public var position: UInt32
  /// The part of the original text it stands for, in UTF-8 bytes.
  public var source: Range<Int>
  /// True for particles, auxiliaries and the like, which add score but make no match on their own.
  public var isFunctionWord: Bool
  /// True for a lexicon headword that spans more than one word.
  public var isCompound: Bool
  /// True for a word with Han characters outside of any longer headword, where readings are collected.
  public var standsAlone = false
}

/// A reading that an analyzer learned for a term of this text.
public struct TermReading: Sendable, Hashable {
  /// The index in `AnalyzedText.terms`.
  public var term: Int
  /// The reading in hiragana, as UTF-8 in `AnalyzedText.bytes`.
  public var bytes: Range<Int>
}

/// What an analyzer makes of one text: flat arrays, reused from text to text.
public struct AnalyzedText: Sendable {
  /// UTF-8 of all terms and readings, back to back.
  public var bytes: [UInt8] = []
  /// The terms in order of their word position, grams and characters after the words.
  public var terms: [AnalyzedTerm] = []
  /// Readings of terms, in the order of `terms`.
  public var readings: [TermReading] = []
  /// The field length: word positions counted once each.
  public var wordCount = 0

  /// Creates an empty buffer.
  public init() {}

  /// Forgets the contents and keeps the storage.
  public mutating func removeAll() {
    bytes.removeAll(keepingCapacity: true)
    terms.removeAll(keepingCapacity: true)
    readings.removeAll(keepingCapacity: true)
    wordCount = 0
  }

  /// The UTF-8 of a term.
  public func utf8(of term: AnalyzedTerm) -> ArraySlice<UInt8> { bytes[term.bytes] }

  /// A term as a string.
  public func string(of term: AnalyzedTerm) -> String {
    String(decoding: bytes[term.bytes], as: UTF8.self)
  }
}

extension AnalyzedText: TermSink {
  var position: UInt32 {
    get { UInt32(clamping: wordCount) }
    set { wordCount = Int(newValue) }
  }

  mutating func add(
    _ kind: TermKind, _ term: Span<UInt8>, at position: UInt32, range: Range<Int>,
    in text: NormalizedText, isFunctionWord: Bool, isCompound: Bool
  ) {
    let start = append(term)
    terms.append(
      AnalyzedTerm(
        kind: kind, bytes: start..<bytes.count, position: position, source: text.source(of: range),
        isFunctionWord: isFunctionWord, isCompound: isCompound))
  }

  mutating func addReading(_ reading: Span<UInt8>) {
    let start = append(reading)
    readings.append(TermReading(term: terms.count - 1, bytes: start..<bytes.count))
  }

  mutating func noteStandsAlone() { terms[terms.count - 1].standsAlone = true }

  mutating func addSpacedWord(
    _ word: CutWord, in text: NormalizedText, stemmer: EnglishStemmer?
  ) {
    addWordPlainly(word.range, in: text, stemmer: stemmer)
  }

  mutating func addJapaneseWords(
    _ words: [PlacedWord], of vocabulary: JapaneseWords, in text: NormalizedText,
    grades: Bool, readings: Bool
  ) {
    for place in words {
      addJapaneseWordPlainly(
        vocabulary[place.word], place, in: text, grades: grades, readings: readings)
    }
  }

  mutating func addGrams(of runs: [ScriptRun], in text: NormalizedText) {
    for run in runs where run.isJapanese { addGramsPlainly(of: run, in: text) }
  }

  private mutating func append(_ term: Span<UInt8>) -> Int {
    let start = bytes.count
    for index in term.indices { bytes.append(term[index]) }
    return start
  }
}
