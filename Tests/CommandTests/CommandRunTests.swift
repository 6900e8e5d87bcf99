// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Foundation
import Ingest
import Testing

@testable import searchctl

/// Runs commands in this process, on files of their own.
@Suite struct CommandRunTests {
  private final class Folder {
    let path = FileManager.default.temporaryDirectory
      .appendingPathComponent("sakuin-command-\(UUID().uuidString)").path

    init() throws {
      try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit {
      try? FileManager.default.removeItem(atPath: path)
    }

    func write(_ name: String, _ text: String) throws -> String {
      try Data(text.utf8).write(to: URL(fileURLWithPath: path + "/" + name))
      return path + "/" + name
    }

    func text(_ name: String) throws -> String {
      try String(contentsOfFile: path + "/" + name, encoding: .utf8)
    }

    func has(_ name: String) -> Bool { FileManager.default.fileExists(atPath: path + "/" + name) }
  }

  private func status(_ arguments: [String]) -> CommandStatus {
    do {
      var command = try SearchCtl.parseAsRoot(arguments)
      try command.run()
      return .success
    } catch {
      return CommandStatus.report(for: error).status
    }
  }

  private let good = "{\"id\":\"1\",\"title\":\"one\",\"body\":\"寝取られ and more\"}\n"
  private let bad = "{\"id\":\"2\",\"title\":2}\n"

  @Test func indexVerifyQuery() throws {
    let folder = try Folder()
    let source = try folder.write("a.jsonl", good)
    let index = folder.path + "/a.sakuin"
    #expect(status(["index", source, "-o", index]) == .success)
    #expect(!folder.has("a.rejected.jsonl"))
    #expect(status(["verify", index, "--format", "json"]) == .success)
    #expect(status(["inspect", index, "--format", "json"]) == .success)
    #expect(status(["query", index, "寝取られ", "--format", "tsv"]) == .success)
    #expect(status(["query", index, "absent", "--format", "tsv"]) == .nothing)
    #expect(
      status(["query", index, "寝取られ", "--filter", "tag:none", "--format", "tsv"]) == .nothing)
    #expect(status(["query", index, "more", "--filter", "nofield:x"]) == .failure)
    #expect(status(["query", index, "more", "--filter", "title:one"]) == .success)
    #expect(status(["query", index, "x", "--sort", "nofield"]) == .failure)
    #expect(status(["explain", index, "more", "--id", "1", "--format", "json"]) == .success)
    #expect(status(["explain", index, "absent", "--id", "1", "--format", "json"]) == .nothing)
    #expect(status(["explain", index, "more", "--id", "none"]) == .failure)
    #expect(status(["query", source, "x"]) == .failure)
  }

