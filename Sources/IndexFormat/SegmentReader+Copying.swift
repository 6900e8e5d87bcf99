// SPDX-License-Identifier: Apache-2.0

internal import Storage

/// What a writer needs of a segment whose documents it takes over.
extension SegmentReader {
  /// Compares every section with its checksum, so that damage is not copied under a new one.
  ///
  /// - Throws: `IndexFormatError.damaged` for the first section that differs.
  /// - Complexity: O(size of the file).
  package func checkChecksums() throws(IndexFormatError) {
    if let finding = IndexChecker.checkFrame(self).first {
      throw .damaged(
        file: name, section: finding.section, offset: finding.offset, reason: finding.reason)
    }
  }

  /// The hash of a document's content; `ContentHash.unknown` where the segment has none.
  ///
  /// - Precondition: `document < documentCount`.
  package func contentHash(of document: DocumentID) -> ContentHash {
    contentHashes?.hash(of: document) ?? .unknown
  }

  /// The hash of the line that a document was read from; 0 where the segment has none.
  ///
  /// - Precondition: `document < documentCount`.
  package func sourceHash(of document: DocumentID) -> UInt64 {
    contentHashes?.sourceHash(of: document) ?? 0
  }

  /// A cursor over the document keys, ascending as bytes.
  package func documentKeys() -> DocumentKeyCursor { DocumentKeyCursor(keys) }

  /// The number of blocks of stored documents.
  package var storedBlockCount: Int { storedFields.blockCount }

  /// The bytes of the stored documents before compression, as far as the file can be trusted.
  ///
  /// - Complexity: O(blocks).
  package var storedContentByteCount: Int { storedFields.contentByteCount }

  /// The stored documents of a block as bytes, in order.
  ///
  /// - Precondition: `0 <= block < storedBlockCount`.
  /// - Throws: `IndexFormatError.damaged`.
  /// - Complexity: O(bytes of the block).
  package func storedBlock(_ block: Int) throws(IndexFormatError) -> StoredBlock {
    precondition(block >= 0 && block < storedBlockCount, "no such block")
    return try storedFields.encodedDocuments(ofBlock: block)
  }
}

/// Some documents' stored values as bytes.
package struct StoredBlock: Sendable {
  /// The first document.
  package var firstDocument: DocumentID
  /// The bytes.
  package var bytes: [UInt8]
  /// Where each document's values stand in `bytes`.
  package var documents: [Range<Int>]
}

/// Walks the document keys of a segment in ascending order.
package struct DocumentKeyCursor: Sendable {
  private let keys: DocumentKeysReader
  private var cursor: FrontCodedTableCursor
  private var documents: [DocumentID] = []

  init(_ keys: DocumentKeysReader) {
    self.keys = keys
    cursor = FrontCodedTableCursor(keys.table)
  }

  /// The next key, as UTF-8, and its document, or nil behind the last.
  ///
  /// - Throws: `IndexFormatError.damaged`.
  /// - Complexity: O(documents) the first time, then O(1).
  package mutating func next() throws(IndexFormatError) -> (key: [UInt8], document: DocumentID)? {
    do throws(StorageError) {
      guard try cursor.next() else { return nil }
    } catch { throw keys.section.damaged(error, base: keys.tableOffset) }
    if documents.isEmpty { documents = try keys.documentsByRank() }
    return (cursor.key, documents[cursor.ordinal])
  }
}
