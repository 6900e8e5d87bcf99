// SPDX-License-Identifier: Apache-2.0

internal import Storage

/// Writes blocks of up to 128 integers in the smallest of the forms of `IntegerBlockFormat`.
enum IntegerBlockEncoder {
  /// Which forms may be chosen.
  enum Forms {
    /// Those that are decoded fast, with few exceptions.
    case fast
    /// All, also Rice codes: smaller, and decoded integer by integer.
    case all
  }

  /// Appends 1 to 128 integers.
  static func append(_ values: Span<UInt32>, _ forms: Forms, to output: inout [UInt8]) {
    let count = values.count
    precondition(count >= 1 && count <= 128, "a block has 1 to 128 integers")
    // How many integers have each bit width, and whether all are equal.
    var histogram = InlineArray<33, Int>(repeating: 0)
    var maximumWidth = 0
    var sum: UInt64 = 0
    var isConstant = true
    for index in 0..<count {
      let width = 32 - values[index].leadingZeroBitCount
      histogram[width] += 1
      maximumWidth = max(maximumWidth, width)
      sum += UInt64(values[index])
      if values[index] != values[0] { isConstant = false }
    }
    if isConstant && maximumWidth > 0 {
      output.append(IntegerBlockFormat.constant)
      output.append(variableByte: UInt64(values[0]))
      return
    }
    // Half a byte for the time that an exception takes.
    let penalty = forms == .fast ? 1 : 0
    var bestWidth = maximumWidth
    var bestCost = IntegerBlockFormat.packedByteCount(count: count, width: maximumWidth)
    var exceptionCount = 0
    var bestExceptionCount = 0
    for width in stride(from: maximumWidth - 1, through: 0, by: -1) {
      exceptionCount += histogram[width + 1]
      let low = IntegerBlockFormat.packedByteCount(count: count, width: width)
      let cost =
        low + 2
        + IntegerBlockFormat.exceptionByteCount(
          count: exceptionCount, highWidth: maximumWidth - width) + penalty * exceptionCount / 2
      if cost < bestCost {
        bestCost = cost
        bestWidth = width
        bestExceptionCount = exceptionCount
      }
    }
    if forms == .all, let (width, cost) = rice(values, sum: sum), cost < bestCost {
      output.append(IntegerBlockFormat.rice | UInt8(width))
      pack(values, width: width, to: &output)
      appendUnary(values, width: width, to: &output)
    } else if bestWidth < maximumWidth {
      output.append(IntegerBlockFormat.patched | UInt8(bestWidth))
      pack(values, width: bestWidth, to: &output)
      output.append(UInt8(bestExceptionCount))
      output.append(UInt8(maximumWidth - bestWidth))
      var bits = BitWriter()
      for index in 0..<count where values[index] >> UInt32(bestWidth) != 0 {
        bits.append(UInt64(index), width: IntegerBlockFormat.indexWidth, to: &output)
        bits.append(
          UInt64(values[index] >> UInt32(bestWidth)), width: maximumWidth - bestWidth, to: &output)
      }
      bits.finish(to: &output)
    } else {
      output.append(UInt8(maximumWidth))
      pack(values, width: maximumWidth, to: &output)
    }
  }

  /// The best width of Rice codes, among the three around that of a geometric distribution, and the
  /// bytes it takes.
  private static func rice(_ values: Span<UInt32>, sum: UInt64) -> (width: Int, cost: Int)? {
    let middle = RiceWidth.best(sum: sum, count: values.count)
    var best: (width: Int, cost: Int)?
    for width in max(0, middle - 1)...min(31, middle + 1) {
      var zeros: UInt64 = 0
      for index in values.indices { zeros += UInt64(values[index] >> UInt32(width)) }
      let cost =
        IntegerBlockFormat.packedByteCount(count: values.count, width: width)
        + (Int(zeros) + values.count + 7) / 8
      if cost < best?.cost ?? .max { best = (width, cost) }
    }
    return best
  }

  private static func appendUnary(_ values: Span<UInt32>, width: Int, to output: inout [UInt8]) {
    var bits = BitWriter()
    for index in values.indices {
      bits.append(unary: values[index] >> UInt32(width), to: &output)
    }
    bits.finish(to: &output)
  }

  /// Appends 128 documents above `base` (0xFFFFFFFF for none) as a bitset where that is at most an
  /// eighth larger than their gaps, else as gaps: bitsets are matched without being decoded.
  static func append(
    documents: Span<UInt32>, gaps: Span<UInt32>, base: UInt32, _ forms: Forms,
    to output: inout [UInt8]
  ) {
    let start = output.count
    append(gaps, forms, to: &output)
    let range = Int(documents[127] &- (base &+ 1)) + 1
    let wordCount = (range + 63) / 64
    guard wordCount <= IntegerBlockFormat.maximumWordCount,
      2 + 8 * wordCount <= (output.count - start) * 9 / 8,
      output[start] != IntegerBlockFormat.constant
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

  private static func pack(_ values: Span<UInt32>, width: Int, to output: inout [UInt8]) {
    if values.count == 128 {
      Kernels.pack(values, width: width, to: &output)
    } else {
      PlainKernels.packShort(values, width: width, count: values.count, to: &output)
    }
  }
}
