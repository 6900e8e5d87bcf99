// SPDX-License-Identifier: Apache-2.0

internal import ArgumentParser
internal import Indexing

/// Joins index files into one.
struct MergeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "merge",
    abstract: "Join index files into one, or put one into a better order.",
    discussion: """
      The documents stand in the order of the indexes, as if they had been indexed together. The \
      indexes must have one schema and one analysis, and no two of them a document with the same id. \
      They stay as they are; the output may be one of them.

      With --reorder, documents with words in common are put near each other. Queries find the same \
      documents with the same scores, in less time; equal scores rank in the new order.

      EXAMPLE
        searchctl merge 2023.sakuin 2024.sakuin -o all.sakuin
        searchctl merge all.sakuin -o all.sakuin --reorder
      """)

  @Argument(help: ArgumentHelp("The indexes to join.", valueName: "index"))
  var indexes: [String]

  @Option(
    name: [.short, .long],
    help: ArgumentHelp("The index to write; it ends in .sakuin.", valueName: "file"))
  var output: String

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
    if !output.hasSuffix(".sakuin") {
      throw ValidationError("\(CommandFailure.unsupportedOutput(path: output))")
    }
  }

  func run() throws {
    let clock = ContinuousClock()
    let start = clock.now
    let merger = IndexMerger(
      reorders: reorder,
      threadCount: threads ?? SystemCalls.processorCount,
      memoryLimit: memory << 20)
    let summary = try merger.merge(indexes, into: output)
    let count = ProgressLine.grouped(summary.documentCount)
    let documents = summary.documentCount == 1 ? "document" : "documents"
    let time = ProgressLine.fixed((clock.now - start) / .seconds(1), 1)
    let size = ProgressLine.bytes(Int64(summary.byteCount))
    StandardError.note("\(count) \(documents) in \(time) s: \(output), \(size)")
  }
}
