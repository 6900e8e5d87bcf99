// SPDX-License-Identifier: Apache-2.0

internal import ArgumentParser
internal import TextAnalysis

/// The word lexicon, for the commands that analyze texts.
struct LexiconOption: ParsableArguments {
  @Option(
    name: .customLong("lexicon"),
    help: ArgumentHelp(
      "The word lexicon that `searchctl lexicon` made.",
      discussion: "Looked for beside the program and in the build folder when not given.",
      valueName: "file"))
  var path: String?

  @Option(
    name: .customLong("dictionary"),
    help: ArgumentHelp(
      "A user dictionary: lines of word, readings in kana, English words.",
      discussion: "Queries are best read with the one that the index was made with.",
      valueName: "file"))
  var userDictionaryPath: String?

  /// The analyzers with the lexicon, or without it where there is none.
  func catalog() throws -> AnalyzerCatalog {
    try AnalyzerCatalog(
      lexicon: WordLexicon.open(path: foundPath, userDictionaryPath: userDictionaryPath))
  }

  /// The lexicon's path, or nil where there is none.
  var foundPath: String? { path ?? LexiconLocation.find() }
}
