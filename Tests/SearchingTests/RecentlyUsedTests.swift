// SPDX-License-Identifier: Apache-2.0
import TestSupport
import Testing

@testable import Searching

/// A table that forgets: it never holds more than it may, and what is asked for stays.
struct RecentlyUsedTests {
  private func filled(_ table: inout RecentlyUsed<Int, Int>, _ keys: Range<Int>, each bytes: Int) {
    for key in keys { table.insert(key * 7, for: key, byteCount: bytes) }
  }

  @Test func isBounded() {
    var random = SeededGenerator(seed: 5)
    for limit in [0, 100, 5_000, 100_000] {
      var table = RecentlyUsed<Int, Int>(byteLimit: limit)
      var hits = 0
      var errors = 0
      var greatest = 0
      for _ in 0..<20_000 {
        let key = Int.random(in: 0..<500, using: &random)
        if let value = table[key] {
          if value != key * 7 { errors += 1 }
          hits += 1
        } else {
          table.insert(key * 7, for: key, byteCount: Int.random(in: 0..<300, using: &random))
        }
        greatest = max(greatest, table.byteCount)
      }
      #expect(errors == 0)
      #expect(greatest <= limit)
      // An entry alone takes more than half of 100 bytes.
      #expect((greatest > limit / 2) == (limit >= 5_000))
      #expect((hits > 0) == (limit >= 5_000))
    }
  }

  @Test func whatIsAskedForStays() {
    var table = RecentlyUsed<Int, Int>(byteLimit: 20_000)
    filled(&table, 0..<2, each: 100)
    for key in 2..<2_000 {
      filled(&table, key..<key + 1, each: 100)
      #expect(table[0] == 0)
    }
    #expect(table[1] == nil)
    #expect(table[1_999] == 1_999 * 7)
  }

  @Test func whatIsTooLargeIsNotKept() {
    var table = RecentlyUsed<Int, Int>(byteLimit: 20_000)
    filled(&table, 0..<3, each: 100)
    table.insert(9, for: 9, byteCount: 10_000)
    #expect(table[9] == nil)
    #expect(table.count == 3)
  }

  /// What was used last is what is held, whatever else was asked, added and replaced.
  @Test func holdsWhatWasUsedLast() {
    var random = SeededGenerator(seed: 6)
    var table = RecentlyUsed<Int, Int>(byteLimit: 10_000)
    // From the oldest to the newest.
    var expected: [(key: Int, value: Int)] = []
    table.insert(0, for: -1, byteCount: 100)
    let capacity = 10_000 / table.byteCount
    #expect(capacity > 10)
    expected.append((-1, 0))
    for number in 0..<20_000 {
      let key = Int.random(in: 0..<2 * capacity, using: &random)
      let place = expected.firstIndex { $0.key == key }
      let known = place.map { expected.remove(at: $0) }
      switch Int.random(in: 0..<3, using: &random) {
      case 0:
        #expect(table[key] == known?.value)
        if let known { expected.append(known) }
      case 1:
        table.insert(number, for: key, byteCount: 100)
        if let known, let place {
          expected.insert(known, at: place)
        } else {
          expected.append((key, number))
        }
      default:
        table.replace(number, for: key, byteCount: 100)
        expected.append((key, number))
      }
      if expected.count > capacity { expected.removeFirst() }
      #expect(table.count == expected.count)
      #expect(Set(table.values) == Set(expected.map(\.value)))
    }
  }

  @Test func theFirstValueStays() {
    var table = RecentlyUsed<Int, Int>(byteLimit: 20_000)
    table.insert(1, for: 0, byteCount: 10)
    let byteCount = table.byteCount
    table.insert(2, for: 0, byteCount: 10)
    #expect(table[0] == 1)
    #expect(table.byteCount == byteCount)
  }
}
