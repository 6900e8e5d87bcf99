// SPDX-License-Identifier: Apache-2.0

internal import ArgumentParser
internal import Indexing

/// Brings a live index back to a sound commit.
struct RecoverCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "recover",
    abstract: "Go back to the newest commit of a live index that is sound.",
    discussion: """
      Commits are checked whole, from the newest on. What is newer than the first sound one is left out: \
      its manifests, and files that only they name, get .set-aside behind their names. Nothing is \
      removed. An index keeps the files of its last two commits.

      The exit status is 3 if something was left out, and 2 if no commit is sound.

      EXAMPLE
        searchctl recover pages
      """)

  @Argument(help: ArgumentHelp("The folder of a live index.", valueName: "folder"))
  var index: String

  func run() throws {
    let summary = try IndexRecovery(folder: index).recover()
    let documents =
      "\(ProgressLine.grouped(summary.documentCount)) "
      + (summary.documentCount == 1 ? "document" : "documents")
    if summary.leftOut.isEmpty {
      try StandardOutput.write(
        "\(index): the newest commit, manifest \(summary.manifest), is sound: \(documents)\n")
      return
    }
    var text = ""
    for commit in summary.leftOut {
      text += "\(index): left out manifest \(commit.manifest)\n"
      for reason in commit.reasons { text += "  \(reason)\n" }
    }
    for name in summary.setAside { text += "\(index): put aside \(name)\n" }
    text += "\(index): back to manifest \(summary.manifest): \(documents)\n"
    try StandardOutput.write(text)
    throw CommandStatus.partial
  }
}
