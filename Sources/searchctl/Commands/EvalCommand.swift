// SPDX-License-Identifier: Apache-2.0

internal import ArgumentParser
internal import Evaluation
internal import Ingest
internal import Searching

/// Measures an index against judgements.
struct EvalCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "eval",
    abstract: "Measure an index against judged queries.",
    discussion: """
      Queries are lines of id, tab and text, and are taken as words without operators. Judgements are \
      TREC qrels: query, 0, document, grade. Figures are means over all judged queries; one without an \
      answer counts 0. The exit status is 1 if a figure is below its --min.

      METRICS: ndcg, mrr, recall, map with or without @k; precision@k.

      EXAMPLE
        searchctl eval docs.sakuin --queries q.tsv --qrels qrels.txt --min ndcg@10=0.4
      """)

  @Argument(help: ArgumentHelp("The indexes.", valueName: "index"))
  var indexes: [String]

  @Option(help: ArgumentHelp("The queries.", valueName: "tsv"))
  var queries: String

  @Option(help: ArgumentHelp("The judgements.", valueName: "file"))
  var qrels: String

  @Option(help: ArgumentHelp("What to measure, separated by commas.", valueName: "list"))
  var metrics = "ndcg@10,mrr@10,recall@100"

  @Option(
    help: ArgumentHelp("The least value of a metric; may be repeated.", valueName: "metric=value"))
  var min: [Threshold] = []

  @Option(
    name: .customLong("run"),
    help: ArgumentHelp("Where to write the answers as a TREC run.", valueName: "file"))
  var runPath: String?

  @Option(help: "The form of the figures.")
  var format = ReportFormat.text

  @OptionGroup var synonyms: SynonymsOption

  @OptionGroup var lexicon: LexiconOption

  /// The depth of a run that a metric without cutoff is computed over.
  private static let uncutDepth = 1000

  /// The least value of a metric.
  struct Threshold: ExpressibleByArgument {
    var metric: Metric
    var value: Double

    init?(argument: String) {
      let parts = argument.split(separator: "=", omittingEmptySubsequences: false)
      guard parts.count == 2, let metric = try? Metric(String(parts[0])),
        let value = Double(parts[1])
      else { return nil }
      self.metric = metric
      self.value = value
    }
  }

  func validate() throws {
    if indexes.isEmpty { throw ValidationError("Missing expected argument '<index> ...'") }
    do {
      _ = try measured()
    } catch {
      throw ValidationError("\(error)")
    }
  }

  /// The metrics asked for and those of `--min`, each once.
  private func measured() throws(EvaluationError) -> [Metric] {
    var list: [Metric] = []
    for name in metrics.split(separator: ",") {
      let metric = try Metric(name.filter { $0 != " " })
      if !list.contains(metric) { list.append(metric) }
    }
    for threshold in min where !list.contains(threshold.metric) { list.append(threshold.metric) }
    return list
  }

  func run() throws {
    let list = try QueryList(bytes: InputText.bytes(of: queries), file: queries)
    let judgements = try Judgements(bytes: InputText.bytes(of: qrels), file: qrels)
    var evaluation = EvaluationRun(metrics: try measured(), judgements: judgements)
    let session = try SearchSession(
      paths: indexes, lexiconPath: lexicon.foundPath,
      userDictionaryPath: lexicon.userDictionaryPath, synonyms: synonyms.file())
    let runFile = try runPath.map { try TextFileOutput(path: $0) }
    for entry in list.entries where evaluation.isJudged(entry.id) {
      var request = SearchRequest(query: entry.text)
      request.isLiteral = true
      request.limit = evaluation.depth ?? Self.uncutDepth
      request.wantsExactTotal = false
      request.wantsFields = false
      request.wantsSnippets = false
      let hits = try session.search(request).hits
      evaluation.add(query: entry.id, ranking: hits.map(\.id))
      try runFile?.write(RunLines.text(query: entry.id, hits: hits))
    }
    if !evaluation.missingQueries.isEmpty {
      let count = evaluation.missingQueries.count
      StandardError.note("note: \(count) judged queries are not in \(queries); they count 0")
    }
    let means = evaluation.means()
    try StandardOutput.write(text(means, queryCount: evaluation.queryCount))
    var isMet = true
    for threshold in min {
      guard let mean = means.first(where: { $0.metric == threshold.metric }) else { continue }
      if mean.value < threshold.value {
        isMet = false
        let value = ProgressLine.fixed(mean.value, 4)
        StandardError.note("\(threshold.metric) is \(value), below \(threshold.value)")
      }
    }
    if !isMet { throw CommandStatus.nothing }
  }

  private func text(_ means: [(metric: Metric, value: Double)], queryCount: Int) -> String {
    switch format {
    case .text:
      let rows = means.map { [$0.metric.description, ProgressLine.fixed($0.value, 4)] }
      return Table(rows: [["metric", "\(queryCount) queries"]] + rows).text(
        TextStyle(usesColor: Terminal.usesColor))
    case .json:
      var writer = JSONWriter()
      writer.object { object in
        object.member("schema", 1)
        object.member("queries", queryCount)
        object.name("metrics")
        object.object { members in
          for mean in means {
            members.name(mean.metric.description)
            members.number(mean.value)
          }
        }
      }
      return writer.text + "\n"
    }
  }
}
