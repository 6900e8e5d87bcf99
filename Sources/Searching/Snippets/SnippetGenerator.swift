// SPDX-License-Identifier: Apache-2.0

internal import DocumentModel
internal import TextAnalysis

/// Makes extracts of stored documents that show what a query found, by analyzing their text anew.
struct SnippetGenerator {
  private let query: HighlightQuery
  private let weights: [Float]
  private let schema: Schema
  /// By field number; nil for fields that are not text.
  private let analyzers: [Analyzer?]

  /// Longer texts are analyzed in pieces of about this many bytes.
  private static let pieceByteCount = 16_384
  /// At most this many bytes of a text are searched for the best passage.
  private static let searchedByteCount = 262_144

  /// An extract and where it is from.
  struct Snippet: Sendable, Equatable {
    /// The field number.
    var field: Int
    /// The pieces, in order; together they are a part of the field's text.
    var parts: [SnippetPart]
  }

  /// Creates a generator for the hits of a plan.
  ///
  /// - Parameters:
  ///   - plan: the plan.
  ///   - weights: what showing each group of the plan is worth.
  ///   - schema: the fields.
  ///   - analyzers: by field number, for text fields.
  init(plan: QueryPlan, weights: [Float], schema: Schema, analyzers: [Analyzer?]) {
    query = HighlightQuery(plan)
    self.weights = weights
    self.schema = schema
    self.analyzers = analyzers
  }

  /// The best extract of a document: of the field whose best passage shows most, the longer text
  /// where fields are equal; the beginning of the longest text where nothing is found; nil when no
  /// text is stored.
  ///
  /// - Complexity: that of analyzing the text, up to the passage that shows everything.
  func snippet(of document: Document) -> Snippet? {
    var best: (candidate: Candidate, length: Int)?
    for (number, field) in schema.fields.enumerated() where field.type == .text {
      for value in document.fields where value.name == field.name {
        guard case .text(let text) = value.value, !text.isEmpty else { continue }
        let candidate = candidate(in: text, field: number)
        let length = text.utf8.count
        let worth = candidate.passage.worth
        if let best, (worth, length) <= (best.candidate.passage.worth, best.length) { continue }
        best = (candidate, length)
      }
    }
    return best.map { Snippet(field: $0.candidate.field, parts: $0.candidate.parts) }
  }

  /// Every part of a text that the query finds, ascending, merged, in whole characters.
  func highlights(in text: String, field: Int) -> [Range<Int>] {
    guard let analyzer = analyzers[field] else { return [] }
    var analyzed = AnalyzedText()
    analyzer.analyze(text, into: &analyzed)
    let boundaries = TextBoundaries(text)
    return Highlight.merged(
      query.highlights(in: text, analyzed, field: field).map {
        Self.wholeCharacters($0, boundaries)
      })
  }

  private static func wholeCharacters(
    _ highlight: Highlight, _ boundaries: TextBoundaries
  ) -> Highlight {
    Highlight(
      range: boundaries.characterBoundary(
        notBehind: highlight.range.lowerBound)..<boundaries.characterBoundary(
          notBefore: highlight.range.upperBound),
      group: highlight.group)
  }

  /// The best passage of one field.
  private struct Candidate {
    var field: Int
    var passage: PassageSelection.Passage
    var parts: [SnippetPart]
  }

  private func candidate(in text: String, field: Int) -> Candidate {
    var best: Candidate?
    let everything = query.matchingGroups.sorted().reduce(0) { $0 + weights[$1] }
    if let analyzer = analyzers[field], query.concerns(field: field) {
      var analyzed = AnalyzedText()
      var start = 0
      let pieces = TextPieces(text, pieceByteCount: Self.pieceByteCount)
      while start < min(pieces.byteCount, Self.searchedByteCount) {
        let range = pieces.piece(from: start)
        let piece = pieces.slice(range)
        analyzer.analyze(piece, into: &analyzed)
        if let found = candidate(in: piece, analyzed, field: field, offset: range.lowerBound),
          best.map({ found.passage.isBetter(than: $0.passage) }) ?? true
        {
          best = found
        }
        if let best, best.passage.worth >= everything { break }
        start = range.upperBound
      }
    }
    return best ?? beginning(of: text, field: field)
  }

  private func candidate(
    in piece: String, _ analyzed: AnalyzedText, field: Int, offset: Int
  ) -> Candidate? {
    let boundaries = TextBoundaries(piece)
    let highlights = query.highlights(in: piece, analyzed, field: field).map {
      Self.wholeCharacters($0, boundaries)
    }
    guard !highlights.isEmpty else { return nil }
    let words = analyzed.terms.filter { $0.kind == .surface && !$0.isCompound }.map(\.source)
    let selection = PassageSelection(boundaries, words: words, weights: weights)
    guard let passage = selection.best(highlights) else { return nil }
    return Candidate(
      field: field, passage: passage,
      parts: Self.parts(
        of: passage.range, Highlight.merged(highlights), boundaries, offset: offset))
  }

  private func beginning(of text: String, field: Int) -> Candidate {
    let pieces = TextPieces(text, pieceByteCount: PassageSelection.scalarCount * 32)
    let piece = pieces.slice(pieces.piece(from: 0))
    let boundaries = TextBoundaries(piece)
    var analyzed = AnalyzedText()
    analyzers[field]?.analyze(piece, into: &analyzed)
    let words = analyzed.terms.filter { $0.kind == .surface && !$0.isCompound }.map(\.source)
    let range = PassageSelection(boundaries, words: words, weights: weights).beginning
    return Candidate(
      field: field,
      passage: PassageSelection.Passage(range: range, worth: 0, highlightCount: 0),
      parts: Self.parts(of: range, [], boundaries, offset: 0))
  }

  /// Cuts a passage at the ends of its highlights.
  private static func parts(
    of passage: Range<Int>, _ highlights: [Range<Int>], _ boundaries: TextBoundaries, offset: Int
  ) -> [SnippetPart] {
    var parts: [SnippetPart] = []
    func append(_ range: Range<Int>, isMatch: Bool) {
      guard !range.isEmpty else { return }
      parts.append(
        SnippetPart(
          text: boundaries.slice(range), isMatch: isMatch,
          utf8Range: range.lowerBound + offset..<range.upperBound + offset))
    }
    var done = passage.lowerBound
    for highlight in highlights where highlight.overlaps(passage) {
      let match = highlight.clamped(to: passage)
      append(done..<match.lowerBound, isMatch: false)
      append(match, isMatch: true)
      done = match.upperBound
    }
    append(done..<passage.upperBound, isMatch: false)
    return parts
  }
}
