// SPDX-License-Identifier: Apache-2.0

internal import ArgumentParser
internal import Searching

/// Searches.
struct QueryCommand: ParsableCommand {
  /// Whether all words of a query must match, or one is enough.
  enum Match: String, CaseIterable, ExpressibleByArgument {
    case any
    case all
  }

  static let configuration = CommandConfiguration(
    commandName: "query",
    abstract: "Search one or more indexes.",
    usage: "searchctl query [options] <index> ... <query>",
    discussion: """
      All operands but the last are indexes; the last is the query, or - for queries from standard \
      input, one a line. A query that begins with - goes after --. A line that cannot be answered is \
      reported, the others go on, and the exit status is 3.

      QUERY: word, "exact text", "a b"~3, +must, -not, AND OR NOT ( ), field:word, =exact form, \
      date:[2026-01-01 TO 2026-12-31], price:>3, word^2. See docs/QuerySyntax.md.

      EXAMPLE
        searchctl query docs.sakuin '寝取られ -小説' --filter lang:ja -n 5
        searchctl query en.sakuin ja.sakuin --format jsonl -- '-draft "full text"'
      """)

  @Argument(help: ArgumentHelp("The indexes and the query.", valueName: "index ... query"))
  var operands: [String]

  @Option(name: [.customShort("n"), .customLong("limit")], help: "How many hits to show.")
  var limit = 10

  @Option(help: "How many hits to pass over.")
  var offset = 0

  @Option(help: "Whether one word of the query is enough, or all must match.")
  var match = Match.any

  @Flag(help: "Take the query as words without operators.")
  var literal = false

  @Option(
    parsing: .unconditionalSingleValue,
    help: ArgumentHelp(
      "A query that hits must match and that adds nothing to the score; may be repeated.",
      valueName: "query"))
  var filter: [String] = []

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Order by a field instead of the score; -field for descending.", valueName: "field"))
  var sort: String?

  @Option(
    help: ArgumentHelp("Count the values of a keyword field; may be repeated.", valueName: "field"))
  var facet: [String] = []

  @Option(help: "The form of the results.")
  var format = OutputFormat.auto

  @Flag(help: "Show how each score came about.")
  var explain = false

  @Flag(name: .customLong("no-snippet"), help: "Show no extracts.")
  var noSnippet = false

  @OptionGroup var synonyms: SynonymsOption

  @OptionGroup var lexicon: LexiconOption

  func validate() throws {
    if operands.count == 1 { throw ValidationError("Missing the query after the index.") }
    if limit < 0 { throw ValidationError("--limit must be 0 or more.") }
    if filter.contains(where: { $0.allSatisfy(\.isWhitespace) }) {
      throw ValidationError("--filter must not be empty.")
    }
    if offset < 0 { throw ValidationError("--offset must be 0 or more.") }
  }

  func run() throws {
    let session = try SearchSession(
      paths: Array(operands.dropLast()), lexiconPath: lexicon.foundPath,
      userDictionaryPath: lexicon.userDictionaryPath, synonyms: synonyms.file())
    try session.check(filters: filter)
    guard let last = operands.last else { return }
    if last != "-" {
      let result = try search(session, last)
      try write(result, isOneOfMany: false)
      if result.total == 0 { throw CommandStatus.nothing }
      return
    }
    try answer(linesOf: "-", in: session)
  }

  /// Answers the queries of a file, one a line, and tells those that cannot be answered.
  ///
  /// - Throws: `CommandStatus.partial` if a line had no answer, `CommandStatus.nothing` if no line had
  ///   a hit; `SearchError` before the first line if a filter, the order or a facet cannot be used.
  func answer(linesOf path: String, in session: SearchSession) throws {
    // What is wrong with the options is wrong with every line.
    _ = try search(session, "")
    var hasHits = false
    let failureCount = try LineBatch.run(over: path) { number, line in
      if line.allSatisfy(\.isWhitespace) { return }
      var result = try search(session, line)
      result.queryID = String(number)
      try write(result, isOneOfMany: true)
      if result.total > 0 { hasHits = true }
    }
    if failureCount > 0 { throw CommandStatus.partial }
    if !hasHits { throw CommandStatus.nothing }
  }

  private func search(_ session: SearchSession, _ text: String) throws -> SearchResultView {
    var request = SearchRequest(query: text)
    request.isLiteral = literal
    request.matchAll = match == .all
    request.filters = filter
    request.limit = limit
    request.offset = offset
    request.sort = sort
    request.facets = facet
    request.wantsFields = format != .trec
    request.wantsSnippets = !noSnippet && format != .tsv && format != .trec
    request.wantsExplanation = explain
    return try session.search(request)
  }

  private func write(_ result: SearchResultView, isOneOfMany: Bool) throws {
    let style = TextStyle(usesColor: Terminal.usesColor)
    try StandardOutput.write(result.rendered(as: format, style: style, isOneOfMany: isOneOfMany))
    for diagnostic in result.diagnostics {
      StandardError.note("note: \(diagnostic.text(query: result.query))")
    }
    if format == .auto || format == .text, !isOneOfMany { StandardError.note(result.summary) }
  }
}
