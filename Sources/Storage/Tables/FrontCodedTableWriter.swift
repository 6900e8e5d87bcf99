// SPDX-License-Identifier: Apache-2.0

/// Writes a front-coded table from keys in ascending order. See `FrontCodedTableFormat`.
///
/// The user appends keys, and gives the payload of a block whenever `isBlockFull` says so. Finished
/// blocks can be taken out as they come, so the table need not be held in memory.
package struct FrontCodedTableWriter {
  private var output: [UInt8] = []
  private var takenByteCount = 0
  private var keys: [UInt8] = []
  private var keysInBlock = 0
  private var previous: [UInt8] = []
  private let codesRuns: Bool
  // The keys at the end that are those before counted up.
  private var runLength = 0
  private var offsets: [UInt32] = []
  private var prefixes: [UInt64] = []
  /// The number of keys appended so far.
  package private(set) var count = 0

  /// Creates a writer of an empty table. Keys that are counted up, as numbers of documents are, take next
  /// to nothing when runs of them are coded, but finding a key takes longer in their blocks.
  package init(codesRuns: Bool = false) { self.codesRuns = codesRuns }

  /// True when the block has all its keys: `endBlock` must come before the next key.
  package var isBlockFull: Bool { keysInBlock == FrontCodedTableFormat.keysPerBlock }

  /// Appends a key, which must sort after the one before it.
  ///
  /// - Precondition: The block is not full.
  /// - Throws: `StorageError.unsortedKey`, `.keyTooLong`, `.structureTooLarge`.
  package mutating func append(key: [UInt8]) throws(StorageError) { try append(key: key.span) }

  /// Appends a key, which must sort after the one before it.
  ///
  /// - Precondition: The block is not full.
  /// - Throws: `StorageError.unsortedKey`, `.keyTooLong`, `.structureTooLarge`.
  package mutating func append(key: Span<UInt8>) throws(StorageError) {
    precondition(!isBlockFull, "the block needs its payload first")
    guard key.count <= FrontCodedTableFormat.maximumKeyByteCount else {
      throw .keyTooLong(byteCount: key.count, limit: FrontCodedTableFormat.maximumKeyByteCount)
    }
    var shared = 0
    if count > 0 {
      let limit = min(key.count, previous.count)
      while shared < limit, key[shared] == previous[shared] { shared += 1 }
      let isAscending =
        shared == previous.count
        ? key.count > shared : shared < key.count && key[shared] > previous[shared]
      guard isAscending else { throw .unsortedKey(index: count) }
    }
    if keysInBlock == 0 {
      shared = 0
      let offset = takenByteCount + output.count
      guard offset <= FrontCodedTableFormat.maximumBlocksByteCount else {
        throw .structureTooLarge(
          structure: "front-coded table", limit: FrontCodedTableFormat.maximumBlocksByteCount)
      }
      offsets.append(UInt32(offset))
      prefixes.append(FrontCodedTableFormat.prefix(of: key))
    }
    let isCountedUp =
      codesRuns && keysInBlock > 0 && key.count == previous.count
      && FrontCodedTableFormat.countUp(&previous) && Self.areEqual(key, previous.span)
    previous.removeAll(keepingCapacity: true)
    for index in key.indices { previous.append(key[index]) }
    keysInBlock += 1
    count += 1
    guard !isCountedUp else {
      runLength += 1
      return
    }
    endRun()
    let rest = key.count - shared
    keys.append(UInt8(min(shared, 15) << 4 | min(rest, 15)))
    if shared >= 15 { keys.append(variableByte: UInt64(shared - 15)) }
    if rest >= 15 { keys.append(variableByte: UInt64(rest - 15)) }
    for index in shared..<key.count { keys.append(key[index]) }
  }

  private static func areEqual(_ a: Span<UInt8>, _ b: Span<UInt8>) -> Bool {
    for index in a.indices where a[index] != b[index] { return false }
    return true
  }

  private mutating func endRun() {
    guard runLength > 0 else { return }
    keys.append(0)
    keys.append(variableByte: UInt64(runLength))
    runLength = 0
  }

  /// Ends the block with its payload. Does nothing for a block without keys.
  package mutating func endBlock(payload: [UInt8]) {
    guard keysInBlock > 0 else { return }
    endRun()
    output.append(variableByte: UInt64(keys.count))
    output.append(contentsOf: keys)
    output.append(contentsOf: payload)
    keys.removeAll(keepingCapacity: true)
    keysInBlock = 0
  }

  /// Takes the bytes finished so far out of the writer; they precede all later ones.
  package mutating func takeBytes() -> [UInt8] {
    let result = output
    takenByteCount += output.count
    output.removeAll(keepingCapacity: true)
    return result
  }

  /// Ends the table and returns the bytes not yet taken out.
  ///
  /// - Precondition: Every block with keys has been ended.
  package consuming func finish() -> [UInt8] {
    precondition(keysInBlock == 0, "the last block needs its payload")
    let blocksByteCount = takenByteCount + output.count
    pad(to: 8)
    for offset in offsets { output.append(littleEndian: offset) }
    pad(to: 64)
    var level = prefixes
    while true {
      for prefix in level { output.append(littleEndian: prefix) }
      pad(to: 64)
      if level.count <= FrontCodedTableFormat.fanout { break }
      level = stride(from: 0, to: level.count, by: FrontCodedTableFormat.fanout).map { level[$0] }
    }
    output.append(littleEndian: UInt64(count))
    output.append(littleEndian: UInt64(blocksByteCount))
    output.append(littleEndian: UInt32(prefixes.count))
    output.append(littleEndian: FrontCodedTableFormat.signature)
    return output
  }

  private mutating func pad(to alignment: Int) {
    while (takenByteCount + output.count) % alignment != 0 { output.append(0) }
  }
}
