// SPDX-License-Identifier: Apache-2.0

internal import ArgumentParser
internal import Ingest
internal import Searching

/// Shows why a document is a hit and how its score came about.
struct ExplainCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "explain",
    abstract: "Show why a document matches a query, and how its score came about.",
    discussion: """
      The exit status is 1 if the document does not match.

      EXAMPLE
        searchctl explain docs.sakuin netorare --id glossary/ntr
      """)

  @Argument(help: "The index.")
  var index: String

  @Argument(help: "The query.")
  var query: String

  @Option(
    parsing: .unconditional, help: ArgumentHelp("The document's id.", valueName: "id"))
  var id: String

  @Option(help: "Whether one word of the query is enough, or all must match.")
  var match = QueryCommand.Match.any

  @Flag(help: "Take the query as words without operators.")
  var literal = false

  @Option(help: "The form of the result.")
  var format = ReportFormat.text

  @OptionGroup var synonyms: SynonymsOption

  @OptionGroup var lexicon: LexiconOption

  func run() throws {
    let session = try SearchSession(
      paths: [index], lexiconPath: lexicon.foundPath,
      userDictionaryPath: lexicon.userDictionaryPath, synonyms: synonyms.file())
    var request = SearchRequest(query: query)
    request.isLiteral = literal
    request.matchAll = match == .all
    let (isHit, explanation) = try session.explain(request, id: id)
    switch format {
    case .text:
      let style = TextStyle(usesColor: Terminal.usesColor)
      if !isHit { StandardError.note("\(id) does not match") }
      try StandardOutput.write(explanation.lines(style).map { $0 + "\n" }.joined())
    case .json:
      var writer = JSONWriter()
      writer.object { object in
        object.member("schema", 1)
        object.member("id", id)
        object.member("matches", isHit)
        object.name("explanation")
        explanation.write(to: &object)
      }
      try StandardOutput.write(writer.text + "\n")
    }
    if !isHit { throw CommandStatus.nothing }
  }
}
