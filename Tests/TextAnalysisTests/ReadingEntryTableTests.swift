// SPDX-License-Identifier: Apache-2.0
import Storage
import TestSupport
import Testing

@testable import TextAnalysis

struct ReadingEntryTableTests {
  /// The table against a dictionary of sets, whatever comes twice and in whatever order.
  @Test func isThatOfADictionary() throws {
    var random = SeededGenerator(seed: 12)
    func text(_ count: ClosedRange<Int>) -> [UInt8] {
      (0..<Int.random(in: count, using: &random)).flatMap { _ in
        Array("あいかアー漢a".randomElement(using: &random).map { String($0).utf8 } ?? "あ".utf8)
      }
    }
    for _ in 0..<50 {
      var table = ReadingEntryTable()
      var sets: [[UInt8]: Set<ReadingEntry>] = [:]
      for _ in 0..<Int.random(in: 0...400, using: &random) {
        let key = text(1...3)
        let entry = ReadingEntry(
          term: text(1...2), reading: text(0...2),
          traits: .init(rawValue: UInt8.random(in: 0...1, using: &random)))
        table.add(entry, under: key)
        sets[key, default: []].insert(entry)
      }
      let reader = try KeyTableReader(MappedBytes(table.finish()))
      #expect(reader.count == sets.count)
      var last: [UInt8] = []
      try reader.forEach { key, value throws(StorageError) in
        #expect(last.lexicographicallyPrecedes(key))
        last = Array(key)
        let entries = ReadingEntry.decode(Array(value))
        #expect(Set(entries) == sets[last] && entries.count == sets[last]?.count)
        for (a, b) in zip(entries, entries.dropFirst()) {
          #expect(
            a.term.lexicographicallyPrecedes(b.term)
              || a.term == b.term && !b.reading.lexicographicallyPrecedes(a.reading))
        }
        return true
      }
    }
  }
}
