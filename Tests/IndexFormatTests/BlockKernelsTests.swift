// SPDX-License-Identifier: Apache-2.0

import CKernels
import Storage
import TestSupport
import Testing

@testable import IndexFormat

@Suite("Block kernels equal their plain twins")
struct BlockKernelsTests {
  /// What a decoder makes of some bytes: how many it reads and what it finds, or nil.
  private struct Verdict: Equatable {
    var byteCount: Int
    var values: [UInt32]
  }

  private static let sentinel: UInt32 = 0xDEAD_BEEF

  private static func kernel(
    _ count: Int, _ body: (inout [UInt32]) -> Int64
  ) -> Verdict? {
    var values = [UInt32](repeating: sentinel, count: 132)
    let length = body(&values)
    #expect(values[128...].allSatisfy { $0 == sentinel }, "written behind the block")
    return length < 0
      ? nil : Verdict(byteCount: Int(length), values: Array(values.prefix(count)))
  }

  private static func plain(
    _ bytes: [UInt8], _ count: Int,
    _ body: (MappedBytes, inout Int, inout InlineArray<128, UInt32>) throws -> Void
  ) -> Verdict? {
    var values = InlineArray<128, UInt32>(repeating: 0)
    var at = 0
    do { try body(MappedBytes(bytes), &at, &values) } catch { return nil }
    return Verdict(byteCount: at, values: (0..<count).map { values[$0] })
  }

  /// Decodes bytes both ways as integers and as documents.
  ///
  /// - Returns: whether either was accepted.
  private func compare(_ bytes: [UInt8], count: Int, base: UInt32) -> Bool {
    var isAccepted = false
    for added: UInt32 in [0, 1] {
      let found = Self.kernel(count) {
        unsafe sakuin_decode_integers(bytes, UInt64(bytes.count), UInt32(count), added, &$0)
      }
      let wanted = Self.plain(bytes, count) {
        try IntegerBlockDecoder.decode($0, at: &$1, count: count, added: added, to: &$2)
      }
      #expect(found == wanted, "\(count) integers, \(added) added, of \(bytes)")
      if added == 1, let found {
        #expect(found.values.allSatisfy { $0 > 0 && $0 < 1 << 31 })
      }
      isAccepted = isAccepted || found != nil
    }
    let found = Self.kernel(count) {
      unsafe sakuin_decode_documents(bytes, UInt64(bytes.count), UInt32(count), base, &$0)
    }
    let wanted = Self.plain(bytes, count) {
      try IntegerBlockDecoder.decodeDocuments($0, at: &$1, count: count, base: base, to: &$2)
    }
    #expect(found == wanted, "\(count) documents above \(base) of \(bytes)")
    if let found {
      let ascending = zip(found.values, found.values.dropFirst()).allSatisfy { $0 < $1 }
      #expect(ascending && (base == .max || found.values[0] > base), "\(bytes)")
    }
    return isAccepted || found != nil
  }

  private static func documents(
    _ count: Int, base: UInt32, width: Int, _ random: inout SeededGenerator
  ) -> [UInt32] {
    var result: [UInt32] = []
    var previous = base
    for _ in 0..<count {
      previous = previous &+ 1 &+ UInt32.random(in: 0..<(1 << UInt32(width)), using: &random)
      result.append(previous)
    }
    return result
  }

  /// Documents as the writer codes them.
  private static func encoded(
    _ documents: [UInt32], base: UInt32, _ forms: IntegerBlockEncoder.Forms
  ) -> [UInt8] {
    var previous = base
    let gaps = documents.map { document in
      defer { previous = document }
      return document &- previous &- 1
    }
    var bytes: [UInt8] = []
    if documents.count == 128 {
      IntegerBlockEncoder.append(
        documents: documents.span, gaps: gaps.span, base: base, forms, to: &bytes)
    } else {
      IntegerBlockEncoder.append(gaps.span, forms, to: &bytes)
    }
    return bytes
  }

