// SPDX-License-Identifier: Apache-2.0

/// How a character stands in words, by Unicode's property Word_Break.
enum WordClass: UInt8 {
  /// Part of no word.
  case other = 1
  /// Stands in words beside letters, digits and underscores.
  case letter, numeric, underscore
  /// Joins two letters, two digits, or either.
  case midLetter, midNumber, midBoth
  /// Needs more than these rules.
  case complex

  /// True for what words are made of.
  var isWordCharacter: Bool { self == .letter || self == .numeric || self == .underscore }

  /// The class of an ASCII character; ICU does not let a colon join letters.
  static func ofASCII(_ byte: UInt8) -> WordClass {
    switch byte {
    case 0x5F: .underscore
    case 0x2E, 0x27: .midBoth
    case 0x2C, 0x3B: .midNumber
    default: ASCII.isLetter(byte) ? .letter : ASCII.isDigit(byte) ? .numeric : .other
    }
  }
}

/// The classes of characters, asked of ICU once for each.
struct WordClasses {
  private var known: [UInt8] = []

  private static let codePointCount = 0x2_0000

  /// The class of a character.
  mutating func wordClass(of codePoint: UInt32) -> WordClass {
    if codePoint < 0x80 { return .ofASCII(UInt8(codePoint)) }
    guard codePoint < Self.codePointCount else { return .complex }
    if known.isEmpty { known = [UInt8](repeating: 0, count: Self.codePointCount) }
    if let found = WordClass(rawValue: known[Int(codePoint)]) { return found }
    let found = ICUText.wordClass(of: codePoint)
    known[Int(codePoint)] = found.rawValue
    return found
  }
}
