// SPDX-License-Identifier: Apache-2.0

internal import ArgumentParser
internal import Indexing
internal import SakuinMeasuring

/// Builds the index that `do_query` answers from.
@main
struct BuildIndex: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "build_index",
    abstract: "Index JSON lines from standard input for do_query.",
    discussion: """
      A line has id and text, or id, title and body; without an id the document has its number. All \
      text goes to one field, and nothing is stored but the ids.

      EXAMPLE
        build_index pages.sakuin <pages.jsonl
      """)

  @Argument(help: ArgumentHelp("The index to write.", valueName: "file"))
  var output: String

  @Option(help: ArgumentHelp("words, english, japanese or bilingual.", valueName: "name"))
  var analyzer = "words"

  @Option(help: ArgumentHelp("Threads that analyze text.", valueName: "n"))
  var threads = 1

  @Option(help: ArgumentHelp("Megabytes for postings before they go to disk.", valueName: "mb"))
  var memory = 1024

  @Option(help: ArgumentHelp("The word lexicon, for Japanese.", valueName: "file"))
  var lexicon: String?

  @Flag(help: "Put documents with words in common near each other.")
  var reorder = false

  @Flag(help: "Store the text as well.")
  var store = false

  @Flag(help: "Read the lines and build nothing, to know what reading costs.")
  var readOnly = false

  func validate() throws {
    if threads < 1 { throw ValidationError("--threads must be 1 or more.") }
    if memory < 1 { throw ValidationError("--memory must be 1 or more.") }
  }

  func run() throws {
    if readOnly {
      var count = 0
      while let line = readLine() {
        if try MeasuredIndexBuilder.read(jsonLine: line, number: count + 1) { count += 1 }
      }
      print("\(count) documents")
      return
    }
    var builder = try MeasuredIndexBuilder(
      path: output,
      options: MeasuredIndexBuilder.Options(
        analyzer: analyzer, threadCount: threads, memoryLimit: memory << 20, lexiconPath: lexicon,
        reorders: reorder, storesText: store))
    let clock = ContinuousClock()
    let start = clock.now
    while let line = readLine() { try builder.add(jsonLine: line) }
    let summary = try builder.finish()
    print("\(summary.documentCount) documents, \(summary.byteCount) bytes, \(clock.now - start)")
  }
}
