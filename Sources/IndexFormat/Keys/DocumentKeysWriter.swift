// SPDX-License-Identifier: Apache-2.0

internal import Storage

/// Collects document keys in document order and writes them. See `DocumentKeysFormat`.
struct DocumentKeysWriter {
  private var keys: [String] = []

  /// Appends the next document's key.
  ///
  /// - Throws: `IndexFormatError.invalidKey`.
  mutating func append(_ key: String) throws(IndexFormatError) {
    guard !key.isEmpty, key.utf8.count <= DocumentKeysFormat.maximumKeyByteCount else {
      throw .invalidKey(key, limit: DocumentKeysFormat.maximumKeyByteCount)
    }
    keys.append(key)
  }

  /// The section's bytes.
  ///
  /// - Throws: `IndexFormatError.duplicateKey`.
  consuming func finish() throws(IndexFormatError) -> [UInt8] {
    // By the first eight bytes, and only among equal ones by all of them.
    let prefixes = keys.map { key in
      key.utf8.prefix(8).reduce(into: (value: UInt64(0), shift: UInt64(56))) { prefix, byte in
        prefix.value |= UInt64(byte) << prefix.shift
        prefix.shift &-= 8
      }.value
    }
    let order = (0..<keys.count).sorted { left, right in
      prefixes[left] == prefixes[right]
        ? keys[left].utf8.lexicographicallyPrecedes(keys[right].utf8)
        : prefixes[left] < prefixes[right]
    }
    var ranks: [UInt64] = []
    if order.indices.contains(where: { order[$0] != $0 }) {
      ranks = [UInt64](repeating: 0, count: keys.count)
      for (rank, document) in order.enumerated() { ranks[document] = UInt64(rank) }
    }
    var bytes: [UInt8] = []
    BitPackedArray.append(ranks, to: &bytes)
    BitPackedArray.append(DocumentKeysFormat.returns(ranks: ranks), to: &bytes)
    var table = FrontCodedTableWriter(codesRuns: true)
    for document in order {
      if table.isBlockFull { table.endBlock(payload: []) }
      do throws(StorageError) {
        try table.append(key: Array(keys[document].utf8))
      } catch {
        if case .unsortedKey = error { throw .duplicateKey(keys[document]) }
        throw .storage(error)
      }
    }
    table.endBlock(payload: [])
    bytes.append(contentsOf: table.finish())
    return bytes
  }
}
