// SPDX-License-Identifier: Apache-2.0

/// Puts morphemes together into words and lexicon headwords.
///
/// A verb takes the voice auxiliaries behind it (寝取ら|れ is one word of form 寝取られる and lemma
/// 寝取る), so that voice is told apart and tense is not. Every lexicon headword that lies on morpheme
/// boundaries is one more word at its first position.
struct JapaneseWordBuilder {
  /// A headword spans at most this many morphemes.
  static let maximumMorphemes = 16
  /// A headword has at most this many bytes.
  static let maximumByteCount = 128

  let lexicon: WordLexicon?
  let inflection: Inflection
  /// Whether lexicon headwords over several words are wanted.
  let findsCompounds: Bool

  init(lexicon: WordLexicon?, findsCompounds: Bool) {
    self.lexicon = lexicon
    self.inflection = Inflection(lexicon: lexicon)
    self.findsCompounds = findsCompounds
  }

  /// Appends the words of a run in order; compounds stand right after the word they begin with.
  func build(
    text: [UInt8], morphemes: [Morpheme], features: [MorphemeFeatures],
    vocabulary: inout JapaneseVocabulary, into words: inout [PlacedWord]
  ) {
    guard let first = morphemes.first, let last = morphemes.last else { return }
    // The filter knows headwords with iteration marks written out.
    let filters = !WordFolding.mayFold(text[first.range.lowerBound..<last.range.upperBound])
    var index = 0
    while index < morphemes.count {
      let end = endOfVoice(after: index, morphemes)
      let range = morphemes[index].range.lowerBound..<morphemes[end - 1].range.upperBound
      let number = number(text, index..<end, morphemes, features, &vocabulary)
      words.append(PlacedWord(range: range, word: number))
      if findsCompounds {
        appendCompounds(
          text, from: index, wordEnd: end, filters: filters, morphemes, features,
          &vocabulary, &words)
      }
      index = end
    }
  }

  /// The number of the word over a span of morphemes.
  private func number(
    _ text: [UInt8], _ span: Range<Int>, _ morphemes: [Morpheme], _ features: [MorphemeFeatures],
    _ vocabulary: inout JapaneseVocabulary
  ) -> Int {
    let head = morphemes[span.lowerBound]
    guard span.count == 1, features[head.features].isOneSpelling else {
      return vocabulary.add(word(text, span, morphemes, features))
    }
    let isNominal =
      head.traits.contains(.continuative) && isNominal(after: span.upperBound, morphemes)
    return vocabulary.word(ofFeatures: head.features, isNominal: isNominal) {
      word(text, span, morphemes, features)
    }
  }

  /// The end of the word that begins at a morpheme: verbs take their voice auxiliaries along.
  private func endOfVoice(after index: Int, _ morphemes: [Morpheme]) -> Int {
    var end = index + 1
    guard morphemes[index].traits.contains(.verb) else { return end }
    while end < morphemes.count && morphemes[end].traits.contains(.voice) { end += 1 }
    return end
  }

  private func word(
    _ text: [UInt8], _ span: Range<Int>, _ morphemes: [Morpheme], _ features: [MorphemeFeatures]
  ) -> JapaneseWord {
    let head = morphemes[span.lowerBound].traits
    let range =
      morphemes[span.lowerBound].range.lowerBound..<morphemes[span.upperBound - 1].range.upperBound
    let surface = WordFolding.fold(text[range])
    var word = JapaneseWord(surface: surface, form: surface, lemma: surface)
    word.isFunctionWord = !head.contains(.content)
    word.reading = reading(text, span, morphemes, features)
    guard !word.isFunctionWord || head.contains(.lightVerb) else { return word }
    let headBase = features[morphemes[span.lowerBound].features].base
    if head.contains(.inflected), !headBase.isEmpty {
      let base = WordFolding.fold(headBase[...])
      setForms(&word, base: base, text, span, morphemes, features)
    } else if head.contains(.noun) {
      if let verb = inflection.verb(ofNominalStem: surface) {
        word.lemma = verb
      } else if surface.count >= 12, Kana.isKatakana(surface), surface.hasSuffix("ー".utf8) {
        word.lemma = Array(surface.dropLast(3))  // サーバー under サーバ
      }
    }
    return word
  }

  /// Sets form and lemma of an inflected word whose verb or adjective has the dictionary form `base`.
  private func setForms(
    _ word: inout JapaneseWord, base: [UInt8], _ text: [UInt8], _ span: Range<Int>,
    _ morphemes: [Morpheme], _ features: [MorphemeFeatures]
  ) {
    word.lemma = inflection.plainVerb(of: base)
    let last = morphemes[span.upperBound - 1]
    if last.traits.contains(.voice) {
      let voice = features[last.features].base
      let start = morphemes[span.lowerBound].range.lowerBound
      word.form = WordFolding.fold(text[start..<last.range.lowerBound]) + voice
      if !word.reading.isEmpty {
        let stem = reading(text, span.dropLast(), morphemes, features)
        if !stem.isEmpty { word.formReading = stem + voice }
      }
    } else if last.traits.contains(.continuative)
      && isNominal(after: span.upperBound, morphemes)
    {
      word.form = word.surface
    } else {
      word.form = base
    }
  }

