// SPDX-License-Identifier: Apache-2.0
internal import DocumentModel
internal import IndexFormat
internal import TextAnalysis

/// Finds everything that stands for one query word: its inflections, spellings and scripts.
///
/// A kanji word takes in its family, the kana and Latin spellings of its readings and the okurigana
/// variants of itself, not its homophones. A kana or Latin word is looked up by its mora key and
/// becomes the very group that the kanji words so read would have become.
///
/// It serves one query, and remembers what the analyzer said of the terms it met: those that read alike
/// meet again and again.
final class WordExpansion {
  /// Kana strings shorter than this are not looked for inside other text: はし stands in はしる.
  static let minimumContainedKana = 3
  /// Words of fewer morae are not looked for in other scripts: て is not 手.
  static let minimumMorae = 2

  let vocabulary: Vocabulary
  let analyzer: Analyzer
  /// What the kinds of variants count.
  let grades: RankingWeights
  private var known: [[UInt8]: QueryWord] = [:]
  private var buffer = AnalyzedText()
  // The levels of a word are expanded one after the other, and mostly of one text.
  private var lastReadings: (text: [UInt8], word: QueryWord, readings: [[UInt8]])?
  private var lastSpellings: (text: [UInt8], readings: [[UInt8]], entries: [ReadingEntry])?

  /// Creates the expansion of a field's words.
  init(vocabulary: Vocabulary, analyzer: Analyzer, grades: RankingWeights) {
    self.vocabulary = vocabulary
    self.analyzer = analyzer
    self.grades = grades
  }

  /// Everything that stands for a word.
  func expand(_ word: QueryWord) -> GradedTerms {
    var result = GradedTerms()
    if !analyzer.options.collectsReadings {
      addLevels(of: word, grade: grades.typed, relation: .typed, to: &result)
    } else if Writing(word.surface) == .han {
      addContained(word, grade: grades.typed, to: &result)
      addLevels(of: word, grade: grades.typed, relation: .typed, to: &result)
      addKanji(word, grade: grades.typed, to: &result)
      addEquivalents(of: word.surface, to: &result)
    } else {
      addByReading(word, to: &result)
      addEquivalents(of: word.surface, to: &result)
    }
    return result
  }

  /// Adds the words of the other language that a loanword or an English word stands for.
  func addEquivalents(of word: [UInt8], to result: inout GradedTerms) {
    for term in vocabulary.equivalents(of: word) {
      let other = analyzed(term)
      result.ensure(
        GradedTerms.chain(other), grade: grades.translation, relation: .translation)
      if Kana.isKana(term) { addContained(term, grade: grades.translation, &result) }
      let family = Writing(term) == .other ? grades.stem : grades.family
      addFamily(other.lemma, grade: grades.translation * family, &result)
    }
  }

  /// The one spelling that `=word` stands for: the surface, and the dictionary form that begins with
  /// it (寝取られる for 寝取られ).
  func exact(_ word: QueryWord) -> GradedTerms {
    var result = GradedTerms()
    let surface = GradedTerms.Term(kind: .surface, text: word.surface)
    result.ensure([surface], grade: grades.typed, relation: .typed)
    if word.form.count > word.surface.count, word.form.starts(with: word.surface) {
      let form = GradedTerms.Term(kind: .surface, text: word.form)
      result.ensure([form], grade: grades.typed, relation: .form)
    }
    return result
  }

  // MARK: Inflection

  /// Adds the family, the form and the word itself, each with its grade.
  func addLevels(
    of word: QueryWord, grade: Float, relation: VariantRelation, to result: inout GradedTerms
  ) {
    let isLatin = Writing(word.surface) == .other
    let family = grade * (isLatin ? grades.stem : grades.family)
    if word.lemma != word.surface || !isLatin { addFamily(word.lemma, grade: family, &result) }
    let lemma = GradedTerms.Term(kind: .lemma, text: word.lemma)
    if !isLatin {
      for kind in [TermKind.form, .surface] {
        let form = GradedTerms.Term(kind: kind, text: word.form)
        result.ensure(
          word.form == word.lemma ? [form] : [form, lemma], grade: grade * grades.form,
          relation: .form)
      }
    }
    if word.lemma == word.surface, isLatin {
      // Other words may have this word as their stem.
      result.ensure([lemma], grade: family, relation: .family)
    }
    result.ensure(GradedTerms.chain(word), grade: grade, relation: relation)
  }

  /// Adds every list that words of a dictionary form lie in.
  func addFamily(_ lemma: [UInt8], grade: Float, _ result: inout GradedTerms) {
    for kind in [TermKind.lemma, .form, .surface] {
      if kind == .surface, Writing(lemma) == .other, analyzed(lemma).lemma != lemma { continue }
      result.ensure(
        GradedTerms.Term(kind: kind, text: lemma), grade: grade, relation: .family)
    }
  }

  // MARK: Scripts

  /// Adds a kanji word's text and the kana of its readings wherever they stand.
  ///
  /// The stem of an inflected word is no word: 食べ stands in 食べ物.
  func addContained(_ word: QueryWord, grade: Float, to result: inout GradedTerms) {
    let isForm = OldKanji.modernized(word.surface) == word.form
    if isForm || word.form != word.lemma {
      addContained(word.surface, grade: grade, &result)
    }
    for reading in readings(of: word.surface, word) {
      addContainedKana(reading, grade: grade * grades.spelling, typed: nil, &result)
    }
  }

