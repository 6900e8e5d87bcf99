// SPDX-License-Identifier: Apache-2.0

internal import ArgumentParser
internal import DocumentModel
internal import Indexing
internal import Ingest

/// How documents are taken in, for the commands that do.
struct IntakeOptions: ParsableArguments {
  @Option(
    name: .customLong("id-field"),
    help: ArgumentHelp("The member of a JSON line that is its id.", valueName: "name"))
  var idField = "id"

  @Option(
    help: ArgumentHelp("Threads that analyze text (default: one for each core).", valueName: "n"))
  var threads: Int?

  @Option(
    help: ArgumentHelp(
      "Megabytes for postings before they go to disk, and to reorder.", valueName: "mb"))
  var memory = 512

  @Option(
    help: ArgumentHelp(
      "Where rejected documents go (default: beside the output, .rejected.jsonl).",
      valueName: "file"))
  var rejects: String?

  @Flag(help: "Stop at the first document that cannot be taken, and write nothing.")
  var strict = false

  @OptionGroup var lexicon: LexiconOption

  func validate() throws {
    if let threads, threads < 1 { throw ValidationError("--threads must be 1 or more.") }
    if memory < 1 { throw ValidationError("--memory must be 1 or more.") }
  }

  /// The threads to use.
  var threadCount: Int { threads ?? SystemCalls.processorCount }

  /// Options of the writer of a live index.
  var writerOptions: IndexWriterOptions {
    IndexWriterOptions(
      threadCount: threadCount, memoryLimit: memory << 20, lexiconPath: lexicon.foundPath,
      userDictionaryPath: lexicon.userDictionaryPath)
  }
}

/// A run that takes documents in: reads the sources, keeps and reports what cannot be taken, and shows
/// how far it has come.
struct DocumentRun {
  /// What a run has next.
  enum Item {
    /// A document.
    case document(Document, SourceLocation)
    /// A line that need not be read.
    case known(lineHash: UInt64)
  }

  private static let shownRejectionLimit = 20

  private let options: IntakeOptions
  private let rejects: RejectWriter
  private var stream: DocumentStream
  private var progress: ProgressBar
  /// The documents that were read and could be.
  private(set) var documentCount = 0
  /// Whether something of the sources could not be read, so that it is not known which documents they
  /// have.
  private(set) var hasGaps = false

  /// Lists the sources.
  ///
  /// - Parameters:
  ///   - sources: Files and folders.
  ///   - schema: The fields that documents may have.
  ///   - slice: The share of the documents that is taken.
  ///   - output: The index; rejected documents go beside it.
  ///   - options: How documents are taken in.
  ///   - knownLines: Hashes of lines that need not be read.
  /// - Throws: A source that does not exist or whose kind is not known.
  init(
    sources: [String], schema: Schema, slice: Slice? = nil, output: String,
    options: IntakeOptions, knownLines: Set<UInt64> = []
  ) throws {
    self.options = options
    rejects = try RejectWriter(path: options.rejects ?? IndexPath.rejects(of: output))
    var streaming = DocumentStream.Options(
      schema: schema, idField: options.idField, slice: slice)
    streaming.hashesLines = !IndexPath.isFile(output)
    streaming.knownLines = knownLines
    stream = try DocumentStream(sources: sources, options: streaming)
    progress = ProgressBar(totalByteCount: stream.totalByteCount)
  }

  /// The documents that could not be taken.
  var rejectedCount: Int { rejects.count }

  /// Seconds since the beginning.
  var seconds: Double { progress.seconds }

  /// The next document; `taken` documents, which is shown, are in already.
  mutating func next(taken: Int) throws -> Item? {
    progress.update(byteCount: stream.byteCountRead, documentCount: taken)
    while let item = try stream.next() {
      show(stream.takeNotes())
      switch item {
      case .document(let document, let location):
        documentCount += 1
        return .document(document, location)
      case .known(let hash):
        documentCount += 1
        return .known(lineHash: hash)
      case .rejection(let rejection):
        if case .duplicateID = rejection.reason {} else { hasGaps = true }
        try reject(rejection)
      }
    }
    show(stream.takeNotes())
    progress.clear()
    return nil
  }

  /// Gives every document to `add`, and rejects those that it refuses.
  ///
  /// - Throws: `CommandFailure.nothingIndexed` when it took none; what it throws that concerns more than
  ///   a document.
  mutating func takeInAll(
    _ add: (Document, SourceLocation) throws(IndexingError) -> Void
  ) throws {
    var taken = 0
    while case .document(let document, let location)? = try next(taken: taken) {
      do throws(IndexingError) {
        try add(document, location)
        taken += 1
      } catch {
        try refuse(document, at: location, error)
      }
    }
    if taken == 0 { throw CommandFailure.nothingIndexed(rejected: rejectedCount) }
  }

  /// Rejects a document that an index does not take.
  ///
  /// - Throws: the error, where it concerns more than the document.
  func refuse(
    _ document: Document, at location: SourceLocation, _ error: IndexingError
  ) throws {
    guard error.concernsOneDocument else { throw error }
    try reject(
      Rejection(
        location: location, reason: .refused(message: error.description),
        raw: document.jsonLine(idField: options.idField)))
  }

  /// Writes a rejection to the reject file and, of the first ones, to standard error.
  private func reject(_ rejection: Rejection) throws {
    if options.strict {
      progress.clear()
      throw CommandFailure.strictRejection("\(rejection.location): \(rejection.reason)")
    }
    try rejects.write(rejection)
    if rejects.count > Self.shownRejectionLimit { return }
    progress.clear()
    StandardError.note("\(rejection.location): rejected: \(rejection.reason)")
    if rejects.count == Self.shownRejectionLimit {
      StandardError.note("further rejections are in \(rejects.path) only")
    }
  }

  private mutating func show(_ notes: [IngestNote]) {
    if notes.isEmpty { return }
    progress.clear()
    for note in notes {
      if case .unreadableFolder = note { hasGaps = true }
      StandardError.note("note: \(note)")
    }
  }

  /// Tells the end of a run that built an index.
  func finish(documentCount: Int, byteCount: Int64, output: String) {
    let count = ProgressLine.grouped(documentCount)
    let size = ProgressLine.bytes(byteCount)
    let time = ProgressLine.fixed(progress.seconds, 1)
    let documents = documentCount == 1 ? "document" : "documents"
    StandardError.note("\(count) \(documents) in \(time) s: \(output), \(size)")
    tellRejections()
  }

  /// Tells where rejected documents are, if there are any.
  func tellRejections() {
    if rejects.count > 0 {
      StandardError.note("\(ProgressLine.grouped(rejects.count)) rejected: \(rejects.path)")
    }
  }
}
