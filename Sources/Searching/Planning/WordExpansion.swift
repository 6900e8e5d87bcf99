// SPDX-License-Identifier: Apache-2.0
internal import DocumentModel
internal import IndexFormat
internal import TextAnalysis

/// Finds everything that stands for one query word: its inflections, spellings and scripts.
///
/// A kanji word takes in its family, the kana and Latin spellings of its readings and the okurigana
/// variants of itself, not its homophones. A kana or Latin word is looked up by its mora key and
/// becomes the very group that the kanji words so read would have become.
struct WordExpansion {
  /// Kana strings shorter than this are not looked for inside other text: はし stands in はしる.
  static let minimumContainedKana = 3
  /// Words of fewer morae are not looked for in other scripts: て is not 手.
  static let minimumMorae = 2

  let vocabulary: Vocabulary
  let analyzer: Analyzer

  /// Everything that stands for a word.
  func expand(_ word: QueryWord) -> GradedTerms {
    var result = GradedTerms()
    if !analyzer.options.collectsReadings {
      addLevels(of: word, grade: Grades.typed, relation: .typed, to: &result)
    } else if Writing(word.surface) == .han {
      addContained(word, grade: Grades.typed, to: &result)
      addLevels(of: word, grade: Grades.typed, relation: .typed, to: &result)
      addKanji(word, grade: Grades.typed, to: &result)
    } else {
      addByReading(word, to: &result)
    }
    return result
  }

  /// The one spelling that `=word` stands for: the surface, and the dictionary form that begins with
  /// it (寝取られる for 寝取られ).
  func exact(_ word: QueryWord) -> GradedTerms {
    var result = GradedTerms()
    let surface = GradedTerms.Term(kind: .surface, text: word.surface)
    result.ensure([surface], grade: Grades.typed, relation: .typed)
    if word.form.count > word.surface.count, word.form.starts(with: word.surface) {
      let form = GradedTerms.Term(kind: .surface, text: word.form)
      result.ensure([form], grade: Grades.typed, relation: .form)
    }
    return result
  }

  // MARK: Inflection