  /// Adds what a kanji word takes in besides its family: spellings in other scripts and okurigana.
  func addKanji(_ word: QueryWord, grade: Float, to result: inout GradedTerms) {
    // Families first: a spelling lies in the lists of its family, and is to count no more than itself.
    addSpellings(
      of: word.lemma, readings: readings(of: word.lemma, word),
      grade: grade * grades.family * grades.spelling, isSurface: false, &result)
    // Inflected spellings stand under their form and dictionary form (のんだ under のむ).
    // A noun made of a verb has no other forms (申し込み).
    if word.form != word.surface || word.form == word.lemma {
      addSpellings(
        of: word.form, readings: readings(of: word.form, word),
        grade: grade * grades.form * grades.spelling, isSurface: false, &result)
    }
    addSpellings(
      of: word.surface, readings: readings(of: word.surface, word),
      grade: grade * grades.spelling, isSurface: true, &result)
  }

  /// Adds the collection's spellings of a kanji text by its readings.
  func addSpellings(
    of text: [UInt8], readings: [[UInt8]], grade: Float, isSurface: Bool,
    _ result: inout GradedTerms
  ) {
    for entry in spellings(of: text, readings: readings) {
      let grade = entry.isHan && isSurface ? grade / grades.spelling * grades.sameScript : grade
      if isSurface, entry.isHan {
        addContained(entry.term, grade: grade, &result)
      } else if isSurface, entry.traits.contains(.kana) {
        addContainedKana(entry.reading, grade: grade, typed: nil, &result)
      }
      add(entry.term, grade: grade, isSurface: isSurface, relation: .spelling, &result)
    }
  }

  /// The collection's terms that are other spellings of a kanji text with these readings.
  private func spellings(of text: [UInt8], readings: [[UInt8]]) -> [ReadingEntry] {
    if let last = lastSpellings, last.text == text, last.readings == readings {
      return last.entries
    }
    var found: [ReadingEntry] = []
    for reading in readings {
      guard let key = MoraKey(kana: reading), key.count >= Self.minimumMorae else { continue }
      for entry in vocabulary.entries(readAs: key, isLengthOpen: false) where entry.term != text {
        let isAdmitted =
          entry.traits.contains(.latin)
          ? !entry.traits.contains(.english) || vocabulary.lexicon.isKnownInEnglish(text)
          : entry.traits.contains(.kana)
            ? !entry.traits.contains(.functionWord)
            : Kana.haveSameHan(entry.term, text)
        if isAdmitted { found.append(entry) }
      }
    }
    lastSpellings = (text, readings, found)
    return found
  }

  /// Adds a reading in both kinds of kana, with and without long marks; the spelling that was typed
  /// counts as typed.
  func addContainedKana(
    _ reading: [UInt8], grade: Float, typed word: QueryWord?, _ result: inout GradedTerms
  ) {
    guard Writing.characterCount(reading) >= Self.minimumContainedKana else { return }
    let hiragana = Kana.hiragana(reading)
    var spellings = [hiragana, Kana.katakana(hiragana)]
    if let key = MoraKey(kana: reading), key.short != key.bytes, key.bytes != hiragana {
      spellings += [key.bytes, Kana.katakana(key.bytes)]
    }
    for kana in spellings {
      addContained(kana, grade: kana == word?.surface ? grades.typed : grade, &result)
    }
  }

  func addContained(_ text: [UInt8], grade: Float, _ result: inout GradedTerms) {
    result.ensure(
      .contained(text), grade: grade * grades.contained(text), relation: .contained)
  }

  func add(
    _ text: [UInt8], grade: Float, isSurface: Bool, relation: VariantRelation,
    _ result: inout GradedTerms
  ) {
    if isSurface {
      result.ensure(GradedTerms.chain(analyzed(text)), grade: grade, relation: relation)
    } else {
      addFamily(text, grade: grade, &result)
    }
  }

  // MARK: Look-ups

  /// The readings of a spelling of the word: the lexicon's, or those of its dictionary form with the
  /// inflection behind, or what the analyzer says; without lesser ones that are left to other words.
  func readings(of text: [UInt8], _ word: QueryWord) -> [[UInt8]] {
    if let last = lastReadings, last.text == text, last.word == word { return last.readings }
    let readings = readingsAnew(of: text, word)
    lastReadings = (text, word, readings)
    return readings
  }

  private func readingsAnew(of text: [UInt8], _ word: QueryWord) -> [[UInt8]] {
    if !word.readings.isEmpty, text == word.surface { return word.readings }
    if let known = vocabulary.lexicon.entry(for: text), !known.readings.isEmpty {
      return known.usualReadings
        + known.lesserReadings.filter { !vocabulary.isLeftToOthers($0, of: text) }
    }
    var readings: [[UInt8]] = []
    for base in [word.lemma, word.form] where base != text {
      let known = vocabulary.lexicon.entry(for: base)
      for (list, isLesser) in [(known?.usualReadings, false), (known?.lesserReadings, true)] {
        for reading in list ?? [] {
          if let inflected = Inflection.reading(of: text, lemma: base, lemmaReading: reading),
            !readings.contains(inflected),
            !isLesser || !vocabulary.isLeftToOthers(inflected, of: text)
          {
            readings.append(inflected)
          }
        }
      }
    }
    if readings.isEmpty {
      let own = text == word.surface ? word.reading : analyzed(text).reading
      if !own.isEmpty { readings.append(own) }
    }
    return readings
  }

  /// A term of the collection as the analyzer sees it alone; one word, whatever its parts.
  func analyzed(_ text: [UInt8]) -> QueryWord {
    if let word = known[text] { return word }
    let word = analyzedAnew(text)
    known[text] = word
    return word
  }

  private func analyzedAnew(_ text: [UInt8]) -> QueryWord {
    let string = String(decoding: text, as: UTF8.self)
    analyzer.analyze(string, into: &buffer)
    let whole = QueryWord.first(of: buffer, byteCount: string.utf8.count)
    return whole.flatMap { $0.surface == text ? $0 : nil }
      ?? QueryWord(text, source: 0..<text.count)
  }
}
