// SPDX-License-Identifier: Apache-2.0

/// Morphemes of a dictionary. Not for use by two threads at once.
final class LatticeMorphemes: MorphemeSource {
  private let lattice: MorphemeLattice
  private var table: FeatureTable
  /// The ranges to come, those of them that are cut, and the words of these up to the end of each.
  private var ranges: [Range<Int>] = []
  private var cut = 0..<0
  private var words: [LatticeWord] = []
  private var ends: [Int] = []

  init(dictionary: MorphemeDictionary) {
    lattice = MorphemeLattice(dictionary: dictionary)
    table = FeatureTable(dictionary: dictionary)
  }

  var features: [MorphemeFeatures] { table.features }

  func expect(_ ranges: [Range<Int>]) {
    self.ranges.removeAll(keepingCapacity: true)
    self.ranges += ranges
    cut = 0..<0
  }

  func morphemes(in text: [UInt8], range: Range<Int>, into morphemes: inout [Morpheme]) {
    let isExpected = cut.lowerBound < ranges.count && ranges[cut.lowerBound] == range
    if !isExpected { expect([range]) }
    if cut.isEmpty {
      words.removeAll(keepingCapacity: true)
      ends.removeAll(keepingCapacity: true)
      ends.append(0)
      let count = lattice.cut(text, ranges[cut.lowerBound...], into: &words, ends: &ends)
      cut = cut.lowerBound..<cut.lowerBound + count
    }
    let place = ends.count - 1 - cut.count
    table.append(words[ends[place]..<ends[place + 1]], to: &morphemes)
    cut = cut.lowerBound + 1..<cut.upperBound
  }
}

/// What a dictionary says of the words that texts have had, read once.
private struct FeatureTable {
  private(set) var features: [MorphemeFeatures] = []
  private let dictionary: MorphemeDictionary
  /// Of each word its index in `features` plus one, above its traits; 0 for none. Pages are empty until
  /// one is needed.
  private var pages: [[UInt32]]

  private static let pageBits = 10

  init(dictionary: MorphemeDictionary) {
    self.dictionary = dictionary
    let count = dictionary.known.wordCount + dictionary.unknown.wordCount
    pages = Array(repeating: [], count: (count >> Self.pageBits) + 1)
  }

  mutating func append(_ words: ArraySlice<LatticeWord>, to morphemes: inout [Morpheme]) {
    for word in words {
      let entry = entry(ofWord: word.word)
      morphemes.append(
        Morpheme(
          range: word.range, features: Int(entry >> 8) - 1,
          traits: MorphemeTraits(rawValue: UInt8(truncatingIfNeeded: entry))))
    }
  }

  private mutating func entry(ofWord word: Int) -> UInt32 {
    let page = word >> Self.pageBits
    let place = word & (1 << Self.pageBits - 1)
    if pages[page].isEmpty { pages[page] = Array(repeating: 0, count: 1 << Self.pageBits) }
    let known = pages[page][place]
    if known > 0 { return known }
    var found = MorphemeFeatures(ipadic: dictionary.features(ofWord: word))
    found.isOneSpelling = word < dictionary.known.wordCount
    features.append(found)
    let entry = UInt32(features.count) << 8 | UInt32(found.traits.rawValue)
    pages[page][place] = entry
    return entry
  }
}
