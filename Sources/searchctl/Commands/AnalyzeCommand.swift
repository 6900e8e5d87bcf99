// SPDX-License-Identifier: Apache-2.0

internal import ArgumentParser
internal import DocumentModel
internal import IndexFormat
internal import Storage
internal import TextAnalysis

/// Shows how text becomes terms.
struct AnalyzeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "analyze",
    abstract: "Show how text becomes terms.",
    discussion: """
      Each term comes with its kind, its position, and the part of the text it stands for in UTF-8 \
      bytes. Kinds: surface (the word as typed), form (dictionary form with voice), lemma (dictionary \
      form or stem), gram and character (parts of Han and kana runs).

      EXAMPLE
        searchctl analyze '寝取られた running'
        searchctl analyze --index docs.sakuin --field title - < titles.txt
      """)

  @Option(help: ArgumentHelp("Analyze as this index does.", valueName: "file"))
  var index: String?

  @Option(
    help: ArgumentHelp("The field of the index (default: the first text field).", valueName: "name")
  )
  var field: String?

  @Option(help: ArgumentHelp("The analyzer (default: bilingual).", valueName: "name"))
  var analyzer: String?

  @Option(help: "The form of the result.")
  var format = ReportFormat.text

  @OptionGroup var lexicon: LexiconOption

  @Argument(help: "The text, or - for lines of standard input.")
  var text = "-"

  func validate() throws {
    if index != nil, analyzer != nil {
      throw ValidationError("--index and --analyzer cannot be given together.")
    }
    if field != nil, index == nil { throw ValidationError("--field needs --index.") }
  }

  func run() throws {
    let (name, lexicon) = try settings()
    let analyzer = try AnalyzerCatalog(lexicon: lexicon).analyzer(named: name)
    var result = AnalyzedText()
    func show(_ text: String) throws {
      result.removeAll()
      analyzer.analyze(text, into: &result)
      let report = AnalysisReport(analyzer: name, text: text, result: result)
      let style = TextStyle(usesColor: Terminal.usesColor)
      try StandardOutput.write(format == .text ? report.table(style) : report.json)
    }
    if text == "-" {
      if try LineBatch.run(over: "-", { _, line in try show(line) }) > 0 {
        throw CommandStatus.partial
      }
    } else {
      try show(text)
    }
  }

  /// The analyzer's name and the lexicon, which an index has for its own words.
  private func settings() throws -> (analyzer: String, lexicon: WordLexicon?) {
    let lexicon = try WordLexicon.open(
      path: self.lexicon.foundPath, userDictionaryPath: self.lexicon.userDictionaryPath)
    guard let index else { return (analyzer ?? "bilingual", lexicon) }
    let segments = try OpenIndex(path: index).segments.map(\.reader)
    let fields = segments[0].schema.fields.filter { $0.type == .text }
    guard let chosen = fields.first(where: { field == nil || $0.name == field }) else {
      throw ValidationError("\(index) has no text field \"\(field ?? "")\".")
    }
    let tables = segments.compactMap(\.lexicon)
    return (chosen.analyzer, lexicon?.adding(tables) ?? WordLexicon(tables: tables))
  }
}
