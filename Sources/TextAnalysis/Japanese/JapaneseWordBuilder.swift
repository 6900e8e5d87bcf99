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

  private let rules: JapaneseWordRules
  /// Whether lexicon headwords over several words are wanted.
  private let findsCompounds: Bool

  init(lexicon: WordLexicon?, findsCompounds: Bool) {
    rules = JapaneseWordRules(lexicon: lexicon)
    self.findsCompounds = findsCompounds
  }

  /// A run and what its morphemes are.
  private struct Run {
    let text: [UInt8]
    let morphemes: [Morpheme]
    let features: [MorphemeFeatures]
  }

  /// Appends the words of a run in order; compounds stand right after the word they begin with.
  ///
  /// - Complexity: O(1) for each morpheme whose neighbours have stood beside it before.
  func build(
    text: [UInt8], morphemes: [Morpheme], features: [MorphemeFeatures],
    vocabulary: inout JapaneseVocabulary, into words: inout [PlacedWord]
  ) {
    let run = Run(text: text, morphemes: morphemes, features: features)
    vocabulary.beginRun(morphemes, in: text, features: features)
    if findsCompounds { vocabulary.findHeadwords(morphemes, rules.lexicon?.filter) }
    let first = words.count
    var index = 0
    while index < morphemes.count {
      let end = rules.endOfVoice(after: index, morphemes)
      let range = morphemes[index].range.lowerBound..<morphemes[end - 1].range.upperBound
      words.append(PlacedWord(range: range, word: word(index..<end, run, &vocabulary)))
      if findsCompounds, let lexicon = rules.lexicon {
        appendCompounds(from: index, wordEnd: end, run, lexicon, &vocabulary, &words)
      }
      index = end
    }
    guard findsCompounds else { return }
    if let userWords = rules.lexicon?.userWords, first < words.count {
      insertUserWords(userWords, text, &vocabulary, &words, from: first)
    }
    markParts(&words, from: first, vocabulary.words)
  }

  /// Inserts the words of a user dictionary that no morphemes spell out, each behind the word it begins
  /// in.
  private func insertUserWords(
    _ userWords: UserWords, _ text: [UInt8], _ vocabulary: inout JapaneseVocabulary,
    _ words: inout [PlacedWord], from first: Int
  ) {
    let run = words[first].range.lowerBound..<words[words.count - 1].range.upperBound
    var index = first
    for range in userWords.ranges(in: text, run) {
      // Behind all words that begin before the next one does.
      while index < words.count, words[index].range.lowerBound <= range.lowerBound { index += 1 }
      var place = index - 1
      var isKnown = false
      while place >= first, words[place].range.upperBound > range.lowerBound {
        isKnown = isKnown || words[place].range == range
        place -= 1
      }
      guard !isKnown, let word = rules.userWord(WordFolding.fold(text[range])) else { continue }
      words.insert(PlacedWord(range: range, word: vocabulary.userWord(word)), at: index)
    }
  }

  /// Marks the words that lie within a longer headword.
  private func markParts(
    _ words: inout [PlacedWord], from first: Int, _ vocabulary: JapaneseWords
  ) {
    // The headword so far that ends last.
    var cover = 0..<0
    var index = first
    while index < words.count {
      let start = words[index].range.lowerBound
      var next = index
      // A word and the headwords that begin with it stand one after the other.
      while next < words.count, words[next].range.lowerBound == start {
        let range = words[next].range
        let word = vocabulary[words[next].word]
        if word.isCompound, range.upperBound > cover.upperBound { cover = range }
        next += 1
      }
      for place in index..<next {
        let end = words[place].range.upperBound
        words[place].isPart =
          cover.upperBound > end || cover.upperBound == end && cover.lowerBound < start
      }
      index = next
    }
  }

  /// The number of the word over a span of morphemes.
  private func word(
    _ span: Range<Int>, _ run: Run, _ vocabulary: inout JapaneseVocabulary
  ) -> Int {
    var spelling = vocabulary.run[span.lowerBound]
    var next = span.lowerBound + 1
    while next < span.upperBound {
      spelling = vocabulary.join(spelling, vocabulary.link(next, run.morphemes, in: run.text))
      next += 1
    }
    let isNominal =
      run.morphemes[span.upperBound - 1].traits.contains(.continuative)
      && rules.isNominal(after: span.upperBound, run.morphemes)
    if let known = vocabulary.word(ofSpelling: spelling, isNominal: isNominal) { return known }
    return vocabulary.setWord(
      rules.word(run.text, span, run.morphemes, run.features), ofSpelling: spelling,
      isNominal: isNominal)
  }

  private func appendCompounds(
    from first: Int, wordEnd: Int, _ run: Run, _ lexicon: WordLexicon,
    _ vocabulary: inout JapaneseVocabulary, _ words: inout [PlacedWord]
  ) {
    let morphemes = run.morphemes
    let limit = min(morphemes.count, first + Self.maximumMorphemes)
    guard first + 1 < limit else { return }
    let start = morphemes[first].range.lowerBound
    var answer = vocabulary.headwords[first]
    if answer == .unknown { answer = learnFirst(first, run, lexicon, &vocabulary) }
    for last in first + 1..<limit {
      guard let shorter = answer.number else { return }
      let end = morphemes[last].range.upperBound
      guard end - start <= Self.maximumByteCount else { return }
      answer = next(shorter, first..<last + 1, run, lexicon, &vocabulary)
      guard let number = answer.number else { return }
      let sequence = vocabulary.sequences[number]
      if last >= wordEnd, let word = sequence.headword {
        words.append(PlacedWord(range: start..<end, word: word))
      }
      if sequence.mayInflect {
        appendInflected(number, first, last, run, lexicon, &vocabulary, &words)
      }
      guard sequence.goesOn else { return }
    }
  }

  /// Appends the headword that ends in an inflected form at the morpheme `last`, if there is one.
  private func appendInflected(
    _ sequence: Int, _ first: Int, _ last: Int, _ run: Run, _ lexicon: WordLexicon,
    _ vocabulary: inout JapaneseVocabulary, _ words: inout [PlacedWord]
  ) {
    let end = rules.endOfVoice(after: last, run.morphemes)
    var number = sequence
    for voice in last + 1..<end {
      let answer = next(number, first..<voice + 1, run, lexicon, &vocabulary)
      guard let longer = answer.number else { return }
      number = longer
    }
    let isNominal =
      run.morphemes[end - 1].traits.contains(.continuative)
      && rules.isNominal(after: end, run.morphemes)
    var found = vocabulary.sequences.inflected(number, isNominal: isNominal)
    if found == .unknown {
      let word = rules.inflected(run.text, first, last, end, run.morphemes, run.features)
      found = vocabulary.sequences.setInflected(
        number, isNominal: isNominal, to: word.map { vocabulary.add($0) })
    }
    if let word = found.number {
      let start = run.morphemes[first].range.lowerBound
      words.append(
        PlacedWord(range: start..<run.morphemes[end - 1].range.upperBound, word: word))
    }
  }

  /// What the lexicon has of a span of morphemes, when all but the last are a sequence.
  private func next(
    _ sequence: Int, _ span: Range<Int>, _ run: Run, _ lexicon: WordLexicon,
    _ vocabulary: inout JapaneseVocabulary
  ) -> MorphemeSequences.Answer {
    let link = vocabulary.link(span.upperBound - 1, run.morphemes, in: run.text)
    let known = vocabulary.sequences.next(sequence, link)
    guard known == .unknown else { return known }
    let answer = learn(span, run, lexicon, &vocabulary)
    vocabulary.sequences.setNext(sequence, link, to: answer)
    return answer
  }

  @inline(never)
  private func learnFirst(
    _ index: Int, _ run: Run, _ lexicon: WordLexicon, _ vocabulary: inout JapaneseVocabulary
  ) -> MorphemeSequences.Answer {
    let text = WordFolding.fold(run.text[run.morphemes[index].range])
    let hash = HeadwordFilter.hash(text.span)
    let goesOn = lexicon.goesOn(text, hash: hash)
    return vocabulary.setHeadwords(
      ofSpelling: vocabulary.run[index],
      to: goesOn ? .init(hash: hash, headword: nil, goesOn: true, mayInflect: false) : nil)
  }

  @inline(never)
  private func learn(
    _ span: Range<Int>, _ run: Run, _ lexicon: WordLexicon, _ vocabulary: inout JapaneseVocabulary
  ) -> MorphemeSequences.Answer {
    let last = run.morphemes[span.upperBound - 1]
    let start = run.morphemes[span.lowerBound].range.lowerBound
    let text = WordFolding.fold(run.text[start..<last.range.upperBound])
    let hash = HeadwordFilter.hash(text.span)
    var found = MorphemeSequences.Sequence(
      hash: hash, headword: nil, goesOn: lexicon.goesOn(text, hash: hash), mayInflect: false)
    if lexicon.hint(hash).contains(.isHeadword) {
      found.headword = rules.headword(text).map { vocabulary.add($0) }
    }
    if last.traits.contains(.inflected), !last.traits.contains(.voice) {
      let base = WordFolding.fold(run.features[last.features].base[...])
      let stem = WordFolding.fold(run.text[start..<last.range.lowerBound])
      found.mayInflect =
        !base.isEmpty
        && lexicon.hint(HeadwordFilter.hash((stem + base).span)).contains(.isHeadword)
    }
    // Voice may stand behind a form that ends in a headword, whatever the lexicon has.
    let isUseful =
      found.headword != nil || found.goesOn || found.mayInflect || last.traits.contains(.voice)
    return vocabulary.sequences.add(isUseful ? found : nil)
  }
}
