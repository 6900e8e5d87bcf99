// SPDX-License-Identifier: Apache-2.0

/// What can go wrong when analysis is set up. Analyzing a text never fails.
public enum AnalysisError: Error, Sendable, Equatable, CustomStringConvertible {
  /// A folder has no usable dictionary of morphemes.
  case morphologyUnavailable(path: String, reason: String)
  /// A lexicon file is not one, or is damaged.
  case damagedLexicon(path: String, reason: String)
  /// No analyzer has this name.
  case unknownAnalyzer(name: String, known: [String])
  /// A user dictionary cannot be read.
  case unreadableDictionary(path: String, reason: String)
  /// A line of a dictionary source is not in the form its format asks for.
  case malformedDictionaryLine(file: String, line: Int, reason: String)
  /// ICU or Snowball could not be set up.
  case libraryUnavailable(name: String)

  /// What is wrong and what to do.
  public var description: String {
    switch self {
    case .morphologyUnavailable(let path, let reason):
      "'\(path)' has no usable dictionary of MeCab (\(reason)); install mecab-ipadic-utf8 or name "
        + "its folder"
    case .damagedLexicon(let path, let reason):
      "'\(path)' is not a usable word lexicon (\(reason)); run `make setup` to make it anew"
    case .unknownAnalyzer(let name, let known):
      "there is no analyzer '\(name)'; known are \(known.joined(separator: ", "))"
    case .unreadableDictionary(let path, let reason):
      "the user dictionary '\(path)' cannot be read: \(reason)"
    case .malformedDictionaryLine(let file, let line, let reason):
      "\(file):\(line): \(reason)"
    case .libraryUnavailable(let name):
      "\(name) could not be set up"
    }
  }
}
