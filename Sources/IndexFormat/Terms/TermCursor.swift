// SPDX-License-Identifier: Apache-2.0

internal import Storage

/// Walks the terms whose keys begin with some bytes, ascending.
package struct TermCursor: Sendable {
  private let dictionary: TermDictionaryReader
  private let prefix: [UInt8]
  private var cursor: FrontCodedTableCursor
  private var block = -1
  private var entries: TermEntryReader?
  private var isStarted = false

  init(_ dictionary: TermDictionaryReader, prefix: [UInt8]) {
    self.dictionary = dictionary
    self.prefix = prefix
    cursor = FrontCodedTableCursor(dictionary.table)
  }

  /// The next term and what the dictionary says of it, or nil behind the last.
  ///
  /// - Throws: `IndexFormatError.damaged`; the cursor is then not used further.
  package mutating func next() throws(IndexFormatError) -> (TermKey, TermEntry)? {
    do throws(StorageError) {
      let isFound = isStarted ? try cursor.next() : try cursor.seek(to: prefix)
      isStarted = true
      guard isFound, cursor.key.starts(with: prefix) else { return nil }
      guard cursor.key.count >= 2 else {
        throw .damaged(
          structure: "term", offset: cursor.payload.lowerBound, reason: "a key without a kind")
      }
      var skipped = 0
      if cursor.block != block {
        block = cursor.block
        entries = try TermEntryReader(dictionary.section.bytes, payload: cursor.payload)
        skipped = cursor.index
      }
      let key = TermKey(bytes: cursor.key)
      guard var reader = entries else { return nil }
      for _ in 0..<skipped { _ = try reader.next(field: key.field, kind: key.kind) }
      let entry = try reader.next(field: key.field, kind: key.kind)
      try TermEntryReader.check(entry, at: cursor.payload.lowerBound)
      entries = reader
      return (key, entry)
    } catch { throw dictionary.section.damaged(error) }
  }
}
