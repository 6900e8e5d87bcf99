// SPDX-License-Identifier: Apache-2.0

/// Japanese words and grams, whose terms are known again without their text.
extension TermCollector {
  mutating func addJapaneseWords(
    _ words: [PlacedWord], of vocabulary: JapaneseWords, in text: NormalizedText,
    grades: Bool, readings: Bool
  ) {
    var numbers = takeJapaneseTerms()
    numbers.use(vocabulary.generation)
    for place in words {
      if let terms = numbers.terms(ofWord: place.word), terms.standsAlone || place.isPart {
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
        word, place, in: text, grades: grades, readings: readings)
      if word.surface.count <= Analyzer.maximumTermByteCount {
        numbers.note(
          occurrences[first...], ofWord: place.word, hasForm: grades && word.form != word.surface,
          isCompound: word.isCompound, standsAlone: !place.isPart)
      }
    }
    japanese[Int(field >> 8)] = numbers
  }

  mutating func addGrams(of runs: [ScriptRun], in text: NormalizedText) {
    var numbers = takeJapaneseTerms()
    let bytes = text.bytes.span
    let count = numbers.findGrams(of: runs, in: bytes)
    var output: [Occurrence] = []
    swap(&output, &occurrences)
    var next = output.count
    output.append(contentsOf: repeatElement(Occurrence(term: 0, position: 0), count: count))
    var found = output.mutableSpan
    var index = 0
    for run in runs where run.isJapanese {
      var before = run.range.lowerBound
      var offset = before
      var character = UInt32(run.firstCharacter)
      while offset < run.range.upperBound {
        let end = min(offset + UTF8Decoding.length(bytes[offset]), run.range.upperBound)
        if before < offset {
          let term =
            numbers.gram(at: index)
            ?? learnGram(bytes.extracting(before..<end), at: index, &numbers)
          found[next] = Occurrence(term: term, position: character &- 1)
          next &+= 1
        }
        let term =
          numbers.character(at: index)
          ?? learnCharacter(bytes.extracting(offset..<end), at: index, &numbers)
        found[next] = Occurrence(term: term, position: 0)
        next &+= 1
        index &+= 1
        character &+= 1
        before = offset
        offset = end
      }
    }
    swap(&output, &occurrences)
    japanese[Int(field >> 8)] = numbers
  }

  @inline(never)
  private mutating func learnGram(
    _ gram: Span<UInt8>, at index: Int, _ numbers: inout JapaneseTermNumbers
  ) -> UInt32 {
    let term = number(of: gram, .gram)
    numbers.setGram(at: index, to: term)
    return term
  }

  @inline(never)
  private mutating func learnCharacter(
    _ character: Span<UInt8>, at index: Int, _ numbers: inout JapaneseTermNumbers
  ) -> UInt32 {
    let term = number(of: character, .character)
    numbers.setCharacter(at: index, to: term)
    return term
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
