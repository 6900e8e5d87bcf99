// SPDX-License-Identifier: Apache-2.0

/// A word of a run: which, and where.
struct PlacedWord: Equatable {
  /// UTF-8 bytes of the normalized text.
  var range: Range<Int>
  /// Its number in the vocabulary.
  var word: Int
  /// Whether a longer headword that is no phrase covers it.
  var isPart = false
}

/// Words by number.
struct JapaneseWords {
  /// Differs whenever numbers stand for other words than before.
  fileprivate(set) var generation = Generation()
  fileprivate var words: [JapaneseWord] = []

  /// The identity of a set of numbers; two are the same only if they are the same object.
  final class Generation: Sendable {}

  /// A word by its number.
  subscript(number: Int) -> JapaneseWord { words[number] }
}

/// The Japanese words that a thread has met, each made once.
///
/// A word is known again by the spellings of its morphemes: numbers that stand for what the dictionary
/// says of a morpheme and how it is spelled. What has stood in a text before is found by such numbers
/// alone.
struct JapaneseVocabulary {
  /// When more than this many units of memory are in use, a word being `wordWeight` of them, all is
  /// forgotten before the next run.
  static let usualLimit = 1 << 19
  private static let wordWeight = 4

  /// What is known of a spelling. Words are numbers plus one, 0 where none was made yet.
  private struct Spelling {
    var word: UInt32 = 0
    /// The word where what follows makes it a noun.
    var nominalWord: UInt32 = 0
    /// The headwords that begin with it and go on.
    var headwords = MorphemeSequences.Answer.unknown
    /// The first character, 0 where it may be any, as of iteration marks.
    var lead: UInt32 = 0
    /// The first character of the dictionary form.
    var baseLead: UInt32 = 0

    init(_ text: Span<UInt8>, base: [UInt8]) {
      lead = HeadwordFilter.firstCharacter(of: text)
      baseLead = base.isEmpty ? lead : HeadwordFilter.firstCharacter(of: base.span)
    }

    init() {}
  }

  /// The words.
  private(set) var words = JapaneseWords()
  /// The lexicon headwords over several morphemes.
  var sequences = MorphemeSequences()
  /// The spellings of the morphemes of the run at hand.
  private(set) var run: [UInt32] = []
  /// For each morpheme of the run but the last the headwords that begin there, of which the ones with
  /// its spelling go on by the next one's first character.
  private(set) var headwords: [MorphemeSequences.Answer] = []
  private var hints: [HeadwordFilter.Hint] = []
  private var spellings: [Spelling] = []
  /// By the index of a morpheme's features: the number of their one spelling plus one; with the high bit,
  /// the space of their spellings in `texts`; 0 where they are new.
  private var byFeatures: [UInt32] = []
  /// Spellings of features that have many, and of morphemes with text left out before them.
  private var texts = ByteStringTable()
  private var byText: [UInt32] = []
  private var textSpaceCount: UInt16 = 0
  /// Spellings of two spellings joined.
  private var joined = PairTable()
  /// Words in old kanji, by the number of the word as it is spelled today.
  private var respelled: [Respelling: Int] = [:]
  /// Words of a user dictionary.
  private var userWords: [[UInt8]: Int] = [:]
  private let limit: Int

  private struct Respelling: Hashable {
    var word: Int
    var surface: [UInt8]
  }

  private static let manySpellings: UInt32 = 1 << 31
  /// The space of spellings with what was left out before them.
  private static let gapSpace: UInt16 = .max

  /// Creates an empty vocabulary; `limit` is for tests.
  init(limit: Int = JapaneseVocabulary.usualLimit) { self.limit = limit }

  /// Takes in a word; gives its number.
  mutating func add(_ word: JapaneseWord) -> Int {
    words.words.append(word)
    return words.words.count - 1
  }

  /// Forgets everything when it is too much, and spells a run.
  ///
  /// - Complexity: O(1) for each morpheme; O(n) in the bytes of those the dictionary does not know.
  mutating func beginRun(
    _ morphemes: [Morpheme], in text: [UInt8], features: [MorphemeFeatures]
  ) {
    let weight =
      Self.wordWeight * words.words.count + spellings.count + joined.count + sequences.weight
    if weight > limit { forget() }
    run.removeAll(keepingCapacity: true)
    for morpheme in morphemes {
      let place = morpheme.features
      let known = place < byFeatures.count ? byFeatures[place] : 0
      if known &- 1 < Self.manySpellings - 1 {
        run.append(known &- 1)
      } else {
        run.append(spelling(of: morpheme, in: text, features))
      }
    }
  }

  /// Finds out where headwords over several morphemes may begin in the run.
  ///
  /// The loop waits for nothing it has read, so that the processor reads many places at once.
  mutating func findHeadwords(_ morphemes: [Morpheme], _ filter: HeadwordFilter?) {
    headwords.removeAll(keepingCapacity: true)
    for index in run.indices.dropLast() {
      headwords.append(spellings[Int(run[index])].headwords)
    }
    guard let filter else { return }
    hints.removeAll(keepingCapacity: true)
    for index in headwords.indices {
      guard let sequence = headwords[index].number else {
        hints.append([])
        continue
      }
      let lead = UInt64(spellings[Int(run[index + 1])].lead)
      hints.append(
        filter.hint(HeadwordFilter.hash(character: lead, after: sequences.hash(sequence))))
    }
    for index in headwords.indices where hints[index].isEmpty {
      guard let sequence = headwords[index].number else { continue }
      let next = spellings[Int(run[index + 1])]
      guard next.lead != 0, !hasGap(before: index + 1, morphemes) else { continue }
      let base = HeadwordFilter.hash(
        character: UInt64(next.baseLead), after: sequences.hash(sequence))
      if next.baseLead == next.lead || next.baseLead != 0 && filter.hint(base).isEmpty {
        headwords[index] = .none
      }
    }
  }

