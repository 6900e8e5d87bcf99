// SPDX-License-Identifier: Apache-2.0

import Foundation
import Storage
import TestSupport
import Testing

@testable import IndexFormat

@Suite("Integer blocks")
struct IntegerBlockTests {
  /// Encodes, checks that the size is what it should be at most, and decodes.
  private func roundTrip(
    _ values: [UInt32], _ forms: IntegerBlockEncoder.Forms = .all, atMost limit: Int? = nil
  ) throws {
    let block = InlineArray<128, UInt32> { $0 < values.count ? values[$0] : 0 }
    var bytes: [UInt8] = [0xAA]
    IntegerBlockEncoder.append(block.span.extracting(first: values.count), forms, to: &bytes)
    if let limit { #expect(bytes.count - 1 <= limit, "\(bytes)") }
    var result = InlineArray<128, UInt32>(repeating: 0)
    var at = 1
    try IntegerBlockDecoder.decode(
      MappedBytes(bytes + [UInt8](repeating: 0xFF, count: 8)), at: &at, count: values.count,
      to: &result)
    #expect(at == bytes.count)
    #expect((0..<values.count).map { result[$0] } == values)
    at = 1
    let padded = MappedBytes(bytes + [UInt8](repeating: 0xFF, count: 8))
    if values.contains(where: { $0 >= UInt32(Int32.max) }) {
      #expect(throws: StorageError.self) {
        try IntegerBlockDecoder.decode(
          padded, at: &at, count: values.count, added: 1, to: &result)
      }
    } else {
      try IntegerBlockDecoder.decode(padded, at: &at, count: values.count, added: 1, to: &result)
      #expect((0..<values.count).map { result[$0] } == values.map { $0 + 1 })
    }
  }

  private func roundTrip(
    documents: [UInt32], base: UInt32, _ forms: IntegerBlockEncoder.Forms = .all
  ) throws -> UInt8 {
    let block = InlineArray<128, UInt32> { documents[$0] }
    var previous = base
    let gaps = InlineArray<128, UInt32> { index in
      defer { previous = documents[index] }
      return documents[index] &- previous &- 1
    }
    var bytes: [UInt8] = []
    IntegerBlockEncoder.append(
      documents: block.span, gaps: gaps.span, base: base, forms, to: &bytes)
    var result = InlineArray<128, UInt32>(repeating: 0)
    var at = 0
    try IntegerBlockDecoder.decodeDocuments(
      MappedBytes(bytes + [UInt8](repeating: 0xFF, count: 8)), at: &at, count: 128, base: base,
      to: &result)
    #expect(at == bytes.count)
    #expect((0..<128).map { result[$0] } == documents)
    return bytes[0]
  }

  @Test func forms() throws {
    try roundTrip([UInt32](repeating: 0, count: 128), atMost: 1)
    try roundTrip([UInt32](repeating: 300, count: 128), atMost: 3)
    try roundTrip([UInt32](repeating: .max, count: 17), atMost: 6)
    try roundTrip((0..<128).map { $0 % 2 }, atMost: 17)
    try roundTrip((0..<128).map { $0 == 77 ? 200 : $0 % 2 }, .fast, atMost: 21)
    try roundTrip((0..<128).map { $0 == 77 ? .max : $0 % 2 }, .fast, atMost: 24)
    try roundTrip((0..<128).map { $0 % 4 == 1 ? .max - $0 : $0 })
    try roundTrip([5])
    try roundTrip([0])
  }

  @Test func randomBlocks() throws {
    var random = SeededGenerator(seed: 11)
    for _ in 0..<600 {
      let count = Bool.random(using: &random) ? 128 : Int.random(in: 1...127, using: &random)
      let width = UInt32.random(in: 0...32, using: &random)
      let wider = min(32, width + UInt32.random(in: 0...9, using: &random))
      let share = Int.random(in: 1...40, using: &random)
      let values = (0..<count).map { _ in
        let width = Int.random(in: 0..<share, using: &random) == 0 ? wider : width
        return UInt32.random(in: 0...(.max), using: &random) & PlainKernels.mask(Int(width))
      }
      for forms in [IntegerBlockEncoder.Forms.all, .fast] {
        try roundTrip(
          values, forms, atMost: 2 + (count == 128 ? 16 : count / 8 + 1) * Int(max(wider, 1)))
      }
    }
  }

