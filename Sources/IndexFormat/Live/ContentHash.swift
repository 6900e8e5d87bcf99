// SPDX-License-Identifier: Apache-2.0

package import DocumentModel
internal import Storage

/// The XXH3-64 of a document's key and values: by it `update --sync` knows a document that has not
/// changed, without analyzing it.
///
/// It is taken over the key's length and bytes and, field by field in the order of the schema, the
/// values as they are stored, in the order the document has them.
package struct ContentHash: Sendable, Hashable {
  /// The hash; 0 for a document of which it is not known.
  package var value: UInt64

  /// What stands for a document of which the hash is not known.
  package static let unknown = ContentHash(value: 0)

  init(value: UInt64) { self.value = value }

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
    value = Checksum.xxh3(bytes)
  }
}

/// The hashes of a segment's documents.
///
/// ```
/// for each document: u64 content hash, u64 hash of the line it was read from; 0 where not known
/// ```
struct ContentHashes: Sendable {
  static let byteCount = 16
  private let bytes: MappedBytes

  /// Opens the hashes.
  ///
  /// - Throws: `IndexFormatError.damaged` when there are not two for each document.
  init(_ section: SectionView, documentCount: Int) throws(IndexFormatError) {
    guard section.bytes.count == Self.byteCount * documentCount else {
      throw section.damaged(
        at: 0, "\(section.bytes.count) bytes of hashes for \(documentCount) documents")
    }
    bytes = section.bytes
  }

  /// The content hash of a document.
  ///
  /// - Precondition: The segment has the document.
  func hash(of document: DocumentID) -> ContentHash {
    ContentHash(value: bytes.entry(2 * Int(document), ofUInt64TableAt: 0))
  }

  /// The hash of the line that a document was read from; 0 where it is not known.
  ///
  /// - Precondition: The segment has the document.
  func sourceHash(of document: DocumentID) -> UInt64 {
    bytes.entry(2 * Int(document) + 1, ofUInt64TableAt: 0)
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

  /// Appends the hashes of the next document.
  mutating func append(_ hash: ContentHash, source: UInt64) {
    hashes.append(littleEndian: hash.value)
    hashes.append(littleEndian: source)
  }

  /// Appends what the code of a document's length in a field leaves out; nil where that is not known.
  mutating func append(lengthRest rest: UInt64?, field: Int) {
    if let rest { lengthRests[field]?.append(rest) } else { lengthRests[field] = nil }
  }
}
