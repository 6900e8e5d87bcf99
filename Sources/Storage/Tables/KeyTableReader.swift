// SPDX-License-Identifier: Apache-2.0

/// Reads a key table: sorted byte keys with byte values. See `KeyTableWriter`.
///
/// Nothing in the bytes is trusted: damage gives an error or a wrong answer, never a trap.
package struct KeyTableReader: Sendable {
  private let table: FrontCodedTableReader

  /// Opens a table.
  ///
  /// - Throws: `StorageError.damaged` or `.outOfBounds` when the bytes are not a table.
  /// - Complexity: O(log count).
  package init(_ bytes: MappedBytes) throws(StorageError) {
    table = try FrontCodedTableReader(bytes)
  }

  /// The number of keys.
  package var count: Int { table.count }

  /// The value of a key, or nil.
  ///
  /// - Throws: `StorageError.damaged` or `.outOfBounds`.
  /// - Complexity: O(log count + length of the value).
  package func value(forKey key: [UInt8]) throws(StorageError) -> [UInt8]? {
    guard let place = try table.place(of: key) else { return nil }
    var at = place.payload.lowerBound
    // The lengths of all values of the block, of those before this one, and of this one.
    var (total, before, own) = (0, 0, 0)
    for index in 0..<table.keyCount(ofBlock: place.block) {
      let length = try valueLength(at: &at, payload: place.payload)
      if index < place.index { before += length }
      if index == place.index { own = length }
      total += length
    }
    guard total <= place.payload.upperBound - at else {
      throw .damaged(
        structure: "key table", offset: at, reason: "values of \(total) bytes leave their block")
    }
    return try table.bytes.array(at + before..<at + before + own)
  }

  /// Calls a closure with every key, ascending.
  ///
  /// - Throws: `StorageError.damaged` or `.outOfBounds`.
  /// - Complexity: O(bytes of the keys).
  package func forEachKey(_ body: (_ key: Span<UInt8>) -> Void) throws(StorageError) {
    var cursor = FrontCodedTableCursor(table)
    while try cursor.next() { body(cursor.key.span) }
  }

  /// True when some key begins with `prefix`.
  ///
  /// - Throws: `StorageError.damaged` or `.outOfBounds`.
  /// - Complexity: O(log count); nothing is allocated.
  package func hasKey(withPrefix prefix: [UInt8]) throws(StorageError) -> Bool {
    try table.hasKey(withPrefix: prefix)
  }

  /// Calls a closure with every key that begins with `prefix`, ascending, and its value, until the
  /// closure returns false.
  ///
  /// - Throws: `StorageError.damaged` or `.outOfBounds`, or what the closure throws.
  package func forEach(
    prefix: [UInt8] = [],
    _ body: (_ key: ArraySlice<UInt8>, _ value: ArraySlice<UInt8>) throws(StorageError) -> Bool
  ) throws(StorageError) {
    var cursor = FrontCodedTableCursor(table)
    var isFound = try cursor.seek(to: prefix)
    var block = -1
    var values: [Range<Int>] = []
    while isFound, cursor.key.starts(with: prefix) {
      if cursor.block != block {
        block = cursor.block
        values = try valueRanges(ofBlock: block, payload: cursor.payload)
      }
      let value = try table.bytes.array(values[cursor.index])
      guard try body(cursor.key[...], value[...]) else { return }
      isFound = try cursor.next()
    }
  }

  /// The first contradiction in the table: its offset and what it is. Nil when there is none.
  ///
  /// - Complexity: O(bytes of the table).
  package func firstContradiction() -> (offset: Int, reason: String)? {
    table.firstContradiction()
  }

  private func valueRanges(
    ofBlock block: Int, payload: Range<Int>
  ) throws(StorageError) -> [Range<Int>] {
    var at = payload.lowerBound
    var lengths: [Int] = []
    for _ in 0..<table.keyCount(ofBlock: block) {
      lengths.append(try valueLength(at: &at, payload: payload))
    }
    var ranges: [Range<Int>] = []
    for length in lengths {
      guard length <= payload.upperBound - at else {
        throw .damaged(
          structure: "key table", offset: at, reason: "a value of \(length) bytes leaves its block")
      }
      ranges.append(at..<at + length)
      at += length
    }
    return ranges
  }

  private func valueLength(at offset: inout Int, payload: Range<Int>) throws(StorageError) -> Int {
    let length = try table.bytes.variableByte(at: &offset)
    guard offset <= payload.upperBound, length <= UInt64(payload.count) else {
      throw .damaged(
        structure: "key table", offset: offset,
        reason: "a value of \(length) bytes leaves its block")
    }
    return Int(length)
  }
}