  private static let padding = [UInt8](repeating: 0, count: 8)

  @Test func writtenBlocks() {
    var random = SeededGenerator(seed: 21)
    for number in 0..<900 {
      let count = number % 2 == 0 ? 128 : Int.random(in: 1...127, using: &random)
      let width = Int.random(in: 0...32, using: &random)
      let isMixed = number % 3 == 0
      let isConstant = number % 7 == 0
      var values = (0..<count).map { index -> UInt32 in
        let mask = PlainKernels.mask(isMixed && index % 9 != 0 ? max(0, width - 6) : width)
        return UInt32.random(in: 0...(.max), using: &random) & mask
      }
      if isConstant { values = [UInt32](repeating: values[0], count: count) }
      if number % 50 == 1 { values[0] = .max }
      var bytes: [UInt8] = []
      let forms: IntegerBlockEncoder.Forms = number % 4 < 2 ? .all : .fast
      IntegerBlockEncoder.append(values.span, forms, to: &bytes)
      #expect(compare(bytes + Self.padding, count: count, base: .max))
      let base = [UInt32.max, 0, 1000, 2_000_000_000][number % 4]
      let documents = Self.documents(
        count, base: base, width: Int.random(in: 0...23, using: &random), &random)
      let coded = Self.encoded(documents, base: base, forms)
      #expect(compare(coded + Self.padding, count: count, base: base))
    }
  }

  @Test func damagedBlocks() {
    var random = SeededGenerator(seed: 22)
    var accepted = 0
    for number in 0..<6000 {
      let count = number % 2 == 0 ? 128 : Int.random(in: 1...127, using: &random)
      let bases: [UInt32] = [.max, 0, 5000, .max - 1, .max - 9000, 1 << 31]
      let base = bases[number % 6]
      let width = Int.random(in: 0...23, using: &random)
      let documents = Self.documents(count, base: 0, width: width, &random)
      var bytes =
        Self.encoded(documents, base: 0, number % 4 < 2 ? .all : .fast) + Self.padding
      switch number % 5 {
      case 0: bytes[0] ^= 1 << UInt8.random(in: 0..<8, using: &random)
      case 1: bytes.removeLast(Int.random(in: 0...bytes.count, using: &random))
      case 2:
        for _ in 0..<3 {
          bytes[Int.random(in: 0..<bytes.count, using: &random)] = .random(
            in: 0...255, using: &random)
        }
      case 3:
        bytes = (0..<Int.random(in: 1...700, using: &random)).map { _ in
          UInt8.random(in: 0...255, using: &random)
        }
        bytes[0] =
          [UInt8(number % 33), 64 + UInt8(number % 32), 128, 129, 160 + UInt8(number % 32)][
            number / 5 % 5]
        if bytes[0] == 129, bytes.count > 1 { bytes[1] = UInt8.random(in: 0...9, using: &random) }
      default:
        bytes[0] = UInt8.random(in: 0...255, using: &random)
      }
      if compare(bytes, count: count, base: base) { accepted += 1 }
    }
    #expect(accepted > 500 && accepted < 5500, "\(accepted)")
  }

  /// One integer patched up to 255 times would overflow its gap where no check is made.
  @Test func repeatedExceptions() {
    for count in [2, 128] {
      var bytes: [UInt8] = [64 + 16]
      bytes += [UInt8](repeating: 0, count: count == 128 ? 256 : 2 * count)
      bytes += [255, 9]
      for _ in 0..<255 { bytes += [129, 255] }
      #expect(!compare(bytes + Self.padding, count: count, base: .max))
      // Exceptions of no bits, or of too many.
      for width: UInt8 in [0, 17, 255] {
        bytes[bytes.count - 511] = width
        #expect(!compare(bytes + Self.padding, count: count, base: .max))
      }
    }
    // A constant of 2³² − 1 comes back to the document before; one in six bytes is none.
    let constants: [[UInt8]] = [
      [128, 0xFF, 0xFF, 0xFF, 0xFF, 0x0F], [128, 0x80, 0x80, 0x80, 0x80, 0x80, 0],
    ]
    for constant in constants {
      _ = compare(constant + Self.padding, count: 1, base: .max)
      _ = compare(constant + Self.padding, count: 2, base: .max)
      _ = compare(constant + Self.padding, count: 128, base: 7)
    }
  }

