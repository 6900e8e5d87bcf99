// SPDX-License-Identifier: Apache-2.0

import TestSupport
import Testing

@testable import Storage

@Suite("Front-coded tables and key tables")
struct FrontCodedTableTests {
  /// Distinct sorted keys that share much and little, with ties in their first eight bytes.
  static func keys(_ count: Int, seed: UInt64) -> [[UInt8]] {
    var random = SeededGenerator(seed: seed)
    var keys: Set<[UInt8]> = []
    while keys.count < count {
      let shared = [
        [], Array("common/prefix/".utf8), [0, 0], [255, 255, 255, 255, 255, 255, 255, 255],
      ]
      let start = shared[Int.random(in: 0..<shared.count, using: &random)]
      let rest = (0..<Int.random(in: 0...20, using: &random)).map { _ in
        Bool.random(using: &random)
          ? UInt8.random(in: 97...100, using: &random)
          : UInt8.random(in: 0...255, using: &random)
      }
      keys.insert(start + rest)
    }
    return keys.sorted { $0.lexicographicallyPrecedes($1) }
  }

  private static func table(_ keys: [[UInt8]]) throws -> [UInt8] {
    var writer = KeyTableWriter()
    for (number, key) in keys.enumerated() {
      try writer.append(
        key: key, value: [UInt8](repeating: UInt8(number % 251), count: number % 40))
    }
    return writer.finish()
  }

  @Test(arguments: [0, 1, 2, 31, 32, 33, 64, 257, 3000])
  func roundTrip(count: Int) throws {
    let keys = Self.keys(count, seed: UInt64(count))
    let reader = try KeyTableReader(MappedBytes(try Self.table(keys)))
    #expect(reader.count == count)
    #expect(reader.firstContradiction() == nil)
    let known = Set(keys)
    for (number, key) in keys.enumerated() {
      let value = try reader.value(forKey: key)
      #expect(value == [UInt8](repeating: UInt8(number % 251), count: number % 40))
      for other in [key + [0], Array(key.dropLast()), key.dropLast() + [7]] {
        #expect(try (reader.value(forKey: other) != nil) == known.contains(other))
      }
    }
    var found: [[UInt8]] = []
    var every: [[UInt8]] = []
    try reader.forEachKey { key in every.append(key.indices.map { key[$0] }) }
    #expect(every == keys)
    try reader.forEach { key, _ in
      found.append(Array(key))
      return true
    }
    #expect(found == keys)
  }

