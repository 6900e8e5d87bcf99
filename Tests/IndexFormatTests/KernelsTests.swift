// SPDX-License-Identifier: Apache-2.0

import Storage
import TestSupport
import Testing

@testable import IndexFormat

@Suite("Kernels equal their plain twins")
struct KernelsTests {
  private static func values(width: Int, seed: UInt64) -> InlineArray<128, UInt32> {
    var random = SeededGenerator(seed: seed)
    let mask = PlainKernels.mask(width)
    return InlineArray<128, UInt32> { _ in UInt32.random(in: 0...(.max), using: &random) & mask }
  }

  private static func array(
    _ values: InlineArray<128, UInt32>, _ count: Int = 128
  ) -> [UInt32] {
    (0..<count).map { values[$0] }
  }

  @Test(arguments: 0...32)
  func packAndUnpack(width: Int) throws {
    let values = Self.values(width: width, seed: UInt64(width))
    var packed: [UInt8] = [1, 2, 3]
    Kernels.pack(values.span, width: width, to: &packed)
    var plain: [UInt8] = [1, 2, 3]
    PlainKernels.pack(values.span, width: width, to: &plain)
    #expect(packed == plain)
    #expect(PlainKernels.unpack(Array(packed[3...]), width: width) == Self.array(values))
    var result = InlineArray<128, UInt32>(repeating: 7)
    try Kernels.unpack(MappedBytes(packed), at: 3, width: width, to: &result)
    #expect(Self.array(result) == Self.array(values))
    try Kernels.unpack(MappedBytes(packed), at: 3, width: width, added: 1, to: &result)
    #expect(Self.array(result) == Self.array(values).map { $0 &+ 1 })
    #expect(throws: StorageError.self) {
      var rest = InlineArray<128, UInt32>(repeating: 7)
      try Kernels.unpack(MappedBytes(packed), at: 4, width: max(width, 1), to: &rest)
    }
  }

  @Test(arguments: 0...32, [0, 41, UInt32.max])
  func unpackDocuments(width: Int, base: UInt32) throws {
    let gaps = Self.values(width: width, seed: UInt64(width) + 100)
    var packed: [UInt8] = []
    Kernels.pack(gaps.span, width: width, to: &packed)
    var result = InlineArray<128, UInt32>(repeating: 7)
    try Kernels.unpackDocuments(MappedBytes(packed), at: 0, width: width, base: base, to: &result)
    #expect(Self.array(result) == PlainKernels.sumDocuments(Self.array(gaps), base: base))
    for count in [0, 1, 2, 3, 4, 5, 63, 127, 128] {
      var summed = gaps
      Kernels.sumDocuments(&summed, count: count, base: base)
      #expect(
        Self.array(summed, count) == PlainKernels.sumDocuments(Self.array(gaps, count), base: base))
    }
  }

  @Test(arguments: 0...32)
  func unpackShort(width: Int) throws {
    let values = Self.values(width: width, seed: UInt64(width) + 200)
    for count in [0, 1, 2, 7, 8, 31, 100, 127] {
      var packed: [UInt8] = []
      PlainKernels.packShort(values.span, width: width, count: count, to: &packed)
      #expect(packed.count == (count * width + 7) / 8)
      #expect(
        PlainKernels.unpackShort(packed, width: width, count: count) == Self.array(values, count))
      var result = InlineArray<128, UInt32>(repeating: 7)
      let bytes = MappedBytes(packed + [UInt8](repeating: 0xFF, count: 8))
      try Kernels.unpackShort(bytes, at: 0, width: width, count: count, to: &result)
      #expect(Self.array(result, count) == Self.array(values, count))
      #expect((count..<128).allSatisfy { result[$0] == 7 })
      try Kernels.unpackShort(
        bytes, at: 0, width: width, count: count, added: 1, to: &result)
      #expect(Self.array(result, count) == Self.array(values, count).map { $0 &+ 1 })
    }
  }

  @Test func expandBits() throws {
    var random = SeededGenerator(seed: 3)
    for wordCount in 2...255 {
      var words = [UInt8](repeating: 0, count: 8 * wordCount)
      for bit in (0..<64 * wordCount).shuffled(using: &random).prefix(128) {
        words[bit / 8] |= 1 << UInt8(bit % 8)
      }
      var result = InlineArray<128, UInt32>(repeating: 7)
      let isFull = try Kernels.expandBits(
        MappedBytes(words), at: 0, wordCount: wordCount, base: 99, to: &result)
      #expect(isFull)
      #expect(Self.array(result) == PlainKernels.expandBits(words, base: 99))
      words[0] ^= 1
      let isWrong = try Kernels.expandBits(
        MappedBytes(words), at: 0, wordCount: wordCount, base: 99, to: &result)
      #expect(!isWrong)
    }
  }

  @Test func sumPositions() {
    var random = SeededGenerator(seed: 4)
    for (count, most) in [0, 1, 2, 5, 127, 128].flatMap({ count in
      [1, 2, 3, 40].map { (count, $0) }
    }) {
      let frequencies = InlineArray<128, UInt32> { _ in
        UInt32.random(in: 0...UInt32(most), using: &random)
      }
      let total = (0..<count).reduce(0) { $0 + Int(frequencies[$1]) }
      let gaps = (0..<total).map { _ in UInt32.random(in: 0...999, using: &random) }
      var positions = gaps
      var starts = InlineArray<129, UInt32>(repeating: 7)
      Kernels.sumPositions(
        frequencies.span.extracting(first: count), positions: &positions, starts: &starts)
      #expect(
        positions
          == PlainKernels.sumPositions(gaps, frequencies: Self.array(frequencies, count)))
      #expect(Int(starts[count]) == total)
      #expect((0..<count).allSatisfy { starts[$0 + 1] - starts[$0] == frequencies[$0] })
    }
  }

  @Test func ascends() {
    var values = InlineArray<128, UInt32> { UInt32($0 * 3 + 5) }
    #expect(Kernels.ascends(&values, count: 128, base: 4))
    #expect(Kernels.ascends(&values, count: 128, base: .max))
    #expect(!Kernels.ascends(&values, count: 128, base: 5))
    for place in [1, 64, 127] {
      let kept = values[place]
      values[place] = values[place - 1]
      #expect(!Kernels.ascends(&values, count: 128, base: 4))
      #expect(Kernels.ascends(&values, count: place, base: 4))
      values[place] = kept
    }
  }

  @Test func patch() throws {
    var patched = InlineArray<128, UInt32>(repeating: 1)
    // Index 3 with 0x81 above, index 127 with 1: two numbers of 15 bits.
    let bytes = MappedBytes([0x83, 0xC0, 0x7F, 0x00] + [UInt8](repeating: 0, count: 8))
    let isInside = try Kernels.patch(
      bytes, at: 0, exceptionCount: 2, highWidth: 8, width: 4, count: 128, values: &patched)
    #expect(isInside && patched[3] == 0x811 && patched[127] == 0x11, "\(patched[3])")
    let isOutside = try Kernels.patch(
      bytes, at: 0, exceptionCount: 2, highWidth: 8, width: 4, count: 127, values: &patched)
    #expect(!isOutside)
  }

  @Test(arguments: [0, 1, 5, 16, 31])
  func unary(width: Int) throws {
    var random = SeededGenerator(seed: UInt64(width) + 300)
    for count in [1, 2, 63, 64, 65, 128] {
      for most: UInt32 in [0, 1, 3, 60] {
        let highs = (0..<count).map { _ in UInt32.random(in: 0...most, using: &random) }
        var bytes: [UInt8] = [9]
        var bits = BitWriter()
        for high in highs { bits.append(unary: high, to: &bytes) }
        bits.finish(to: &bytes)
        #expect(PlainKernels.unary(Array(bytes[1...]), count: count) == highs)
        for areSums in [false, true] {
          var values = InlineArray<128, UInt32> { UInt32($0) }
          let byteCount = try Kernels.addUnary(
            MappedBytes(bytes), at: 1, width: width, count: count, areSums: areSums, to: &values)
          let isInTime = bytes.count - 1 <= 1024
          #expect(byteCount == (isInTime ? bytes.count - 1 : nil))
          guard isInTime else { continue }
          var sum: UInt32 = 0
          for (index, high) in highs.enumerated() {
            sum &+= high
            #expect(values[index] == UInt32(index) &+ (areSums ? sum : high) << UInt32(width))
          }
          // Without the last one they do not end.
          var cut = bytes
          cut[cut.count - 1] = 0
          #expect(
            try Kernels.addUnary(
              MappedBytes(cut), at: 1, width: width, count: count, areSums: areSums,
              to: &values) == nil)
        }
      }
    }
  }

  @Test func riceCodes() throws {
    var random = SeededGenerator(seed: 400)
    for width in [0, 1, 7, 20, 31] {
      for count in [0, 1, 2, 50, 128] {
        let values = (0..<count).map { index -> UInt32 in
          let high = index % 40 == 9 ? 200 : UInt32.random(in: 0...9, using: &random)
          let low = UInt32.random(in: 0...(.max), using: &random) & PlainKernels.mask(width)
          return (width == 31 ? high % 2 : width == 20 ? high % 2000 : high) << UInt32(width) | low
        }
        var bytes: [UInt8] = []
        var bits = BitWriter()
        let lead = Int.random(in: 0...9, using: &random)
        bits.append(0, width: lead, to: &bytes)
        for value in values { bits.append(rice: value, width: width, to: &bytes) }
        bits.finish(to: &bytes)
        let padded = MappedBytes([7, 7] + bytes + [UInt8](repeating: 0xFF, count: 8))
        let record = 16..<16 + 8 * bytes.count
        var result = InlineArray<128, UInt32>(repeating: 7)
        let end = try Kernels.decodeRice(
          padded, record, at: 16 + lead, width: width, count: count, to: &result)
        #expect((end + 7) / 8 == bytes.count + 2 || count == 0)
        #expect(Self.array(result, count) == values)
        // A record that ends earlier.
        if count > 0 {
          #expect(throws: StorageError.self) {
            try Kernels.decodeRice(
              padded, 16..<8 * ((end - 1) / 8), at: 16 + lead, width: width, count: count,
              to: &result)
          }
        }
      }
    }
  }

  @Test func gather() {
    var random = SeededGenerator(seed: 5)
    let codes = (0..<1000).map { _ in UInt8.random(in: 0...255, using: &random) }
    let table = (0..<256).map { Float($0) * 0.5 }
    var documents = InlineArray<128, UInt32> { _ in UInt32.random(in: 0..<1000, using: &random) }
    let bytes = MappedBytes(codes)
    var gathered = InlineArray<128, UInt8>(repeating: 0)
    var weights = InlineArray<128, Float>(repeating: -1)
    let all = Kernels.gatherBytes(bytes, documents: documents.span, to: &gathered)
    #expect(all)
    #expect(
      Kernels.gatherWeights(
        bytes, table: table, documents: documents.span.extracting(first: 100), to: &weights))
    for index in 0..<128 {
      #expect(gathered[index] == codes[Int(documents[index])])
      #expect(weights[index] == (index < 100 ? table[Int(gathered[index])] : -1))
    }
    documents[50] = 1000
    #expect(
      !Kernels.gatherBytes(bytes, documents: documents.span.extracting(first: 128), to: &gathered))
    #expect(
      Kernels.gatherBytes(bytes, documents: documents.span.extracting(first: 50), to: &gathered))
    #expect(
      !Kernels.gatherWeights(
        bytes, table: table, documents: documents.span.extracting(first: 51), to: &weights))
  }
}
