// SPDX-License-Identifier: Apache-2.0

/// Checks of a whole table that reading does not make.
extension FrontCodedTableReader {
  /// Reads every key and every index entry.
  ///
  /// - Returns: The first contradiction: its offset in the table's bytes and what it is. Nil when
  ///   there is none.
  /// - Complexity: O(bytes of the table).
  package func firstContradiction() -> (offset: Int, reason: String)? {
    do throws(StorageError) {
      if let found = try contradictionInIndex() { return found }
      return try contradictionInKeys()
    } catch {
      switch error {
      case .damaged(_, let offset, let reason): return (offset, reason)
      case .outOfBounds(let offset, let count, let size):
        return (offset, "\(count) bytes needed, \(size) there")
      default: return (0, error.description)
      }
    }
  }

  private func contradictionInIndex() throws(StorageError) -> (offset: Int, reason: String)? {
    var at = 0
    for block in 0..<blockCount {
      let start = Int(try bytes.uint32(at: offsetsStart + 4 * block))
      guard start >= at, block > 0 || start == 0 else {
        return (offsetsStart + 4 * block, "block \(block) starts at \(start)")
      }
      at = start
    }
    for level in 1..<levelCounts.count {
      for index in 0..<levelCounts[level] {
        let offset = levelStarts[level] + 8 * index
        let below = levelStarts[level - 1] + 8 * FrontCodedTableFormat.fanout * index
        guard try bytes.uint64(at: offset) == bytes.uint64(at: below) else {
          return (offset, "level \(level) differs from the level below")
        }
      }
    }
    return nil
  }

  private func contradictionInKeys() throws(StorageError) -> (offset: Int, reason: String)? {
    var cursor = FrontCodedTableCursor(self)
    var previous: [UInt8]?
    while try cursor.next() {
      let offset = cursor.payload.lowerBound
      if let previous, !previous.lexicographicallyPrecedes(cursor.key) {
        return (offset, "key \(cursor.ordinal) does not sort after the key before it")
      }
      if cursor.index == 0 {
        let prefix = try bytes.uint64(at: levelStarts[0] + 8 * cursor.block)
        guard prefix == FrontCodedTableFormat.prefix(of: cursor.key) else {
          return (levelStarts[0] + 8 * cursor.block, "the index differs from the first key")
        }
      }
      guard cursor.keysLeft > 0 || cursor.isAtEndOfKeys else {
        return (offset, "bytes left over behind the keys of block \(cursor.block)")
      }
      previous = cursor.key
    }
    return nil
  }
}
