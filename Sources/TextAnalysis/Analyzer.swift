// SPDX-License-Identifier: Apache-2.0

/// Turns text into terms, the same way for documents and queries. Safe to use from several threads.
public final class Analyzer: Sendable {
  /// The name that schemas use.
  public let name: String
  package let options: AnalyzerOptions
  private let resources: AnalysisResources
  private let builder: JapaneseWordBuilder

  /// A surface longer than this many bytes is cut into pieces, as Lucene's tokenizers do.
  package static let maximumTermByteCount = 255

  init(name: String, options: AnalyzerOptions, resources: AnalysisResources) {
    self.name = name
    self.options = options
    self.resources = resources
    builder = JapaneseWordBuilder(
      lexicon: resources.lexicon, findsCompounds: options.findsCompounds)
  }

  /// Replaces the contents of `result` by the terms of a text.
  ///
  /// - Complexity: O(n) in the text's bytes, times the dictionary's look-ups.
  public func analyze(_ text: String, into result: inout AnalyzedText) {
    resources.withWorkspace { analyze(text, into: &result, $0) }
  }

  private func analyze(
    _ text: String, into result: inout AnalyzedText, _ workspace: AnalyzerWorkspace
  ) {
    result.removeAll()
    workspace.normalized.normalize(Array(text.utf8))
    var writer = TermWriter(text: result, normalized: workspace.normalized)
    result = AnalyzedText()
    if options.isKeyword {
      let whole = 0..<workspace.normalized.bytes.count
      if !whole.isEmpty { writer.addWhole(whole) }
    } else if options.cutsMorphemes {
      analyzeRuns(&writer, workspace)
    } else {
      analyzeWords(&writer, workspace)
    }
    result = writer.finish()
  }

  /// Unicode's words over the whole text.
  private func analyzeWords(_ writer: inout TermWriter, _ workspace: AnalyzerWorkspace) {
    let bytes = workspace.normalized.bytes
    let whole = 0..<bytes.count
    workspace.words.removeAll(keepingCapacity: true)
    if bytes.allSatisfy({ $0 < 0x80 }) {
      SpacedWords.asciiWords(in: bytes, range: whole, into: &workspace.words)
    } else {
      workspace.breaks.words(in: bytes, range: whole, into: &workspace.words)
    }
    for word in workspace.words {
      writer.addSpacedWord(word, stemmer: options.gradesTerms ? workspace.stemmer : nil)
    }
  }

  /// Each script run by its own rules.
  private func analyzeRuns(_ writer: inout TermWriter, _ workspace: AnalyzerWorkspace) {
    workspace.runs.removeAll(keepingCapacity: true)
    ScriptRuns.cut(workspace.normalized.bytes, into: &workspace.runs)
    for run in workspace.runs {
      if run.isJapanese {
        analyzeJapanese(run, &writer, workspace)
      } else {
        analyzeSpaced(run, &writer, workspace)
      }
    }
    if options.makesGrams {
      for run in workspace.runs where run.isJapanese { writer.addGrams(of: run) }
    }
  }

  private func analyzeSpaced(
    _ run: ScriptRun, _ writer: inout TermWriter, _ workspace: AnalyzerWorkspace
  ) {
    let bytes = workspace.normalized.bytes
    let stemmer = options.gradesTerms ? workspace.stemmer : nil
    workspace.words.removeAll(keepingCapacity: true)
    if run.isASCII {
      SpacedWords.asciiWords(in: bytes, range: run.range, into: &workspace.words)
    } else {
      workspace.breaks.words(in: bytes, range: run.range, into: &workspace.words)
    }
    guard options.joinsWords else {
      for word in workspace.words { writer.addSpacedWord(word, stemmer: stemmer) }
      return
    }
    var index = 0
    while index < workspace.words.count {
      let (next, end) = SpacedWords.joinedEnd(
        from: index, words: workspace.words, in: bytes, limit: run.range.upperBound)
      workspace.parts.removeAll(keepingCapacity: true)
      for word in workspace.words[index..<next] {
        SpacedWords.parts(of: word, in: bytes, into: &workspace.parts)
      }
      let joined = workspace.words[index].lowerBound..<end
      let isJoined =
        (workspace.parts.count > 1 || workspace.parts.first.map { $0 != joined } ?? false)
        && joined.count <= SpacedWords.maximumJoinedByteCount
      for (ordinal, part) in workspace.parts.enumerated() {
        writer.addSpacedWord(part, stemmer: stemmer)
        if ordinal == 0, isJoined { writer.addJoinedWord(joined) }
      }
      index = next
    }
  }

  private func analyzeJapanese(
    _ run: ScriptRun, _ writer: inout TermWriter, _ workspace: AnalyzerWorkspace
  ) {
    var bytes = workspace.normalized.bytes
    WordFolding.writeOutKanaMarks(&bytes, in: run.range)
    workspace.morphemes.removeAll(keepingCapacity: true)
    workspace.japaneseWords.removeAll(keepingCapacity: true)
    workspace.morphology.morphemes(in: bytes, range: run.range, into: &workspace.morphemes)
    builder.build(
      text: bytes, morphemes: workspace.morphemes, features: workspace.morphology.features,
      into: &workspace.japaneseWords)
    for word in workspace.japaneseWords {
      writer.addJapaneseWord(
        word, grades: options.gradesTerms, readings: options.collectsReadings)
    }
  }
}
