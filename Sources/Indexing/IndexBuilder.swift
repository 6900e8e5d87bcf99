// SPDX-License-Identifier: Apache-2.0
public import DocumentModel
import IndexFormat
import Storage
package import TextAnalysis

/// Builds one index file from documents, in the order they are added.
///
/// The same documents give the same bytes, whatever the number of threads and the memory. The file
/// appears under its name when `finish()` returns; a builder that is dropped leaves nothing behind.
///
///     var builder = try IndexBuilder(path: "pages.sakuin")
///     try builder.add(Document(key: "1", fields: [.init(name: "body", value: .text("Hello"))]))
///     let summary = try builder.finish()
///
/// A value of a keyword field is one term: its exact bytes, not folded in any way. Text is analyzed as
/// the schema says.
public struct IndexBuilder: ~Copyable {
  private let path: String
  // Of an index that is to be reordered: where it stands until then, and what reorders it.
  private let unordered: FilePath?
  private let merger: IndexMerger
  private let fileSystem: any FileSystem
  private let memoryLimit: Int
  private let validator: DocumentValidator
  private let lexicon: WordLexicon?
  private let lexiconFields: Set<UInt8>?
  private let fieldCount: Int
  private let threadCount: Int
  private let isUpdatable: Bool
  // Of a segment of a live index, by document.
  private var sourceHashes: [UInt64] = []
  private let batchLimit: Int
  private let documentLimit: Int
  private var batch: DocumentBatch
  private var pipeline: AnalysisPipeline
  private var readings = ReadingCollector()
  // Has the keys; taken out to be finished.
  private var writer: SegmentWriter?
  private var times = IndexSummary.Times()

  private static let largestDocumentCount = Int(Int32.max)
  /// Half of what a file can store for one document, so that analysis has room for it as well.
  static let largestDocumentByteCount = 1 << 27

  /// Prepares analysis and creates the file beside `path`.
  ///
  /// - Throws: `IndexingError.analysis`, `.invalidSchema`, `.notWritten`.
  public init(
    path: String, options: IndexBuilderOptions = IndexBuilderOptions()
  ) throws(IndexingError) {
    let catalog: AnalyzerCatalog
    do {
      let lexicon = try WordLexicon.open(
        path: options.lexiconPath, userDictionaryPath: options.userDictionaryPath)?
        .preparedForIndexing()
      catalog = try AnalyzerCatalog(lexicon: lexicon, dictionaryPath: options.dictionaryPath)
    } catch {
      throw .analysis(error)
    }
    try self.init(path: path, options: options, catalog: catalog)
  }

  /// Creates the file beside `path`. The lexicon and dictionary that `options` name are not opened:
  /// the catalog has its own.
  ///
  /// - Throws: `IndexingError.analysis` when the schema names an unknown analyzer, `.invalidSchema`,
  ///   `.notWritten`.
  package init(
    path: String, options: IndexBuilderOptions, catalog: AnalyzerCatalog
  ) throws(IndexingError) {
    var analyzers: [FieldAnalysis.CollectTerms?] = []
    var lexiconFields: Set<UInt8> = []
    for (number, field) in options.schema.fields.enumerated() {
      guard field.type == .text else {
        analyzers.append(nil)
        continue
      }
      do {
        let analyzer = try catalog.analyzer(named: field.analyzer)
        analyzers.append { analyzer.collect($0, field: $1, into: &$2) }
        if analyzer.options.usesLexicon { lexiconFields.insert(UInt8(clamping: number)) }
      } catch {
        throw .analysis(error)
      }
    }
    try self.init(
      path: path, options: options,
      analysis: FieldAnalysis(schema: options.schema, analyzers: analyzers),
      description: catalog.description.map { ($0.key, $0.value) }, lexicon: catalog.lexicon,
      lexiconFields: lexiconFields)
  }

