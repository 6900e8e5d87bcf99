// SPDX-License-Identifier: Apache-2.0

internal import Storage

/// Reads blocks of up to 128 integers. See `IntegerBlockFormat`.
///
/// Nothing in the bytes is trusted: damage gives an error or wrong integers, never a trap.
enum IntegerBlockDecoder {
  /// With low parts of so many bits, all that a block of Rice codes adds up to stays below 2³⁰.
  private static let riceSafeWidth = 16

  /// Reads `count` integers at an offset, adds `added` (0 or 1) to each, and moves the offset behind
  /// them.
  ///
  /// - Throws: `StorageError.damaged`, also when a sum with 1, as of frequencies, is not below 2³¹, or
  ///   `.outOfBounds`.
  static func decode(
    _ bytes: MappedBytes, at offset: inout Int, count: Int, added: UInt32 = 0,
    to values: inout InlineArray<128, UInt32>
  ) throws(StorageError) {
    let start = offset
    let tag = try bytes.byte(at: start)
    offset += 1
    var isNarrow = true
    if tag <= 32 {
      isNarrow = tag < 31
      try unpack(bytes, at: &offset, width: Int(tag), count: count, added: added, to: &values)
    } else if tag & 0xE0 == IntegerBlockFormat.patched {
      let width = Int(tag & 31)
      let high = try patched(
        bytes, at: &offset, width: width, count: count, added: added, to: &values)
      isNarrow = width + high < 31
    } else if tag & 0xE0 == IntegerBlockFormat.rice {
      let width = Int(tag & 31)
      isNarrow = width <= riceSafeWidth
      try unpack(bytes, at: &offset, width: width, count: count, added: added, to: &values)
      try addUnary(bytes, at: &offset, width: width, count: count, areSums: false, to: &values)
    } else if tag == IntegerBlockFormat.constant {
      let value = try constant(bytes, at: &offset)
      isNarrow = value < UInt32(Int32.max)
      for index in 0..<count { values[index] = value &+ added }
    } else {
      throw damaged(start, "tag \(tag)")
    }
    // A sum of more than 32 bits has become 0.
    guard
      isNarrow || added == 0
        || (0..<count).allSatisfy({ values[$0] > 0 && values[$0] <= UInt32(Int32.max) })
    else { throw damaged(start, "an integer of more than 31 bits") }
  }

  /// Reads `count` documents above `base` (0xFFFFFFFF for none) at an offset and moves it behind
  /// them. They ascend strictly.
  ///
  /// - Throws: `StorageError.damaged` or `.outOfBounds`.
  static func decodeDocuments(
    _ bytes: MappedBytes, at offset: inout Int, count: Int, base: UInt32,
    to values: inout InlineArray<128, UInt32>
  ) throws(StorageError) {
    let start = offset
    let tag = try bytes.byte(at: start)
    offset += 1
    // The widest gap that 128 of can be added to a document without leaving 32 bits.
    let safeWidth = 24
    var isSafe = base &+ 1 <= UInt32(Int32.max)
    if tag <= 32 {
      isSafe = isSafe && Int(tag) <= safeWidth
      try unpackDocuments(
        bytes, at: &offset, width: Int(tag), count: count, base: base, to: &values)
    } else if tag & 0xE0 == IntegerBlockFormat.patched {
      let width = Int(tag & 31)
      let high = try patched(bytes, at: &offset, width: width, count: count, to: &values)
      isSafe = isSafe && width + high <= safeWidth
      Kernels.sumDocuments(&values, count: count, base: base)
    } else if tag & 0xE0 == IntegerBlockFormat.rice {
      let width = Int(tag & 31)
      isSafe = isSafe && width <= riceSafeWidth
      try unpackDocuments(bytes, at: &offset, width: width, count: count, base: base, to: &values)
      try addUnary(bytes, at: &offset, width: width, count: count, areSums: true, to: &values)
    } else if tag == IntegerBlockFormat.constant {
      let gap = try constant(bytes, at: &offset)
      isSafe = isSafe && gap < 1 << UInt32(safeWidth)
      var document = base
      for index in 0..<count {
        document &+= gap &+ 1
        values[index] = document
      }
    } else if tag == IntegerBlockFormat.bitset, count == 128 {
      let wordCount = Int(try bytes.byte(at: offset))
      offset += 1
      guard
        try Kernels.expandBits(bytes, at: offset, wordCount: wordCount, base: base, to: &values)
      else { throw damaged(start, "a bitset without 128 documents") }
      offset += 8 * wordCount
    } else {
      throw damaged(start, "tag \(tag)")
    }
    guard isSafe || Kernels.ascends(&values, count: count, base: base) else {
      throw damaged(start, "documents out of order")
    }
  }

