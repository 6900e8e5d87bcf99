// SPDX-License-Identifier: Apache-2.0

internal import ArgumentParser
internal import QueryLanguage
internal import Searching
internal import TextAnalysis

/// Synonym files.
struct SynonymsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "synonyms",
    abstract: "Work on synonym files.",
    discussion: """
      EXAMPLE
        searchctl synonyms check families.txt
      """,
    subcommands: [SynonymsCheckCommand.self])
}

/// Tells what is wrong with a synonym file.
struct SynonymsCheckCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check",
    abstract: "Tell what is wrong with a synonym file.",
    discussion: """
      A line is a family, `NTR, netorare, 寝取られ`, or a mapping, `i-pod, i pod => ipod`; # begins a \
      comment, \\ takes the meaning of a sign away. A query finds the other members of a family too, \
      at a discount; what stands left of => is replaced. Lines that cannot be read are left out where \
      the file is used; here they make the exit status 2.

      EXAMPLE
        searchctl synonyms check families.txt && \\
          searchctl query docs.sakuin NTR --synonyms families.txt
      """)

  @Argument(help: ArgumentHelp("The file, or - for standard input.", valueName: "file"))
  var file: String

  @OptionGroup var lexicon: LexiconOption

  func run() throws {
    let rules = SynonymFile(bytes: try InputText.bytes(of: file))
    let words = try LexiconLocation.open(lexicon.path)
    let table = SynonymTable(rules) { words?.isEnglish($0) ?? false }
    for problem in table.problems {
      let kind = problem.isFault ? "error" : "note"
      try StandardOutput.write("\(file):\(problem.line): \(kind): \(problem)\n")
    }
    let families = rules.rules.count { $0.replacements == nil }
    StandardError.note(
      "\(families) families, \(rules.rules.count - families) mappings, "
        + "\(rules.faults.count) lines left out")
    if !rules.faults.isEmpty { throw CommandStatus.failure }
  }
}

/// The synonym families, for the commands that search.
struct SynonymsOption: ParsableArguments {
  @Option(
    name: .customLong("synonyms"),
    help: ArgumentHelp(
      "A file of synonym families; see `searchctl synonyms check`.", valueName: "file"))
  var path: String?

  /// The families, or nil where no file is named. What is wrong with it is told on standard error.
  func file() throws -> SynonymFile? {
    guard let path else { return nil }
    let file = SynonymFile(bytes: try InputText.bytes(of: path))
    for fault in file.faults {
      StandardError.note("note: \(path):\(fault.line): \(fault); left out")
    }
    return file
  }
}
