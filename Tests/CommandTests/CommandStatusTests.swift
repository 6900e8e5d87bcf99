// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Ingest
import Testing

@testable import searchctl

@Suite struct CommandStatusTests {
  private func report(
    _ arguments: String...
  ) -> (status: CommandStatus, message: String, isResult: Bool) {
    do {
      var command = try SearchCtl.parseAsRoot(arguments)
      try command.run()
      return (.success, "", false)
    } catch {
      return CommandStatus.report(for: error)
    }
  }

  @Test func wrongUseIsTwo() {
    #expect(report("query", "only-an-index").status == .failure)
    #expect(report("query", "--bogus", "a", "b").status == .failure)
    #expect(report("query", "a", "b", "-n", "-1").status == .failure)
    #expect(report("query", "a", "b", "--filter", "").message.contains("--filter"))
    #expect(report("query", "a", "b", "--filter", " 　").status == .failure)
    #expect(report("nonsense").status == .failure)
    #expect(report("index", "a").status == .failure)
    #expect(report("merge", "-o", "a.sakuin").status == .failure)
    #expect(report("merge", "a.sakuin").status == .failure)
    #expect(report("merge", "a.sakuin", "-o", "folder").status == .failure)
    #expect(report("merge", "a.sakuin", "-o", "b.sakuin", "--threads", "0").status == .failure)
    #expect(report("index", "a", "-o", "folder").status == .failure)
    #expect(report("index", "a", "-o", "a.sakuin", "--slice", "3/2").status == .failure)
    #expect(
      report("index", "a", "-o", "a.sakuin", "--schema", "s", "--analyzer", "b").status == .failure)
    #expect(
      report("eval", "a", "--queries", "q", "--qrels", "r", "--metrics", "bleu").status == .failure)
    #expect(report("lexicon", "-o", "x").status == .failure)
    #expect(report("query", "only-an-index").message.contains("Missing the query"))
  }

  @Test func helpIsAResult() {
    let help = report("query", "--help")
    #expect(help.status == .success)
    #expect(help.isResult)
    #expect(help.message.contains("--filter"))
    #expect(report("merge", "--help").message.contains("EXAMPLE"))
    #expect(report("--version").message == "searchctl 0.1.0")
    #expect(!report("query", "--bogus").isResult)
  }

  @Test func errorsAreSentences() {
    let missing = CommandStatus.report(for: IngestError.noSuchSource(path: "x"))
    #expect(missing.status == .failure)
    #expect(missing.message == "searchctl: x: no such file or folder")
    #expect(CommandStatus.report(for: CommandStatus.partial).status == .partial)
    #expect(CommandStatus.report(for: CommandStatus.nothing).message == "")
    #expect(CommandStatus.report(for: BrokenPipe()).status == .success)
    #expect(
      report("index", "/nonexistent", "-o", "/nonexistent/a.sakuin").message.hasPrefix(
        "searchctl: "))
  }

  @Test func rejectsGoBesideTheOutput() {
    #expect(IndexPath.rejects(of: "d/docs.sakuin") == "d/docs.rejected.jsonl")
  }

  @Test func lexiconIsLookedForBesideTheProgram() {
    #expect(
      LexiconLocation.candidates(programPath: "/opt/bin/searchctl") == [
        "/opt/bin/sakuin.lexicon", "/opt/bin/../share/sakuin/sakuin.lexicon",
        "/opt/bin/../../sakuin.lexicon",
      ])
  }
}
