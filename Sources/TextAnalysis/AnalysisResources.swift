// SPDX-License-Identifier: Apache-2.0
internal import Glibc
internal import Synchronization

/// What analyzers share: dictionaries, and workspaces that wait for a thread.
///
/// A thread takes a workspace and gives it back without a lock and, as a rule, without touching memory
/// that another thread writes: it begins to look at a place that its own identity chooses.
final class AnalysisResources: Sendable {
  let lexicon: WordLexicon?
  #if MeCab
    private let model: MeCabModel?
  #endif
  private let places: [WorkspacePlace]

  /// A power of two, above the threads of any usual machine; more threads than places are served, by
  /// workspaces that are not kept.
  private static let placeCount = 64

  #if MeCab
    init(lexicon: WordLexicon?, model: MeCabModel?) {
      self.lexicon = lexicon
      self.model = model
      places = (0..<Self.placeCount).map { _ in WorkspacePlace() }
    }
  #else
    init(lexicon: WordLexicon?) {
      self.lexicon = lexicon
      places = (0..<Self.placeCount).map { _ in WorkspacePlace() }
    }
  #endif

  /// Calls `body` with a workspace that no other thread uses meanwhile.
  func withWorkspace(_ body: (AnalyzerWorkspace) -> Void) {
    // Thread identities are addresses a stack apart; the multiplication spreads them.
    let identity = UInt64(pthread_self()) &* 0x9E37_79B9_7F4A_7C15
    let first = Int(truncatingIfNeeded: identity >> 48)
    for distance in 0..<Self.placeCount {
      let place = places[(first + distance) & (Self.placeCount - 1)]
      guard place.take() else { continue }
      let workspace = place.workspace ?? newWorkspace()
      place.workspace = workspace
      body(workspace)
      place.giveBack()
      return
    }
    body(newWorkspace())
  }

  private func newWorkspace() -> AnalyzerWorkspace {
    guard let workspace = makeWorkspace() else {
      preconditionFailure("Snowball worked when analysis was set up and fails now")
    }
    return workspace
  }

  /// A new workspace, or nil when a library cannot be set up.
  func makeWorkspace() -> AnalyzerWorkspace? {
    guard let stemmer = EnglishStemmer() else { return nil }
    #if MeCab
      if let model {
        return AnalyzerWorkspace(stemmer: stemmer) {
          guard let tagger = MeCabTagger(model: model) else {
            preconditionFailure("out of memory")
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

/// A workspace that one thread at a time uses.
private final class WorkspacePlace: @unchecked Sendable {
  // Safe: the workspace is touched only between `take` and `giveBack`, whose exchanges order what
  // one thread does before what the next one sees.
  var workspace: AnalyzerWorkspace?
  private let isTaken = Atomic(false)

  /// Takes the place, unless another thread has it.
  func take() -> Bool {
    !isTaken.load(ordering: .relaxed)
      && isTaken.compareExchange(
        expected: false, desired: true, ordering: .acquiring
      ).exchanged
  }

  /// Leaves the place to the next thread.
  func giveBack() { isTaken.store(false, ordering: .releasing) }
}
