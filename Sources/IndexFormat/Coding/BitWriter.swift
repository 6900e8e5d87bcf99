// SPDX-License-Identifier: Apache-2.0

/// Appends numbers of any width to bytes, one behind the other from the low bits of the first byte.
struct BitWriter {
  private var pending: UInt64 = 0
  private var bitCount = 0

  /// Appends the low `width` bits (0 to 56) of a number, which has no others.
  mutating func append(_ value: UInt64, width: Int, to output: inout [UInt8]) {
    pending |= value << UInt64(bitCount)
    bitCount += width
    while bitCount >= 8 {
      output.append(UInt8(truncatingIfNeeded: pending))
      pending >>= 8
      bitCount -= 8
    }
  }

  /// Appends so many zeros and a one.
  mutating func append(unary value: UInt32, to output: inout [UInt8]) {
    var zeros = Int(value)
    while zeros >= 48 {
      append(0, width: 48, to: &output)
      zeros -= 48
    }
    append(1 << UInt64(zeros), width: zeros + 1, to: &output)
  }

  /// Appends a Rice code: what stands above the low `width` bits in unary, then these.
  mutating func append(rice value: UInt32, width: Int, to output: inout [UInt8]) {
    let zeros = Int(value >> UInt32(width))
    let low = UInt64(value & PlainKernels.mask(width))
    if zeros + 1 + width <= 56 {
      append((low << 1 | 1) << UInt64(zeros), width: zeros + 1 + width, to: &output)
    } else {
      append(unary: UInt32(zeros), to: &output)
      append(low, width: width, to: &output)
    }
  }

  /// Fills the last byte with zeros.
  mutating func finish(to output: inout [UInt8]) {
    append(0, width: (8 - bitCount) % 8, to: &output)
  }
}

/// The widths of Rice codes.
enum RiceWidth {
  /// The best width for integers of a geometric distribution: the largest whose power of two is not
  /// above 11/16 (about the logarithm of 2) of their mean, or 0. Sums are below 2⁶⁰.
  static func best(sum: UInt64, count: Int) -> Int {
    let share = sum * 11 / (16 * UInt64(count))
    return max(0, min(31, 63 - share.leadingZeroBitCount))
  }
}
