// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Testing

@testable import searchctl

@Suite struct EnvironmentFlagsTests {
  private func insert(
    _ environment: [String: String], _ arguments: String...
  ) throws -> [String] {
    try EnvironmentFlags.insert({ environment[$0] }, into: arguments)
  }

  @Test func variablesBecomeFlags() throws {
    #expect(
      try insert(["SEARCHCTL_LIMIT": "3", "SEARCHCTL_LITERAL": "1"], "query", "a", "b")
        == ["query", "--limit=3", "--literal", "a", "b"])
    #expect(
      try insert(["SEARCHCTL_FILTER": "lang:ja\ntag:x"], "query", "a", "b")
        == ["query", "--filter=lang:ja", "--filter=tag:x", "a", "b"])
    #expect(
      try insert(["SEARCHCTL_ID_FIELD": "sku"], "index", "a") == ["index", "--id-field=sku", "a"])
    #expect(try insert(["SEARCHCTL_SCHEMA": "x"], "query", "a", "b") == ["query", "a", "b"])
    #expect(try insert(["SEARCHCTL_LITERAL": "0"], "query", "a") == ["query", "a"])
    #expect(try insert(["SEARCHCTL_LIMIT": "3"]) == [])
    #expect(
      try insert(["SEARCHCTL_LEXICON": "x"], "synonyms", "check", "f")
        == ["synonyms", "check", "--lexicon=x", "f"])
    #expect(try insert(["SEARCHCTL_LEXICON": "x"], "synonyms") == ["synonyms"])
  }

  @Test func theCommandLineWins() throws {
    let environment = ["SEARCHCTL_LIMIT": "3"]
    for flag in ["--limit=5", "-n", "-n5"] {
      #expect(try insert(environment, "query", flag, "b") == ["query", flag, "b"])
    }
    #expect(
      try insert(environment, "query", "a", "--", "-n") == ["query", "--limit=3", "a", "--", "-n"])
  }

  @Test func badValuesAreErrors() {
    #expect(throws: CommandFailure.badEnvironment(name: "SEARCHCTL_LITERAL", value: "maybe")) {
      try insert(["SEARCHCTL_LITERAL": "maybe"], "query", "a")
    }
  }

  /// The table of flags and the commands' own help say the same.
  @Test func everyFlagHasItsVariable() throws {
    let commands = SearchCtl.configuration.subcommands
    #expect(commands.count == EnvironmentFlags.flags.count)
    for command in commands {
      let name = try #require(command.configuration.commandName)
      let flags = try #require(EnvironmentFlags.flags[name])
      let help = SearchCtl.helpMessage(for: command.configuration.subcommands.first ?? command)
      var helpFlags: Set<String> = []
      let options = help.split(separator: "\n").drop { $0 != "OPTIONS:" }
      for line in options where line.hasPrefix("  -") {
        for word in line.split(whereSeparator: { " ,/".contains($0) }).prefix(2)
        where word.hasPrefix("--") {
          helpFlags.insert(String(word.dropFirst(2)))
        }
      }
      helpFlags.subtract(["help", "version"])
      #expect(helpFlags == Set(flags.keys), "\(name)")
    }
  }

  /// An example that the help wraps cannot be pasted.
  @Test func everyCommandHasAnExample() {
    for command in SearchCtl.configuration.subcommands + [SearchCtl.self] {
      let lines = SearchCtl.helpMessage(for: command, columns: 80)
        .split(separator: "\n", omittingEmptySubsequences: false)
      let example = lines.drop { $0 != "EXAMPLE" }.dropFirst().prefix { !$0.isEmpty }
      #expect(!example.isEmpty, "\(command)")
      var continuesLine = false
      for line in example {
        #expect(continuesLine || line.contains("searchctl "), "\(line)")
        #expect(line.hasPrefix("  "), "\(line)")
        continuesLine = line.hasSuffix(" \\")
      }
      #expect(!continuesLine)
    }
  }
}
