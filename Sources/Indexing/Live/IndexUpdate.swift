// SPDX-License-Identifier: Apache-2.0
package import DocumentModel
package import IndexFormat
import Storage
import TextAnalysis

/// The one writer of a live index: what `IndexWriter` does, one call after the other on one thread.
///
/// Documents go to new segment files; what is deleted in older ones is kept in memory. Nothing of it
/// shows before `commit()`, which puts all files on disk and then one manifest that names them. A
/// writer that is dropped, or killed, leaves the index as it was committed last.
package struct IndexUpdate: ~Copyable {
  /// How the writer takes an index up.
  package enum Start: Sendable, Hashable {
    /// The index must be there.
    case existing
    /// The index is made if it is not there.
    case existingOrNew
    /// The first commit replaces all that is there.
    case replacing
  }

  let folder: IndexFolder
  let options: IndexWriterOptions
  private let lock: FileLock
  /// The schema of the index.
  package let schema: Schema
  private var catalog: AnalyzerCatalog?
  private var builder: IndexBuilder?
  private var builderFile: UInt64 = 0
  private var builderCount = 0
  /// The first number for a name of a segment or tombstones that this writer may have given.
  let firstFile: UInt64
  /// The first number for a name of a manifest that this writer may have given.
  let firstManifest: UInt64
  var nextFile: UInt64
  var nextManifest: UInt64
  /// The newest manifest; nil before the first commit of a new index.
  var manifest: Manifest?
  /// The manifest before the newest, whose files are kept as well.
  var previous: Manifest?
  /// Committed segments, then those that are new.
  var segments: [WrittenSegment] = []
  /// The segments of the last commit.
  var committed: [WrittenSegment] = []
  private var isReplacing: Bool
  private var seen: [[Bool]]?
  private var sources: [UInt64: (segment: Int, document: DocumentID)] = [:]
  var addedCount = 0
  var removedCount = 0
  private var failure: IndexingError?

  /// Takes the lock and opens the newest commit; removes what a stopped writer left behind.
  ///
  /// - Throws: `IndexingError.locked` when there is another writer, `.needsRecovery` when the newest
  ///   commit cannot be read, `.notALiveIndex`, `.unlikeSchemas`, `.invalidSchema`, `.notRead`,
  ///   `.notWritten`.
  package init(
    path: String, start: Start, options: IndexWriterOptions
  ) throws(IndexingError) {
    let folder = IndexFolder(FilePath(path))
    let lock = try Self.lock(folder, start, options)
    let state = try Self.state(of: folder, start, options)
    let schema = try Self.schema(path, state.commit, start, options)
    self.folder = folder
    self.options = options
    self.lock = lock
    self.schema = schema
    firstFile = state.nextFile
    firstManifest = state.nextManifest
    nextFile = state.nextFile
    nextManifest = state.nextManifest
    manifest = state.commit?.manifest
    previous = state.previous
    isReplacing = start == .replacing
    if let commit = state.commit, start != .replacing {
      segments = zip(commit.manifest.segments, commit.segments).map {
        WrittenSegment(record: $0, segment: $1, isCommitted: true)
      }
      committed = segments
    }
    // What cannot be read is not touched before it is replaced.
    if state.commit != nil || state.nextManifest == 1 { removeUnneeded() }
  }

  private static func lock(
    _ folder: IndexFolder, _ start: Start, _ options: IndexWriterOptions
  ) throws(IndexingError) -> FileLock {
    let path = folder.path.string
    let names: [String]
    do {
      if start != .existing {
        try options.fileSystem.createFolder(folder.path)
        try options.fileSystem.synchronizeFolder(folder.path.folder)
      }
      names = try options.fileSystem.names(in: folder.path)
    } catch {
      throw .notRead(path: path, reason: error.description)
    }
    let entries = names.map { IndexFolder.entry(named: $0) }
    let isIndex = entries.contains { if case .manifest? = $0 { true } else { false } }
    let isNew = zip(names, entries).allSatisfy { $0 == "lock" || $1 != nil }
    guard isIndex || start != .existing && isNew else { throw .notALiveIndex(path: path) }
    do {
      return try options.fileSystem.lock(folder.lock)
    } catch {
      if case .locked(_, let holder) = error { throw .locked(path: path, holder: holder) }
      throw .notWritten(path: path, reason: error.description)
    }
  }

  /// The documents of the last commit that have not been deleted since, and those added.
  package var documentCount: Int {
    segments.reduce(builderCount) { $0 + $1.liveCount }
  }

  /// Whether there is something to commit.
  private var hasChanges: Bool {
    isReplacing || manifest == nil || builderCount > 0
      || segments.contains { !$0.isCommitted || $0.hasNewTombstones }
  }

  // MARK: Changes

  /// Adds a document in place of the one of the last commit with its key, if there is one.
  ///
  /// - Parameters:
  ///   - document: The document.
  ///   - sourceHash: The hash of the line it was read from, or 0.
  /// - Throws: `IndexingError.duplicateKey` when a document with the key was added since; that one
  ///   stays. Otherwise what building an index throws, and `.analysisChanged`.
  package mutating func add(
    _ document: Document, sourceHash: UInt64 = 0
  ) throws(IndexingError) {
    let place = try place(ofKey: document.key)
    if let place, !segments[place.segment].isCommitted { throw .duplicateKey(document.key) }
    try append(document, sourceHash: sourceHash)
    if let place { remove(place) }
  }

  /// Adds a document in place of any with its key.
  ///
  /// - Throws: as `add(_:)`, but for `.duplicateKey`.
  package mutating func put(_ document: Document) throws(IndexingError) {
    if let place = try place(ofKey: document.key) {
      try append(document)
      remove(place)
      return
    }
    do {
      try append(document)
    } catch {
      guard case .duplicateKey = error else { throw error }
      try flush()
      let place = try place(ofKey: document.key)
      try append(document)
      if let place { remove(place) }
    }
  }

  /// Removes the document of a key.
  ///
  /// - Returns: Whether there was one.
  /// - Throws: `IndexingError.notRead`, `.notWritten`.
  package mutating func delete(key: String) throws(IndexingError) -> Bool {
    try checkFailure()
    if builder?.contains(key: key) ?? false { try flush() }
    guard let place = try place(ofKey: key) else { return false }
    remove(place)
    return true
  }

  // MARK: Synchronizing

  /// Starts to bring the index to the state of a source.
  ///
  /// - Returns: The hashes of the lines that documents of the index were read from: of those that the
  ///   source has, nothing else is needed than `keep(sourceHash:)`.
  package mutating func beginSync() -> Set<UInt64> {
    seen = segments.map { [Bool](repeating: false, count: $0.segment.reader.documentCount) }
    sources = [:]
    for (number, segment) in segments.enumerated() {
      for document in 0..<DocumentID(segment.segment.reader.documentCount) {
        let hash = segment.segment.reader.sourceHash(of: document)
        guard hash != 0, !segment.isDeleted(document) else { continue }
        sources[hash] = (number, document)
      }
    }
    return Set(sources.keys)
  }

  /// Takes note that the source has the line that a document was read from.
  package mutating func keep(sourceHash: UInt64) {
    guard let place = sources[sourceHash] else { return }
    seen?[place.segment][Int(place.document)] = true
  }

  /// Takes in a document of the source, unless it is in the index as it is.
  ///
  /// - Parameters:
  ///   - document: The document.
  ///   - sourceHash: The hash of the line it was read from, or 0.
  /// - Returns: Whether it was taken in.
  /// - Throws: as `add(_:sourceHash:)`; `IndexingError.duplicateKey` also when the source had the key
  ///   before.
  /// - Precondition: `beginSync()` was called.
  package mutating func sync(
    _ document: Document, sourceHash: UInt64 = 0
  ) throws(IndexingError) -> Bool {
    if let place = try place(ofKey: document.key), segments[place.segment].isCommitted {
      if seen?[place.segment][Int(place.document)] ?? false { throw .duplicateKey(document.key) }
      // What is refused now stays as it was: the source has it still.
      seen?[place.segment][Int(place.document)] = true
      let known = segments[place.segment].segment.reader.contentHash(of: place.document)
      if known != .unknown, known == ContentHash(of: document, schema: schema) { return false }
    }
    try add(document, sourceHash: sourceHash)
    return true
  }

  /// Removes the documents that the source did not have.
  ///
  /// - Returns: How many.
  package mutating func endSync() -> Int {
    let before = removedCount
    for (number, seen) in (self.seen ?? []).enumerated() where segments[number].isCommitted {
      for (document, isSeen) in seen.enumerated() where !isSeen {
        remove((number, DocumentID(document)))
      }
    }
    seen = nil
    sources = [:]
    return removedCount - before
  }

  // MARK: Commit

  /// Makes all changes last and shows them; then joins segments, if the options say so.
  ///
  /// - Throws: `IndexingError.notWritten`, and what `add(_:)` may throw that concerns no document.
  ///   The writer is then of no more use; a new one finds the index as it was, or, if only the last
  ///   call of all failed, with the changes.
  package mutating func commit() throws(IndexingError) -> CommitSummary {
    var summary = try commitChanges()
    guard options.mergesAutomatically else { return summary }
    do {
      summary.mergedSegmentCount = try mergeByPolicy()
    } catch {
      summary.mergeFailure = error
    }
    update(&summary)
    return summary
  }

  /// Joins all segments into one without deleted documents, and shows it. Changes are committed first.
  ///
  /// - Parameter reorders: Whether documents are brought into another order, as `IndexMerger.reorders`
  ///   says.
  /// - Returns: What the commit did.
  /// - Throws: as `commit()`, and `IndexingError.notRead` for damaged segments.
  package mutating func mergeAll(reorders: Bool = false) throws(IndexingError) -> CommitSummary {
    var summary = try commitChanges()
    if segments.count > 1 || reorders || segments.contains(where: { $0.tombstones != nil }) {
      summary.mergedSegmentCount = segments.count
      try mergeCommitted(reorders: reorders)
      update(&summary)
    }
    return summary
  }

  private mutating func commitChanges() throws(IndexingError) -> CommitSummary {
    try checkFailure()
    if hasChanges {
      do {
        if segments.isEmpty, builder == nil { try startBuilder() }
        try flush()
        try writeManifest()
      } catch {
        failure = error
        throw error
      }
      isReplacing = false
      removeUnneeded()
    }
    var summary = CommitSummary(addedCount: addedCount, removedCount: removedCount)
    update(&summary)
    addedCount = 0
    removedCount = 0
    return summary
  }

  private func update(_ summary: inout CommitSummary) {
    summary.manifest = manifest?.number ?? 0
    summary.documentCount = documentCount
    summary.segmentCount = segments.count
    summary.byteCount = segments.reduce(0) { $0 + $1.record.byteCount }
  }

  /// Forgets all changes since the last commit.
  package mutating func rollback() {
    builder = nil
    builderCount = 0
    segments = committed
    seen = nil
    addedCount = 0
    removedCount = 0
    failure = nil
    removeUnneeded()
  }

  /// Replaces everything by the documents of other segments, joined into one, and shows it.
  ///
  /// - Throws: as `commit()`, and what `IndexMerger` throws.
  package mutating func replaceAll(
    by sources: [LiveSegment], reorders: Bool
  ) throws(IndexingError) -> CommitSummary {
    let segment = try merged(sources, reorders: reorders)
    builder = nil
    builderCount = 0
    segments = [segment]
    isReplacing = true
    return try commit()
  }

  // MARK: Documents

  private func checkFailure() throws(IndexingError) {
    if let failure { throw failure }
  }

  /// Where the document of a key stands, of the last commit or of the new segments.
  private func place(
    ofKey key: String
  ) throws(IndexingError) -> (segment: Int, document: DocumentID)? {
    for index in segments.indices.reversed() {
      do {
        if let document = try segments[index].document(forKey: key) { return (index, document) }
      } catch {
        throw .notRead(path: segments[index].segment.reader.name, reason: error.description)
      }
    }
    return nil
  }

  private mutating func remove(_ place: (segment: Int, document: DocumentID)) {
    if segments[place.segment].remove(place.document) { removedCount += 1 }
  }

  private mutating func append(
    _ document: Document, sourceHash: UInt64 = 0
  ) throws(IndexingError) {
    try checkFailure()
    do {
      if builder == nil { try startBuilder() }
      try builder?.add(document, sourceHash: sourceHash)
      builderCount += 1
      addedCount += 1
    } catch {
      if !error.concernsOneDocument { failure = error }
      throw error
    }
  }

  private mutating func startBuilder() throws(IndexingError) {
    let catalog = try preparedCatalog()
    var options = IndexBuilderOptions(
      schema: schema, threadCount: self.options.threadCount, memoryLimit: self.options.memoryLimit)
    options.isUpdatable = true
    options.reorders = self.options.reorders
    options.fileSystem = self.options.fileSystem
    builderFile = takeFileNumber()
    builder = try IndexBuilder(
      path: folder.segment(builderFile).string, options: options, catalog: catalog)
  }

  /// Puts the documents added so far into a segment of their own.
  private mutating func flush() throws(IndexingError) {
    guard let finished = builder.take() else { return }
    builderCount = 0
    do {
      _ = try finished.finish()
      segments.append(try open(builderFile))
    } catch {
      failure = error
      throw error
    }
  }

  func open(_ file: UInt64) throws(IndexingError) -> WrittenSegment {
    let path = folder.segment(file)
    do {
      let reader = try SegmentReader(path: path)
      return WrittenSegment(
        record: Manifest.Segment(
          file: file, segmentID: reader.segmentID, byteCount: reader.byteCount,
          documentCount: reader.documentCount),
        segment: LiveSegment(reader), isCommitted: false)
    } catch {
      throw .notWritten(path: path.string, reason: error.description)
    }
  }

  mutating func takeFileNumber() -> UInt64 {
    defer { nextFile += 1 }
    return nextFile
  }

  // MARK: Analysis

  /// The analyzers, which must be those of the index.
  private mutating func preparedCatalog() throws(IndexingError) -> AnalyzerCatalog {
    if let catalog { return catalog }
    let made: AnalyzerCatalog
    do {
      let lexicon = try WordLexicon.open(
        path: options.lexiconPath, userDictionaryPath: options.userDictionaryPath)?
        .preparedForIndexing()
      made = try AnalyzerCatalog(lexicon: lexicon, dictionaryPath: options.dictionaryPath)
    } catch {
      throw .analysis(error)
    }
    if let first = segments.first {
      let here = Dictionary(made.description.map { ($0.key, $0.value) }) { first, _ in first }
      let there = Dictionary(first.segment.reader.description) { first, _ in first }
      let differences = Set(here.keys).union(there.keys).sorted().compactMap { key -> String? in
        here[key] == there[key]
          ? nil : "\(key) is \(there[key] ?? "none") there and \(here[key] ?? "none") here"
      }
      if !differences.isEmpty {
        throw .analysisChanged(path: folder.path.string, differences: differences)
      }
    }
    catalog = made
    return made
  }

  private static func schema(
    _ path: String, _ commit: IndexCommit?, _ start: Start, _ options: IndexWriterOptions
  ) throws(IndexingError) -> Schema {
    guard let commit, start != .replacing else {
      let schema = options.schema ?? .standard()
      do { try schema.validate() } catch { throw .invalidSchema(error) }
      return schema
    }
    let schema = commit.segments[0].reader.schema
    if let wanted = options.schema, wanted != schema {
      throw .unlikeSchemas(
        first: path, second: "what was asked for",
        difference: MergeCheck.difference(schema, wanted))
    }
    return schema
  }
}
