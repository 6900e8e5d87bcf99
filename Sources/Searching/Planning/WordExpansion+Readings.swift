// SPDX-License-Identifier: Apache-2.0
internal import DocumentModel
internal import IndexFormat
internal import TextAnalysis

/// Words typed in kana or Latin letters, by what they can be read as.
extension WordExpansion {
  /// Adds what a kana or Latin word stands for: itself, the words read so, and their spellings.
  func addByReading(_ word: QueryWord, to result: inout GradedTerms) {
    let isLatin = Writing(word.surface) == .other
    let isEnglish = isLatin && vocabulary.lexicon.isEnglish(word.surface)
    let readings =
      isLatin ? Romaji.wordReadings(of: word.surface).map(\.kana) : [Kana.hiragana(word.surface)]
    var found = entries(readings: readings, of: word, isLatin: isLatin)
    var kanji = found.filter(\.isHan)
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
      addLevels(of: word, grade: grades.typed, relation: .typed, to: &result)
    } else {
      // The kanji words bring their family; what was typed adds only itself.
      result.ensure(
        GradedTerms.Term(kind: .surface, text: word.surface), grade: grades.typed,
        relation: .typed)
    }
    let isMeant = !isEnglish || isKnownInEnglish
    let grade = isMeant ? grades.reading : grades.englishReading
    let sameScript = isMeant ? grades.sameScript : grades.englishReading
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
    if !word.compounds.isEmpty, !isLatin {
      // Latin spells some kana alike (づ, ず): what was typed is looked for as it is.
      addContainedKana(word.surface, grade: grades.sameScript, typed: word, &result)
    }
    for compound in word.compounds {
      addContained(compound, grade: grade, to: &result)
      addLevels(of: compound, grade: grade, relation: .reading, to: &result)
      addKanji(compound, grade: grade, to: &result)
    }
    if isLatin { addReadAs(word, to: &result) }
    if isLatin, isMeant {
      for entry in found where entry.traits.contains(.kana) {
        addEquivalents(of: entry.term, to: &result)
      }
    }
    if kanji.isEmpty, !isLatin, word.lemma != word.surface {
      addFamilyByReading(of: word, to: &result)
    }
  }

  /// The collection's words that are read as a kana or Latin word, a loanword in any of its spellings.
  private func entries(
    readings: [[UInt8]], of word: QueryWord, isLatin: Bool
  ) -> [ReadingEntry] {
    let isLengthOpen = isLatin && Romaji.leavesLengthOpen(word.surface)
    var found: [ReadingEntry] = []
    func add(_ entries: [ReadingEntry]) {
      for entry in entries
      where !found.contains(where: { $0.term == entry.term && $0.reading == entry.reading }) {
        found.append(entry)
      }
    }
    for reading in readings {
      guard let key = MoraKey(kana: reading), key.count >= Self.minimumMorae else { continue }
      add(
        vocabulary.entries(readAs: key, isLengthOpen: isLengthOpen).filter {
          !$0.traits.contains(.lesser) || !vocabulary.isLeftToOthers($0.reading, of: $0.term)
        })
      guard isLengthOpen, found.contains(where: { isPlainlyRead($0, as: key) }) else { continue }
      // Kana tell the length of vowels: where a word is read just so (捕吏 for hori), those of another
      // length (ほうり) are others.
      found.removeAll { entry in
        guard entry.traits.contains(.kana), let other = MoraKey(kana: entry.reading) else {
          return false
        }
        return other != key && other.short == key.short
      }
    }
    guard Kana.isKatakana(word.surface) else { return found }
    for reading in readings.flatMap({ LoanSpelling.all($0) }) {
      guard let key = MoraKey(kana: reading), key.count >= Self.minimumMorae else { continue }
      let short = key.short
      let entries =
        Writing.characterCount(short) >= LoanSpelling.minimumOpenMorae
        ? vocabulary.entries(underShort: short) : vocabulary.entries(under: key)
      add(entries.filter { Kana.isKatakana($0.term) })
    }
    return found
  }

  /// Whether a word with Han characters, which stands alone, has the very vowels of a key.
  private func isPlainlyRead(_ entry: ReadingEntry, as key: MoraKey) -> Bool {
    entry.traits.isDisjoint(with: [.kana, .latin, .part]) && MoraKey(kana: entry.reading) == key
  }

  /// Adds the spellings of a Latin word that the lexicon knows how to read (GNU, PC).
  private func addReadAs(_ word: QueryWord, to result: inout GradedTerms) {
    guard let readings = vocabulary.lexicon.entry(for: word.surface)?.readings else { return }
    for reading in readings {
      addContainedKana(reading, grade: grades.spelling, typed: nil, &result)
    }
    addSpellings(
      of: word.surface, readings: readings, grade: grades.spelling, isSurface: true, &result)
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
    let levels = [(word.form, grades.form), (word.lemma, grades.family)]
    for (text, share) in levels {
      guard let key = MoraKey(kana: text) else { continue }
      for entry in vocabulary.entries(readAs: key, isLengthOpen: false)
      where entry.term != text && entry.traits.isDisjoint(with: .english) {
        addFamily(entry.term, grade: share * grades.spelling, &result)
      }
    }
  }

  /// Kana strings to look for inside other text: the spellings that all scripts of the word agree on.
  private func addContainedByReading(
    _ word: QueryWord, readings: [[UInt8]], found: [ReadingEntry], isEnglish: Bool,
    _ result: inout GradedTerms
  ) {
    let kana = found.filter { !$0.traits.contains(.latin) }
    let spelling = Writing(word.surface) == .kana ? grades.sameScript : grades.spelling
    if Writing(word.surface) == .kana, kana.allSatisfy({ $0.traits.contains(.kana) }),
      !kana.contains(where: { $0.term == word.surface })
    {
      addContained(word.surface, grade: grades.typed, &result)
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
}
