// SPDX-License-Identifier: Apache-2.0
internal import DocumentModel
internal import IndexFormat
internal import QueryLanguage
internal import TextAnalysis

extension PlanBuilder {
  /// A text in quotes: exact containment, or with `~N` a phrase of words.
  mutating func quoted(
    _ quotation: Query.Quotation, _ scope: Scope
  ) throws(SearchError) -> MatchNode {
    if let slop = quotation.slop {
      guard let field = scope.fields.first else { return .nothing }
      let cutting = WordCutting(
        vocabulary: vocabulary, analyzer: try analyzer(of: field))
      let words = try cutting.singleWords(of: quotation.text)
      guard !words.isEmpty else { return nothing(quotation) }
      return .group(
        try append(
          sequenceGroup(
            label: quotation.text, words, scope, quotation.source.utf8, isExact: false, slop: slop))
      )
    }
    var variants: [Variant] = []
    for field in scope.fields {
      guard let source = try exactSource(of: quotation.text, field) else { continue }
      variants.append(
        Variant(
          source: source, field: field, weight: planner.schema.fields[field].weight,
          relation: .phrase, text: quotation.text))
    }
    if variants.isEmpty, try !hasTerms(quotation.text, scope) { return nothing(quotation) }
    return .group(
      append(
        TermGroup(
          label: "\"\(quotation.text)\"", variants: variants, boost: scope.boost,
          scores: scope.scores, queryRange: quotation.source.utf8)))
  }

  /// What finds the documents whose field contains a text, or nil where a part of it is nowhere.
  ///
  /// Han and kana are found by grams alone. Where words of other scripts take part, grams and words
  /// lead to the candidates and the stored text decides.
  func exactSource(of text: String, _ field: Int) throws(SearchError) -> Source? {
    let analyzer = try analyzer(of: field)
    let normalized = NormalizedText(text).bytes
    if analyzer.options.makesGrams, Kana.isJapanese(normalized) {
      return try knownContainment(of: normalized, field)
    }
    var buffer = AnalyzedText()
    analyzer.analyze(text, into: &buffer)
    var slots: [SequenceQuery.Slot] = []
    var first: UInt32?
    for term in buffer.terms where !term.isCompound {
      let bytes = Array(buffer.utf8(of: term))
      switch term.kind {
      // Japanese words may be cut otherwise in the text around; their grams stand for them.
      case .surface where !(analyzer.options.makesGrams && Kana.isJapanese(bytes)): break
      case .gram, .character: break
      default: continue
      }
      let key = Self.key(field, term.kind, bytes[...])
      guard try vocabulary.has(key) else { return nil }
      var offset = 0
      if term.kind == .surface {
        offset = Int(term.position - (first ?? term.position))
        first = first ?? term.position
      } else if term.kind == .gram {
        offset = Int(term.position)
      }
      slots.append(SequenceQuery.Slot([key], offset: offset))
    }
    guard !slots.isEmpty else { return nil }
    let hasJapanese = slots.contains {
      $0.alternatives.contains { $0.kind != TermKind.surface.rawValue }
    }
    if hasJapanese {
      // Words between Japanese runs lie at positions that depend on how the runs are cut.
      slots.sort { $0.offset < $1.offset }
    }
    var sequence = SequenceQuery(
      field: field, slots: slots, slop: hasJapanese ? Int(Int32.max) : 0, ordered: !hasJapanese)
    if analyzer.options.makesGrams {
      sequence.verify = Self.collapsingWhiteSpace(Self.string(normalized))
    }
    return .sequence(sequence)
  }

  private func hasTerms(_ text: String, _ scope: Scope) throws(SearchError) -> Bool {
    for field in scope.fields {
      var buffer = AnalyzedText()
      try analyzer(of: field).analyze(text, into: &buffer)
      if !buffer.terms.isEmpty { return true }
    }
    return false
  }

  private mutating func nothing(_ quotation: Query.Quotation) -> MatchNode {
    note("'\(quotation.text)' holds no letter or digit; it matches nothing", quotation.source.utf8)
    return .nothing
  }

  /// The text with each run of white space as one blank and none at its ends.
  static func collapsingWhiteSpace(_ text: String) -> String {
    text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
  }
}
