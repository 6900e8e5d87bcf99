// SPDX-License-Identifier: Apache-2.0

/// Japanese words and grams, whose terms are known again without their text.
extension TermCollector {
  mutating func addJapaneseWords(
    _ words: [PlacedWord], of vocabulary: JapaneseVocabulary, in text: NormalizedText,
    grades: Bool, readings: Bool
  ) {
    var numbers = takeJapaneseTerms()
    numbers.use(vocabulary.generation)
    for place in words {
      if let terms = numbers.terms(ofWord: place.word) {
        let at = terms.isCompound ? position - 1 : position
        occurrences.append(Occurrence(term: terms.surface, position: at))
        if let form = terms.form { occurrences.append(Occurrence(term: form, position: at)) }
        if let lemma = terms.lemma { occurrences.append(Occurrence(term: lemma, position: at)) }
        position = at + 1
        continue
      }
      let word = vocabulary[place.word]
      let first = occurrences.count
      addJapaneseWordPlainly(
        word, range: place.range, in: text, grades: grades, readings: readings)
      if place.word >= 0, word.surface.count <= Analyzer.maximumTermByteCount {
        numbers.note(
          occurrences[first...], ofWord: place.word, hasForm: grades && word.form != word.surface,
          isCompound: word.isCompound)
      }
    }
    japanese[Int(field >> 8)] = numbers
  }

  mutating func addGrams(of run: ScriptRun, in text: NormalizedText) {
    var numbers = takeJapaneseTerms()
    let bytes = text.bytes.span
    var before = 0..<0
    var unitBefore: UInt32 = 0
    var character = UInt32(run.firstCharacter)
    var offset = run.range.lowerBound
    while offset < run.range.upperBound {
      let end = min(offset + UTF8Decoding.length(bytes[offset]), run.range.upperBound)
      // 0 for what is not of three bytes; such are added plainly.
      let unit = end - offset == 3 ? UTF8Decoding.threeByteUnit(bytes, offset) : 0
      if !before.isEmpty {
        let pair = unitBefore << 16 | unit
        let isKeyed = unitBefore != 0 && unit != 0
        if isKeyed, let known = numbers.gram(pair) {
          occurrences.append(Occurrence(term: known, position: character - 1))
        } else {
          add(.gram, bytes.extracting(before.lowerBound..<end), at: character - 1)
          if isKeyed, let last = occurrences.last { numbers.setGram(pair, to: last.term) }
        }
      }
      if unit != 0, let known = numbers.character(unit) {
        occurrences.append(Occurrence(term: known, position: 0))
      } else {
        add(.character, bytes.extracting(offset..<end), at: 0)
        if unit != 0, let last = occurrences.last { numbers.setCharacter(unit, to: last.term) }
      }
      before = offset..<end
      unitBefore = unit
      character += 1
      offset = end
    }
    japanese[Int(field >> 8)] = numbers
  }

  /// Takes the field's numbers out, so that they are changed in place; whoever took them puts them
  /// back.
  private mutating func takeJapaneseTerms() -> JapaneseTermNumbers {
    let field = Int(field >> 8)
    while japanese.count <= field { japanese.append(JapaneseTermNumbers()) }
    var taken = JapaneseTermNumbers()
    swap(&taken, &japanese[field])
    return taken
  }
}
