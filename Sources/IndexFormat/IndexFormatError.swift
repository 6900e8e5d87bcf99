// SPDX-License-Identifier: Apache-2.0

package import Storage

/// What can go wrong with an index file, when it is read and when it is written.
package enum IndexFormatError: Error, Hashable, CustomStringConvertible {
  /// The file is not an index file.
  case notAnIndex(path: String)
  /// The file has a newer format than this program reads.
  case tooNew(path: String, version: UInt32)
  /// The file has an older format than this program reads.
  case tooOld(path: String, version: UInt32)
  /// The file is damaged: in a section, at a byte offset in the file.
  case damaged(file: String, section: String, offset: Int, reason: String)
  /// The file could not be opened, mapped or written.
  case storage(StorageError)
  /// A document has a value for a field the schema does not know.
  case unknownField(name: String)
  /// A document has a value of another type than its field.
  case unexpectedValue(field: String)
  /// Two documents of a segment have one key.
  case duplicateKey(String)
  /// A document key is empty or longer than `limit` bytes.
  case invalidKey(String, limit: Int)
  /// Terms were not added in ascending order, or a term has an unknown kind or field.
  case invalidTerm(TermKey, reason: String)
  /// A term's documents, frequencies or positions contradict each other or the documents.
  case invalidPostings(TermKey, reason: String)
  /// Calls came in an order that the writer does not allow.
  case outOfOrder(reason: String)
  /// The segment has outgrown a limit of the format.
  case tooLarge(what: String, limit: Int)
  /// The compression library refused.
  case compression(reason: String)

  /// The error as a sentence.
  package var description: String {
    switch self {
    case .notAnIndex(let path): "\(path): not an index file"
    case .tooNew(let path, let version):
      "\(path): format version \(version) is newer than this program, which reads version \(SegmentFileFormat.version)"
    case .tooOld(let path, let version):
      "\(path): format version \(version) is older than this program reads; rebuild the index"
    case .damaged(let file, let section, let offset, let reason):
      "\(file): damaged \(section) at offset \(offset): \(reason)"
    case .storage(let error): error.description
    case .unknownField(let name): "the schema has no field \(name)"
    case .unexpectedValue(let field): "the value of field \(field) has another type than the field"
    case .duplicateKey(let key): "two documents have the key \(key)"
    case .invalidKey(let key, let limit):
      "a document key must have 1 to \(limit) bytes: \(key.prefix(80))"
    case .invalidTerm(let key, let reason): "term \(key): \(reason)"
    case .invalidPostings(let key, let reason): "postings of term \(key): \(reason)"
    case .outOfOrder(let reason): "calls out of order: \(reason)"
    case .tooLarge(let what, let limit): "\(what) cannot be larger than \(limit)"
    case .compression(let reason): "compression failed: \(reason)"
    }
  }
}