  /// True when what follows does not need a verb before it, so that a 連用形 stands as a noun.
  private func isNominal(after index: Int, _ morphemes: [Morpheme]) -> Bool {
    guard index < morphemes.count else { return true }
    return morphemes[index].traits.isDisjoint(with: [.content, .voice, .bindsToVerb])
  }

  /// The readings of the morphemes joined, or empty when one has none.
  private func reading(
    _ text: [UInt8], _ span: Range<Int>, _ morphemes: [Morpheme], _ features: [MorphemeFeatures]
  ) -> [UInt8] {
    var reading: [UInt8] = []
    for index in span {
      let known = features[morphemes[index].features].reading
      if !known.isEmpty {
        reading += known
      } else if Kana.isKana(text[morphemes[index].range]) {
        reading += Kana.hiragana(text[morphemes[index].range])
      } else {
        return []
      }
    }
    return reading
  }

  private func appendCompounds(
    _ text: [UInt8], from first: Int, wordEnd: Int, filters: Bool, _ morphemes: [Morpheme],
    _ features: [MorphemeFeatures], _ vocabulary: inout JapaneseVocabulary,
    _ words: inout [PlacedWord]
  ) {
    guard let lexicon else { return }
    let start = morphemes[first].range.lowerBound
    let limit = min(morphemes.count, first + Self.maximumMorphemes)
    guard first + 1 < limit else { return }
    let bytes = text.span
    var hash = HeadwordFilter.hash(bytes.extracting(morphemes[first].range))
    var hint = lexicon.hint(hash)
    for last in first + 1..<limit {
      let stemHash = hash
      let end = morphemes[last].range.upperBound
      guard end - start <= Self.maximumByteCount, !filters || hint.contains(.goesOn) else {
        return
      }
      hash = HeadwordFilter.hash(bytes.extracting(morphemes[last].range), after: hash)
      hint = lexicon.hint(hash)
      if last >= wordEnd, !filters || hint.contains(.isHeadword) {
        let number = vocabulary.compound(bytes.extracting(start..<end)) {
          noun(WordFolding.fold(text[start..<end]), lexicon)
        }
        if let number { words.append(PlacedWord(range: start..<end, word: number)) }
      }
      let tail = morphemes[last].traits
      guard tail.contains(.inflected), !tail.contains(.voice),
        last >= wordEnd || tail.contains(.content)
      else { continue }
      let base = features[morphemes[last].features].base
      guard !base.isEmpty,
        !filters
          || lexicon.hint(HeadwordFilter.hash(base.span, after: stemHash)).contains(.isHeadword)
      else { continue }
      let voiceEnd = endOfVoice(after: last, morphemes)
      guard voiceEnd > wordEnd,
        let word = inflected(text, first, last, voiceEnd, morphemes, features, lexicon)
      else { continue }
      words.append(
        PlacedWord(
          range: start..<morphemes[voiceEnd - 1].range.upperBound, word: vocabulary.add(word)))
    }
  }

  /// The headword whose dictionary form ends in that of the morpheme `last`, or nil.
  private func inflected(
    _ text: [UInt8], _ first: Int, _ last: Int, _ voiceEnd: Int, _ morphemes: [Morpheme],
    _ features: [MorphemeFeatures], _ lexicon: WordLexicon
  ) -> JapaneseWord? {
    let start = morphemes[first].range.lowerBound
    let stem = WordFolding.fold(text[start..<morphemes[last].range.lowerBound])
    let headword = stem + WordFolding.fold(features[morphemes[last].features].base[...])
    let isPlain =
      voiceEnd == last + 1 && headword.elementsEqual(text[start..<morphemes[last].range.upperBound])
    guard !isPlain, let entry = lexicon.entry(for: headword),
      !entry.traits.isDisjoint(with: .inflected), isHeadword(headword)
    else { return nil }
    let range = start..<morphemes[voiceEnd - 1].range.upperBound
    var word = JapaneseWord(
      surface: WordFolding.fold(text[range]), form: headword, lemma: headword)
    word.isCompound = true
    if let known = entry.readings.first {
      word.reading =
        Inflection.reading(of: word.surface, lemma: headword, lemmaReading: known) ?? []
    }
    setForms(&word, base: headword, text, first..<voiceEnd, morphemes, features)
    return word
  }

  /// The headword of a spelling as it stands, or nil.
  private func noun(_ surface: [UInt8], _ lexicon: WordLexicon) -> JapaneseWord? {
    guard let entry = lexicon.entry(for: surface), isHeadword(surface) else { return nil }
    var word = JapaneseWord(surface: surface, form: surface, lemma: surface)
    word.isCompound = true
    word.reading = entry.readings.first ?? []
    if entry.traits.contains(.noun), let verb = inflection.verb(ofNominalStem: surface) {
      word.lemma = verb
    }
    return word
  }

  /// Headwords that are worth a term of their own: not kana only, which containment finds better than
  /// morpheme boundaries do.
  private func isHeadword(_ word: [UInt8]) -> Bool {
    Kana.containsHan(word) || Kana.isKatakana(word)
  }
}

extension Array where Element == UInt8 {
  func hasSuffix(_ suffix: some Collection<UInt8>) -> Bool {
    count >= suffix.count && self.suffix(suffix.count).elementsEqual(suffix)
  }
}
