// SPDX-License-Identifier: Apache-2.0

/// Walks the keys of a front-coded table in ascending order.
package struct FrontCodedTableCursor: Sendable {
  private let table: FrontCodedTableReader
  private var nextBlock: Int
  /// The keys of the block behind the one the cursor stands on.
  private(set) var keysLeft = 0
  private var at = 0
  private var end = 0
  // The keys to come that are those before counted up.
  private var runLength = 0
  /// The key the cursor stands on.
  package private(set) var key: [UInt8] = []
  /// The block of that key.
  package private(set) var block = -1
  /// The index of that key in its block.
  package private(set) var index = -1
  /// The payload of its block.
  package private(set) var payload: Range<Int> = 0..<0

  /// A cursor before the first key of a block.
  init(_ table: FrontCodedTableReader, block: Int) {
    self.table = table
    nextBlock = block
  }

  /// A cursor before the first key.
  package init(_ table: FrontCodedTableReader) { self.init(table, block: 0) }

  /// The rank of the key the cursor stands on.
  package var ordinal: Int { block * FrontCodedTableFormat.keysPerBlock + index }

  /// True when no byte of the block's keys is left.
  var isAtEndOfKeys: Bool { at == end }

  /// Moves to the next key; false behind the last.
  ///
  /// - Throws: `StorageError.damaged` or `.outOfBounds`.
  package mutating func next() throws(StorageError) -> Bool {
    if keysLeft == 0 {
      guard nextBlock < table.blockCount else { return false }
      let layout = try table.layout(ofBlock: nextBlock)
      block = nextBlock
      nextBlock += 1
      index = -1
      keysLeft = table.keyCount(ofBlock: block)
      at = layout.keys.lowerBound
      end = layout.keys.upperBound
      payload = layout.payload
      runLength = 0
      key.removeAll(keepingCapacity: true)
    }
    let start = at
    if index >= 0, runLength == 0, at < end, try table.bytes.byte(at: at) == 0 {
      at += 1
      let count = try table.bytes.variableByte(at: &at)
      guard count > 0, count <= UInt64(keysLeft), at <= end else {
        throw .damaged(
          structure: "front-coded table", offset: start,
          reason: "a run of \(count) keys, \(keysLeft) left")
      }
      runLength = Int(count)
    }
    if runLength > 0 {
      guard FrontCodedTableFormat.countUp(&key) else {
        throw .damaged(
          structure: "front-coded table", offset: start, reason: "a key that is not counted up")
      }
      runLength -= 1
      keysLeft -= 1
      index += 1
      return true
    }
    let head = try table.keyHead(at: &at, end: end)
    guard head.shared <= key.count else {
      throw .damaged(
        structure: "front-coded table", offset: start,
        reason: "a key shares \(head.shared) bytes of \(key.count)")
    }
    key.removeSubrange(head.shared...)
    try table.bytes.appendBytes(head.rest, to: &key)
    keysLeft -= 1
    index += 1
    return true
  }

  /// Moves to the first key not below `target`, from before the first key; false when there is none.
  ///
  /// - Throws: `StorageError.damaged` or `.outOfBounds`.
  package mutating func seek(to target: [UInt8]) throws(StorageError) -> Bool {
    guard table.count > 0 else { return false }
    nextBlock = try table.block(for: target)
    keysLeft = 0
    while try next() {
      if !key.lexicographicallyPrecedes(target) { return true }
    }
    return false
  }
}
