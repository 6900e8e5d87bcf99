// SPDX-License-Identifier: Apache-2.0

/// A word of a run: which, and where.
struct PlacedWord: Equatable {
  /// UTF-8 bytes of the normalized text.
  var range: Range<Int>
  /// Its number in the vocabulary.
  var word: Int
}

/// The Japanese words that a thread has met, each built once.
///
/// Words that the dictionary spells are known again by their morpheme, compounds by their text; all
/// others are built anew for each run and forgotten with it.
struct JapaneseVocabulary {
  /// More kept words than this are forgotten before the next run.
  static let usualLimit = 1 << 17

  /// Differs whenever numbers stand for other words than before.
  private(set) var generation = Generation()
  /// Words whose numbers stay the same as long as `generation` does.
  private var kept: [JapaneseWord] = []
  /// Words of one run; their numbers are negative.
  private var passing: [JapaneseWord] = []
  /// For each morpheme, twice its features' index plus one if what follows makes it a noun: the number
  /// of its word plus one, 0 for none.
  private var byMorpheme: [UInt32] = []
  /// Texts that may be compounds, and for each the number of its word plus one, 0 for none.
  private var compounds = ByteStringTable()
  private var byCompound: [UInt32] = []
  private let limit: Int

  /// The identity of a set of numbers; two are the same only if they are the same object.
  final class Generation: Sendable {}

  /// Creates an empty vocabulary; `limit` is for tests.
  init(limit: Int = JapaneseVocabulary.usualLimit) { self.limit = limit }

  /// A word by its number.
  subscript(number: Int) -> JapaneseWord {
    number >= 0 ? kept[number] : passing[~number]
  }

  /// Forgets the words that are of one run only, and all when there are too many.
  mutating func beginRun() {
    passing.removeAll(keepingCapacity: true)
    guard kept.count + compounds.count > limit else { return }
    generation = Generation()
    kept.removeAll(keepingCapacity: true)
    byMorpheme.removeAll(keepingCapacity: true)
    compounds.removeAll()
    byCompound.removeAll(keepingCapacity: true)
  }

  /// Takes in a word of this run; gives its number, which is negative.
  mutating func add(_ word: JapaneseWord) -> Int {
    passing.append(word)
    return ~(passing.count - 1)
  }

  /// The word of one morpheme that is spelled as the dictionary has it, built if it is new.
  mutating func word(
    ofFeatures features: Int, isNominal: Bool, build: () -> JapaneseWord
  ) -> Int {
    let place = 2 * features + (isNominal ? 1 : 0)
    if place < byMorpheme.count, byMorpheme[place] > 0 { return Int(byMorpheme[place]) - 1 }
    if place >= byMorpheme.count {
      byMorpheme.append(contentsOf: repeatElement(0, count: place + 1 - byMorpheme.count))
    }
    kept.append(build())
    byMorpheme[place] = UInt32(kept.count)
    return kept.count - 1
  }

  /// The compound that a text is, made if the text is new; nil where it is none.
  mutating func compound(_ text: Span<UInt8>, make: () -> JapaneseWord?) -> Int? {
    let (index, isNew) = compounds.insert(text, space: 0)
    if isNew {
      if let word = make() {
        kept.append(word)
        byCompound.append(UInt32(kept.count))
      } else {
        byCompound.append(0)
      }
    }
    return byCompound[index] > 0 ? Int(byCompound[index]) - 1 : nil
  }
}
