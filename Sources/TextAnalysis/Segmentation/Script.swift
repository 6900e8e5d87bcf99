// SPDX-License-Identifier: Apache-2.0

/// What decides how a code point is cut into words.
enum Script: Sendable {
  case other, han, hiragana, katakana

  /// True for the scripts that a Japanese run is made of.
  var isJapanese: Bool { self != .other }
  var isKana: Bool { self == .hiragana || self == .katakana }

  /// The script of a code point; the common blocks are answered without ICU.
  static func of(_ codePoint: UInt32) -> Script {
    switch codePoint {
    case 0..<0x2E80: .other
    case 0x3041...0x3096, 0x309D...0x309F: .hiragana
    case 0x30A1...0x30FA, 0x30FC...0x30FF: .katakana
    case 0x4E00...0x9FFF, 0x3005, 0x3007: .han
    case 0xAC00...0xD7A3, 0x3000...0x3004, 0x3008...0x3020, 0x30FB: .other
    default: ICUText.script(of: codePoint)
    }
  }
}

/// A maximal stretch of one kind of script.
struct ScriptRun: Equatable {
  /// UTF-8 bytes of the normalized text.
  var range: Range<Int>
  /// The ordinal of its first character in the text.
  var firstCharacter: Int
  /// True for Han and kana.
  var isJapanese: Bool
  /// True when every byte is ASCII.
  var isASCII: Bool
}

/// Cuts normalized UTF-8 into script runs.
enum ScriptRuns {
  /// Appends the runs of `text` in order; together they are the whole text.
  ///
  /// A dash or wave between or after kana that stands for a long mark stays outside the run.
  /// - Complexity: O(n) in the bytes of the text.
  static func cut(_ text: [UInt8], into runs: inout [ScriptRun]) {
    var offset = 0
    var character = 0
    var current = ScriptRun(range: 0..<0, firstCharacter: 0, isJapanese: false, isASCII: true)
    while offset < text.count {
      let length = UTF8Decoding.length(text[offset])
      let japanese = length >= 3 && Script.of(UTF8Decoding.codePoint(text, offset)).isJapanese
      if japanese != current.isJapanese && offset > current.range.lowerBound {
        runs.append(current)
        current = ScriptRun(
          range: offset..<offset, firstCharacter: character, isJapanese: japanese, isASCII: true)
      }
      current.isJapanese = japanese
      current.isASCII = current.isASCII && length == 1
      offset = min(offset + length, text.count)
      current.range = current.range.lowerBound..<offset
      character += 1
    }
    if !current.range.isEmpty { runs.append(current) }
  }
}

/// Decoding of UTF-8 that is known to be valid.
enum UTF8Decoding {
  /// The byte length of the character that starts with `byte`.
  static func length(_ byte: UInt8) -> Int {
    byte < 0x80 ? 1 : byte < 0xE0 ? 2 : byte < 0xF0 ? 3 : 4
  }

  /// The UTF-16 code unit of the three bytes at `offset`.
  static func threeByteUnit(_ text: Span<UInt8>, _ offset: Int) -> UInt32 {
    (UInt32(text[offset]) & 0x0F) << 12 | (UInt32(text[offset &+ 1]) & 0x3F) << 6
      | UInt32(text[offset &+ 2]) & 0x3F
  }

  /// The code point that starts at `offset`.
  static func codePoint(in text: Span<UInt8>, at offset: Int) -> UInt32 {
    let lead = UInt32(text[offset])
    if lead < 0x80 { return lead }
    func tail(_ distance: Int) -> UInt32 {
      offset + distance < text.count ? UInt32(text[offset + distance]) & 0x3F : 0
    }
    if lead < 0xE0 { return (lead & 0x1F) << 6 | tail(1) }
    if lead < 0xF0 { return (lead & 0x0F) << 12 | tail(1) << 6 | tail(2) }
    return (lead & 0x07) << 18 | tail(1) << 12 | tail(2) << 6 | tail(3)
  }

  /// The code point that starts at `offset`.
  static func codePoint(_ text: some RandomAccessCollection<UInt8>, _ offset: Int) -> UInt32 {
    let text = text.dropFirst(0)
    let at = text.index(text.startIndex, offsetBy: offset)
    let lead = UInt32(text[at])
    if lead < 0x80 { return lead }
    func tail(_ distance: Int) -> UInt32 {
      let index = text.index(at, offsetBy: distance)
      return index < text.endIndex ? UInt32(text[index]) & 0x3F : 0
    }
    if lead < 0xE0 { return (lead & 0x1F) << 6 | tail(1) }
    if lead < 0xF0 { return (lead & 0x0F) << 12 | tail(1) << 6 | tail(2) }
    return (lead & 0x07) << 18 | tail(1) << 12 | tail(2) << 6 | tail(3)
  }
}
