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
  /// Its readings in hiragana (UTF-8), most usual first, without repeats.
  package var readings: [[UInt8]]
  /// Words of the other language that mean it: English words of a katakana headword, katakana headwords
  /// of an English word.
  package var equivalents: [[UInt8]] = []

  package init(traits: Traits, readings: [[UInt8]]) {
    self.traits = traits
    self.readings = readings
  }

  /// Most equivalents of a word that are kept.
  static let maximumEquivalents = 8

  /// Adds what another source has of the word behind what is known.
  mutating func add(_ other: LexiconEntry) {
    traits.formUnion(other.traits)
    readings += other.readings.filter { !readings.contains($0) }
    for word in other.equivalents { add(equivalent: word) }
  }

  mutating func add(equivalent word: [UInt8]) {
    if equivalents.count < Self.maximumEquivalents, !equivalents.contains(word) {
      equivalents.append(word)
    }
  }

  /// The bytes of a value in the lexicon's key table: traits (u16), then each reading after a byte
  /// with its length; behind a length of 0 the equivalents in the same way.
  func encoded() -> [UInt8] {
    var bytes = [UInt8(truncatingIfNeeded: traits.rawValue), UInt8(traits.rawValue >> 8)]
    for reading in readings where reading.count <= 255 {
      bytes.append(UInt8(reading.count))
      bytes += reading
    }
    if !equivalents.isEmpty { bytes.append(0) }
    for word in equivalents where word.count <= 255 {
      bytes.append(UInt8(word.count))
      bytes += word
    }
    return bytes
  }

  /// Reads what `encoded()` wrote; nil when the bytes are damaged.
  package init?(decoding bytes: some Collection<UInt8>) {
    let bytes = Array(bytes)
    guard bytes.count >= 2 else { return nil }
    traits = Traits(rawValue: UInt16(bytes[0]) | UInt16(bytes[1]) << 8)
    readings = []
    var offset = 2
    var isBehindReadings = false
    while offset < bytes.count {
      let end = offset + 1 + Int(bytes[offset])
      guard end <= bytes.count else { return nil }
      let text = Array(bytes[offset + 1..<end])
      if text.isEmpty {
        isBehindReadings = true
      } else if isBehindReadings {
        equivalents.append(text)
      } else {
        readings.append(text)
      }
      offset = end
    }
  }
}
