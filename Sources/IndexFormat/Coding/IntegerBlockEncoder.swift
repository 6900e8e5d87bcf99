// SPDX-License-Identifier: Apache-2.0

internal import Storage

/// Writes blocks of up to 128 integers in the smallest of the forms of `IntegerBlockFormat`.
enum IntegerBlockEncoder {
  /// Appends 1 to 128 integers.
  static func append(_ values: Span<UInt32>, to output: inout [UInt8]) {
    let count = values.count
    precondition(count >= 1 && count <= 128, "a block has 1 to 128 integers")
    // How many integers have each bit width, and whether all are equal.
    var histogram = InlineArray<33, Int>(repeating: 0)
    var maximumWidth = 0
    var isConstant = true
    for index in 0..<count {
      let width = 32 - values[index].leadingZeroBitCount
      histogram[width] += 1
      maximumWidth = max(maximumWidth, width)
      if values[index] != values[0] { isConstant = false }
    }
    if isConstant && maximumWidth > 0 {
      output.append(IntegerBlockFormat.constant)
      output.append(variableByte: UInt64(values[0]))
      return
    }
    var bestWidth = maximumWidth
    var bestCost = IntegerBlockFormat.packedByteCount(count: count, width: maximumWidth)
    var exceptionCount = 0
    var width = maximumWidth - 1
    while width >= 0, width >= maximumWidth - IntegerBlockFormat.exceptionWidth {
      exceptionCount += histogram[width + 1]
      let cost =
        IntegerBlockFormat.packedByteCount(count: count, width: width) + 1 + 2 * exceptionCount
      if cost < bestCost {
        bestCost = cost
        bestWidth = width
      }
      width -= 1
    }
    guard bestWidth < maximumWidth else {
      output.append(UInt8(maximumWidth))
      pack(values, count: count, width: maximumWidth, to: &output)
      return
    }
    output.append(IntegerBlockFormat.patched | UInt8(bestWidth))
    pack(values, count: count, width: bestWidth, to: &output)
    let countOffset = output.count
    output.append(0)
    for index in 0..<count where values[index] >> UInt32(bestWidth) != 0 {
      output[countOffset] += 1
      output.append(UInt8(index))
      output.append(UInt8(values[index] >> UInt32(bestWidth)))
    }
  }

  /// Appends 128 documents above `base` (0xFFFFFFFF for none) as a bitset where that is not larger
  /// than their gaps, else as gaps.
  static func append(
    documents: Span<UInt32>, gaps: Span<UInt32>, base: UInt32, to output: inout [UInt8]
  ) {
    let start = output.count
    append(gaps, to: &output)
    let range = Int(documents[127] &- (base &+ 1)) + 1
    let wordCount = (range + 63) / 64
    guard wordCount <= IntegerBlockFormat.maximumWordCount,
      2 + 8 * wordCount <= output.count - start, output[start] != IntegerBlockFormat.constant
    else { return }
    output.removeSubrange(start...)
    output.append(IntegerBlockFormat.bitset)
    output.append(UInt8(wordCount))
    let words = output.count
    output.append(contentsOf: repeatElement(0, count: 8 * wordCount))
    for index in 0..<128 {
      let bit = Int(documents[index] &- (base &+ 1))
      output[words + bit / 8] |= 1 << UInt8(bit % 8)
    }
  }

  private static func pack(
    _ values: Span<UInt32>, count: Int, width: Int, to output: inout [UInt8]
  ) {
    if count == 128 {
      Kernels.pack(values, width: width, to: &output)
    } else {
      PlainKernels.packShort(values, width: width, count: count, to: &output)
    }
  }
}
