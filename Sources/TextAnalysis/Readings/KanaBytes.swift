// SPDX-License-Identifier: Apache-2.0

/// Hiragana in one byte a character, as index files keep readings.
///
/// The characters from U+3041 to U+3096 and the long mark U+30FC have bytes: 0 and on, and 255.
enum KanaBytes {
  private static let first: UInt32 = 0x3041
  private static let last: UInt32 = 0x3096
  private static let longMark: UInt32 = 0x30FC

  /// The bytes of a text of such characters only, else nil.
  static func bytes(of text: [UInt8]) -> [UInt8]? {
    guard text.count % 3 == 0 else { return nil }
    var result: [UInt8] = []
    result.reserveCapacity(text.count / 3)
    for at in stride(from: 0, to: text.count, by: 3) {
      guard text[at] & 0xF0 == 0xE0 else { return nil }
      let scalar =
        UInt32(text[at] & 0x0F) << 12 | UInt32(text[at + 1] & 0x3F) << 6
        | UInt32(text[at + 2] & 0x3F)
      if scalar == longMark {
        result.append(.max)
      } else if scalar >= first, scalar <= last {
        result.append(UInt8(scalar - first))
      } else {
        return nil
      }
    }
    return result
  }

  /// The text of such bytes; of damaged ones some text.
  static func text(_ bytes: ArraySlice<UInt8>) -> [UInt8] {
    var text: [UInt8] = []
    text.reserveCapacity(3 * bytes.count)
    for byte in bytes {
      let scalar = byte == .max ? longMark : min(first + UInt32(byte), last)
      append(scalar, to: &text)
    }
    return text
  }

  /// Appends a kana, or another character of three bytes, in UTF-8.
  static func append(_ kana: Unicode.Scalar, to text: inout [UInt8]) {
    append(kana.value, to: &text)
  }

  private static func append(_ codePoint: UInt32, to text: inout [UInt8]) {
    text.append(0xE0 | UInt8(truncatingIfNeeded: codePoint >> 12))
    text.append(0x80 | UInt8(truncatingIfNeeded: codePoint >> 6 & 0x3F))
    text.append(0x80 | UInt8(truncatingIfNeeded: codePoint & 0x3F))
  }
}