  /// Creates the file beside `path`, with any analysis. The words of the fields given, or of all, get
  /// readings and the lexicon's entries.
  init(
    path: String, options: IndexBuilderOptions, analysis: FieldAnalysis,
    description: [(String, String)], lexicon: WordLexicon?, lexiconFields: Set<UInt8>? = nil,
    batchLimit: Int = DocumentBatch.usualLimit,
    documentLimit: Int = IndexBuilder.largestDocumentByteCount
  ) throws(IndexingError) {
    let schema = options.schema
    do {
      try schema.validate()
    } catch {
      throw .invalidSchema(error)
    }
    let target = FilePath(path)
    let unordered = options.reorders ? target.temporary("unordered") : nil
    do {
      writer = try SegmentWriter(
        path: unordered ?? target, schema: schema, description: description,
        commonness: options.commonness, memoryLimit: options.memoryLimit / 8,
        threadCount: options.threadCount, isUpdatable: options.isUpdatable,
        fileSystem: options.fileSystem)
    } catch {
      throw .notWritten(path: path, reason: error.description)
    }
    self.path = path
    self.unordered = unordered
    isUpdatable = options.isUpdatable
    fileSystem = options.fileSystem
    var merger = IndexMerger(
      reorders: true, threadCount: options.threadCount, memoryLimit: options.memoryLimit)
    merger.fileSystem = options.fileSystem
    merger.isUpdatable = options.isUpdatable
    self.merger = merger
    self.lexicon = lexicon
    self.lexiconFields = lexiconFields
    memoryLimit = options.memoryLimit
    self.batchLimit = batchLimit
    self.documentLimit = documentLimit
    batch = DocumentBatch(firstDocument: 0, limit: batchLimit)
    validator = DocumentValidator(schema: schema)
    fieldCount = schema.fields.count
    threadCount = options.threadCount
    pipeline = AnalysisPipeline(
      analysis: analysis, threadCount: options.threadCount, path: path,
      fileSystem: options.fileSystem)
  }

  /// The documents taken in so far.
  public private(set) var documentCount = 0

  /// Whether a document with the key was taken in.
  func contains(key: String) -> Bool { writer?.contains(key: key) ?? false }

  /// Takes in the next document.
  ///
  /// - Throws: an `IndexingError`; if it `concernsOneDocument`, that document is left out and the next
  ///   can be added, otherwise the builder is of no more use.
  public mutating func add(_ document: Document) throws(IndexingError) {
    try add(document, sourceHash: 0)
  }

  /// Takes in the next document, which was read from a line of a hash.
  ///
  /// - Throws: as `add(_:)`.
  package mutating func add(
    _ document: Document, sourceHash: UInt64
  ) throws(IndexingError) {
    try check(document)
    guard documentCount < Self.largestDocumentCount else {
      throw .tooManyDocuments(limit: Self.largestDocumentCount)
    }
    let isNew: Bool
    do { isNew = try writer?.announce(document.key) ?? false } catch {
      throw .notWritten(path: path, reason: error.description)
    }
    guard isNew else { throw .duplicateKey(document.key) }
    documentCount += 1
    if isUpdatable { sourceHashes.append(sourceHash) }
    batch.append(document)
    if batch.isFull { try submitBatch() }
  }

  /// Writes the terms and completes the file, which then stands under its name for ever.
  ///
  /// - Throws: `IndexingError.notWritten`.
  /// - Complexity: O(n log n) in distinct terms, O(n) in postings.
  public consuming func finish() throws(IndexingError) -> IndexSummary {
    if !batch.documents.isEmpty { try submitBatch() }
    while try takeNext() {}
    let (path, unordered, merger, fileSystem) = destination()
    var summary: IndexSummary
    do {
      summary = try complete()
    } catch {
      throw .notWritten(path: path, reason: error.description)
    }
    guard let unordered else { return summary }
    let clock = ContinuousClock()
    let start = clock.now
    let segment: SegmentReader
    do {
      segment = try Self.taken(unordered, fileSystem)
    } catch {
      throw .notWritten(path: path, reason: error.description)
    }
    summary.byteCount = try merger.merge([LiveSegment(segment)], into: path).byteCount
    summary.times.reordering = start.duration(to: clock.now)
    return summary
  }

  /// What is needed when the builder is used up. Copies that are made in place, the optimizer of
  /// Swift 6.3 takes for the builder's own and frees them with it.
  @inline(never)
  private func destination() -> (String, FilePath?, IndexMerger, any FileSystem) {
    (path, unordered, merger, fileSystem)
  }

  /// Opens a file that loses its name, so that it is gone when it is no longer used.
  private static func taken(
    _ path: FilePath, _ fileSystem: any FileSystem
  ) throws(IndexFormatError) -> SegmentReader {
    let segment: SegmentReader
    do throws(IndexFormatError) {
      segment = try SegmentReader(path: path)
    } catch {
      try? fileSystem.unlink(path)
      throw error
    }
    do { try fileSystem.unlink(path) } catch { throw .storage(error) }
    return segment
  }

