// SPDX-License-Identifier: Apache-2.0
import TestSupport
import Testing

@testable import TextAnalysis

@Suite struct ByteStringTableTests {
  private func insert(
    _ bytes: [UInt8], space: UInt16 = 0, into table: inout ByteStringTable
  ) -> (Int, Bool) {
    let (index, isNew) = table.insert(bytes.span, space: space)
    return (index, isNew)
  }

  @Test func numbersMembersInOrderOfArrival() {
    var generator = SeededGenerator(seed: 1)
    var table = ByteStringTable(slotCount: 2)
    var expected: [[UInt8]: Int] = [:]
    for _ in 0..<20_000 {
      let length = Int.random(in: 0...12, using: &generator)
      let bytes = (0..<length).map { _ in UInt8.random(in: 0...2, using: &generator) }
      let (index, isNew) = insert(bytes, into: &table)
      #expect(isNew == (expected[bytes] == nil))
      #expect(index == expected[bytes] ?? expected.count)
      expected[bytes] = index
      #expect(Array(table.bytes[table.range(of: index)]) == bytes)
    }
    #expect(table.count == expected.count)
  }

  @Test func keepsSpacesApart() {
    var table = ByteStringTable()
    #expect(insert([1, 2], space: 3, into: &table) == (0, true))
    #expect(insert([1, 2], space: 4, into: &table) == (1, true))
    #expect(insert([1, 2], space: 3, into: &table) == (0, false))
  }

  @Test func sortsBySpaceAndBytes() {
    var generator = SeededGenerator(seed: 2)
    var table = ByteStringTable()
    var strings: [[UInt8]] = [[], [0], [0, 0], Array(repeating: 0, count: 9), [255]]
    for _ in 0..<3_000 {
      let length = Int.random(in: 0...20, using: &generator)
      // Few values, zero among them, so that prefixes and padding meet.
      strings.append((0..<length).map { _ in UInt8.random(in: 0...1, using: &generator) })
    }
    for (index, string) in strings.enumerated() {
      _ = insert(string, space: UInt16(index % 3), into: &table)
    }
    let sorted = table.sortedIndices().map { index in
      (table.entries[index].space, Array(table.bytes[table.range(of: index)]))
    }
    let expected = sorted.sorted {
      $0.0 == $1.0 ? $0.1.lexicographicallyPrecedes($1.1) : $0.0 < $1.0
    }
    #expect(sorted.elementsEqual(expected) { $0.0 == $1.0 && $0.1 == $1.1 })
  }

  @Test func forgets() {
    var table = ByteStringTable()
    _ = insert([7], into: &table)
    table.removeAll()
    #expect(table.count == 0)
    #expect(insert([8], into: &table) == (0, true))
    #expect(insert([7], into: &table) == (1, true))
  }
}
