// SPDX-License-Identifier: Apache-2.0

/// Colours on a terminal, or none.
struct TextStyle {
  /// Whether escape sequences are written.
  var usesColor: Bool

  func bold(_ text: String) -> String { wrap(text, "1") }
  func dim(_ text: String) -> String { wrap(text, "2") }
  func green(_ text: String) -> String { wrap(text, "32") }
  func yellow(_ text: String) -> String { wrap(text, "33") }

  /// A match in an extract: bold red, or in brackets.
  func match(_ text: String) -> String { usesColor ? wrap(text, "1;31") : "[\(text)]" }

  private func wrap(_ text: String, _ code: String) -> String {
    usesColor ? "\u{1B}[\(code)m\(text)\u{1B}[0m" : text
  }

  /// A text on one line and without characters that steer a terminal or turn its direction.
  static func singleLine(_ text: String) -> String {
    var result = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
      switch scalar.value {
      case 0x09, 0x0A, 0x0D, 0x85, 0x2028, 0x2029: if result.last != " " { result.append(" ") }
      case 0..<0x20, 0x7F..<0xA0, 0x202A...0x202E, 0x2066...0x2069: continue
      default: result.append(scalar)
      }
    }
    return String(result)
  }
}
