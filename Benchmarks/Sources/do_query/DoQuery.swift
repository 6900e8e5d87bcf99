// SPDX-License-Identifier: Apache-2.0

internal import ArgumentParser
internal import SakuinMeasuring
internal import Searching
internal import SystemPackage

/// Answers queries from standard input, one a line, as search-benchmark-game asks them.
@main
struct DoQuery: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "do_query",
    abstract: "Answer lines of COMMAND<TAB>query from standard input.",
    discussion: """
      The commands are COUNT, TOP_n and TOP_n_COUNT with any n. The answer is the number of matches, \
      1 for TOP_n, or UNSUPPORTED. Queries are unions (a b), intersections (+a +b), phrases \
      ("a b"), exclusions (+a -b), and mixtures of them.

      EXAMPLE
        printf 'TOP_10_COUNT\\t+full +text\\n' | do_query pages.sakuin --timings --hits
      """)

  /// What `--timings` measures.
  enum Timing: String, ExpressibleByArgument {
    /// From the planned query to the ranked documents, as the peers' query objects are timed.
    case retrieval
    /// From the query's text to the planned query.
    case planning
    /// From the query's text to the ranked documents.
    case all
  }

  @Argument(help: ArgumentHelp("The index that build_index wrote.", valueName: "file"))
  var index: String

  @Option(
    defaultAsFlag: Timing.retrieval, parsing: .next,
    help: ArgumentHelp(
      "Append the best time in nanoseconds: of retrieval, of =planning, or =all, which is both.",
      valueName: "what"))
  var timings: Timing?

  @Flag(help: "Append the hits, best first, as key:score.")
  var hits = false

  @Flag(help: "Score every document too; exit with 1 unless ranks, scores and counts are equal.")
  var oracle = false

  @Flag(help: "Plan every query as if its words had never been asked for.")
  var forget = false

  @Option(help: ArgumentHelp("How often each query runs; the best time counts.", valueName: "n"))
  var rounds = 1

  @Option(
    help: ArgumentHelp(
      "Answer all of the input with one thread and with n, and tell only the queries a second.",
      valueName: "n"))
  var threads: Int?

  @Flag(help: "Take each line as a query, and tell what it is planned as alone.")
  var plans = false

  func validate() throws {
    if rounds < 1 { throw ValidationError("--rounds must be 1 or more.") }
    guard let threads else { return }
    if threads < 1 { throw ValidationError("--threads must be 1 or more.") }
    if hits || oracle || plans || timings != nil {
      throw ValidationError("--threads goes with --rounds alone.")
    }
  }

  func run() throws {
    let index = try MeasuredIndex(path: index, remembersWords: !forget)
    if let threads { return try compareThreads(threads, index) }
    if plans {
      while let line = readLine() { try write("\(index.plan(line))", to: .standardOutput) }
      return
    }
    var differenceCount = 0
    while let line = readLine() {
      guard let query = supportedQuery(line, index) else {
        try write("UNSUPPORTED", to: .standardOutput)
        continue
      }
      let (command, text) = (query.command, query.text)
      let (run, best) = try fastest(command, text, index)
      try write(answer(run, best, index), to: .standardOutput)
      if oracle, let difference = try run.difference(from: index, command, text) {
        differenceCount += 1
        try write("do_query: \(line): \(difference)", to: .standardError)
      }
    }
    if differenceCount > 0 {
      try write("do_query: \(differenceCount) answers differ", to: .standardError)
      throw ExitCode(1)
    }
  }

  /// Tells the throughput of one thread and of several; the answers must be the same.
  private func compareThreads(_ threadCount: Int, _ index: MeasuredIndex) throws {
    var queries: [Throughput.Query] = []
    while let line = readLine() {
      guard let query = supportedQuery(line, index) else { continue }
      queries.append(query)
    }
    // A first pass brings the index into memory.
    _ = try Throughput(of: queries, in: index, threadCount: 1, rounds: 1)
    let one = try Throughput(of: queries, in: index, threadCount: 1, rounds: rounds)
    let many = try Throughput(of: queries, in: index, threadCount: threadCount, rounds: rounds)
    let ratio = (many.queriesPerSecond / one.queriesPerSecond * 100).rounded() / 100
    try write(
      "\(queries.count) queries: \(Int(one.queriesPerSecond)) a second with 1 thread, "
        + "\(Int(many.queriesPerSecond)) with \(threadCount): \(ratio) times as many",
      to: .standardOutput)
    if let number = many.firstDifference(from: one) {
      try write(
        "do_query: \(queries[number].text): another answer with \(threadCount) threads",
        to: .standardError)
      throw ExitCode(1)
    }
  }

  /// The command and the query of a line, or nil where the engine does not support one of them.
  private func supportedQuery(_ line: String, _ index: MeasuredIndex) -> Throughput.Query? {
    let parts = line.split(separator: "\t", maxSplits: 1, omittingEmptySubsequences: false)
    guard parts.count == 2, let command = QueryCommand(parts[0]),
      index.supports(String(parts[1]))
    else { return nil }
    return Throughput.Query(command: command, text: String(parts[1]))
  }

  /// Runs a query as often as asked for: the last run, and the best time.
  private func fastest(
    _ command: QueryCommand, _ text: String, _ index: MeasuredIndex
  ) throws(SearchError) -> (run: QueryRun, best: Duration) {
    var run = try QueryRun(command, text, in: index)
    var best = time(run)
    for _ in 1..<rounds {
      run = try QueryRun(command, text, in: index)
      best = min(best, time(run))
    }
    return (run, best)
  }

  private func time(_ run: QueryRun) -> Duration {
    switch timings {
    case .all: run.planning + run.retrieval
    case .planning: run.planning
    case .retrieval, nil: run.retrieval
    }
  }

  private func answer(
    _ run: QueryRun, _ best: Duration, _ index: MeasuredIndex
  ) throws(SearchError) -> String {
    var line = "\(run.count ?? 1)"
    if timings != nil { line += "\t\(Int(best / .nanoseconds(1)))" }
    if hits {
      line += "\t"
      if let ranking = run.ranking {
        for place in 0..<ranking.count {
          if place > 0 { line += " " }
          line += try QueryRun.words(ranking[place], index)
        }
      }
    }
    return line
  }

  /// Writes a line at once: who asks waits for it.
  private func write(_ line: String, to file: FileDescriptor) throws {
    try file.writeAll("\(line)\n".utf8)
  }
}
