// SPDX-License-Identifier: Apache-2.0

/// The numbers of the terms that a field's Japanese words and grams are, so that those met before are
/// not looked up by their text.
struct JapaneseTermNumbers: Sendable {
  /// The terms of a word.
  struct WordTerms: Sendable {
    /// The terms' numbers plus one; 0 for none. Without a surface nothing is known of the word.
    fileprivate var surfaceMark: UInt32 = 0
    fileprivate var formMark: UInt32 = 0
    fileprivate var lemmaMark: UInt32 = 0
    /// Whether it stands at the position of the word before.
    fileprivate(set) var isCompound = false
    /// Whether it was noted outside of any longer headword.
    fileprivate(set) var standsAlone = false

    var surface: UInt32 { surfaceMark &- 1 }
    var form: UInt32? { formMark == 0 ? nil : formMark &- 1 }
    var lemma: UInt32? { lemmaMark == 0 ? nil : lemmaMark &- 1 }
  }

  private var generation: JapaneseWords.Generation?
  private var words: [WordTerms] = []
  /// Open addressing with linear probing: two code units above, the number of the gram's term plus one
  /// below; 0 is free. A power of two, at most half full; empty before the first gram.
  private var grams: [UInt64] = []
  private var gramCount = 0
  /// For each code unit the number of its term plus one, 0 for none; empty before the first.
  private var characters: [UInt32] = []

  /// Of the text at hand, for each character of a Han or kana run its code unit, below that of the one
  /// before; 0 for what is not of three bytes, and before the first.
  private var pairs: [UInt32] = []
  /// The slot that each pair stands in unless another has it.
  private var firstSlots: [UInt64] = []

  private static let firstSlotCount = 1 << 12
  private static let codeUnitCount = 1 << 16

  /// Memory held, in bytes.
  var byteCount: Int {
    words.capacity * MemoryLayout<WordTerms>.stride + grams.count * 8 + characters.count * 4
      + pairs.capacity * 4 + firstSlots.capacity * 8
  }

  /// Forgets everything and keeps the storage.
  mutating func removeAll() {
    words.removeAll(keepingCapacity: true)
    for slot in grams.indices { grams[slot] = 0 }
    gramCount = 0
    for unit in characters.indices { characters[unit] = 0 }
  }

  /// Forgets the words unless they are of this generation of a vocabulary.
  mutating func use(_ generation: JapaneseWords.Generation) {
    guard self.generation !== generation else { return }
    self.generation = generation
    words.removeAll(keepingCapacity: true)
  }

  /// The terms of a word by its number in the vocabulary, or nil.
  func terms(ofWord word: Int) -> WordTerms? {
    guard word < words.count, words[word].surfaceMark != 0 else { return nil }
    return words[word]
  }

  /// Remembers the terms of a word, which were just added.
  mutating func note(
    _ terms: ArraySlice<TermCollector.Occurrence>, ofWord word: Int, hasForm: Bool,
    isCompound: Bool, standsAlone: Bool
  ) {
    guard let surface = terms.first else { return }
    let others = terms.dropFirst()
    let lemma = hasForm ? others.dropFirst().first : others.first
    while words.count <= word { words.append(WordTerms()) }
    words[word] = WordTerms(
      surfaceMark: surface.term + 1, formMark: hasForm ? (others.first?.term ?? 0) + 1 : 0,
      lemmaMark: lemma.map { $0.term + 1 } ?? 0, isCompound: isCompound,
      standsAlone: standsAlone)
  }

  /// Looks up the grams of the Han and kana runs of a text, so that they can be asked for by the place of
  /// their last character among those of all these runs.
  ///
  /// - Returns: the number of grams and characters.
  mutating func findGrams(of runs: [ScriptRun], in text: Span<UInt8>) -> Int {
    pairs.removeAll(keepingCapacity: true)
    var runCount = 0
    for run in runs where run.isJapanese {
      runCount += 1
      var before: UInt32 = 0
      var offset = run.range.lowerBound
      while offset < run.range.upperBound {
        let length = UTF8Decoding.length(text[offset])
        // 0 for what is not of three bytes; such are not remembered.
        let unit =
          length == 3 && offset &+ 3 <= run.range.upperBound
          ? UTF8Decoding.threeByteUnit(text, offset) : 0
        pairs.append(before &<< 16 | unit)
        before = unit
        offset &+= length
      }
    }
    firstSlots.removeAll(keepingCapacity: true)
    if !grams.isEmpty {
      // Waits for nothing it has read, so that the processor reads many places at once.
      for pair in pairs { firstSlots.append(grams[firstSlot(of: pair)]) }
    } else {
      firstSlots.append(contentsOf: repeatElement(0, count: pairs.count))
    }
    return 2 * pairs.count - runCount
  }

  /// The term of the gram that ends in a character, or nil.
  func gram(at index: Int) -> UInt32? {
    let pair = pairs[index]
    let near = firstSlots[index]
    if near != 0, UInt32(truncatingIfNeeded: near &>> 32) == pair {
      return UInt32(truncatingIfNeeded: near) &- 1
    }
    guard !grams.isEmpty else { return nil }
    let word = grams[slot(of: pair)]
    return word == 0 ? nil : UInt32(truncatingIfNeeded: word) &- 1
  }

  /// Remembers the term of the gram that ends in a character and had none.
  mutating func setGram(at index: Int, to term: UInt32) {
    let pair = pairs[index]
    guard pair >> 16 != 0, pair & 0xFFFF != 0 else { return }
    if 2 * (gramCount + 1) > grams.count { growGrams() }
    grams[slot(of: pair)] = UInt64(pair) << 32 | UInt64(term + 1)
    gramCount += 1
  }

  /// The term of a character, or nil.
  func character(at index: Int) -> UInt32? {
    let unit = Int(pairs[index] & 0xFFFF)
    guard !characters.isEmpty, characters[unit] != 0 else { return nil }
    return characters[unit] &- 1
  }

  /// Remembers the term of a character.
  mutating func setCharacter(at index: Int, to term: UInt32) {
    let unit = Int(pairs[index] & 0xFFFF)
    guard unit != 0 else { return }
    if characters.isEmpty { characters = Array(repeating: 0, count: Self.codeUnitCount) }
    characters[unit] = term + 1
  }

  /// The slot that has the pair, or else the free one it would go to.
  private func slot(of pair: UInt32) -> Int {
    let mask = grams.count &- 1
    var slot = firstSlot(of: pair)
    while grams[slot] != 0, UInt32(truncatingIfNeeded: grams[slot] &>> 32) != pair {
      slot = (slot &+ 1) & mask
    }
    return slot
  }

  private func firstSlot(of pair: UInt32) -> Int {
    let hash = UInt64(pair) &* 0x9E37_79B9_7F4A_7C15
    return Int(truncatingIfNeeded: hash &>> 32) & (grams.count &- 1)
  }

  private mutating func growGrams() {
    let old = grams
    grams = Array(repeating: 0, count: max(Self.firstSlotCount, 2 * old.count))
    for word in old where word != 0 {
      grams[slot(of: UInt32(truncatingIfNeeded: word &>> 32))] = word
    }
  }
}
