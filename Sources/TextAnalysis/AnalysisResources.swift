// SPDX-License-Identifier: Apache-2.0
internal import Storage

/// What analyzers share: dictionaries, and workspaces that wait for a thread.
final class AnalysisResources: Sendable {
  let lexicon: WordLexicon?
  #if MeCab
    private let model: MeCabModel?
  #endif
  private let workspaces = WorkspacePool<AnalyzerWorkspace>()

  #if MeCab
    init(lexicon: WordLexicon?, model: MeCabModel?) {
      self.lexicon = lexicon
      self.model = model
    }
  #else
    init(lexicon: WordLexicon?) { self.lexicon = lexicon }
  #endif

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
    #if MeCab
      if let model {
        return AnalyzerWorkspace(stemmer: stemmer) {
          guard let tagger = MeCabTagger(model: model) else {
            preconditionFailure("MeCab has no memory for a tagger")
          }
          return tagger
        }
      }
    #endif
    return AnalyzerWorkspace(stemmer: stemmer) {
      DictionaryWordSource(breaks: AnalyzerWorkspace.wordBreaks())
    }
  }
}
