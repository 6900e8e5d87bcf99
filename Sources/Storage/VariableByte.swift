// SPDX-License-Identifier: Apache-2.0

/// Writing of little-endian and variable-length integers.
extension Array where Element == UInt8 {
  /// Appends an integer, low byte first.
  package mutating func append<Value: FixedWidthInteger>(littleEndian value: Value) {
    var rest = value
    for _ in 0..<(Value.bitWidth / 8) {
      append(UInt8(truncatingIfNeeded: rest))
      rest >>= 8
    }
  }

  /// Appends an integer in seven-bit groups, low ones first, the high bit set on all but the last.
  @inlinable
  package mutating func append(variableByte value: UInt64) {
    var rest = value
    while rest >= 0x80 {
      append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    append(UInt8(truncatingIfNeeded: rest))
  }

  /// Appends zero bytes until the count is a multiple of `alignment`.
  package mutating func pad(to alignment: Int) {
    while count % alignment != 0 { append(0) }
  }
}
