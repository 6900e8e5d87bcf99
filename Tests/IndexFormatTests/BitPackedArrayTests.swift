// SPDX-License-Identifier: Apache-2.0

import Storage
import TestSupport
import Testing

@testable import IndexFormat

@Suite("Bit-packed arrays")
struct BitPackedArrayTests {
  /// Integers of every width, those included that are stored as 64 bits, against bits set one by one.
  @Test(arguments: 0...64) func everyWidth(width: Int) throws {
    var random = SeededGenerator(seed: UInt64(width))
    let largest = width == 64 ? UInt64.max : 1 << UInt64(width) - 1
    for count in 1...17 {
      var values = (0..<count).map { _ in UInt64.random(in: 0...largest, using: &random) }
      // Neighbours of only ones, at every place that a byte can begin at.
      for index in values.indices where index % 3 != 1 { values[index] = largest }
      var bytes: [UInt8] = []
      BitPackedArray.append(values, to: &bytes)
      let stored = width > 56 ? 64 : width
      var packed = [UInt8](repeating: 0, count: (count * stored + 7) / 8)
      for (index, value) in values.enumerated() {
        for bit in 0..<stored where value >> UInt64(bit) & 1 == 1 {
          packed[(index * stored + bit) / 8] |= 1 << UInt8((index * stored + bit) % 8)
        }
      }
      #expect(Int(bytes[0]) == stored)
      #expect(Array(bytes[16..<16 + packed.count]) == packed)
      #expect(bytes[(16 + packed.count)...].allSatisfy { $0 == 0 })
      let reader = try BitPackedArrayReader(MappedBytes(bytes), at: 0)
      #expect((0..<reader.count).map { reader[$0] } == values && reader.byteCount == bytes.count)
    }
  }
}