  private mutating func forget() {
    words = JapaneseWords()
    sequences = MorphemeSequences()
    spellings.removeAll(keepingCapacity: true)
    byFeatures.removeAll(keepingCapacity: true)
    texts.removeAll()
    byText.removeAll(keepingCapacity: true)
    textSpaceCount = 0
    joined.removeAll()
    respelled.removeAll(keepingCapacity: true)
    userWords.removeAll(keepingCapacity: true)
  }

  /// The number of a word of a user dictionary.
  mutating func userWord(_ word: JapaneseWord) -> Int {
    if let known = userWords[word.surface] { return known }
    let number = add(word)
    userWords[word.surface] = number
    return number
  }

  /// The word that another one is in old kanji: its form and dictionary form are as they are today.
  mutating func word(_ number: Int, spelled surface: [UInt8]) -> Int {
    let key = Respelling(word: number, surface: surface)
    if let known = respelled[key] { return known }
    var word = words[number]
    if word.form == word.surface { word.formReading = word.reading }
    word.surface = surface
    let added = add(word)
    respelled[key] = added
    return added
  }

  /// The spelling of a morpheme that is new, or is known by its text.
  @inline(never)
  private mutating func spelling(
    of morpheme: Morpheme, in text: [UInt8], _ features: [MorphemeFeatures]
  ) -> UInt32 {
    let place = morpheme.features
    let spelled = text.span.extracting(morpheme.range)
    if place >= byFeatures.count {
      byFeatures.append(contentsOf: repeatElement(0, count: place + 1 - byFeatures.count))
    }
    if features[place].isOneSpelling {
      let number = add(Spelling(spelled, base: features[place].base))
      byFeatures[place] = number + 1
      return number
    }
    if byFeatures[place] == 0 {
      precondition(textSpaceCount < Self.gapSpace, "words for unknown text are few")
      byFeatures[place] = Self.manySpellings | UInt32(textSpaceCount)
      textSpaceCount += 1
    }
    let space = UInt16(truncatingIfNeeded: byFeatures[place])
    let (index, isNew) = texts.insert(spelled, space: space)
    if isNew { byText.append(add(Spelling(spelled, base: features[place].base))) }
    return byText[index]
  }

  private mutating func add(_ spelling: Spelling) -> UInt32 {
    spellings.append(spelling)
    return UInt32(spellings.count - 1)
  }

  /// The spelling of a morpheme of the run together with the text left out before it, if any was.
  mutating func link(_ index: Int, _ morphemes: [Morpheme], in text: [UInt8]) -> UInt32 {
    guard hasGap(before: index, morphemes) else { return run[index] }
    let gap = morphemes[index - 1].range.upperBound..<morphemes[index].range.lowerBound
    let number = run[index]
    let key = (0..<4).map { UInt8(truncatingIfNeeded: number >> (8 * $0)) } + text[gap]
    let (index, isNew) = texts.insert(key.span, space: Self.gapSpace)
    if isNew { byText.append(add(Spelling())) }
    return byText[index]
  }

  private func hasGap(before index: Int, _ morphemes: [Morpheme]) -> Bool {
    morphemes[index - 1].range.upperBound != morphemes[index].range.lowerBound
  }

  /// Takes in where headwords lead that begin with a spelling.
  mutating func setHeadwords(
    ofSpelling spelling: UInt32, to sequence: MorphemeSequences.Sequence?
  ) -> MorphemeSequences.Answer {
    let answer = sequences.add(sequence)
    spellings[Int(spelling)].headwords = answer
    return answer
  }

  /// The spelling of two spellings joined.
  mutating func join(_ first: UInt32, _ second: UInt32) -> UInt32 {
    let known = joined.value(first, second)
    if known > 0 { return known - 1 }
    let number = add(Spelling())
    joined.set(first, second, to: number + 1)
    return number
  }

  /// The word with a spelling, or nil when it is new. It may be another where what follows makes it a
  /// noun.
  func word(ofSpelling spelling: UInt32, isNominal: Bool) -> Int? {
    let known = spellings[Int(spelling)]
    let mark = isNominal ? known.nominalWord : known.word
    return mark == 0 ? nil : Int(mark) - 1
  }

  /// Takes in the word with a spelling; gives its number.
  mutating func setWord(_ word: JapaneseWord, ofSpelling spelling: UInt32, isNominal: Bool) -> Int {
    let number = add(word)
    if isNominal {
      spellings[Int(spelling)].nominalWord = UInt32(number + 1)
    } else {
      spellings[Int(spelling)].word = UInt32(number + 1)
    }
    return number
  }
}