  private static func unpack(
    _ bytes: MappedBytes, at offset: inout Int, width: Int, count: Int, added: UInt32 = 0,
    to values: inout InlineArray<128, UInt32>
  ) throws(StorageError) {
    if count == 128 {
      try Kernels.unpack(bytes, at: offset, width: width, added: added, to: &values)
    } else {
      try Kernels.unpackShort(
        bytes, at: offset, width: width, count: count, added: added, to: &values)
    }
    offset += IntegerBlockFormat.packedByteCount(count: count, width: width)
  }

  private static func unpackDocuments(
    _ bytes: MappedBytes, at offset: inout Int, width: Int, count: Int, base: UInt32,
    to values: inout InlineArray<128, UInt32>
  ) throws(StorageError) {
    if count == 128 {
      try Kernels.unpackDocuments(bytes, at: offset, width: width, base: base, to: &values)
      offset += 16 * width
    } else {
      try unpack(bytes, at: &offset, width: width, count: count, to: &values)
      Kernels.sumDocuments(&values, count: count, base: base)
    }
  }

  private static func addUnary(
    _ bytes: MappedBytes, at offset: inout Int, width: Int, count: Int, areSums: Bool,
    to values: inout InlineArray<128, UInt32>
  ) throws(StorageError) {
    let byteCount = try Kernels.addUnary(
      bytes, at: offset, width: width, count: count, areSums: areSums, to: &values)
    guard let byteCount else { throw damaged(offset, "unary numbers without an end") }
    offset += byteCount
  }

  /// Returns the bits of the exceptions above `width`.
  private static func patched(
    _ bytes: MappedBytes, at offset: inout Int, width: Int, count: Int, added: UInt32 = 0,
    to values: inout InlineArray<128, UInt32>
  ) throws(StorageError) -> Int {
    try unpack(bytes, at: &offset, width: width, count: count, added: added, to: &values)
    let exceptionCount = Int(try bytes.byte(at: offset))
    let highWidth = Int(try bytes.byte(at: offset + 1))
    guard highWidth > 0, width + highWidth <= 32 else {
      throw damaged(offset, "exceptions of \(width) and \(highWidth) bits")
    }
    offset += 2
    let isInside = try Kernels.patch(
      bytes, at: offset, exceptionCount: exceptionCount, highWidth: highWidth, width: width,
      count: count, values: &values)
    guard isInside else {
      throw damaged(offset, "an exception beyond \(count) integers or out of order")
    }
    offset += IntegerBlockFormat.exceptionByteCount(count: exceptionCount, highWidth: highWidth)
    return highWidth
  }

  private static func constant(
    _ bytes: MappedBytes, at offset: inout Int
  ) throws(StorageError) -> UInt32 {
    let start = offset
    let value = try bytes.variableByte(at: &offset)
    guard let result = UInt32(exactly: value), offset - start <= 5 else {
      throw damaged(start, "\(value) is too large")
    }
    return result
  }

  private static func damaged(_ offset: Int, _ reason: String) -> StorageError {
    .damaged(structure: "integer block", offset: offset, reason: reason)
  }
}
