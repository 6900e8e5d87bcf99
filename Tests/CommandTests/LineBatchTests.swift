// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Foundation
import Searching
import Testing

@testable import searchctl

@Suite struct LineBatchTests {
  private func withFile<Result>(
    _ bytes: [UInt8], _ body: (String) throws -> Result
  ) throws -> Result {
    let path = FileManager.default.temporaryDirectory
      .appendingPathComponent("sakuin-lines-\(UUID().uuidString)").path
    try Data(bytes).write(to: URL(fileURLWithPath: path))
    defer { try? FileManager.default.removeItem(atPath: path) }
    return try body(path)
  }

  @Test func aBadLineCostsOnlyItself() throws {
    let bytes =
      Array("one\r\n\n".utf8) + [0x22, 0xE3, 0xFF, 0x0A] + Array("three\nfail\nlast".utf8)
    try withFile(bytes) { path in
      var seen: [String] = []
      let failureCount = try LineBatch.run(over: path) { number, text in
        if text == "fail" { throw SearchError.invalidFilter(text: text, reason: "odd") }
        seen.append("\(number) \(text)")
      }
      #expect(failureCount == 2)
      #expect(seen == ["1 one", "2 ", "4 three", "6 last"])
    }
  }

  @Test func otherErrorsEndTheBatch() throws {
    try withFile(Array("a\nb\n".utf8)) { path in
      var count = 0
      #expect(throws: BrokenPipe.self) {
        try LineBatch.run(over: path) { _, _ in
          count += 1
          throw BrokenPipe()
        }
      }
      #expect(count == 1)
    }
    #expect(throws: CommandFailure.self) { try LineBatch.run(over: "/nonexistent/x") { _, _ in } }
  }

  @Test func aDictionaryWithABadLineIsRefused() throws {
    _ = try withFile([0x61, 0x0A, 0xFF, 0x0A]) { path in
      #expect(throws: CommandFailure.notUTF8(file: path, line: 2)) {
        try InputText.forEachLine(of: path) { _ in }
      }
    }
  }

  @Test func aBatchOfQueriesIsPartial() throws {
    let source = "{\"id\":\"1\",\"body\":\"寝取られ and more\"}\n"
    try withFile(Array(source.utf8)) { documents in
      let source = documents + ".jsonl"
      let index = documents + ".sakuin"
      try FileManager.default.copyItem(atPath: documents, toPath: source)
      defer {
        try? FileManager.default.removeItem(atPath: source)
        try? FileManager.default.removeItem(atPath: index)
      }
      var build = try SearchCtl.parseAsRoot(["index", source, "-o", index])
      try build.run()
      func status(_ lines: [UInt8], _ options: String...) throws -> CommandStatus {
        try withFile(lines) { path in
          let command = try QueryCommand.parse([index, "-", "--format", "tsv"] + options)
          let session = try SearchSession(paths: [index], lexiconPath: nil, userDictionaryPath: nil)
          do {
            try command.answer(linesOf: path, in: session)
            return .success
          } catch {
            return CommandStatus.report(for: error).status
          }
        }
      }
      #expect(try status(Array("more\nabsent\n".utf8)) == .success)
      #expect(try status(Array("absent\n\n".utf8)) == .nothing)
      #expect(try status([0xFF, 0x0A] + Array("more\n".utf8)) == .partial)
      // What is wrong with the options is no matter of one line.
      #expect(try status(Array("more\n".utf8), "--sort", "none") == .failure)
      #expect(try status(Array("more\n".utf8), "--facet", "none") == .failure)
    }
  }
}
