// SPDX-License-Identifier: Apache-2.0

/// Which characters mean something in a query, in ASCII and full width.
enum QueryCharacters {
  /// The ASCII operator that a character stands for: itself, or its full-width form.
  static func ascii(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
    switch scalar.value {
    case 0xFF01...0xFF5E: Unicode.Scalar(UInt8(scalar.value - 0xFEE0))
    case 0x2212: "-"
    case 0x301C: "~"
    default: scalar
    }
  }

  /// The quote that closes a quotation opened by a character, or nil if it opens none.
  static func closingQuote(of scalar: Unicode.Scalar) -> Unicode.Scalar? {
    switch scalar {
    case "\"", "＂": scalar
    case "“", "”": "”"
    case "「": "」"
    case "『": "』"
    case "｢": "｣"
    default: nil
    }
  }

  /// Whether a character closes some quotation.
  static func isClosingQuote(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar {
    case "\"", "＂", "”", "」", "』", "｣": true
    default: false
    }
  }

  /// Whether a character separates words.
  static func isBlank(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    // Most text: no look-up in Unicode's tables.
    case 0x21...0x7E, 0x3001...0xD7FF: false
    default: scalar.properties.isWhitespace || scalar.value == 0
    }
  }

  /// Whether a character is a letter or a digit, or counts as one.
  static func isWordCharacter(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x3041...0x3096, 0x30A1...0x30FA, 0x4E00...0x9FEF:
      true
    default: scalar.properties.isAlphabetic || scalar.properties.numericType != nil
    }
  }

  /// Whether a backslash takes a character's meaning away; before others it is a backslash.
  static func isEscapable(_ scalar: Unicode.Scalar) -> Bool {
    if isBlank(scalar) || closingQuote(of: scalar) != nil { return true }
    switch ascii(scalar) {
    case "\\", "(", ")", "[", "]", "{", "}", "+", "-", "=", ":", "^", "~", "*", "?", "/", "<", ">":
      return true
    default:
      return isClosingQuote(scalar)
    }
  }

  /// The operator word that a text is, in ASCII, or nil.
  static func keyword(_ text: ArraySlice<Unicode.Scalar>) -> String? {
    guard text.count == 2 || text.count == 3 else { return nil }
    var folded = ""
    for scalar in text { folded.unicodeScalars.append(ascii(scalar)) }
    return ["AND", "OR", "NOT"].contains(folded) ? folded : nil
  }
}
