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
    scalar.properties.isWhitespace || scalar.value == 0
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
