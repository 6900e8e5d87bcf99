// SPDX-License-Identifier: Apache-2.0

internal import ArgumentParser
internal import DocumentModel
internal import Indexing
internal import Ingest

/// Brings documents of a live index up to date.
struct UpdateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "update",
    abstract: "Add documents to a live index, in place of those with the same id.",
    discussion: """
      Schema and analysis are those of the index. A run is one commit: readers see all of it or \
      nothing, and what was committed stays. There is one writer at a time.

      With --sync the index is brought to the state of the sources: documents that they do not have are \
      removed, and those that have not changed are not analyzed again. If some of the sources cannot be \
      read, nothing is removed.

      EXAMPLE
        searchctl update pages new.jsonl
        searchctl update pages pages.jsonl --sync
      """)

  @Argument(help: ArgumentHelp("The folder of a live index.", valueName: "folder"))
  var index: String

  @Argument(help: ArgumentHelp("What to take in.", valueName: "source"))
  var sources: [String]

  @Flag(help: "Also remove documents that the sources do not have.")
  var sync = false

  @Flag(name: .customLong("no-merge"), help: "Do not join segments afterwards.")
  var noMerge = false

  @OptionGroup var intake: IntakeOptions

  func validate() throws {
    if sources.isEmpty { throw ValidationError("Missing expected argument '<source> ...'") }
  }

  func run() throws {
    var options = intake.writerOptions
    options.mergesAutomatically = !noMerge
    var update = try IndexUpdate(path: index, start: .existing, options: options)
    let knownLines = sync ? update.beginSync() : []
    var run = try DocumentRun(
      sources: sources, schema: update.schema, output: index, options: intake,
      knownLines: knownLines)
    var unchangedCount = 0
    while let item = try run.next(taken: run.documentCount) {
      switch item {
      case .known(let hash):
        update.keep(sourceHash: hash)
        unchangedCount += 1
      case .document(let document, let location):
        do throws(IndexingError) {
          if !sync {
            try update.add(document, sourceHash: location.lineHash)
          } else if try !update.sync(document, sourceHash: location.lineHash) {
            unchangedCount += 1
          }
        } catch {
          try run.refuse(document, at: location, error)
        }
      }
    }
    if run.documentCount == 0 {
      throw CommandFailure.nothingTakenIn(rejected: run.rejectedCount)
    }
    if sync, run.hasGaps {
      StandardError.note("note: not all of the sources could be read, so nothing is removed")
    } else if sync {
      _ = update.endSync()
    }
    let summary = try update.commit()
    run.tellRejections()
    CommitReport.tell(
      summary, unchangedCount: sync ? unchangedCount : nil, seconds: run.seconds, index: index)
    if run.rejectedCount > 0 { throw CommandStatus.partial }
  }
}

/// What a commit did, for people.
enum CommitReport {
  /// Tells it on standard error.
  static func tell(
    _ summary: CommitSummary, unchangedCount: Int? = nil, seconds: Double, index: String
  ) {
    var parts = ["\(ProgressLine.grouped(summary.addedCount)) taken in"]
    parts.append("\(ProgressLine.grouped(summary.removedCount)) replaced or removed")
    if let unchangedCount { parts.append("\(ProgressLine.grouped(unchangedCount)) unchanged") }
    let documents = ProgressLine.grouped(summary.documentCount)
    let noun = summary.documentCount == 1 ? "document" : "documents"
    let size = ProgressLine.bytes(Int64(summary.byteCount))
    let time = ProgressLine.fixed(seconds, 1)
    StandardError.note(
      "\(parts.joined(separator: ", ")) in \(time) s: \(index), \(documents) \(noun), \(size)")
    if let failure = summary.mergeFailure {
      StandardError.note("note: the commit stands, but segments were not joined: \(failure)")
    }
  }
}
