// SPDX-License-Identifier: Apache-2.0
internal import CKernels

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
    workspace.normalize(text)
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
    let text = workspace.normalized
    workspace.cutWords(0..<text.bytes.count)
    let stemmer = options.gradesTerms ? workspace.stemmer : nil
    sink.addSpacedWords(workspace.words, in: text, stemmer: stemmer)
  }

  /// Each script run by its own rules.
  private func analyzeRuns<Sink: TermSink>(
    _ sink: inout Sink, _ workspace: AnalyzerWorkspace
  ) {
    workspace.runs.removeAll(keepingCapacity: true)
    ScriptRuns.cut(workspace.normalized.bytes, into: &workspace.runs)
    var written = workspace.normalized.bytes
    let hasKanaMark = WordFolding.hasKanaMark(written.span)
    workspace.japaneseRanges.removeAll(keepingCapacity: true)
    for run in workspace.runs where run.isJapanese {
      if hasKanaMark { WordFolding.writeOutKanaMarks(&written, in: run.range) }
      workspace.japaneseRanges.append(run.range)
    }
    // Words are cut as they are spelled today.
    let spelled = written
    var hasOldKanji = false
    for range in workspace.japaneseRanges where OldKanji.modernize(&written, in: range) {
      hasOldKanji = true
    }
    if !workspace.japaneseRanges.isEmpty {
      workspace.morphology.expect(workspace.japaneseRanges)
    }
    // Headwords over several runs need a run of each kind.
    let lexicon =
      options.findsCompounds && !workspace.japaneseRanges.isEmpty && workspace.runs.count > 1
      ? resources.lexicon : nil
    workspace.mixed.removeAll()
    for run in workspace.runs {
      let position = sink.position
      if run.isJapanese {
        analyzeJapanese(run, written, spelled: hasOldKanji ? spelled : nil, &sink, workspace)
      } else {
        analyzeSpaced(run, &sink, workspace)
      }
      if let lexicon { addMixed(run, from: position, written, lexicon, &sink, workspace) }
    }
    if let lexicon {
      workspace.mixed.finish(in: written, lexicon)
      addMixed(&sink, workspace)
    }
    if options.makesGrams { sink.addGrams(of: workspace.runs, in: workspace.normalized) }
  }

  /// Takes in the words at both ends of a run just added, and adds headwords over the runs before.
  private func addMixed<Sink: TermSink>(
    _ run: ScriptRun, from position: UInt32, _ text: [UInt8], _ lexicon: WordLexicon,
    _ sink: inout Sink, _ workspace: AnalyzerWorkspace
  ) {
    let reach = MixedHeadwords.reach
    workspace.mixed.beginRun()
    if run.isJapanese {
      // Far from both ends nothing is over several runs.
      let count = Int(sink.position - position)
      var ordinal = 0
      for place in workspace.japaneseWords where !workspace.vocabulary.words[place.word].isCompound
      {
        if ordinal < reach || ordinal >= count - reach {
          if ordinal == count - reach, ordinal > reach { workspace.mixed.finish(in: text, lexicon) }
          workspace.mixed.add(place.range, at: position + UInt32(ordinal), in: text, lexicon)
        }
        ordinal += 1
      }
    } else if let first = workspace.words.first, let last = workspace.words.last {
      workspace.mixed.add(first.range, at: position, in: text, lexicon)
      if workspace.words.count > 1, Int(last.end) == run.range.upperBound {
        if workspace.words.count > 2 { workspace.mixed.finish(in: text, lexicon) }
        workspace.mixed.add(last.range, at: sink.position - 1, in: text, lexicon)
      }
    }
    addMixed(&sink, workspace)
  }

  private func addMixed<Sink: TermSink>(_ sink: inout Sink, _ workspace: AnalyzerWorkspace) {
    for headword in workspace.mixed.found {
      sink.addMixedWord(
        headword.text, at: headword.position, range: headword.range, in: workspace.normalized,
        readings: options.collectsReadings)
    }
    workspace.mixed.removeFound()
  }

  private func analyzeSpaced<Sink: TermSink>(
    _ run: ScriptRun, _ sink: inout Sink, _ workspace: AnalyzerWorkspace
  ) {
    let text = workspace.normalized
    let stemmer = options.gradesTerms ? workspace.stemmer : nil
    workspace.cutWords(run.range)
    let words = workspace.words
    guard options.joinsWords else {
      sink.addSpacedWords(words, in: text, stemmer: stemmer)
      return
    }
    let bytes = text.bytes.span
    var index = 0
    while index < words.count {
      let (next, end) = SpacedWords.joinedEnd(
        from: index, words: words, in: bytes, limit: run.range.upperBound)
      if next == index + 1, end == Int(words[index].end),
        !SpacedWords.hasMark(words[index].range, in: bytes)
      {
        sink.addSpacedWord(words[index], in: text, stemmer: stemmer)
        index = next
        continue
      }
      workspace.parts.removeAll(keepingCapacity: true)
      for word in words[index..<next] {
        SpacedWords.parts(of: word.range, in: bytes, into: &workspace.parts)
      }
      let joined = Int(words[index].start)..<end
      let isJoined =
        (workspace.parts.count > 1 || workspace.parts.first.map { $0 != joined } ?? false)
        && joined.count <= SpacedWords.maximumJoinedByteCount
      for (ordinal, part) in workspace.parts.enumerated() {
        sink.addSpacedWord(CutWord(part, in: bytes), in: text, stemmer: stemmer)
        if ordinal == 0, isJoined { sink.addJoinedWord(joined, in: text) }
      }
      index = next
    }
  }

  /// The words of a run of a text whose kana iteration marks are written out, and whose old kanji are
  /// those of today; `spelled` has them as they are, if there are any.
  private func analyzeJapanese<Sink: TermSink>(
    _ run: ScriptRun, _ text: [UInt8], spelled: [UInt8]?, _ sink: inout Sink,
    _ workspace: AnalyzerWorkspace
  ) {
    workspace.morphemes.removeAll(keepingCapacity: true)
    workspace.japaneseWords.removeAll(keepingCapacity: true)
    workspace.morphology.morphemes(in: text, range: run.range, into: &workspace.morphemes)
    builder.build(
      text: text, morphemes: workspace.morphemes, features: workspace.morphology.features,
      vocabulary: &workspace.vocabulary, into: &workspace.japaneseWords)
    if let spelled {
      for index in workspace.japaneseWords.indices {
        let place = workspace.japaneseWords[index]
        guard spelled[place.range] != text[place.range] else { continue }
        workspace.japaneseWords[index].word = workspace.vocabulary.word(
          place.word, spelled: WordFolding.fold(spelled[place.range]))
      }
    }
    sink.addJapaneseWords(
      workspace.japaneseWords, of: workspace.vocabulary.words, in: workspace.normalized,
      grades: options.gradesTerms, readings: options.collectsReadings)
  }
}
