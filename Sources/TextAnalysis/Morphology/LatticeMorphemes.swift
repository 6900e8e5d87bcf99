// SPDX-License-Identifier: Apache-2.0

/// Morphemes of a dictionary. Not for use by two threads at once.
final class LatticeMorphemes: MorphemeSource {
  private let dictionary: MorphemeDictionary
  private let lattice: MorphemeLattice
  private(set) var features: [MorphemeFeatures] = []
  private var words: [LatticeWord] = []
  /// Of each word its index in `features` plus one, 0 for none; pages are empty until one is needed.
  private var pages: [[UInt32]]

  private static let pageBits = 10

  init(dictionary: MorphemeDictionary) {
    self.dictionary = dictionary
    lattice = MorphemeLattice(dictionary: dictionary)
    let count = dictionary.known.wordCount + dictionary.unknown.wordCount
    pages = Array(repeating: [], count: (count >> Self.pageBits) + 1)
  }

  func morphemes(in text: [UInt8], range: Range<Int>, into morphemes: inout [Morpheme]) {
    words.removeAll(keepingCapacity: true)
    lattice.cut(text, range, into: &words)
    for word in words {
      let index = featuresIndex(ofWord: word.word)
      morphemes.append(
        Morpheme(range: word.range, features: index, traits: features[index].traits))
    }
  }

  private func featuresIndex(ofWord word: Int) -> Int {
    let page = word >> Self.pageBits
    let place = word & (1 << Self.pageBits - 1)
    if pages[page].isEmpty { pages[page] = Array(repeating: 0, count: 1 << Self.pageBits) }
    let known = pages[page][place]
    if known > 0 { return Int(known) - 1 }
    features.append(MorphemeFeatures(ipadic: dictionary.features(ofWord: word)))
    pages[page][place] = UInt32(features.count)
    return features.count - 1
  }
}
