// SPDX-License-Identifier: Apache-2.0

internal import Storage

/// Reads the document keys. See `DocumentKeysFormat`.
struct DocumentKeysReader: Sendable {
  let section: SectionView
  let ranks: BitPackedArrayReader
  let documents: BitPackedArrayReader
  let table: FrontCodedTableReader
  /// Where the table starts in the section.
  let tableOffset: Int

  /// Opens the keys.
  ///
  /// - Throws: `IndexFormatError.damaged`.
  init(_ section: SectionView, documentCount: Int) throws(IndexFormatError) {
    self.section = section
    do throws(StorageError) {
      let bytes = section.bytes
      ranks = try BitPackedArrayReader(bytes, at: 0)
      documents = try BitPackedArrayReader(bytes, at: ranks.byteCount)
      tableOffset = ranks.byteCount + documents.byteCount
      table = try FrontCodedTableReader(bytes[slice: tableOffset..<bytes.count])
    } catch { throw section.damaged(error) }
    guard ranks.count == documentCount, documents.count == documentCount,
      table.count == documentCount
    else { throw section.damaged(at: 0, "not one key for each of \(documentCount) documents") }
  }

  /// The key of a document.
  ///
  /// - Throws: `IndexFormatError.damaged`.
  func key(of document: DocumentID) throws(IndexFormatError) -> String {
    precondition(Int(document) < ranks.count, "no such document")
    let rank = ranks[Int(document)]
    guard rank < UInt64(table.count) else { throw section.damaged(at: 0, "a key of rank \(rank)") }
    do throws(StorageError) {
      return String(decoding: try table.key(at: Int(rank)), as: UTF8.self)
    } catch { throw section.damaged(error, base: tableOffset) }
  }

  /// The document of a key, or nil.
  ///
  /// - Throws: `IndexFormatError.damaged`.
  func document(forKey key: String) throws(IndexFormatError) -> DocumentID? {
    let utf8 = Array(key.utf8)
    guard utf8.count <= DocumentKeysFormat.maximumKeyByteCount else { return nil }
    do throws(StorageError) {
      guard let place = try table.place(of: utf8) else { return nil }
      let document = documents[place.ordinal]
      guard document < UInt64(documents.count) else {
        throw .damaged(structure: "keys", offset: 0, reason: "a key of document \(document)")
      }
      return DocumentID(document)
    } catch { throw section.damaged(error, base: tableOffset) }
  }
}
