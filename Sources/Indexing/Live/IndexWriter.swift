// SPDX-License-Identifier: Apache-2.0
public import DocumentModel

/// The writer of a live index: a folder that takes updates while it is searched.
///
/// Nothing that is added or deleted shows before `commit()`; what was committed stays, whatever happens
/// to the process or the machine. Readers are never waited for and never wait: a `SearchIndex` shows
/// what it was opened with until it is `reopened()`. An index has one writer at a time, in this process
/// or another; a second one is refused.
///
///     let writer = try IndexWriter(folder: "pages")
///     try await writer.put(Document(key: "1", fields: [.init(name: "body", value: .text("Hello"))]))
///     try await writer.delete(key: "2")
///     try await writer.commit()
public actor IndexWriter {
  private var update: IndexUpdate?
  /// The folder.
  public nonisolated let folder: String

  /// Opens the live index in a folder, or makes one where there is none.
  ///
  /// - Throws: `IndexingError.locked` when there is another writer, `.needsRecovery` when the newest
  ///   commit cannot be read, `.notALiveIndex` for a folder of other things, `.unlikeSchemas`,
  ///   `.invalidSchema`, `.notRead`, `.notWritten`.
  public init(
    folder: String, options: IndexWriterOptions = IndexWriterOptions()
  ) throws(IndexingError) {
    self.folder = folder
    update = try IndexUpdate(path: folder, start: .existingOrNew, options: options)
  }

  /// The documents of the last commit that have not been deleted since, and those added.
  public var documentCount: Int { update?.documentCount ?? 0 }

  /// Adds a document, in place of the one with its key if there is one.
  ///
  /// - Throws: an `IndexingError`; if it `concernsOneDocument`, the index is as if this had not been
  ///   called, otherwise the writer is of no more use. `.analysisChanged` when the index was made with
  ///   other dictionaries.
  public func put(_ document: Document) throws(IndexingError) {
    guard update != nil else { throw closed }
    try update?.put(document)
  }

  /// Deletes the document of a key.
  ///
  /// - Returns: Whether there was one.
  /// - Throws: `IndexingError.notRead`, `.notWritten`.
  @discardableResult
  public func delete(key: String) throws(IndexingError) -> Bool {
    guard let wasThere = try update?.delete(key: key) else { throw closed }
    return wasThere
  }

  /// Brings the index to the state of a source: new documents are added, changed ones replaced, those
  /// that the source does not have deleted. Those that have not changed are not analyzed.
  ///
  /// A document that cannot be taken in is passed over; of one that the index has, what it has stays.
  ///
  /// - Returns: The errors of documents that were passed over.
  /// - Throws: `IndexingError` that concerns no document.
  public func synchronize(
    with documents: some Sequence<Document>
  ) throws(IndexingError) -> [IndexingError] {
    guard update != nil else { throw closed }
    var refused: [IndexingError] = []
    _ = update?.beginSync()
    for document in documents {
      do {
        _ = try update?.sync(document)
      } catch {
        guard error.concernsOneDocument else { throw error }
        refused.append(error)
      }
    }
    _ = update?.endSync()
    return refused
  }

  /// Makes all changes last and shows them; then joins segments where there are too many, unless the
  /// options say otherwise. Without changes nothing is written.
  ///
  /// - Throws: `IndexingError.notWritten`. The writer is then of no more use but for `rollback()`.
  @discardableResult
  public func commit() throws(IndexingError) -> CommitSummary {
    guard let summary = try update?.commit() else { throw closed }
    return summary
  }

  /// Commits, and joins all segments into one without deleted documents.
  ///
  /// - Throws: as `commit()`, and `IndexingError.notRead` for damage that was found.
  /// - Complexity: O(size of the index).
  @discardableResult
  public func merge(reorders: Bool = false) throws(IndexingError) -> CommitSummary {
    guard let summary = try update?.mergeAll(reorders: reorders) else { throw closed }
    return summary
  }

  /// Forgets all changes since the last commit.
  public func rollback() { update?.rollback() }

  /// Forgets all changes since the last commit and gives the index free for another writer.
  public func close() { update = nil }

  private var closed: IndexingError {
    .notWritten(path: folder, reason: "the writer was closed")
  }
}
