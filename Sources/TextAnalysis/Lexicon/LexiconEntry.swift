// SPDX-License-Identifier: Apache-2.0

/// What the lexicon knows of one headword.
package struct LexiconEntry: Sendable, Equatable {
  /// Facts about a headword; the raw value stands in lexicon files.
  package struct Traits: OptionSet, Sendable, Hashable {
    package let rawValue: UInt16
    package init(rawValue: UInt16) { self.rawValue = rawValue }

    /// A verb of five rows (書く).
    package static let godanVerb = Traits(rawValue: 1 << 0)
    /// A verb of one row (食べる).
    package static let ichidanVerb = Traits(rawValue: 1 << 1)
    /// する, 来る and their compounds.
    package static let irregularVerb = Traits(rawValue: 1 << 2)
    /// An adjective in い.
    package static let adjective = Traits(rawValue: 1 << 3)
    /// A noun.
    package static let noun = Traits(rawValue: 1 << 4)
    /// A phrase with its own entry.
    package static let expression = Traits(rawValue: 1 << 5)
    /// An ordinary English word.
    package static let english = Traits(rawValue: 1 << 6)
    /// One of its English glosses begins with the word itself in Latin letters (sushi, Tokyo).
    package static let knownInEnglish = Traits(rawValue: 1 << 7)
    /// The potential form of another verb (書ける).
    package static let potential = Traits(rawValue: 1 << 8)
    /// A name.
    package static let name = Traits(rawValue: 1 << 9)
    /// Stands in EDICT; other Japanese words are the IPA dictionary's.
    package static let edict = Traits(rawValue: 1 << 10)
    /// Kana that is a particle, an auxiliary or the like.
    package static let functionWord = Traits(rawValue: 1 << 11)

    /// A verb that lets or makes another verb be done (聞かせる, 飲ます).
    package static let causative = Traits(rawValue: 1 << 12)
    /// Stands in a user dictionary.
    package static let user = Traits(rawValue: 1 << 13)

    /// Any verb or adjective.
    package static let inflected: Traits = [
      .godanVerb, .ichidanVerb, .irregularVerb, .adjective,
    ]
  }

  /// Facts about the headword.
  package var traits: Traits
  /// Its readings in hiragana (UTF-8), without repeats: the usual ones, then the lesser ones.
  package var readings: [[UInt8]] { usualReadings + lesserReadings }
  /// The readings that it mostly has.
  package var usualReadings: [[UInt8]]
  /// Readings that it may have, but other words rather have: せんじょう of 先生. Outdated and irregular
  /// ones, and those without a mark of common use where another reading has one.
  package var lesserReadings: [[UInt8]]
  /// Words of the other language that mean it: English words of a katakana headword, katakana headwords
  /// of an English word.
  package var equivalents: [[UInt8]] = []

  package init(traits: Traits, readings: [[UInt8]], lesserReadings: [[UInt8]] = []) {
    self.traits = traits
    usualReadings = readings
    self.lesserReadings = lesserReadings
  }

  /// Most equivalents of a word that are kept.
  static let maximumEquivalents = 8

  /// Adds what another source has of the word behind what is known.
  mutating func add(_ other: LexiconEntry) {
    traits.formUnion(other.traits)
    usualReadings += other.usualReadings.filter { !usualReadings.contains($0) }
    lesserReadings += other.lesserReadings.filter { !lesserReadings.contains($0) }
    lesserReadings.removeAll(where: usualReadings.contains)
    for word in other.equivalents { add(equivalent: word) }
  }

  mutating func add(equivalent word: [UInt8]) {
    if equivalents.count < Self.maximumEquivalents, !equivalents.contains(word) {
      equivalents.append(word)
    }
  }

  /// The bytes of a value in the lexicon's key table: traits (u16), then each usual reading after a
  /// byte with its length; behind a length of 0 the equivalents, behind another one the lesser
  /// readings, in the same way.
  func encoded() -> [UInt8] {
    var bytes = [UInt8(truncatingIfNeeded: traits.rawValue), UInt8(traits.rawValue >> 8)]
    var lists = [usualReadings, equivalents, lesserReadings]
    while lists.last?.isEmpty == true { lists.removeLast() }
    for (number, list) in lists.enumerated() {
      if number > 0 { bytes.append(0) }
      for text in list where text.count <= 255 {
        bytes.append(UInt8(text.count))
        bytes += text
      }
    }
    return bytes
  }

  /// The traits alone; nil when there are too few bytes.
  static func traits(decoding bytes: [UInt8]) -> Traits? {
    bytes.count < 2 ? nil : Traits(rawValue: UInt16(bytes[0]) | UInt16(bytes[1]) << 8)
  }

  /// Reads what `encoded()` wrote; nil when the bytes are damaged.
  package init?(decoding bytes: some Collection<UInt8>) {
    let bytes = Array(bytes)
    guard let traits = Self.traits(decoding: bytes) else { return nil }
    self.traits = traits
    usualReadings = []
    lesserReadings = []
    var offset = 2
    var list = 0
    while offset < bytes.count {
      let end = offset + 1 + Int(bytes[offset])
      guard end <= bytes.count else { return nil }
      let text = Array(bytes[offset + 1..<end])
      if text.isEmpty {
        list += 1
      } else {
        switch list {
        case 0: usualReadings.append(text)
        case 1: equivalents.append(text)
        default: lesserReadings.append(text)
        }
      }
      offset = end
    }
  }
}
