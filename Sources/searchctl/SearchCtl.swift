// SPDX-License-Identifier: Apache-2.0

internal import ArgumentParser

/// The command tree.
struct SearchCtl: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "searchctl",
    abstract: "Full-text search over English and Japanese, one index in one file or a live folder.",
    discussion: """
      Every option is also an environment variable: --id-field is SEARCHCTL_ID_FIELD. Results go to \
      standard output, everything else to standard error. NO_COLOR is honoured.

      EXIT STATUS: 0 hits or success; 1 no hits, or a --min not met; 2 wrong use or an error; \
      3 done in part: some documents or lines were rejected.

      EXAMPLE
        searchctl index docs/ -o docs.sakuin
        searchctl query docs.sakuin '寝取られ -小説'
      """,
    version: "searchctl 0.1.0",
    subcommands: [
      IndexCommand.self, UpdateCommand.self, DeleteCommand.self, MergeCommand.self,
      QueryCommand.self, AnalyzeCommand.self, ExplainCommand.self, VerifyCommand.self,
      InspectCommand.self, RecoverCommand.self, EvalCommand.self, SynonymsCommand.self,
      LexiconCommand.self,
    ])
}