  @Test func mergeJoinsAndReorders() throws {
    let folder = try Folder()
    let lines = (0..<300).map { number in
      "{\"id\":\"\(number)\",\"title\":\"t\(number % 7)\",\"body\":\"word\(number % 3) more\"}\n"
    }
    let all = try folder.write("all.jsonl", lines.joined())
    let first = try folder.write("1.jsonl", lines[..<100].joined())
    let second = try folder.write("2.jsonl", lines[100...].joined())
    func index(_ name: String) -> String { folder.path + "/\(name).sakuin" }
    #expect(status(["index", all, "-o", index("all"), "--analyzer", "words"]) == .success)
    for (name, source) in [("1", first), ("2", second)] {
      #expect(status(["index", source, "-o", index(name), "--analyzer", "words"]) == .success)
    }
    #expect(status(["merge", index("1"), index("2"), "-o", index("merged")]) == .success)
    func data(_ name: String) throws -> Data {
      try Data(contentsOf: URL(fileURLWithPath: index(name)))
    }
    #expect(try data("merged") == data("all"))
    #expect(status(["merge", index("1"), index("1"), "-o", index("twice")]) == .failure)
    #expect(status(["merge", index("1"), index("none"), "-o", index("twice")]) == .failure)
    #expect(status(["merge", index("1"), first, "-o", index("twice")]) == .failure)
    #expect(!folder.has("twice.sakuin"))
    let reordered = ["merge", index("2"), index("1"), "-o", index("1"), "--reorder"]
    #expect(status(reordered + ["--threads", "2", "--memory", "8"]) == .success)
    #expect(status(["verify", index("1"), "--format", "json"]) == .success)
    #expect(status(["query", index("1"), "word1", "--format", "tsv"]) == .success)
    let built = ["index", all, "-o", index("built"), "--analyzer", "words", "--reorder"]
    #expect(status(built) == .success)
    #expect(status(["verify", index("built"), "--format", "json"]) == .success)
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.path)
    #expect(names.allSatisfy { $0.hasSuffix(".sakuin") || $0.hasSuffix(".jsonl") }, "\(names)")
  }

  @Test func aLiveIndexTakesUpdates() throws {
    let folder = try Folder()
    func line(_ id: Int, _ body: String) -> String { "{\"id\":\"\(id)\",\"body\":\"\(body)\"}\n" }
    let first = try folder.write("1.jsonl", (0..<40).map { line($0, "word\($0 % 3)") }.joined())
    let index = folder.path + "/live"
    #expect(status(["update", index, first]) == .failure)
    #expect(status(["index", first, "-o", index, "--analyzer", "words"]) == .success)
    #expect(status(["index", first, "-o", folder.path]) == .failure)
    let second = try folder.write("2.jsonl", line(1, "changed") + line(100, "added"))
    #expect(status(["update", index, second]) == .success)
    #expect(status(["query", index, "changed", "--format", "tsv"]) == .success)
    #expect(status(["delete", index, "--query", "changed", "--dry-run"]) == .success)
    #expect(status(["delete", index, "--query", "nowhere", "--dry-run"]) == .nothing)
    #expect(status(["delete", index, "--id", "1", "--id", "none"]) == .partial)
    #expect(status(["delete", index, "--id", "1"]) == .nothing)
    #expect(status(["query", index, "changed", "--format", "tsv"]) == .nothing)
    #expect(status(["delete", index]) == .failure)
    for command in ["verify", "inspect"] {
      #expect(status([command, index, "--format", "json"]) == .success)
      #expect(status([command, index]) == .success)
    }
    #expect(status(["inspect", index, "--terms", "word", "--format", "json"]) == .success)
    #expect(status(["analyze", "--index", index, "word"]) == .success)
    #expect(status(["recover", index]) == .success)
    // To the state of a source, as it would be built anew.
    #expect(status(["update", index, first, "--sync"]) == .success)
    #expect(status(["merge", index]) == .success)
    #expect(status(["merge", index, "-o", folder.path + "/merged.sakuin"]) == .success)
    #expect(status(["query", index, "added", "--format", "tsv"]) == .nothing)
    let all = try folder.write(
      "all.jsonl",
      (0..<40).filter { $0 != 1 }.map { line($0, "word\($0 % 3)") }.joined()
        + line(1, "word1"))
    let whole = folder.path + "/whole.sakuin"
    #expect(status(["index", all, "-o", whole, "--analyzer", "words"]) == .success)
    let merged = try Data(contentsOf: URL(fileURLWithPath: folder.path + "/merged.sakuin"))
    #expect(try merged == Data(contentsOf: URL(fileURLWithPath: whole)))
    #expect(status(["merge", index, whole, "-o", folder.path + "/twice"]) == .failure)
    #expect(status(["merge", whole, "-o", folder.path + "/copy"]) == .success)
    #expect(status(["update", folder.path + "/copy", first, "--sync"]) == .success)
    #expect(status(["merge", whole]) == .failure)
    // Lines that are known are not read again; one that stands twice is a duplicate all the same.
    let reordered = try folder.write(
      "5.jsonl", (0..<40).reversed().map { line($0, "word\($0 % 3)") }.joined() + line(7, "word1"))
    #expect(status(["update", index, reordered, "--sync"]) == .partial)
    #expect(try folder.text("live.rejected.jsonl").contains("the first"))
    let spaced = try folder.write(
      "6.jsonl", (0..<40).map { line($0, "word\($0 % 3)").replacing(":", with: ": ") }.joined())
    #expect(status(["update", index, spaced, "--sync"]) == .success)
    #expect(status(["merge", index, "-o", folder.path + "/again.sakuin"]) == .success)
    let again = try Data(contentsOf: URL(fileURLWithPath: folder.path + "/again.sakuin"))
    #expect(again == merged)
    // What cannot be read is not taken for gone.
    let third = try folder.write("3.jsonl", line(5, "word2") + "{\n")
    #expect(status(["update", index, third, "--sync"]) == .partial)
    #expect(status(["query", index, "word1", "--format", "tsv"]) == .success)
    let none = try folder.write("4.jsonl", "")
    #expect(status(["update", index, none, "--sync"]) == .failure)
    #expect(status(["query", index, "word1", "--format", "tsv"]) == .success)
  }

  @Test func rejectionsMakeTheRunPartial() throws {
    let folder = try Folder()
    let source = try folder.write("a.jsonl", good + bad + good)
    let index = folder.path + "/a.sakuin"
    #expect(status(["index", source, "-o", index]) == .partial)
    let rejected = try folder.text("a.rejected.jsonl")
    #expect(rejected.split(separator: "\n").count == 2)
    #expect(rejected.contains("\"line\":2"))
    #expect(rejected.contains("stood before"))
    // A later run without rejections leaves no stale file behind.
    let clean = try folder.write("b.jsonl", good)
    #expect(status(["index", clean, "-o", index]) == .success)
    #expect(!folder.has("a.rejected.jsonl"))
  }

  @Test func aRunWithoutDocumentsFails() throws {
    let folder = try Folder()
    let index = folder.path + "/a.sakuin"
    let onlyBad = try folder.write("bad.jsonl", bad)
    let empty = try folder.write("empty.jsonl", "\n")
    #expect(status(["index", onlyBad, "-o", index]) == .failure)
    #expect(status(["index", empty, "-o", index]) == .failure)
    #expect(!folder.has("a.sakuin"))
  }

  @Test func aStrictRunStopsAtTheFirstRejection() throws {
    let folder = try Folder()
    let source = try folder.write("a.jsonl", good + bad)
    #expect(status(["index", source, "-o", folder.path + "/a.sakuin", "--strict"]) == .failure)
    #expect(!folder.has("a.sakuin"))
  }

  @Test func aDamagedIndexIsFound() throws {
    let folder = try Folder()
    let source = try folder.write("a.jsonl", good)
    let index = folder.path + "/a.sakuin"
    #expect(status(["index", source, "-o", index]) == .success)
    var bytes = try Data(contentsOf: URL(fileURLWithPath: index))
    bytes[bytes.count / 3] ^= 0x10
    try bytes.write(to: URL(fileURLWithPath: index))
    #expect(status(["verify", index, "--format", "json"]) == .failure)
  }

  @Test func evaluationMeasuresAndWritesARun() throws {
    let folder = try Folder()
    let source = try folder.write("a.jsonl", good + "{\"id\":\"3\",\"title\":\"more of it\"}\n")
    let index = folder.path + "/a.sakuin"
    #expect(status(["index", source, "-o", index]) == .success)
    let queries = try folder.write("q.tsv", "q1\tone\nq2\tmore\n")
    let judgements = try folder.write("r.txt", "q1 0 1 1\nq2 0 3 1\nq3 0 1 1\n")
    let arguments = [
      "eval", index, "--queries", queries, "--qrels", judgements, "--format", "json",
      "--run", folder.path + "/run.trec", "--min",
    ]
    #expect(status(arguments + ["mrr@10=0.6"]) == .success)
    #expect(status(arguments + ["mrr@10=0.7"]) == .nothing)
    let lines = try folder.text("run.trec").split(separator: "\n").map { $0.split(separator: " ") }
    #expect(lines.first?.prefix(4) == ["q1", "Q0", "1", "1"])
    #expect(lines.contains { $0.prefix(4) == ["q2", "Q0", "3", "1"] })
  }

  @Test func aLexiconIsCompiledAndUsed() throws {
    let folder = try Folder()
    let edict = try folder.write("edict", "寿司 [すし] /(n) sushi/\n")
    let lexicon = folder.path + "/sakuin.lexicon"
    #expect(status(["lexicon", "--edict", edict, "-o", lexicon]) == .success)
    #expect(folder.has("sakuin.lexicon"))
    #expect(status(["analyze", "寿司", "--lexicon", lexicon, "--format", "json"]) == .success)
    #expect(status(["analyze", "寿司", "--lexicon", folder.path + "/none"]) == .failure)
    let broken = try folder.write("broken", "x")
    #expect(status(["analyze", "寿司", "--lexicon", broken]) == .failure)
  }
}
