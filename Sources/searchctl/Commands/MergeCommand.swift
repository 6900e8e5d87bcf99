// SPDX-License-Identifier: Apache-2.0

internal import ArgumentParser
internal import DocumentModel
internal import IndexFormat
internal import Indexing

/// Joins indexes into one.
struct MergeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "merge",
    abstract: "Join indexes into one, or put one into a better order.",
    discussion: """
      The documents stand in the order of the indexes, as if they had been indexed together. The \
      indexes must have one schema and one analysis, and no two of them a document with the same id. \
      They stay as they are; the output may be one of them. Deleted documents of live indexes are left \
      out. An output that ends in .sakuin is one file, any other the folder of a live index.

      A live index alone, without -o, is joined into one segment in its place; the files that it had \
      before go with the next commit.

      With --reorder, documents with words in common are put near each other. Queries find the same \
      documents with the same scores, in less time; equal scores rank in the new order.

      EXAMPLE
        searchctl merge 2023.sakuin 2024.sakuin -o all.sakuin
        searchctl merge all.sakuin -o all.sakuin --reorder
        searchctl merge pages
      """)

  @Argument(help: ArgumentHelp("The indexes to join.", valueName: "index"))
  var indexes: [String]

  @Option(
    name: [.short, .long],
    help: ArgumentHelp("The index to write: FILE.sakuin, or a folder.", valueName: "index"))
  var output: String?

  @Flag(help: "Put documents with words in common near each other.")
  var reorder = false

  @Option(help: ArgumentHelp("Threads that reorder (default: one for each core).", valueName: "n"))
  var threads: Int?

  @Option(help: ArgumentHelp("Megabytes to reorder in.", valueName: "mb"))
  var memory = 512

  func validate() throws {
    if indexes.isEmpty { throw ValidationError("Missing expected argument '<index> ...'") }
    if let threads, threads < 1 { throw ValidationError("--threads must be 1 or more.") }
    if memory < 1 { throw ValidationError("--memory must be 1 or more.") }
    if output == nil, indexes.count > 1 || IndexPath.isFile(indexes[0]) {
      throw ValidationError("Missing -o: only one live index is joined in its place.")
    }
  }

  func run() throws {
    let start = ContinuousClock.now
    var options = IndexWriterOptions(
      threadCount: threads ?? SystemCalls.processorCount, memoryLimit: memory << 20)
    options.mergesAutomatically = false
    guard let output else {
      var update = try IndexUpdate(path: indexes[0], start: .existing, options: options)
      let summary = try update.mergeAll(reorders: reorder)
      return tell(summary.documentCount, summary.byteCount, indexes[0], start)
    }
    if IndexPath.isFile(output) {
      let merger = IndexMerger(
        reorders: reorder, threadCount: options.threadCount, memoryLimit: options.memoryLimit)
      let summary = try merger.merge(indexes, into: output)
      return tell(summary.documentCount, summary.byteCount, output, start)
    }
    let sources = try IndexMerger.open(indexes)
    options.schema = sources[0].reader.schema
    var update = try IndexUpdate(path: output, start: .replacing, options: options)
    let summary = try update.replaceAll(by: sources, reorders: reorder)
    tell(summary.documentCount, summary.byteCount, output, start)
  }

  private func tell(
    _ documentCount: Int, _ byteCount: Int, _ output: String, _ start: ContinuousClock.Instant
  ) {
    let count = ProgressLine.grouped(documentCount)
    let documents = documentCount == 1 ? "document" : "documents"
    let time = ProgressLine.fixed(start.duration(to: .now) / .seconds(1), 1)
    StandardError.note(
      "\(count) \(documents) in \(time) s: \(output), \(ProgressLine.bytes(Int64(byteCount)))")
  }
}
