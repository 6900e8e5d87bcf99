// SPDX-License-Identifier: Apache-2.0

/// ICU's dictionary words in the place of morphemes, for builds without MeCab.
///
/// They carry no part of speech, dictionary form or reading: inflected words meet only where the
/// lexicon or the grams bring them together.
final class DictionaryWordSource: MorphemeSource {
  private let breaks: WordBreakIterator
  let features = [MorphemeFeatures(traits: .content), MorphemeFeatures(traits: [])]
  private var words: [Range<Int>] = []

  init(breaks: WordBreakIterator) { self.breaks = breaks }

  func morphemes(in text: [UInt8], range: Range<Int>, into morphemes: inout [Morpheme]) {
    words.removeAll(keepingCapacity: true)
    breaks.words(in: text.span, range: range, into: &words)
    for word in words {
      let isParticle = Self.particles.contains(Array(text[word]))
      morphemes.append(
        Morpheme(range: word, features: isParticle ? 1 : 0, traits: isParticle ? [] : .content))
    }
  }

  private static let particles = Set(
    [
      "は", "が", "を", "に", "へ", "と", "で", "も", "の", "や", "か", "ね", "よ", "な", "だ", "た", "て",
      "です", "ます", "した", "して", "から", "まで", "より", "など", "という", "である", "れ", "れる", "られ",
      "られる",
    ].map { Array($0.utf8) })
}
