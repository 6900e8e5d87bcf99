// SPDX-License-Identifier: Apache-2.0
public import DocumentModel
public import TextAnalysis

/// What can go wrong while an index is built or indexes are merged.
///
/// The first cases concern one document: it was not taken in, nothing of it shows, and the next one can
/// be added. After the others the builder is of no more use.
public enum IndexingError: Error, Sendable, Equatable, CustomStringConvertible {
  /// A document does not fit the schema.
  case invalidDocument(key: String, issue: DocumentValidator.Issue)
  /// An earlier document has the same key; that one stays.
  case duplicateKey(String)
  /// A keyword is longer than a term of an index can be.
  case keywordTooLong(document: String, field: String, byteCount: Int, limit: Int)
  /// The texts and keywords of a document are together larger than an index can store.
  case documentTooLarge(document: String, byteCount: Int, limit: Int)
  /// The schema cannot be used.
  case invalidSchema(SchemaError)
  /// An analyzer could not be set up.
  case analysis(AnalysisError)
  /// One file cannot hold more documents.
  case tooManyDocuments(limit: Int)
  /// An index that was to be merged cannot be read; `reason` names section and offset of damage.
  case notRead(path: String, reason: String)
  /// Indexes that were to be merged have different schemas; `difference` says in what.
  case unlikeSchemas(first: String, second: String, difference: String)
  /// Indexes that were to be merged were analyzed differently; `difference` says in what.
  case unlikeAnalysis(first: String, second: String, difference: String)
  /// Two indexes that were to be merged have a document with one key.
  case keyInTwoIndexes(key: String, first: String, second: String)
  /// A folder is no live index.
  case notALiveIndex(path: String)
  /// Another writer has the index: its process, if that is known.
  case locked(path: String, holder: Int32?)
  /// The newest commit of a live index cannot be read.
  case needsRecovery(path: String, reason: String)
  /// No commit of a live index is sound; what is wrong with each.
  case notRecoverable(path: String, reasons: [String])
  /// A live index was made with another analysis than there is now; each difference as a phrase.
  case analysisChanged(path: String, differences: [String])
  /// The index could not be written; `reason` is the system's or the format's own sentence.
  case notWritten(path: String, reason: String)

  /// Whether only one document was refused and the builder goes on.
  public var concernsOneDocument: Bool {
    switch self {
    case .invalidDocument, .duplicateKey, .keywordTooLong, .documentTooLarge: true
    case .invalidSchema, .analysis, .tooManyDocuments, .notRead, .unlikeSchemas, .unlikeAnalysis,
      .keyInTwoIndexes, .notALiveIndex, .locked, .needsRecovery, .notRecoverable, .analysisChanged,
      .notWritten:
      false
    }
  }

  /// The error as a sentence that says what to do.
  public var description: String {
    switch self {
    case .invalidDocument(let key, let issue):
      key.isEmpty ? "a document was left out: \(issue)" : "document '\(key)' was left out: \(issue)"
    case .duplicateKey(let key):
      "there is already a document with the id '\(key)'; the first one stays"
    case .keywordTooLong(let document, let field, let byteCount, let limit):
      "document '\(document)' has a keyword of \(byteCount) bytes in '\(field)'; at most \(limit) "
        + "are possible, so declare the field as text or as stored"
    case .documentTooLarge(let document, let byteCount, let limit):
      "document '\(document)' has \(byteCount) bytes of text; at most \(limit) are possible, so "
        + "divide it into several"
    case .invalidSchema(let error):
      error.description
    case .analysis(let error):
      error.description
    case .tooManyDocuments(let limit):
      "one index file holds at most \(limit) documents; divide the collection over several files"
    case .notRead(_, let reason):
      reason
    case .unlikeSchemas(let first, let second, let difference):
      "'\(first)' and '\(second)' have different schemas: \(difference); index one of them again"
    case .unlikeAnalysis(let first, let second, let difference):
      "'\(first)' and '\(second)' were analyzed differently: \(difference); index one of them again"
    case .keyInTwoIndexes(let key, let first, let second):
      "'\(first)' and '\(second)' both have a document with the id '\(key)'; leave it out of one"
    case .notALiveIndex(let path):
      "'\(path)' is a folder without a live index; name another one, or an empty or new one"
    case .locked(let path, let holder):
      "'\(path)' is being changed by \(holder.map { "process \($0)" } ?? "another process"); try "
        + "again when it is done"
    case .needsRecovery(let path, let reason):
      "'\(path)' has a newest commit that cannot be read: \(reason); `searchctl recover` goes back to "
        + "the newest one that can"
    case .notRecoverable(let path, let reasons):
      "'\(path)' has no commit that is sound: \(reasons.joined(separator: "; "))"
    case .analysisChanged(let path, let differences):
      "'\(path)' was made with another analysis: \(differences.joined(separator: "; ")); use the "
        + "same (--lexicon names a lexicon), or index all documents again"
    case .notWritten(let path, let reason):
      "'\(path)' was not written: \(reason)"
    }
  }
}
