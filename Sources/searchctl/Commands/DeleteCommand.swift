// SPDX-License-Identifier: Apache-2.0

internal import ArgumentParser
internal import Indexing
internal import Searching

/// Deletes documents of a live index.
struct DeleteCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "delete",
    abstract: "Delete documents of a live index, by id or by query.",
    discussion: """
      All documents that match the query are deleted, not only the best. With --dry-run their ids are \
      written, one a line, and nothing is deleted. A run is one commit.

      The exit status is 1 if there was nothing to delete, and 3 if some ids were not there.

      EXAMPLE
        searchctl delete pages --id 17 --id 18
        searchctl delete pages --query 'date:<2020-01-01' --dry-run
      """)

  @Argument(help: ArgumentHelp("The folder of a live index.", valueName: "folder"))
  var index: String

  @Option(
    parsing: .unconditionalSingleValue,
    help: ArgumentHelp("The id of a document; may be repeated.", valueName: "id"))
  var id: [String] = []

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("A query whose matches are deleted.", valueName: "query"))
  var query: String?

  @Option(help: "Whether one word of the query is enough, or all must match.")
  var match = QueryCommand.Match.any

  @Flag(help: "Take the query as words without operators.")
  var literal = false

  @Flag(name: .customLong("dry-run"), help: "Write the ids only.")
  var dryRun = false

  @Flag(name: .customLong("no-merge"), help: "Do not join segments afterwards.")
  var noMerge = false

  @OptionGroup var lexicon: LexiconOption

  func validate() throws {
    if id.isEmpty == (query == nil) { throw ValidationError("Give either --id or --query.") }
    if let query, query.allSatisfy(\.isWhitespace) {
      throw ValidationError("--query must not be empty.")
    }
  }

  func run() throws {
    let start = ContinuousClock.now
    if dryRun {
      let keys = try keys()
      try StandardOutput.write(keys.map { $0 + "\n" }.joined())
      if keys.isEmpty { throw CommandStatus.nothing }
      return
    }
    var options = IndexWriterOptions(threadCount: SystemCalls.processorCount)
    options.mergesAutomatically = !noMerge
    // First the lock, so that what the query finds is what there is.
    var update = try IndexUpdate(path: index, start: .existing, options: options)
    var missing: [String] = []
    for key in query == nil ? id : try keys() {
      if try !update.delete(key: key) { missing.append(key) }
    }
    for key in missing { StandardError.note("there is no document with the id \(key)") }
    let summary = try update.commit()
    CommitReport.tell(
      summary, seconds: start.duration(to: .now) / .seconds(1), index: index)
    if summary.removedCount == 0 { throw CommandStatus.nothing }
    if !missing.isEmpty { throw CommandStatus.partial }
  }

  /// The ids that are to be deleted and are there.
  private func keys() throws -> [String] {
    let session = try SearchSession(
      paths: [index], lexiconPath: lexicon.foundPath,
      userDictionaryPath: lexicon.userDictionaryPath)
    guard let query else { return try session.existing(keys: id) }
    try session.check(filters: [query])
    var request = SearchRequest(query: query)
    request.isLiteral = literal
    request.matchAll = match == .all
    return try session.keys(matching: request)
  }
}