  /// Keys with numbers, of which runs are counted up, beside other keys.
  @Test(arguments: [1, 2, 33, 1000])
  func runs(count: Int) throws {
    var random = SeededGenerator(seed: UInt64(count))
    var texts: Set<String> = []
    while texts.count < count {
      let start = Int.random(in: 0...20000, using: &random)
      let name = ["", "en-", "9", "a9"][Int.random(in: 0..<4, using: &random)]
      for number in start..<start + Int.random(in: 1...80, using: &random) {
        texts.insert("\(name)\(number)")
      }
    }
    let keys = texts.map { Array($0.utf8) }.sorted { $0.lexicographicallyPrecedes($1) }
    func table(_ codesRuns: Bool) throws -> [UInt8] {
      var writer = FrontCodedTableWriter(codesRuns: codesRuns)
      for key in keys {
        if writer.isBlockFull { writer.endBlock(payload: []) }
        try writer.append(key: key)
      }
      writer.endBlock(payload: [])
      return writer.finish()
    }
    let bytes = try table(true)
    let plainCount = try table(false).count
    #expect(bytes.count <= plainCount && (count < 100 || 3 * bytes.count < 2 * plainCount))
    let reader = try FrontCodedTableReader(MappedBytes(bytes))
    #expect(reader.firstContradiction() == nil)
    for (number, key) in keys.enumerated() {
      #expect(try reader.key(at: number) == key)
      #expect(try reader.place(of: key)?.ordinal == number)
      for other in [key + [UInt8(ascii: "0")], Array(key.dropLast())] {
        let text = String(decoding: other, as: UTF8.self)
        #expect(try (reader.place(of: other) != nil) == texts.contains(text))
        #expect(
          try reader.hasKey(withPrefix: other) == texts.contains { $0.hasPrefix(text) })
      }
    }
  }

  /// Runs that damaged bytes may have: of no keys, of too many, of keys without numbers.
  @Test func damagedRuns() throws {
    var writer = FrontCodedTableWriter(codesRuns: true)
    for number in 10...14 { try writer.append(key: Array("\(number)".utf8)) }
    writer.endBlock(payload: [])
    let bytes = writer.finish()
    #expect(Array(bytes[0..<6]) == [5, 0x02, 0x31, 0x30, 0, 4])
    for (offset, value) in [(5, 0), (5, 5), (5, 0xFF), (3, 0x41)] as [(Int, UInt8)] {
      var damaged = bytes
      damaged[offset] = value
      let reader = try FrontCodedTableReader(MappedBytes(damaged))
      #expect(throws: StorageError.self) { try reader.key(at: 3) }
      #expect(throws: StorageError.self) { try reader.place(of: Array("99".utf8)) }
      #expect(reader.firstContradiction() != nil)
    }
  }

  @Test func prefixes() throws {
    let keys = Self.keys(1500, seed: 8)
    let reader = try KeyTableReader(MappedBytes(try Self.table(keys)))
    var random = SeededGenerator(seed: 9)
    for _ in 0..<300 {
      guard var prefix = keys.randomElement(using: &random) else { continue }
      prefix.removeLast(Int.random(in: 0...prefix.count, using: &random))
      if Int.random(in: 0..<3, using: &random) == 0 {
        prefix.append(UInt8.random(in: 0...255, using: &random))
      }
      let expected = keys.filter { $0.starts(with: prefix) }
      #expect(try reader.hasKey(withPrefix: prefix) == !expected.isEmpty)
      var found: [[UInt8]] = []
      try reader.forEach(prefix: prefix) { key, _ in
        found.append(Array(key))
        return found.count < 5
      }
      #expect(found == Array(expected.prefix(5)))
    }
  }

  @Test func wrongKeysAreRefused() throws {
    var writer = KeyTableWriter()
    try writer.append(key: [5], value: [])
    #expect(throws: StorageError.unsortedKey(index: 1)) { try writer.append(key: [5], value: []) }
    #expect(throws: StorageError.unsortedKey(index: 1)) {
      try writer.append(key: [4, 9], value: [])
    }
    #expect(throws: StorageError.keyTooLong(byteCount: 40_000, limit: 32_767)) {
      try writer.append(key: [UInt8](repeating: 9, count: 40_000), value: [])
    }
    var long = KeyTableWriter()
    let key = [UInt8](repeating: 9, count: 32_767)
    try long.append(key: key, value: [1])
    #expect(try KeyTableReader(MappedBytes(long.finish())).value(forKey: key) == [1])
  }

  @Test func damageNeverTraps() throws {
    var random = SeededGenerator(seed: 10)
    for count in [1, 40, 300] {
      let keys = Self.keys(count, seed: 77)
      let bytes = try Self.table(keys)
      for number in 0..<250 {
        var damaged = bytes
        if number % 5 == 0 { damaged.removeLast(Int.random(in: 1...bytes.count, using: &random)) }
        for _ in 0..<Int.random(in: 1...3, using: &random) where !damaged.isEmpty {
          damaged[Int.random(in: 0..<damaged.count, using: &random)] ^=
            1 << UInt8.random(in: 0..<8, using: &random)
        }
        guard let reader = try? KeyTableReader(MappedBytes(damaged)) else { continue }
        for key in keys.prefix(50) {
          _ = try? reader.value(forKey: key)
          _ = try? reader.hasKey(withPrefix: Array(key.prefix(3)))
        }
        var seen = 0
        try? reader.forEachKey { _ in }
        try? reader.forEach { _, _ in
          seen += 1
          return true
        }
        #expect(seen <= reader.count)
        _ = reader.firstContradiction()
      }
    }
  }
}
