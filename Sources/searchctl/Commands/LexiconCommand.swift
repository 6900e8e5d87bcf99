// SPDX-License-Identifier: Apache-2.0

internal import ArgumentParser
internal import Storage
internal import TextAnalysis

/// Compiles the word lexicon.
struct LexiconCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "lexicon",
    abstract: "Compile the word lexicon out of dictionaries.",
    discussion: """
      All input is UTF-8: EDICT's lines, the CSV files of the IPA dictionary's source, one English \
      word a line. `make setup` does this with the Debian packages edict, mecab-ipadic and wamerican.

      EXAMPLE
        searchctl lexicon --edict edict.utf8 --ipadic Noun.csv --ipadic Verb.csv \\
          --english /usr/share/dict/words -o sakuin.lexicon
      """)

  @Option(help: ArgumentHelp("EDICT; may be repeated.", valueName: "file"))
  var edict: [String] = []

  @Option(
    parsing: .upToNextOption,
    help: ArgumentHelp("Files of the IPA dictionary's source.", valueName: "file"))
  var ipadic: [String] = []

  @Option(
    help: ArgumentHelp("A list of ordinary English words; may be repeated.", valueName: "file"))
  var english: [String] = []

  @Option(name: [.short, .long], help: ArgumentHelp("The lexicon to write.", valueName: "file"))
  var output: String

  func validate() throws {
    if edict.isEmpty, ipadic.isEmpty, english.isEmpty {
      throw ValidationError("Give at least one of --edict, --ipadic and --english.")
    }
  }

  func run() throws {
    var compiler = LexiconCompiler()
    for path in edict {
      try InputText.forEachLine(of: path) { compiler.add(edictLine: $0[...]) }
    }
    for path in ipadic {
      try InputText.forEachLine(of: path) { compiler.add(ipadicLine: $0[...]) }
    }
    for path in english {
      try InputText.forEachLine(of: path) { compiler.add(englishWord: $0[...]) }
    }
    let count = compiler.count
    let bytes = try compiler.finish()
    var file = try OutputFile(path: FilePath(output))
    try file.write(bytes)
    try file.finish()
    let size = ProgressLine.bytes(Int64(bytes.count))
    StandardError.note("\(ProgressLine.grouped(count)) headwords: \(output), \(size)")
  }
}
