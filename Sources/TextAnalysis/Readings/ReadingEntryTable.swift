// SPDX-License-Identifier: Apache-2.0
internal import Storage

/// Entries under keys, back to back in one array until all are there and are sorted.
struct ReadingEntryTable {
  /// Where the texts of an entry stand: key, term and reading follow each other.
  private struct Record {
    /// The first eight bytes of the key, most significant first, filled up with zeros.
    var prefix: UInt64
    var start: Int
    var keyByteCount: UInt8
    var termByteCount: UInt8
    var readingByteCount: UInt8
    var traits: ReadingEntry.Traits

    var keyEnd: Int { start + Int(keyByteCount) }
    var termEnd: Int { keyEnd + Int(termByteCount) }
    var end: Int { termEnd + Int(readingByteCount) }
  }

  private var bytes: [UInt8] = []
  private var records: [Record] = []

  /// Adds an entry; one that is there already under the key changes nothing.
  ///
  /// - Precondition: Key, term and reading have at most 255 bytes each.
  mutating func add(_ entry: ReadingEntry, under key: [UInt8]) {
    records.append(
      Record(
        prefix: key.prefix(8).reduce(0) { $0 << 8 | UInt64($1) }
          << UInt64(8 * (8 - min(8, key.count))),
        start: bytes.count, keyByteCount: UInt8(key.count),
        termByteCount: UInt8(entry.term.count), readingByteCount: UInt8(entry.reading.count),
        traits: entry.traits))
    bytes += key
    bytes += entry.term
    bytes += entry.reading
  }

  /// Adds the entries of a value of a key table, but those of some terms.
  mutating func add(
    _ value: some Collection<UInt8>, under key: [UInt8], leavingOut vanished: Set<[UInt8]>
  ) {
    guard key.count <= 255 else { return }
    for entry in ReadingEntry.decode(Array(value)) where !vanished.contains(entry.term) {
      add(entry, under: key)
    }
  }

  /// The key table: under each key its distinct entries, by term, then by reading. A term
  /// stands inside longer headwords only if all who added it say so.
  ///
  /// - Complexity: O(n log n) in entries.
  consuming func finish() throws(StorageError) -> [UInt8] {
    let bytes = bytes
    records.sort { Self.order($0, $1, bytes) < 0 }
    var writer = KeyTableWriter()
    var value: [UInt8] = []
    for index in records.indices {
      let record = records[index]
      if index == 0 || Self.order(records[index - 1], record, bytes, isPartTold: false) != 0 {
        ReadingEntry(
          term: Array(bytes[record.keyEnd..<record.termEnd]),
          reading: Array(bytes[record.termEnd..<record.end]), traits: record.traits
        ).encode(into: &value)
      }
      let key = bytes[record.start..<record.keyEnd]
      let next = index + 1 < records.count ? records[index + 1] : nil
      if let next, bytes[next.start..<next.keyEnd] == key { continue }
      try writer.append(key: Array(key), value: value)
      value.removeAll(keepingCapacity: true)
    }
    return writer.finish()
  }

  /// Below, above or equal zero as one record sorts before, after or with another.
  private static func order(
    _ a: Record, _ b: Record, _ bytes: [UInt8], isPartTold: Bool = true
  ) -> Int {
    if a.prefix != b.prefix { return a.prefix < b.prefix ? -1 : 1 }
    let keys = order(a.start..<a.keyEnd, b.start..<b.keyEnd, bytes)
    if keys != 0 { return keys }
    let terms = order(a.keyEnd..<a.termEnd, b.keyEnd..<b.termEnd, bytes)
    if terms != 0 { return terms }
    let readings = order(a.termEnd..<a.end, b.termEnd..<b.end, bytes)
    if readings != 0 { return readings }
    if isPartTold { return Int(a.traits.rawValue) - Int(b.traits.rawValue) }
    return Int(a.traits.subtracting(.part).rawValue)
      - Int(b.traits.subtracting(.part).rawValue)
  }

  private static func order(_ a: Range<Int>, _ b: Range<Int>, _ bytes: [UInt8]) -> Int {
    var left = a.lowerBound
    var right = b.lowerBound
    while left < a.upperBound, right < b.upperBound {
      if bytes[left] != bytes[right] { return bytes[left] < bytes[right] ? -1 : 1 }
      left &+= 1
      right &+= 1
    }
    return a.count - b.count
  }
}
