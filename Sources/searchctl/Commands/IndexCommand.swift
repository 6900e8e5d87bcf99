// SPDX-License-Identifier: Apache-2.0

internal import ArgumentParser
internal import DocumentModel
internal import Indexing
internal import Ingest

/// Builds an index file from documents.
struct IndexCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "index",
    abstract: "Build an index file from documents.",
    discussion: """
      A source is a file of JSON lines (.jsonl, .ndjson), a text file (.txt), a Markdown file (.md), \
      a folder of them, or - for JSON lines from standard input. JSON lines have an id and any of \
      title, body, url, lang, tags, date, or the fields of --schema.

      A document that cannot be taken is reported and written to the reject file; the others go on, \
      and the exit status is 3.

      EXAMPLE
        searchctl index docs/ pages.jsonl -o docs.sakuin
        zcat pages.jsonl.gz | searchctl index - -o pages.sakuin --reorder
      """)

  @Argument(help: ArgumentHelp("What to index.", valueName: "source"))
  var sources: [String]

  @Option(
    name: [.short, .long],
    help: ArgumentHelp("The index to write; it ends in .sakuin.", valueName: "file"))
  var output: String

  @Option(help: ArgumentHelp("A JSON file that declares the fields.", valueName: "file"))
  var schema: String?

  @Option(
    help: ArgumentHelp(
      "How text is analyzed: bilingual, words, english, japanese (default: bilingual).",
      valueName: "name"))
  var analyzer: String?

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

  @Flag(
    help: "Put documents with words in common near each other: smaller, faster, slower to build.")
  var reorder = false

  @Option(
    help: ArgumentHelp("Index only each n-th document, from the i-th on.", valueName: "i/n"))
  var slice: Slice?

  @Option(
    help: ArgumentHelp(
      "Where rejected documents go (default: beside the output, .rejected.jsonl).",
      valueName: "file"))
  var rejects: String?

  @Flag(help: "Stop at the first document that cannot be taken, and write no index.")
  var strict = false

  @OptionGroup var lexicon: LexiconOption

  func validate() throws {
    if sources.isEmpty { throw ValidationError("Missing expected argument '<source> ...'") }
    if schema != nil, analyzer != nil {
      throw ValidationError(
        "--schema names the analyzer of each field; --analyzer cannot be given too.")
    }
    if let threads, threads < 1 { throw ValidationError("--threads must be 1 or more.") }
    if memory < 1 { throw ValidationError("--memory must be 1 or more.") }
    if !output.hasSuffix(".sakuin") {
      throw ValidationError("\(CommandFailure.unsupportedOutput(path: output))")
    }
  }

  func run() throws {
    let schema =
      try schema.map { try SchemaFile.read(path: $0) }
      ?? Schema.standard(analyzer: analyzer ?? "bilingual")
    let rejects = try RejectWriter(path: rejects ?? Self.rejectPath(output: output))
    var stream = try DocumentStream(
      sources: sources, options: .init(schema: schema, idField: idField, slice: slice))
    var options = IndexBuilderOptions(schema: schema)
    options.threadCount = threads ?? SystemCalls.processorCount
    options.memoryLimit = memory << 20
    options.reorders = reorder
    options.lexiconPath = lexicon.foundPath
    var builder = try IndexBuilder(path: output, options: options)
    var run = IndexRun(
      isStrict: strict, rejects: rejects, progress: .init(totalByteCount: stream.totalByteCount))
    while let item = try stream.next() {
      switch item {
      case .document(let document, let location):
        do throws(IndexingError) {
          try builder.add(document)
        } catch {
          guard error.concernsOneDocument else { throw error }
          try run.reject(
            Rejection(
              location: location, reason: .refused(message: error.description),
              raw: document.jsonLine(idField: idField)))
        }
      case .rejection(let rejection):
        try run.reject(rejection)
      }
      run.show(stream.takeNotes())
      run.progress.update(byteCount: stream.byteCountRead, documentCount: builder.documentCount)
    }
    run.show(stream.takeNotes())
    run.progress.clear()
    if builder.documentCount == 0 { throw CommandFailure.nothingIndexed(rejected: rejects.count) }
    let summary = try builder.finish()
    run.finish(
      documentCount: summary.documentCount, byteCount: Int64(summary.byteCount), output: output)
    if rejects.count > 0 { throw CommandStatus.partial }
  }

  /// `docs.rejected.jsonl` beside `docs.sakuin`.
  static func rejectPath(output: String) -> String {
    (output.hasSuffix(".sakuin") ? String(output.dropLast(7)) : output) + ".rejected.jsonl"
  }
}

extension Slice: ExpressibleByArgument {
  /// Reads `2/5`.
  package init?(argument: String) {
    self.init(argument)
  }
}

/// What a run of `index` tells while it goes on.
private struct IndexRun {
  private static let shownRejectionLimit = 20

  let isStrict: Bool
  let rejects: RejectWriter
  var progress: ProgressBar

  /// Writes a rejection to the reject file and, of the first ones, to standard error.
  mutating func reject(_ rejection: Rejection) throws {
    if isStrict {
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

  /// Shows notes.
  func show(_ notes: [IngestNote]) {
    if notes.isEmpty { return }
    progress.clear()
    for note in notes { StandardError.note("note: \(note)") }
  }

  /// Tells the end.
  func finish(documentCount: Int, byteCount: Int64, output: String) {
    let count = ProgressLine.grouped(documentCount)
    let size = ProgressLine.bytes(byteCount)
    let time = ProgressLine.fixed(progress.seconds, 1)
    let documents = documentCount == 1 ? "document" : "documents"
    StandardError.note("\(count) \(documents) in \(time) s: \(output), \(size)")
    if rejects.count > 0 {
      StandardError.note("\(ProgressLine.grouped(rejects.count)) rejected: \(rejects.path)")
    }
  }
}
