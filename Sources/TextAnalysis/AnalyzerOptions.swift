// SPDX-License-Identifier: Apache-2.0

/// The steps an analyzer takes; the named analyzers are fixed choices of them.
package struct AnalyzerOptions: Sendable, Hashable {
  /// The whole value is one term.
  package var isKeyword = false
  /// Han and kana runs are cut by morphemes; otherwise Unicode's words serve for all scripts.
  package var cutsMorphemes = false
  /// Words joined by marks (node.js, C++, e-mail) are terms whole and by part.
  package var joinsWords = false
  /// Latin words get a Snowball stem, Japanese words form and lemma.
  package var gradesTerms = false
  /// Lexicon headwords over several words are terms.
  package var findsCompounds = false
  /// Character bigrams and single characters of Han and kana runs are terms.
  package var makesGrams = false
  /// Readings of words are collected.
  package var collectsReadings = false

  /// The word lexicon decides some of the terms.
  package var usesLexicon: Bool { findsCompounds || collectsReadings }

  /// The analyzers by name.
  static let named: [(name: String, options: AnalyzerOptions)] = [
    (
      "bilingual",
      AnalyzerOptions(
        cutsMorphemes: true, joinsWords: true, gradesTerms: true, findsCompounds: true,
        makesGrams: true, collectsReadings: true)
    ),
    ("words", AnalyzerOptions()),
    ("english", AnalyzerOptions(gradesTerms: true)),
    ("japanese", AnalyzerOptions(cutsMorphemes: true, gradesTerms: true)),
    ("keyword", AnalyzerOptions(isKeyword: true)),
  ]
}
