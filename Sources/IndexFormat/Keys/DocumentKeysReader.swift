// SPDX-License-Identifier: Apache-2.0

internal import Storage

/// Reads the document keys. See `DocumentKeysFormat`.
struct DocumentKeysReader: Sendable {
  let section: SectionView
  private let documentCount: Int
  private let ranks: BitPackedArrayReader
  private let returns: BitPackedArrayReader
  let table: FrontCodedTableReader
  /// Where the table starts in the section.
  let tableOffset: Int

  /// Opens the keys.
  ///
  /// - Throws: `IndexFormatError.damaged`.
  init(_ section: SectionView, documentCount: Int) throws(IndexFormatError) {
    self.section = section
    self.documentCount = documentCount
    do throws(StorageError) {
      let bytes = section.bytes
      ranks = try BitPackedArrayReader(bytes, at: 0)
      returns = try BitPackedArrayReader(bytes, at: ranks.byteCount)
      tableOffset = ranks.byteCount + returns.byteCount
      table = try FrontCodedTableReader(bytes[slice: tableOffset..<bytes.count])
    } catch { throw section.damaged(error) }
    let returnCount = DocumentKeysFormat.returnCount(documentCount: documentCount)
    guard table.count == documentCount,
      ranks.count == 0 && returns.count == 0
        || ranks.count == documentCount && returns.count == returnCount
    else { throw section.damaged(at: 0, "not one key for each of \(documentCount) documents") }
  }

  /// The rank of a document's key.
  ///
  /// - Throws: `IndexFormatError.damaged`.
  /// - Complexity: O(1).
  func rank(of document: DocumentID) throws(IndexFormatError) -> Int {
    precondition(Int(document) < documentCount, "no such document")
    guard ranks.count > 0 else { return Int(document) }
    let rank = ranks[Int(document)]
    guard rank < UInt64(documentCount) else {
      throw section.damaged(at: 0, "a key of rank \(rank)")
    }
    return Int(rank)
  }

  /// The documents in the order of their keys.
  ///
  /// - Throws: `IndexFormatError.damaged` when two have one key.
  /// - Complexity: O(documents).
  func documentsByRank() throws(IndexFormatError) -> [DocumentID] {
    var documents = [DocumentID](repeating: .max, count: documentCount)
    for document in 0..<DocumentID(documentCount) {
      let rank = try rank(of: document)
      guard documents[rank] == .max else {
        throw section.damaged(
          at: 0, "the key of document \(document) is that of document \(documents[rank])")
      }
      documents[rank] = document
    }
    return documents
  }

  /// The first document whose return is not that of the ranks, which are a permutation; nil when there
  /// is none.
  ///
  /// - Complexity: O(documents).
  func firstWrongReturn() -> DocumentID? {
    let expected = DocumentKeysFormat.returns(ranks: (0..<ranks.count).map { ranks[$0] })
    let wrong = expected.indices.first { returns[$0] != expected[$0] }
    return wrong.map { DocumentID($0 * DocumentKeysFormat.returnInterval) }
  }

  /// The document of a rank.
  ///
  /// - Throws: `IndexFormatError.damaged`.
  /// - Complexity: Some 60 steps where the ranks have nothing to do with the numbers of the documents;
  ///   O(documents) at worst.
  func document(ofRank wanted: Int) throws(IndexFormatError) -> DocumentID {
    precondition(wanted >= 0 && wanted < documentCount, "no such rank")
    guard ranks.count > 0 else { return DocumentID(wanted) }
    var document = DocumentID(wanted)
    var hasReturned = false
    for _ in 0...documentCount {
      if !hasReturned, Int(document) % DocumentKeysFormat.returnInterval == 0 {
        hasReturned = true
        let previous = returns[Int(document) / DocumentKeysFormat.returnInterval]
        guard previous < UInt64(documentCount) else {
          throw section.damaged(at: ranks.byteCount, "a return to document \(previous)")
        }
        document = DocumentID(previous)
      }
      let rank = try rank(of: document)
      if rank == wanted { return document }
      document = DocumentID(rank)
    }
    throw section.damaged(at: 0, "a key of no document")
  }

  /// The key of a document.
  ///
  /// - Throws: `IndexFormatError.damaged`.
  func key(of document: DocumentID) throws(IndexFormatError) -> String {
    let rank = try rank(of: document)
    do throws(StorageError) {
      return String(decoding: try table.key(at: rank), as: UTF8.self)
    } catch { throw section.damaged(error, base: tableOffset) }
  }

  /// The document of a key, or nil.
  ///
  /// - Throws: `IndexFormatError.damaged`.
  func document(forKey key: String) throws(IndexFormatError) -> DocumentID? {
    let utf8 = Array(key.utf8)
    guard utf8.count <= DocumentKeysFormat.maximumKeyByteCount else { return nil }
    let place: FrontCodedTableReader.Place?
    do throws(StorageError) {
      place = try table.place(of: utf8)
    } catch { throw section.damaged(error, base: tableOffset) }
    guard let place else { return nil }
    return try self.document(ofRank: place.ordinal)
  }
}
