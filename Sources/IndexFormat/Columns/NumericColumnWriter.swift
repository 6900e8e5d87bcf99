// SPDX-License-Identifier: Apache-2.0

internal import Storage

/// Collects the values of a number or date field in document order and writes its column.
/// See `ColumnFormat`.
struct NumericColumnWriter {
  private let type: UInt8
  private var isPresent: [Bool] = []
  // The value's bits; 0 where there is none.
  private var bits: [UInt64] = []

  /// Starts a column of `ColumnFormat.numbers` or `.dates`.
  init(type: UInt8) { self.type = type }

  /// Appends the next document's number.
  mutating func append(_ number: Double?) {
    isPresent.append(number != nil)
    bits.append(number?.bitPattern ?? 0)
  }

  /// Appends the next document's date.
  mutating func append(_ date: Int64?) {
    isPresent.append(date != nil)
    bits.append(UInt64(bitPattern: date ?? 0))
  }

  /// The section's bytes.
  consuming func finish() -> [UInt8] {
    if let integers = integers(), let packed = Self.packed(integers, isPresent, type) {
      return packed
    }
    var bytes: [UInt8] = [type, 1, 0, 0, 0, 0, 0, 0]
    BitPackedArray.append(isPresent.map { $0 ? 1 : 0 }, to: &bytes)
    BitPackedArray.append(bits, to: &bytes)
    return bytes
  }

  /// The values as integers, 0 where there is none; nil when one is not a whole number.
  private func integers() -> [Int64]? {
    if type == ColumnFormat.dates { return bits.map { Int64(bitPattern: $0) } }
    var result: [Int64] = []
    result.reserveCapacity(bits.count)
    for index in bits.indices {
      let number = Double(bitPattern: bits[index])
      guard let integer = Int64(exactly: number), Double(integer).bitPattern == bits[index] else {
        return nil
      }
      result.append(isPresent[index] ? integer : 0)
    }
    return result
  }

  private static func packed(
    _ integers: [Int64], _ isPresent: [Bool], _ type: UInt8
  ) -> [UInt8]? {
    let present = integers.indices.filter { isPresent[$0] }
    let minimum = present.map { integers[$0] }.min() ?? 0
    var step: UInt64 = 0
    for index in present { step = divisor(step, UInt64(bitPattern: integers[index] &- minimum)) }
    step = max(step, 1)
    var values = [UInt64](repeating: 0, count: integers.count)
    for index in present {
      let value = UInt64(bitPattern: integers[index] &- minimum) / step
      guard value < .max else { return nil }
      values[index] = value + 1
    }
    var bytes: [UInt8] = [type, 0, 0, 0, 0, 0, 0, 0]
    bytes.append(littleEndian: minimum)
    bytes.append(littleEndian: step)
    BitPackedArray.append(values, to: &bytes)
    return bytes
  }

  /// The greatest common divisor.
  private static func divisor(_ a: UInt64, _ b: UInt64) -> UInt64 {
    var (a, b) = (a, b)
    while b != 0 { (a, b) = (b, a % b) }
    return a
  }
}
