// SPDX-License-Identifier: Apache-2.0
internal import Storage

/// What analyzers share: dictionaries, and workspaces that wait for a thread.
final class AnalysisResources: Sendable {
  let lexicon: WordLexicon?
  private let dictionary: MorphemeDictionary?
  private let workspaces = WorkspacePool<AnalyzerWorkspace>()

  init(lexicon: WordLexicon?, dictionary: MorphemeDictionary?) {
    self.lexicon = lexicon
    self.dictionary = dictionary
  }

  /// Calls `body` with a workspace that no other thread uses meanwhile.
  func withWorkspace(_ body: (AnalyzerWorkspace) -> Void) {
    workspaces.withWorkspace(
      orNew: {
        guard let workspace = makeWorkspace() else {
          preconditionFailure("Snowball worked when analysis was set up and fails now")
        }
        return workspace
      }, body)
  }

  /// A new workspace, or nil when a library cannot be set up.
  func makeWorkspace() -> AnalyzerWorkspace? {
    guard let stemmer = EnglishStemmer() else { return nil }
    if let dictionary {
      return AnalyzerWorkspace(stemmer: stemmer) { LatticeMorphemes(dictionary: dictionary) }
    }
    return AnalyzerWorkspace(stemmer: stemmer) {
      DictionaryWordSource(breaks: AnalyzerWorkspace.wordBreaks())
    }
  }
}
