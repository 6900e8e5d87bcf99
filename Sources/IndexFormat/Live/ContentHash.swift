// SPDX-License-Identifier: Apache-2.0

package import DocumentModel
internal import Storage

/// The XXH3-128 of a document's key and values: by it `update --sync` knows a document that has not
/// changed, without analyzing it.
///
/// It is taken over the key's length and bytes and, field by field in the order of the schema, the
/// values as they are stored, in the order the document has them.
package struct ContentHash: Sendable, Hashable {
  /// The first eight bytes.
  package var high: UInt64
  /// The last eight bytes.
  package var low: UInt64

  /// What stands for a document of which the hash is not known; equal to no other document's.
  package static let unknown = ContentHash(high: 0, low: 0)
  static let byteCount = 16

  init(high: UInt64, low: UInt64) {
    self.high = high
    self.low = low
  }

  /// The hash of a document.
  ///
  /// - Complexity: O(bytes of the document).
  package init(of document: Document, schema: Schema) {
    var bytes: [UInt8] = []
    bytes.append(variableByte: UInt64(document.key.utf8.count))
    bytes.append(contentsOf: document.key.utf8)
    for (number, field) in schema.fields.enumerated() {
      for value in document.fields where value.name == field.name {
        StoredDocument.append(value.value, field: number, to: &bytes)
      }
    }
    let hash = Checksum.xxh3Wide(bytes)
    self.init(high: hash.high, low: hash.low)
  }
}

/// The content hashes of a segment's documents.
///
/// ```
/// for each document: u64 high half, u64 low half; zeros where it is not known
/// ```
struct ContentHashes: Sendable {
  private let bytes: MappedBytes

  /// Opens the hashes.
  ///
  /// - Throws: `IndexFormatError.damaged` when there is not one for each document.
  init(_ section: SectionView, documentCount: Int) throws(IndexFormatError) {
    guard section.bytes.count == ContentHash.byteCount * documentCount else {
      throw section.damaged(
        at: 0, "\(section.bytes.count) bytes of hashes for \(documentCount) documents")
    }
    bytes = section.bytes
  }

  /// The hash of a document.
  ///
  /// - Precondition: The segment has the document.
  func hash(of document: DocumentID) -> ContentHash {
    let at = ContentHash.byteCount * Int(document)
    return ContentHash(
      high: bytes.entry(0, ofUInt64TableAt: at), low: bytes.entry(1, ofUInt64TableAt: at))
  }
}

/// What a segment of a live index knows beside what searching needs: hashes of its documents, to tell
/// changed ones, and what the codes of field lengths leave out, to keep exact statistics when
/// documents go.
struct UpdateData {
  /// Hashes, as section bytes.
  var hashes: [UInt8] = []
  /// By field number; nil where a document's exact length was not known.
  var lengthRests: [[UInt64]?]

  /// Empty data of a segment.
  init(schema: Schema) { lengthRests = schema.fields.map { $0.type == .text ? [] : nil } }

  mutating func append(_ hash: ContentHash) {
    hashes.append(littleEndian: hash.high)
    hashes.append(littleEndian: hash.low)
  }

  /// Appends what the code of a document's length in a field leaves out; nil where that is not known.
  mutating func append(lengthRest rest: UInt64?, field: Int) {
    if let rest { lengthRests[field]?.append(rest) } else { lengthRests[field] = nil }
  }
}