  /// Adds the family, the form and the word itself, each with its grade.
  private func addLevels(
    of word: QueryWord, grade: Float, relation: VariantRelation, to result: inout GradedTerms
  ) {
    let isLatin = Writing(word.surface) == .other
    let family = grade * (isLatin ? Grades.stem : Grades.family)
    if word.lemma != word.surface || !isLatin { addFamily(word.lemma, grade: family, &result) }
    let lemma = GradedTerms.Term(kind: .lemma, text: word.lemma)
    if !isLatin {
      for kind in [TermKind.form, .surface] {
        let form = GradedTerms.Term(kind: kind, text: word.form)
        result.ensure(
          word.form == word.lemma ? [form] : [form, lemma], grade: grade * Grades.form,
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
  private func addFamily(_ lemma: [UInt8], grade: Float, _ result: inout GradedTerms) {
    for kind in [TermKind.lemma, .form, .surface] {
      if kind == .surface, Writing(lemma) == .other, analyzed(lemma).lemma != lemma { continue }
      result.ensure(
        [GradedTerms.Term(kind: kind, text: lemma)], grade: grade, relation: .family)
    }
  }

  // MARK: Scripts

  /// Adds a kanji word's text and the kana of its readings wherever they stand.
  ///
  /// The stem of an inflected word is no word: 食べ stands in 食べ物.
  private func addContained(_ word: QueryWord, grade: Float, to result: inout GradedTerms) {
    if word.form == word.surface || word.form != word.lemma {
      addContained(word.surface, grade: grade, &result)
    }
    for reading in readings(of: word.surface, word) {
      addContainedKana(reading, grade: grade * Grades.spelling, typed: nil, &result)
    }
  }

  /// Adds what a kanji word takes in besides its family: spellings in other scripts and okurigana.
  private func addKanji(_ word: QueryWord, grade: Float, to result: inout GradedTerms) {
    addSpellings(
      of: word.surface, readings: readings(of: word.surface, word),
      grade: grade * Grades.spelling, isSurface: true, &result)
    // Inflected spellings stand under their form and dictionary form (のんだ under のむ).
    addSpellings(
      of: word.form, readings: readings(of: word.form, word),
      grade: grade * Grades.form * Grades.spelling, isSurface: false, &result)
    addSpellings(
      of: word.lemma, readings: readings(of: word.lemma, word),
      grade: grade * Grades.family * Grades.spelling, isSurface: false, &result)
  }

  /// Adds the collection's spellings of a kanji text by its readings.
  private func addSpellings(
    of text: [UInt8], readings: [[UInt8]], grade: Float, isSurface: Bool,
    _ result: inout GradedTerms
  ) {
    let isKnownInEnglish = vocabulary.lexicon.isKnownInEnglish(text)
    for reading in readings {
      guard let key = MoraKey(kana: reading), key.count >= Self.minimumMorae else { continue }
      for entry in vocabulary.entries(readAs: key, isLengthOpen: false) where entry.term != text {
        let isAdmitted =
          entry.traits.contains(.latin)
          ? !entry.traits.contains(.english) || isKnownInEnglish
          : entry.traits.contains(.kana)
            ? !entry.traits.contains(.functionWord)
            : Writing.skeleton(entry.term) == Writing.skeleton(text)
        guard isAdmitted else { continue }
        let isHan = entry.traits.isDisjoint(with: [.latin, .kana])
        let grade = isHan ? grade / Grades.spelling * Grades.sameScript : grade
        if isSurface, isHan {
          addContained(entry.term, grade: grade, &result)
        } else if isSurface, entry.traits.contains(.kana) {
          addContainedKana(entry.reading, grade: grade, typed: nil, &result)
        }
        add(entry.term, grade: grade, isSurface: isSurface, relation: .spelling, &result)
      }
    }
  }

  /// Adds what a kana or Latin word stands for: itself, the words read so, and their spellings.
  private func addByReading(_ word: QueryWord, to result: inout GradedTerms) {
    let isLatin = Writing(word.surface) == .other
    let isEnglish = isLatin && vocabulary.lexicon.isEnglish(word.surface)
    let readings =
      isLatin ? Romaji.wordReadings(of: word.surface).map(\.kana) : [Kana.hiragana(word.surface)]
    let isLengthOpen = isLatin && Romaji.leavesLengthOpen(word.surface)
    var found: [ReadingEntry] = []
    for reading in readings {
      guard let key = MoraKey(kana: reading), key.count >= Self.minimumMorae else { continue }
      for entry in vocabulary.entries(readAs: key, isLengthOpen: isLengthOpen)
      where !found.contains(entry) {
        found.append(entry)
      }
    }
    var kanji = found.filter { $0.traits.isDisjoint(with: [.kana, .latin]) }
    if kanji.contains(where: { !$0.traits.contains(.part) }) {
      // Words that stand only inside longer ones give way to others.
      found.removeAll { $0.traits.contains(.part) }
      kanji.removeAll { $0.traits.contains(.part) }
    }
    let isKnownInEnglish =
      found.contains { $0.traits.contains(.knownInEnglish) }
      || vocabulary.lexicon.isKnownInEnglish(word.surface)
    addContainedByReading(word, readings: readings, found: found, isEnglish: isEnglish, &result)
    if kanji.isEmpty || isLatin || isInFamily(word, of: kanji) {
      addLevels(of: word, grade: Grades.typed, relation: .typed, to: &result)
    } else {
      // The kanji words bring their family; what was typed adds only itself.
      result.ensure(
        [GradedTerms.Term(kind: .surface, text: word.surface)], grade: Grades.typed,
        relation: .typed)
    }
    let isMeant = !isEnglish || isKnownInEnglish
    let grade = isMeant ? Grades.reading : Grades.englishReading
    let sameScript = isMeant ? Grades.sameScript : Grades.englishReading
    for entry in found where entry.term != word.surface {
      if entry.traits.contains(.latin) {
        guard !entry.traits.contains(.english) || isKnownInEnglish else { continue }
        add(
          entry.term, grade: isLatin ? sameScript : grade, isSurface: true, relation: .spelling,
          &result)
      } else if entry.traits.contains(.kana) {
        add(
          entry.term, grade: isLatin ? grade : sameScript, isSurface: true, relation: .spelling,
          &result)
      } else {
        let kanji = analyzed(entry.term)
        addContained(kanji, grade: grade, to: &result)
        addLevels(of: kanji, grade: grade, relation: .reading, to: &result)
        addKanji(kanji, grade: grade, to: &result)
      }
    }
    if isLatin { addReadAs(word, to: &result) }
    if kanji.isEmpty, !isLatin, word.lemma != word.surface {
      addFamilyByReading(of: word, to: &result)
    }
  }

  /// Adds the spellings of a Latin word that the lexicon knows how to read (GNU, PC).
  private func addReadAs(_ word: QueryWord, to result: inout GradedTerms) {
    guard let readings = vocabulary.lexicon.entry(for: word.surface)?.readings else { return }
    for reading in readings {
      addContainedKana(reading, grade: Grades.spelling, typed: nil, &result)
    }
    addSpellings(
      of: word.surface, readings: readings, grade: Grades.spelling, isSurface: true, &result)
  }

  /// True when the dictionary form of a kana word reads as that of one of the kanji words found, which
  /// then finds its kana inflections as well.
  private func isInFamily(_ word: QueryWord, of kanji: [ReadingEntry]) -> Bool {
    guard let key = MoraKey(kana: word.lemma) else { return false }
    return kanji.contains { entry in
      let other = analyzed(entry.term)
      return readings(of: other.lemma, other).contains { MoraKey(kana: $0) == key }
    }
  }

  /// Adds the kanji families of an inflected kana word (たべた finds 食べる).
  private func addFamilyByReading(of word: QueryWord, to result: inout GradedTerms) {
    let levels = [(word.form, Grades.form), (word.lemma, Grades.family)]
    for (text, share) in levels {
      guard let key = MoraKey(kana: text) else { continue }
      for entry in vocabulary.entries(readAs: key, isLengthOpen: false)
      where entry.term != text && entry.traits.isDisjoint(with: .english) {
        addFamily(entry.term, grade: share * Grades.spelling, &result)
      }
    }
  }

  /// Kana strings to look for inside other text: the spellings that all scripts of the word agree on.
  private func addContainedByReading(
    _ word: QueryWord, readings: [[UInt8]], found: [ReadingEntry], isEnglish: Bool,
    _ result: inout GradedTerms
  ) {
    let kana = found.filter { !$0.traits.contains(.latin) }
    let spelling = Writing(word.surface) == .kana ? Grades.sameScript : Grades.spelling
    if Writing(word.surface) == .kana, kana.allSatisfy({ $0.traits.contains(.kana) }),
      !kana.contains(where: { $0.term == word.surface })
    {
      addContained(word.surface, grade: Grades.typed, &result)
    }
    if !kana.isEmpty {
      for entry in kana {
        addContainedKana(entry.reading, grade: spelling, typed: word, &result)
      }
    } else if !isEnglish {
      for entry in found {
        addContainedKana(entry.reading, grade: spelling, typed: word, &result)
      }
      if found.isEmpty {
        for reading in readings.prefix(2) {
          addContainedKana(reading, grade: spelling, typed: word, &result)
        }
      }
    }
  }

  /// Adds a reading in both kinds of kana, with and without long marks; the spelling that was typed
  /// counts as typed.
  private func addContainedKana(
    _ reading: [UInt8], grade: Float, typed word: QueryWord?, _ result: inout GradedTerms
  ) {
    let hiragana = Kana.hiragana(reading)
    guard Writing.characterCount(hiragana) >= Self.minimumContainedKana else { return }
    var spellings = [hiragana, Kana.katakana(hiragana)]
    if let key = MoraKey(kana: reading), key.short != key.bytes, key.bytes != hiragana {
      spellings += [key.bytes, Kana.katakana(key.bytes)]
    }
    for kana in spellings {
      addContained(kana, grade: kana == word?.surface ? Grades.typed : grade, &result)
    }
  }

  private func addContained(_ text: [UInt8], grade: Float, _ result: inout GradedTerms) {
    result.ensure(
      [.contained(text)], grade: grade * Grades.contained(text), relation: .contained)
  }

  private func add(
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
  /// inflection behind, or what the analyzer says.
  private func readings(of text: [UInt8], _ word: QueryWord) -> [[UInt8]] {
    if let known = vocabulary.lexicon.entry(for: text)?.readings, !known.isEmpty { return known }
    var readings: [[UInt8]] = []
    for base in [word.lemma, word.form] where base != text {
      for reading in vocabulary.lexicon.entry(for: base)?.readings ?? [] {
        if let inflected = Inflection.reading(of: text, lemma: base, lemmaReading: reading),
          !readings.contains(inflected)
        {
          readings.append(inflected)
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
  private func analyzed(_ text: [UInt8]) -> QueryWord {
    var buffer = AnalyzedText()
    let string = String(decoding: text, as: UTF8.self)
    analyzer.analyze(string, into: &buffer)
    let whole = QueryWord.all(of: buffer).first { $0.source.count == string.utf8.count }
    return whole.flatMap { $0.surface == text ? $0 : nil }
      ?? QueryWord(text, source: 0..<text.count)
  }
}