  @Test func bitsets() {
    var random = SeededGenerator(seed: 23)
    for number in 0..<1500 {
      let base: UInt32 =
        number % 3 == 0 ? .max : UInt32.random(in: 0..<(number % 2 == 0 ? 300 : 90), using: &random)
      let first = base &+ 1
      let span = Int.random(in: 128...1000, using: &random)
      let chosen = (0..<span).shuffled(using: &random).prefix(128).sorted()
      let documents = chosen.map { first + UInt32($0) }
      var bytes = [IntegerBlockFormat.bitset, UInt8(chosen[127] / 64 + 1)]
      bytes += [UInt8](repeating: 0, count: 8 * Int(bytes[1]))
      for bit in chosen { bytes[2 + bit / 8] |= 1 << UInt8(bit % 8) }
      var last = documents[127]
      switch number % 6 {
      case 1: bytes[0] = 130
      case 2: bytes.removeLast()
      case 3: last += 1
      case 4: if last > 0, base == .max || last - 1 > base { last -= 1 }
      case 5: bytes[2 + (bytes.count - 3)] ^= 1 << UInt8.random(in: 0..<8, using: &random)
      default: break
      }
      let plain = PlainBlockKernels.bitsetDocuments(bytes, base: base)
      // The set reaches to the last document, what is behind must stay as it is.
      let reach = Int(last) / 64 + 1
      var words = [UInt64](repeating: 0, count: reach + 3)
      words[0] = 1
      let isDone = unsafe sakuin_insert_bitset(bytes, UInt64(bytes.count), base, last, &words)
      if let plain, plain.last == Int(last) {
        #expect(isDone == 1)
        #expect(PlainBlockKernels.members(words) == Set(plain.map { UInt32($0) }).union([0]))
      } else {
        #expect(isDone == 0 && words == [1] + [UInt64](repeating: 0, count: reach + 2))
      }
      // Members of a set that may end before the block does.
      let set = (0..<Int.random(in: 1...reach + 2, using: &random)).map { _ in random.next() }
      let members = PlainBlockKernels.members(set)
      let found = plain.map { Set($0.filter { $0 < 64 * set.count }.map { UInt32($0) }) }
      let count = unsafe sakuin_count_bitset_members(
        bytes, UInt64(bytes.count), base, set, UInt64(set.count))
      #expect(count == found.map { Int64($0.intersection(members).count) } ?? -1)
      var result = [UInt64](repeating: 0, count: set.count + 1)
      result[0] = 0b100
      let inserted = unsafe sakuin_insert_bitset_members(
        bytes, UInt64(bytes.count), base, set, UInt64(set.count), &result)
      #expect((inserted >= 0) == (plain != nil))
      #expect(
        PlainBlockKernels.members(result)
          == (found ?? []).intersection(members).union([2]))
      // Candidates above the base, some of them behind the block's last document.
      let candidates = (0..<1100).filter { _ in Int.random(in: 0..<9, using: &random) == 0 }
        .map { first + UInt32($0) }
      let from = candidates.count / 5
      var which = [UInt32](repeating: 7, count: candidates.count - from + 2)
      var places = which
      var length: UInt32 = 0
      let matched = unsafe sakuin_match_bitset(
        bytes, UInt64(bytes.count), base, candidates, UInt32(from), UInt32(candidates.count),
        &which, &places, &length)
      guard let plain else {
        #expect(matched == -1)
        continue
      }
      let expected = candidates.indices.dropFirst(from).compactMap { index in
        plain.firstIndex(of: Int(candidates[index])).map { (index: index, place: $0) }
      }.filter { $0.place < 128 }
      #expect(matched == expected.count && length == 2 + 8 * UInt32(bytes[1]))
      #expect(which.prefix(expected.count).map { Int($0) } == expected.map(\.index))
      #expect(places.prefix(expected.count).map { Int($0) } == expected.map(\.place))
      #expect(which[candidates.count - from + 1] == 7 && places[candidates.count - from + 1] == 7)
    }
  }

  @Test func documentsAndSets() {
    var random = SeededGenerator(seed: 24)
    for count in [0, 1, 2, 64, 127, 128] {
      for width in [200, 5000] {
        let documents = (0..<UInt32(width)).shuffled(using: &random).prefix(count).sorted()
        let set = (0..<(width + 63) / 64).map { _ in random.next() & random.next() }
        let members = PlainBlockKernels.members(set)
        let found = documents.filter { members.contains($0) }
        let counted = unsafe sakuin_count_members(documents, UInt32(count), set)
        #expect(counted == found.count)
        var kept = documents
        let keptCount = unsafe sakuin_keep_documents(&kept, UInt32(count), set)
        #expect(Array(kept.prefix(Int(keptCount))) == found)
        var words = set
        unsafe sakuin_insert_documents(documents, UInt32(count), &words)
        #expect(PlainBlockKernels.members(words) == members.union(documents))
      }
    }
  }

  @Test func bounds() {
    var random = SeededGenerator(seed: 25)
    let table = (0..<256).map { 1 / (Float($0) * 0.3 + 0.2) }
    for count in [0, 1, 2, 33, 500] {
      let packed = (0..<count).map { _ -> UInt64 in
        var list: UInt64 = 0
        for pair in 0..<Int.random(in: 0...4, using: &random) {
          let frequency =
            Bool.random(using: &random) ? 255 : UInt64.random(in: 1...9, using: &random)
          list |= (frequency | UInt64.random(in: 0...255, using: &random) << 8) << UInt64(16 * pair)
        }
        return list
      }
      let bytes = packed.flatMap { list in (0..<8).map { UInt8(list >> UInt64(8 * $0) & 255) } }
      var bounds = [Float](repeating: -7, count: count + 1)
      unsafe sakuin_bound_impacts(bytes, UInt32(count), table, 0.7, &bounds)
      let expected = packed.map {
        PlainBlockKernels.bound(ImpactList(packed: $0), table: table, weight: 0.7)
      }
      #expect(bounds == expected + [-7])
    }
  }

  @Test func boundsOfRanges() {
    var random = SeededGenerator(seed: 26)
    for round in 0..<300 {
      let blockCount = [0, 1, 2, 40, 200][round % 5]
      let high = [4_000, 100_000, Int(Int32.max) - 1][round % 3]
      var lasts = Set(
        (0..<blockCount).map { _ in UInt32.random(in: 0..<UInt32(high), using: &random) }
      )
      .sorted()
      if round % 4 == 0, !lasts.isEmpty { lasts[lasts.count - 1] = UInt32(high) - 1 }
      let bounds = lasts.map { _ in Float.random(in: 0...9, using: &random) }
      let width = [64, 1000, high / 3 + 1][round / 3 % 3]
      let step = max(width, high / 300)
      let starts =
        stride(from: 0, to: high, by: step).map { UInt32($0) } + [UInt32(high)]
      let bytes = lasts.flatMap { last in (0..<4).map { UInt8(last >> UInt32(8 * $0) & 255) } }
      var result = [Float](repeating: -7, count: starts.count)
      unsafe sakuin_bound_ranges(
        bytes, bounds, UInt32(lasts.count), starts, UInt32(starts.count - 1), &result)
      #expect(
        result
          == PlainBlockKernels.bound(ranges: starts, lasts: lasts, bounds: bounds) + [-7])
    }
  }
}
