// SPDX-License-Identifier: Apache-2.0

/// The kernels of CKernels in plain Swift: their definition, and what the tests hold them to.
enum PlainKernels {
  /// The low `width` bits.
  static func mask(_ width: Int) -> UInt32 {
    width == 32 ? .max : (1 << UInt32(width)) - 1
  }

  /// Packs 128 integers in four lanes: integer i goes to lane i % 4, row i / 4; each lane's rows
  /// follow each other from the low bits of its words; word w of lane l is word 4 w + l.
  static func pack(
    _ values: Span<UInt32>, width: Int, to output: inout [UInt8]
  ) {
    let start = output.count
    output.append(contentsOf: repeatElement(0, count: 16 * width))
    for index in 0..<128 {
      let (lane, row) = (index % 4, index / 4)
      for bit in 0..<width where values[index] >> UInt32(bit) & 1 != 0 {
        let at = row * width + bit
        output[start + 16 * (at / 32) + 4 * lane + at % 32 / 8] |= 1 << UInt8(at % 8)
      }
    }
  }

  /// Undoes `pack`.
  static func unpack(_ bytes: [UInt8], width: Int) -> [UInt32] {
    (0..<128).map { index in
      let (lane, row) = (index % 4, index / 4)
      var value: UInt32 = 0
      for bit in 0..<width {
        let at = row * width + bit
        let byte = bytes[16 * (at / 32) + 4 * lane + at % 32 / 8]
        value |= UInt32(byte >> UInt8(at % 8) & 1) << UInt32(bit)
      }
      return value
    }
  }

  /// Packs integers one behind the other from the low bits of the first byte.
  static func packShort(
    _ values: Span<UInt32>, width: Int, count: Int,
    to output: inout [UInt8]
  ) {
    var pending: UInt64 = 0
    var bitCount = 0
    for index in 0..<count {
      pending |= UInt64(values[index] & mask(width)) << UInt64(bitCount)
      bitCount += width
      while bitCount >= 8 {
        output.append(UInt8(truncatingIfNeeded: pending))
        pending >>= 8
        bitCount -= 8
      }
    }
    if bitCount > 0 { output.append(UInt8(truncatingIfNeeded: pending)) }
  }

  /// Undoes `packShort`.
  static func unpackShort(_ bytes: [UInt8], width: Int, count: Int) -> [UInt32] {
    (0..<count).map { index in
      var value: UInt32 = 0
      for bit in 0..<width {
        let at = index * width + bit
        value |= UInt32(bytes[at / 8] >> UInt8(at % 8) & 1) << UInt32(bit)
      }
      return value
    }
  }

  /// The numbers that unary codes stand for: the zeros before each one. Nil when there are not so
  /// many ones.
  static func unary(_ bytes: [UInt8], count: Int) -> [UInt32]? {
    var result: [UInt32] = []
    var zeros: UInt32 = 0
    for bit in 0..<8 * bytes.count where result.count < count {
      if bytes[bit / 8] >> UInt8(bit % 8) & 1 == 0 {
        zeros += 1
      } else {
        result.append(zeros)
        zeros = 0
      }
    }
    return result.count == count ? result : nil
  }

  /// Turns gaps into documents above `base`.
  static func sumDocuments(_ gaps: [UInt32], base: UInt32) -> [UInt32] {
    var document = base
    return gaps.map { gap in
      document &+= gap &+ 1
      return document
    }
  }

  /// base + 1 + the index of each bit set in little-endian 64-bit words.
  static func expandBits(_ words: [UInt8], base: UInt32) -> [UInt32] {
    (0..<8 * words.count).filter { words[$0 / 8] >> UInt8($0 % 8) & 1 != 0 }
      .map { base &+ 1 &+ UInt32($0) }
  }

  /// Turns position gaps into positions, afresh in each document.
  static func sumPositions(_ gaps: [UInt32], frequencies: [UInt32]) -> [UInt32] {
    var at = 0
    return frequencies.flatMap { frequency in
      var position: UInt32 = 0
      return (0..<Int(frequency)).map { _ in
        position &+= gaps[at]
        at += 1
        return position
      }
    }
  }
}