  private func check(_ document: Document) throws(IndexingError) {
    do {
      try validator.check(document)
    } catch {
      throw .invalidDocument(key: document.key, issue: error)
    }
    var byteCount = 0
    for field in document.fields {
      if case .text(let text) = field.value { byteCount += text.utf8.count }
      guard case .keywords(let values) = field.value else { continue }
      for value in values { byteCount += value.utf8.count }
      for value in values where value.utf8.count > TermCollector.largestTermByteCount {
        throw .keywordTooLong(
          document: document.key, field: field.name, byteCount: value.utf8.count,
          limit: TermCollector.largestTermByteCount)
      }
    }
    guard byteCount <= documentLimit else {
      throw .documentTooLarge(document: document.key, byteCount: byteCount, limit: documentLimit)
    }
  }

  private mutating func submitBatch() throws(IndexingError) {
    while pipeline.isFull, try takeNext() {}
    pipeline.submit(batch, memoryLimit: postingsLimit)
    batch = DocumentBatch(firstDocument: UInt32(documentCount), limit: batchLimit)
  }

  /// What is left for postings of the memory there is, when keys have theirs: three quarters, because
  /// tables are copied when they grow, and a quarter of all at least.
  private var postingsLimit: Int {
    let keyByteCount =
      switch writer {
      case .some(let writer): writer.keyByteCount
      case nil: 0
      }
    let rest = max(memoryLimit / 4, (memoryLimit - keyByteCount) / 4 * 3)
    return min(rest, ChunkArena.maximumByteCount / 2)
  }

  /// Adds the documents of the earliest batch under way to the file; false if there is none.
  private mutating func takeNext() throws(IndexingError) -> Bool {
    do {
      guard let inverted = try nextBatch() else { return false }
      times.analysis += inverted.duration
      let clock = ContinuousClock()
      let start = clock.now
      for (index, document) in inverted.batch.documents.enumerated() {
        let first = index * fieldCount
        let number = Int(inverted.batch.firstDocument) + index
        try writer?.addDocument(
          document, lengths: Array(inverted.lengths[first..<first + fieldCount]),
          sourceHash: isUpdatable ? sourceHashes[number] : 0)
      }
      times.documents += clock.now - start
      return true
    } catch {
      throw .notWritten(path: path, reason: error.description)
    }
  }

  private mutating func nextBatch() throws(IndexFormatError) -> InvertedBatch? {
    do { return try pipeline.next() } catch { throw .storage(error) }
  }

  private mutating func complete() throws(IndexFormatError) -> IndexSummary {
    let clock = ContinuousClock()
    let start = clock.now
    let (runs, readings) = pipeline.finish()
    self.readings = readings
    let spilledRunCount = runs.count(where: \.isSpilled)
    try writeTerms(RunMerger(runs))
    let middle = clock.now
    try writeReadings()
    times.terms += middle - start
    let info = try finishWriter()
    times.completion = clock.now - middle
    return IndexSummary(
      documentCount: documentCount, termCount: info.termCount, byteCount: info.byteCount,
      spilledRunCount: spilledRunCount, times: times)
  }

  private mutating func finishWriter() throws(IndexFormatError) -> SegmentInfo {
    guard let writer = writer.take() else { throw .outOfOrder(reason: "finished twice") }
    return try writer.finish()
  }

  /// Writes all terms in key order, and adds those of words to `readings`.
  private mutating func writeTerms(_ runs: RunMerger) throws(IndexFormatError) {
    try writer?.beginTerms()
    guard let encoder = writer?.termEncoder() else { return }
    var terms = EncodingPipeline(runs, encoder: encoder, threadCount: threadCount)
    while let encoded = try terms.next() {
      try writer?.add(encoded)
      if let lexiconFields, lexiconFields.isEmpty { continue }
      encoded.forEachKey { key in
        if isWord(key[1]), lexiconFields?.contains(key[0]) ?? true {
          readings.insert(key.extracting(2..<key.count))
        }
      }
    }
  }

  private func isWord(_ kind: UInt8) -> Bool {
    kind == TermKind.surface.rawValue || kind == TermKind.form.rawValue
      || kind == TermKind.lemma.rawValue
  }

  /// Writes the tables that bring the scripts together.
  private mutating func writeReadings() throws(IndexFormatError) {
    var builder = ReadingLexiconBuilder(lexicon: lexicon)
    readings.forEach { builder.add(term: $0, readings: $1) }
    let byKey: [UInt8], byShortKey: [UInt8], entries: [UInt8]
    do {
      (byKey, byShortKey, entries) = try builder.finish()
    } catch {
      throw .storage(error)
    }
    try writer?.setReadings(byKey: byKey, byShortKey: byShortKey, lexicon: entries)
  }
}
