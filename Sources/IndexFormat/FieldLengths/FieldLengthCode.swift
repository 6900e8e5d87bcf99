// SPDX-License-Identifier: Apache-2.0

/// Field lengths in one byte, on the scale of Lucene's `SmallFloat.intToByte4`: exact to 40, then
/// rounded down to four significant bits.
package enum FieldLengthCode {
  /// The lengths that have a code of their own before the scale begins.
  private static let freeCount: UInt32 = 24

  /// The code of a length. Longer fields never have smaller codes.
  package static func code(of length: UInt32) -> UInt8 {
    let length = min(length, UInt32(Int32.max))
    guard length >= freeCount else { return UInt8(length) }
    let rest = length - freeCount
    let bitCount = UInt32(32 - rest.leadingZeroBitCount)
    guard bitCount >= 4 else { return UInt8(freeCount + rest) }
    let shift = bitCount - 4
    return UInt8(freeCount + ((rest >> shift) & 7 | (shift + 1) << 3))
  }

  /// The length that a code stands for: the smallest that has it.
  package static func length(ofCode code: UInt8) -> UInt32 {
    let code = UInt32(code)
    guard code >= freeCount else { return code }
    let rest = code - freeCount
    let shift = rest >> 3
    return freeCount + (shift == 0 ? rest & 7 : (rest & 7 | 8) << (shift - 1))
  }

  /// The least length above all that have a code.
  static func limit(of code: UInt8) -> UInt64 {
    code == .max ? UInt64(UInt32.max) + 1 : UInt64(length(ofCode: code + 1))
  }

  /// The lengths of all codes, by code.
  package static let lengths: [UInt32] = (0...255).map { length(ofCode: UInt8($0)) }
}
