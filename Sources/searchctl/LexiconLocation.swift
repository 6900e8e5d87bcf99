// SPDX-License-Identifier: Apache-2.0

internal import TextAnalysis

/// Where the word lexicon is found.
enum LexiconLocation {
  /// The file's name.
  static let fileName = "sakuin.lexicon"

  /// Where it may be when no flag or variable says it: beside the program, in the share folder of an
  /// installation, in the build folder.
  static func candidates(programPath: String?) -> [String] {
    guard let program = programPath, let slash = program.lastIndex(of: "/") else { return [] }
    let folder = program[..<slash]
    return [
      "\(folder)/\(fileName)", "\(folder)/../share/sakuin/\(fileName)",
      "\(folder)/../../\(fileName)",
    ]
  }

  /// The first usual place that has a lexicon; nil if none has.
  static func find() -> String? {
    candidates(programPath: Terminal.programPath).first { SystemCalls.exists($0) }
  }

  /// The lexicon at a path, or at the first usual place that has one; nil if there is none.
  ///
  /// - Throws: `AnalysisError` if the file is damaged, or was named and is not there.
  static func open(_ path: String?) throws -> WordLexicon? {
    guard let path = path ?? find() else { return nil }
    return try WordLexicon(path: path)
  }
}
