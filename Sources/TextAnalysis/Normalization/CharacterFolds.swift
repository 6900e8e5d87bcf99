// SPDX-License-Identifier: Apache-2.0

/// What NFKC case folding makes of single characters, asked of ICU once for each.
struct CharacterFolds {
  /// What a character becomes.
  enum Fold {
    /// It stays as it is.
    case itself
    /// It becomes these places of `bytes`.
    case other(Range<Int>)
  }

  /// UTF-8 of what characters become, back to back.
  private(set) var bytes: [UInt8] = []
  private var ends: [Int] = []
  /// By code point: 0 unknown, 1 stays, 2 does not fold apart, else the number of its fold plus 3.
  private var codes: [UInt16] = []

  private static let codePointCount = 0x2_0000

  /// The fold of a character, nil where it depends on what stands before it.
  mutating func fold(of codePoint: UInt32) -> Fold? {
    guard codePoint < Self.codePointCount else { return nil }
    if codes.isEmpty { codes = [UInt16](repeating: 0, count: Self.codePointCount) }
    var code = codes[Int(codePoint)]
    if code == 0 {
      code = learn(codePoint)
      codes[Int(codePoint)] = code
    }
    switch code {
    case 1: return .itself
    case 2: return nil
    default:
      let number = Int(code) - 3
      return .other((number == 0 ? 0 : ends[number - 1])..<ends[number])
    }
  }

  private mutating func learn(_ codePoint: UInt32) -> UInt16 {
    guard ICUText.foldsApart(codePoint), !SoundMarks.isSpacing(codePoint),
      let scalar = Unicode.Scalar(codePoint),
      ends.count < Int(UInt16.max) - 3
    else { return 2 }
    let source = Array(String(Character(scalar)).utf8)
    var folded = NormalizedText()
    ICUText.foldCase(source, into: &folded)
    if folded.bytes == source { return 1 }
    bytes.append(contentsOf: folded.bytes)
    ends.append(bytes.count)
    return UInt16(ends.count + 2)
  }
}
