// SPDX-License-Identifier: Apache-2.0

internal import Storage

/// Collects document keys in document order and writes them. See `DocumentKeysFormat`.
struct DocumentKeysWriter {
  /// The keys so far.
  private(set) var keys = DocumentKeySet()

  /// Appends the next document's key.
  ///
  /// - Throws: `IndexFormatError.invalidKey`, `.duplicateKey`.
  mutating func append(_ key: String) throws(IndexFormatError) {
    guard !key.isEmpty, key.utf8.count <= DocumentKeysFormat.maximumKeyByteCount else {
      throw .invalidKey(key, limit: DocumentKeysFormat.maximumKeyByteCount)
    }
    guard keys.insert(key) else { throw .duplicateKey(key) }
  }

  /// The section's bytes.
  ///
  /// - Throws: `IndexFormatError.storage`.
  consuming func finish() throws(IndexFormatError) -> [UInt8] {
    let order = sortedDocuments()
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
      do throws(StorageError) { try table.append(key: Array(keys[document])) } catch {
        throw .storage(error)
      }
    }
    table.endBlock(payload: [])
    bytes.append(contentsOf: table.finish())
    return bytes
  }

  /// The documents in the order of their keys.
  ///
  /// - Complexity: O(n log n), without comparisons beyond the first where keys ascend.
  private func sortedDocuments() -> [Int] {
    // By the first eight bytes, and only among equal ones by all of them.
    let prefixes = (0..<keys.count).map { document in
      keys[document].prefix(8).reduce(into: (value: UInt64(0), shift: UInt64(56))) {
        prefix, byte in
        prefix.value |= UInt64(byte) << prefix.shift
        prefix.shift &-= 8
      }.value
    }
    return (0..<keys.count).sorted { left, right in
      prefixes[left] == prefixes[right]
        ? keys[left].lexicographicallyPrecedes(keys[right]) : prefixes[left] < prefixes[right]
    }
  }
}
