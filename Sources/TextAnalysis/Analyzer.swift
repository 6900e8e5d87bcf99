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
    result.removeAll()
    resources.withWorkspace { analyze(text, into: &result, $0) }
  }

  /// Collects the terms of a field's text, the same as `analyze` finds.
  ///
  /// - Complexity: O(n) in the text's bytes, times the dictionary's look-ups.
  package func collect(_ text: String, field: Int, into collector: inout TermCollector) {
    collector.beginText(field: field)
    resources.withWorkspace { analyze(text, into: &collector, $0) }
  }

  private func analyze<Sink: TermSink>(
    _ text: String, into sink: inout Sink, _ workspace: AnalyzerWorkspace
  ) {
    workspace.normalized.normalize(Array(text.utf8))
    if options.isKeyword {
      if !workspace.normalized.bytes.isEmpty { sink.addWhole(workspace.normalized) }
    } else if options.cutsMorphemes {
      analyzeRuns(&sink, workspace)
    } else {
      analyzeWords(&sink, workspace)
    }
  }

  /// Unicode's words over the whole text.
  private func analyzeWords<Sink: TermSink>(
    _ sink: inout Sink, _ workspace: AnalyzerWorkspace
  ) {
    let bytes = workspace.normalized.bytes
    let whole = 0..<bytes.count
    workspace.words.removeAll(keepingCapacity: true)
    if bytes.allSatisfy({ $0 < 0x80 }) {
      SpacedWords.asciiWords(in: bytes, range: whole, into: &workspace.words)
    } else {
      workspace.breaks.words(in: bytes, range: whole, into: &workspace.words)
    }
    for word in workspace.words {
      sink.addSpacedWord(
        word, in: workspace.normalized, stemmer: options.gradesTerms ? workspace.stemmer : nil)
    }
  }

  /// Each script run by its own rules.
  private func analyzeRuns<Sink: TermSink>(
    _ sink: inout Sink, _ workspace: AnalyzerWorkspace
  ) {
    workspace.runs.removeAll(keepingCapacity: true)
    ScriptRuns.cut(workspace.normalized.bytes, into: &workspace.runs)
    for run in workspace.runs {
      if run.isJapanese {
        analyzeJapanese(run, &sink, workspace)
      } else {
        analyzeSpaced(run, &sink, workspace)
      }
    }
    if options.makesGrams {
      for run in workspace.runs where run.isJapanese {
        sink.addGrams(of: run, in: workspace.normalized)
      }
    }
  }

  private func analyzeSpaced<Sink: TermSink>(
    _ run: ScriptRun, _ sink: inout Sink, _ workspace: AnalyzerWorkspace
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
      for word in workspace.words {
        sink.addSpacedWord(word, in: workspace.normalized, stemmer: stemmer)
      }
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
        sink.addSpacedWord(part, in: workspace.normalized, stemmer: stemmer)
        if ordinal == 0, isJoined { sink.addJoinedWord(joined, in: workspace.normalized) }
      }
      index = next
    }
  }

  private func analyzeJapanese<Sink: TermSink>(
    _ run: ScriptRun, _ sink: inout Sink, _ workspace: AnalyzerWorkspace
  ) {
    var bytes = workspace.normalized.bytes
    WordFolding.writeOutKanaMarks(&bytes, in: run.range)
    workspace.morphemes.removeAll(keepingCapacity: true)
    workspace.japaneseWords.removeAll(keepingCapacity: true)
    workspace.vocabulary.beginRun()
    workspace.morphology.morphemes(in: bytes, range: run.range, into: &workspace.morphemes)
    builder.build(
      text: bytes, morphemes: workspace.morphemes, features: workspace.morphology.features,
      vocabulary: &workspace.vocabulary, into: &workspace.japaneseWords)
    sink.addJapaneseWords(
      workspace.japaneseWords, of: workspace.vocabulary, in: workspace.normalized,
      grades: options.gradesTerms, readings: options.collectsReadings)
  }
}
