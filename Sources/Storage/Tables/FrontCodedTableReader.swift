// SPDX-License-Identifier: Apache-2.0

/// Reads a front-coded table. See `FrontCodedTableFormat`.
///
/// Nothing in the bytes is trusted: damage gives an error or a wrong answer, never a trap.
package struct FrontCodedTableReader: Sendable {
  /// Where a key stands: its block and its index in the block.
  package struct Place: Hashable, Sendable {
    /// The block's index.
    package var block: Int
    /// The key's index in the block.
    package var index: Int
    /// Where the block's payload stands in the table's bytes.
    package var payload: Range<Int>
    /// The key's rank among all keys.
    package var ordinal: Int { block * FrontCodedTableFormat.keysPerBlock + index }
  }

  let bytes: MappedBytes
  /// The number of keys.
  package let count: Int
  /// The number of blocks.
  package let blockCount: Int
  let blocksByteCount: Int
  let offsetsStart: Int
  let levelStarts: [Int]
  let levelCounts: [Int]

  /// Opens a table.
  ///
  /// - Throws: `StorageError.damaged` or `.outOfBounds` when the bytes are not a table.
  /// - Complexity: O(log count); the blocks are not read.
  package init(_ bytes: MappedBytes) throws(StorageError) {
    typealias Format = FrontCodedTableFormat
    self.bytes = bytes
    let trailer = bytes.count - Format.trailerByteCount
    guard trailer >= 0, try bytes.uint32(at: trailer + 20) == Format.signature else {
      throw .damaged(
        structure: "front-coded table", offset: max(0, bytes.count - 4), reason: "no signature")
    }
    let count = try bytes.uint64(at: trailer)
    let blocksByteCount = try bytes.uint64(at: trailer + 8)
    let blockCount = Int(try bytes.uint32(at: trailer + 16))
    let perBlock = UInt64(Format.keysPerBlock)
    guard count <= UInt64(blockCount) * perBlock, count + perBlock > UInt64(blockCount) * perBlock
    else {
      throw .damaged(
        structure: "front-coded table", offset: trailer,
        reason: "\(blockCount) blocks cannot hold \(count) keys")
    }
    guard blocksByteCount <= UInt64(bytes.count) else {
      throw .damaged(
        structure: "front-coded table", offset: trailer + 8,
        reason: "blocks of \(blocksByteCount) bytes in \(bytes.count)")
    }
    self.count = Int(count)
    self.blockCount = blockCount
    self.blocksByteCount = Int(blocksByteCount)
    offsetsStart = Format.padded(Int(blocksByteCount), to: 8)
    levelCounts = Format.levelCounts(blockCount: blockCount)
    var starts: [Int] = []
    var at = Format.padded(offsetsStart + 4 * blockCount, to: 64)
    for count in levelCounts {
      starts.append(at)
      at = Format.padded(at + 8 * count, to: 64)
    }
    levelStarts = starts
    guard at == trailer else {
      throw .damaged(
        structure: "front-coded table", offset: trailer,
        reason: "\(trailer) bytes before the trailer, expected \(at)")
    }
  }

  /// The number of keys in a block.
  func keyCount(ofBlock block: Int) -> Int {
    min(FrontCodedTableFormat.keysPerBlock, count - block * FrontCodedTableFormat.keysPerBlock)
  }

  /// Where a block's keys and its payload stand in the table's bytes.
  ///
  /// - Throws: `StorageError.damaged` when the block leaves the table.
  func layout(
    ofBlock block: Int
  ) throws(StorageError) -> (keys: Range<Int>, payload: Range<Int>) {
    let start = Int(try bytes.uint32(at: offsetsStart + 4 * block))
    let end =
      block + 1 < blockCount
      ? Int(try bytes.uint32(at: offsetsStart + 4 * block + 4)) : blocksByteCount
    guard start < end, end <= blocksByteCount else {
      throw .damaged(
        structure: "front-coded table", offset: offsetsStart + 4 * block,
        reason: "block \(block) from \(start) to \(end) of \(blocksByteCount)")
    }
    var at = start
    let length = try bytes.variableByte(at: &at)
    guard at <= end, length <= UInt64(end - at) else {
      throw .damaged(
        structure: "front-coded table", offset: start,
        reason: "keys of \(length) bytes in a block of \(end - start)")
    }
    return (at..<at + Int(length), at + Int(length)..<end)
  }

  /// The payload of a block.
  ///
  /// - Precondition: `0 <= block < blockCount`.
  /// - Throws: `StorageError.damaged` when the block leaves the table.
  package func payload(ofBlock block: Int) throws(StorageError) -> Range<Int> {
    precondition(block >= 0 && block < blockCount, "no such block")
    return try layout(ofBlock: block).payload
  }

  /// A window on a payload.
  ///
  /// - Throws: `StorageError.outOfBounds` for a range that is no payload of this table.
  package func window(_ payload: Range<Int>) throws(StorageError) -> MappedBytes {
    try bytes[slice: payload]
  }

  /// Reads the head of a key at an offset: how much it shares and where its rest stands.
  func keyHead(
    at offset: inout Int, end: Int
  ) throws(StorageError) -> (shared: Int, rest: Range<Int>) {
    let start = offset
    let nibbles = Int(try bytes.byte(at: offset))
    offset += 1
    var shared = nibbles >> 4
    var rest = nibbles & 15
    let limit = FrontCodedTableFormat.maximumKeyByteCount
    if shared == 15 { shared += Int(min(try bytes.variableByte(at: &offset), UInt64(limit) + 1)) }
    if rest == 15 { rest += Int(min(try bytes.variableByte(at: &offset), UInt64(limit) + 1)) }
    guard offset <= end, rest <= end - offset, shared + rest <= limit else {
      throw .damaged(
        structure: "front-coded table", offset: start,
        reason: "a key of \(shared) and \(rest) bytes with \(end - offset) left")
    }
    let range = offset..<offset + rest
    offset += rest
    return (shared, range)
  }

  /// The first eight bytes of a block's first key, from the lowest level.
  private func prefix(ofBlock block: Int) throws(StorageError) -> UInt64 {
    try bytes.uint64(at: levelStarts[0] + 8 * block)
  }

  /// The number of blocks whose prefix is below `prefix`.
  ///
  /// - Complexity: O(log blockCount), one cache line a level.
  private func blockCount(below prefix: UInt64) throws(StorageError) -> Int {
    var group = 0
    var level = levelCounts.count - 1
    while true {
      let start = group * FrontCodedTableFormat.fanout
      let end = min(start + FrontCodedTableFormat.fanout, levelCounts[level])
      var at = start
      while at < end, try bytes.uint64(at: levelStarts[level] + 8 * at) < prefix { at += 1 }
      if level == 0 { return at }
      if at == 0 { return 0 }
      group = at - 1
      level -= 1
    }
  }

  /// The last block whose first key is not above `key`; the first block when there is none.
  func block(for key: [UInt8]) throws(StorageError) -> Int {
    let prefix = FrontCodedTableFormat.prefix(of: key)
    var low = try blockCount(below: prefix)
    guard low < blockCount, try self.prefix(ofBlock: low) == prefix else { return max(0, low - 1) }
    var high = prefix == .max ? blockCount : try blockCount(below: prefix + 1)
    // Blocks below `low` start below or with the key, blocks from `high` on above it.
    while low < high {
      let middle = low + (high - low) / 2
      let keys = try layout(ofBlock: middle).keys
      var at = keys.lowerBound
      let head = try keyHead(at: &at, end: keys.upperBound)
      if try bytes.compare(head.rest, with: key, from: 0).order <= 0 {
        low = middle + 1
      } else {
        high = middle
      }
    }
    return max(0, low - 1)
  }

  /// Scans a block for the first key not below `key`.
  ///
  /// - Returns: Its index, or the block's key count; how many leading bytes it has in common with
  ///   `key`; whether it is `key`; the block's payload.
  func scan(
    block: Int, for key: [UInt8]
  ) throws(StorageError) -> (index: Int, matched: Int, isEqual: Bool, payload: Range<Int>) {
    let (keys, payload) = try layout(ofBlock: block)
    let keyCount = keyCount(ofBlock: block)
    var at = keys.lowerBound
    var matched = 0
    for index in 0..<keyCount {
      if index > 0, at < keys.upperBound, try bytes.byte(at: at) == 0 {
        return try scanEveryKey(block: block, for: key)
      }
      let head = try keyHead(at: &at, end: keys.upperBound)
      // The key before is below `key` and has `matched` bytes in common with it.
      if head.shared > matched { continue }
      if head.shared < matched { return (index, head.shared, false, payload) }
      let result = try bytes.compare(head.rest, with: key, from: matched)
      matched = result.matched
      if result.order >= 0 { return (index, matched, result.order == 0, payload) }
    }
    return (keyCount, matched, false, payload)
  }

  /// The same, key by key, for blocks with runs.
  private func scanEveryKey(
    block: Int, for key: [UInt8]
  ) throws(StorageError) -> (index: Int, matched: Int, isEqual: Bool, payload: Range<Int>) {
    var cursor = FrontCodedTableCursor(self, block: block)
    var matched = 0
    let keyCount = keyCount(ofBlock: block)
    for index in 0..<keyCount {
      _ = try cursor.next()
      matched = 0
      while matched < min(key.count, cursor.key.count), key[matched] == cursor.key[matched] {
        matched += 1
      }
      if !cursor.key.lexicographicallyPrecedes(key) {
        return (index, matched, cursor.key == key, cursor.payload)
      }
    }
    return (keyCount, matched, false, cursor.payload)
  }

  /// Where a key stands, or nil.
  ///
  /// - Throws: `StorageError.damaged` or `.outOfBounds`.
  /// - Complexity: O(log count); nothing is allocated.
  package func place(of key: [UInt8]) throws(StorageError) -> Place? {
    guard count > 0 else { return nil }
    let block = try block(for: key)
    let found = try scan(block: block, for: key)
    guard found.isEqual else { return nil }
    return Place(block: block, index: found.index, payload: found.payload)
  }

  /// True when some key begins with `prefix`.
  ///
  /// - Throws: `StorageError.damaged` or `.outOfBounds`.
  /// - Complexity: O(log count); nothing is allocated.
  package func hasKey(withPrefix prefix: [UInt8]) throws(StorageError) -> Bool {
    guard count > 0 else { return false }
    let block = try block(for: prefix)
    let found = try scan(block: block, for: prefix)
    if found.index < keyCount(ofBlock: block) { return found.matched == prefix.count }
    guard block + 1 < blockCount else { return false }
    return try scan(block: block + 1, for: prefix).matched == prefix.count
  }

  /// The key of a rank.
  ///
  /// - Precondition: `0 <= ordinal < count`.
  /// - Throws: `StorageError.damaged` or `.outOfBounds`.
  package func key(at ordinal: Int) throws(StorageError) -> [UInt8] {
    precondition(ordinal >= 0 && ordinal < count, "no such key")
    var cursor = FrontCodedTableCursor(
      self, block: ordinal / FrontCodedTableFormat.keysPerBlock)
    for _ in 0...(ordinal % FrontCodedTableFormat.keysPerBlock) { _ = try cursor.next() }
    return cursor.key
  }
}