  /// Gaps as a geometric distribution has them: Rice codes are smaller than any other form.
  @Test func rice() throws {
    var random = SeededGenerator(seed: 14)
    for mean in [2.0, 30, 1000, 4e6] {
      for count in [128, 127, 60] {
        let values = (0..<count).map { _ in
          UInt32(-mean * log(Double.random(in: 0.0001...1, using: &random)))
        }
        var sizes: [Int] = []
        for forms in [IntegerBlockEncoder.Forms.all, .fast] {
          var bytes: [UInt8] = []
          IntegerBlockEncoder.append(values.span, forms, to: &bytes)
          sizes.append(bytes.count)
          if forms == .all { #expect(bytes[0] & 0xE0 == IntegerBlockFormat.rice) }
        }
        #expect(sizes[0] < sizes[1])
        try roundTrip(values)
        var document = UInt32.max
        let documents = (values + values + Array(repeating: 0, count: 128)).prefix(128).map {
          document &+= $0 &+ 1
          return document
        }
        _ = try roundTrip(documents: documents, base: .max)
      }
    }
  }

  @Test func documents() throws {
    var random = SeededGenerator(seed: 12)
    for base in [UInt32.max, 0, 1000, 2_000_000_000] {
      let first = base &+ 1
      // A run, every third, dense and sparse at random, one far away.
      let run = try roundTrip(documents: (0..<128).map { first + $0 }, base: base)
      #expect(run == 0)
      let third = try roundTrip(documents: (0..<128).map { first + 3 * $0 + 2 }, base: base)
      #expect(third == IntegerBlockFormat.constant)
      let dense = (0..<256).shuffled(using: &random).prefix(128).sorted().map { first + $0 }
      #expect(try roundTrip(documents: dense, base: base, .fast) == IntegerBlockFormat.bitset)
      _ = try roundTrip(documents: dense, base: base)
      let sparse = Set((0..<128).map { _ in UInt32.random(in: 0..<140_000_000, using: &random) })
      let sorted = (Array(sparse) + (140_000_000..<140_000_128)).prefix(128).sorted()
      _ = try roundTrip(documents: sorted.map { first + $0 }, base: base)
      let far = (0..<127).map { first + $0 } + [2_147_483_646]
      _ = try roundTrip(documents: far.sorted(), base: base)
    }
  }

  @Test func documentsThatWrapAroundAreDamage() throws {
    var values = InlineArray<128, UInt32>(repeating: 0)
    // 128 gaps of 2^30 leave 32 bits.
    var bytes: [UInt8] = [31]
    let gaps = InlineArray<128, UInt32>(repeating: 1 << 30)
    Kernels.pack(gaps.span, width: 31, to: &bytes)
    var at = 0
    #expect(throws: StorageError.self) {
      try IntegerBlockDecoder.decodeDocuments(
        MappedBytes(bytes), at: &at, count: 128, base: .max, to: &values)
    }
    at = 0
    #expect(throws: StorageError.self) {
      try IntegerBlockDecoder.decodeDocuments(
        MappedBytes([128, 0xFF, 0xFF, 0xFF, 0xFF, 0x0F]), at: &at, count: 128, base: 5, to: &values)
    }
  }

  @Test func randomBytesNeverTrap() {
    var random = SeededGenerator(seed: 13)
    var values = InlineArray<128, UInt32>(repeating: 0)
    for _ in 0..<5000 {
      var bytes = (0..<Int.random(in: 0...40, using: &random)).map { _ in
        UInt8.random(in: 0...255, using: &random)
      }
      if let tag = [0, 5, 64, 70, 128, 129, 160, 165].randomElement(using: &random), !bytes.isEmpty
      {
        bytes[0] = UInt8(tag)
      }
      let window = MappedBytes(bytes)
      let count = Int.random(in: 1...128, using: &random)
      var at = 0
      try? IntegerBlockDecoder.decode(window, at: &at, count: count, to: &values)
      at = 0
      try? IntegerBlockDecoder.decodeDocuments(
        window, at: &at, count: count, base: UInt32.random(in: 0...(.max), using: &random),
        to: &values)
    }
  }
}
