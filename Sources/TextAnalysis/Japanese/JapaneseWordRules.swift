// SPDX-License-Identifier: Apache-2.0

/// How words are made of morphemes, by the dictionary and the lexicon.
struct JapaneseWordRules {
  let lexicon: WordLexicon?
  private let inflection: Inflection

  init(lexicon: WordLexicon?) {
    self.lexicon = lexicon
    inflection = Inflection(lexicon: lexicon)
  }

  /// The end of the word that begins at a morpheme: verbs take their voice auxiliaries along.
  func endOfVoice(after index: Int, _ morphemes: [Morpheme]) -> Int {
    var end = index + 1
    guard morphemes[index].traits.contains(.verb) else { return end }
    while end < morphemes.count && morphemes[end].traits.contains(.voice) { end += 1 }
    return end
  }

  /// The word over a span of morphemes.
  func word(
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
      var base = WordFolding.fold(headBase[...])
      if surface.hasSuffix("けれ".utf8) { base = inflection.adjective(of: surface) ?? base }
      setForms(&word, base: base, text, span, morphemes, features)
    } else if head.contains(.noun) {
      if let verb = inflection.verb(ofNominalStem: surface) {
        word.lemma = verb
      } else if Kana.containsHan(surface), let adjective = inflection.adjective(of: surface) {
        word.lemma = adjective
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
  func isNominal(after index: Int, _ morphemes: [Morpheme]) -> Bool {
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

  /// The headword whose dictionary form ends in that of the morpheme `last`, or nil.
  func inflected(
    _ text: [UInt8], _ first: Int, _ last: Int, _ voiceEnd: Int, _ morphemes: [Morpheme],
    _ features: [MorphemeFeatures]
  ) -> JapaneseWord? {
    guard let lexicon else { return nil }
    let start = morphemes[first].range.lowerBound
    let stem = WordFolding.fold(text[start..<morphemes[last].range.lowerBound])
    let headword = stem + WordFolding.fold(features[morphemes[last].features].base[...])
    let isPlain =
      voiceEnd == last + 1 && headword.elementsEqual(text[start..<morphemes[last].range.upperBound])
    guard !isPlain, let entry = lexicon.entry(for: headword),
      !entry.traits.isDisjoint(with: .inflected), HeadwordFilter.takes(headword.span)
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

  /// The word of a user dictionary, whatever it is written in.
  func userWord(_ surface: [UInt8]) -> JapaneseWord? {
    guard let entry = lexicon?.entry(for: surface) else { return nil }
    var word = JapaneseWord(surface: surface, form: surface, lemma: surface)
    word.isCompound = true
    word.reading = entry.readings.first ?? []
    return word
  }

  /// The headword of a spelling as it stands, or nil.
  func headword(_ surface: [UInt8]) -> JapaneseWord? {
    guard HeadwordFilter.takes(surface.span), let entry = lexicon?.entry(for: surface) else {
      return nil
    }
    var word = JapaneseWord(surface: surface, form: surface, lemma: surface)
    word.isCompound = true
    word.reading = entry.readings.first ?? []
    if entry.traits.contains(.noun), let verb = inflection.verb(ofNominalStem: surface) {
      word.lemma = verb
    }
    return word
  }
}

extension Array where Element == UInt8 {
  func hasSuffix(_ suffix: some Collection<UInt8>) -> Bool {
    count >= suffix.count && self.suffix(suffix.count).elementsEqual(suffix)
  }
}
