// SPDX-License-Identifier: Apache-2.0

internal import ArgumentParser
internal import DocumentModel
internal import Indexing
internal import Ingest

/// Builds an index file from documents.
struct IndexCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "index",
    abstract: "Build an index from documents: one file, or a live index that takes updates.",
    discussion: """
      An output that ends in .sakuin is one file. Any other is the folder of a live index, which takes \
      updates (searchctl update, delete) while it is searched. What is there is replaced when all is \
      done; readers never see half of it.

      A source is a file of JSON lines (.jsonl, .ndjson), a text file (.txt), a Markdown file (.md), \
      a folder of them, or - for JSON lines from standard input. JSON lines have an id and any of \
      title, body, url, lang, tags, date, or the fields of --schema.

      A document that cannot be taken is reported and written to the reject file; the others go on, \
      and the exit status is 3.

      EXAMPLE
        searchctl index docs/ pages.jsonl -o docs.sakuin
        zcat pages.jsonl.gz | searchctl index - -o pages.sakuin --reorder
        searchctl index pages.jsonl -o pages
      """)

  @Argument(help: ArgumentHelp("What to index.", valueName: "source"))
  var sources: [String]

  @Option(
    name: [.short, .long],
    help: ArgumentHelp("The index to write: FILE.sakuin, or a folder.", valueName: "index"))
  var output: String

  @Option(help: ArgumentHelp("A JSON file that declares the fields.", valueName: "file"))
  var schema: String?

  @Option(
    help: ArgumentHelp(
      "How text is analyzed: bilingual, words, english, japanese (default: bilingual).",
      valueName: "name"))
  var analyzer: String?

  @Flag(
    help: "Put documents with words in common near each other: smaller, faster, slower to build.")
  var reorder = false

  @Option(
    help: ArgumentHelp("Index only each n-th document, from the i-th on.", valueName: "i/n"))
  var slice: Slice?

  @OptionGroup var intake: IntakeOptions

  func validate() throws {
    if sources.isEmpty { throw ValidationError("Missing expected argument '<source> ...'") }
    if schema != nil, analyzer != nil {
      throw ValidationError(
        "--schema names the analyzer of each field; --analyzer cannot be given too.")
    }
  }

  func run() throws {
    let schema =
      try schema.map { try SchemaFile.read(path: $0) }
      ?? Schema.standard(analyzer: analyzer ?? "bilingual")
    var run = try DocumentRun(
      sources: sources, schema: schema, slice: slice, output: output, options: intake)
    if IndexPath.isFile(output) {
      try buildFile(schema, &run)
    } else {
      try buildFolder(schema, &run)
    }
    if run.rejectedCount > 0 { throw CommandStatus.partial }
  }

  private func buildFile(_ schema: Schema, _ run: inout DocumentRun) throws {
    var options = IndexBuilderOptions(schema: schema)
    options.threadCount = intake.threadCount
    options.memoryLimit = intake.memory << 20
    options.reorders = reorder
    options.lexiconPath = intake.lexicon.foundPath
    options.userDictionaryPath = intake.lexicon.userDictionaryPath
    var builder = try IndexBuilder(path: output, options: options)
    try run.takeInAll { (document, _) throws(IndexingError) in try builder.add(document) }
    let summary = try builder.finish()
    run.finish(
      documentCount: summary.documentCount, byteCount: Int64(summary.byteCount), output: output)
  }

  private func buildFolder(_ schema: Schema, _ run: inout DocumentRun) throws {
    var options = intake.writerOptions
    options.schema = schema
    options.reorders = reorder
    var update = try IndexUpdate(path: output, start: .replacing, options: options)
    try run.takeInAll { (document, location) throws(IndexingError) in
      try update.add(document, sourceHash: location.lineHash)
    }
    let summary = try update.commit()
    run.finish(
      documentCount: summary.documentCount, byteCount: Int64(summary.byteCount), output: output)
  }
}

extension Slice: ExpressibleByArgument {
  /// Reads `2/5`.
  package init?(argument: String) {
    self.init(argument)
  }
}
