// SPDX-License-Identifier: Apache-2.0
public import DocumentModel
public import TextAnalysis

/// What can go wrong while an index is built.
///
/// The cases up to `wrongType` concern one document: it was not taken in, nothing of it shows, and the
/// next document can be added. After the others the builder is of no more use.
public enum IndexingError: Error, Sendable, Equatable, CustomStringConvertible {
  /// A document has an empty key; it would have been the one after `acceptedCount` others.
  case emptyKey(acceptedCount: Int)
  /// A document's key is longer than an index can hold.
  case keyTooLong(byteCount: Int, limit: Int)
  /// An earlier document has the same key; that one stays.
  case duplicateKey(String)
  /// A document names a field that the schema does not have.
  case unknownField(document: String, field: String, known: [String])
  /// A document has two values for one field.
  case repeatedField(document: String, field: String)
  /// A keyword is longer than a term of an index can be.
  case keywordTooLong(document: String, field: String, byteCount: Int, limit: Int)
  /// A value is not of the type that the schema gives the field.
  case wrongType(document: String, field: String, expected: Schema.FieldType)
  /// A schema has more fields than an index can number.
  case tooManyFields(count: Int, limit: Int)
  /// One file cannot hold more documents.
  case tooManyDocuments(limit: Int)
  /// An analyzer could not be set up.
  case analysis(AnalysisError)
  /// The index could not be written; `reason` is the system's or the format's own sentence.
  case notWritten(path: String, reason: String)

  /// Whether only one document was refused and the builder goes on.
  public var concernsOneDocument: Bool {
    switch self {
    case .emptyKey, .keyTooLong, .duplicateKey, .unknownField, .repeatedField, .keywordTooLong,
      .wrongType:
      true
    case .tooManyFields, .tooManyDocuments, .analysis, .notWritten: false
    }
  }

  /// The error as a sentence that says what to do.
  public var description: String {
    switch self {
    case .emptyKey(let acceptedCount):
      "the document after the first \(acceptedCount) has an empty id; give it one"
    case .keyTooLong(let byteCount, let limit):
      "a document has an id of \(byteCount) bytes; at most \(limit) are possible"
    case .duplicateKey(let key):
      "there is already a document with the id '\(key)'; the first one stays"
    case .unknownField(let document, let field, let known):
      "document '\(document)' has a field '\(field)' that the schema does not declare; "
        + "declared are \(known.joined(separator: ", "))"
    case .repeatedField(let document, let field):
      "document '\(document)' has the field '\(field)' twice; join the values or drop one"
    case .keywordTooLong(let document, let field, let byteCount, let limit):
      "document '\(document)' has a keyword of \(byteCount) bytes in '\(field)'; at most \(limit) "
        + "are possible, so declare the field as text or as stored"
    case .wrongType(let document, let field, let expected):
      "document '\(document)' has a value in '\(field)' that is not of the declared type "
        + "'\(expected.rawValue)'"
    case .tooManyFields(let count, let limit):
      "the schema declares \(count) fields; at most \(limit) are possible"
    case .tooManyDocuments(let limit):
      "one index file holds at most \(limit) documents; divide the collection over several files"
    case .analysis(let error):
      error.description
    case .notWritten(let path, let reason):
      "'\(path)' was not written: \(reason)"
    }
  }
}
