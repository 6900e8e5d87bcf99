// SPDX-License-Identifier: Apache-2.0
internal import DocumentModel
internal import IndexFormat
internal import QueryLanguage
internal import TextAnalysis

extension PlanBuilder {
  /// The group of one word over the scope's fields; `typed` is what the user wrote for it.
  func group(
    for word: QueryWord, _ scope: Scope, _ range: Range<Int>, typed: String? = nil,
    isExact: Bool = false
  ) throws(SearchError) -> TermGroup {
    var variants: [Variant] = []
    for field in scope.fields {
      let analyzer = try analyzer(of: field)
      let expansion = WordExpansion(
        vocabulary: vocabulary, analyzer: analyzer, grades: planner.schema.ranking)
      let terms = isExact ? expansion.exact(word) : expansion.expand(word)
      let weight = planner.schema.fields[field].weight
      let synonyms = isExact ? [] : synonyms(of: word, terms, typed: typed)
      let isReplaced = synonyms.contains(where: \.replaces)
      if !isReplaced {
        for share in terms.shares {
          guard let variant = try variant(share, field, weight, analyzer) else { continue }
          variants.append(variant)
        }
      }
      let synonymWeight = isReplaced ? weight : weight * planner.schema.ranking.synonym
      for variant in try synonymVariants(
        synonyms, field, weight: synonymWeight, fields: scope.fields)
      where !variants.contains(where: { $0.source == variant.source && $0.field == field }) {
        variants.append(variant)
      }
    }
    return TermGroup(
      label: Self.string(word.surface),
      variants: variants.filter { !$0.isFallback } + variants.filter(\.isFallback),
      boost: scope.boost, scores: scope.scores, queryRange: range)
  }

  /// The variant of a share in a field, or nil when the field has nothing of it.
  func variant(
    _ share: GradedTerms.Share, _ field: Int, _ weight: Float, _ analyzer: Analyzer
  ) throws(SearchError) -> Variant? {
    var variant = Variant(
      source: .union([]), field: field, weight: share.weight * weight, relation: share.relation,
      text: Self.string(share.term.text))
    if let kind = share.term.kind {
      let key = Self.key(field, kind, share.term.text)
      guard try vocabulary.documentFrequency(of: key) > 0 else { return nil }
      variant.source = .term(key)
      return variant
    }
    guard analyzer.options.makesGrams, let source = Self.containment(of: share.term.text, field)
    else { return nil }
    variant.source = source
    variant.isFallback = true
    return variant
  }

  /// The group of several words that must stand side by side, or within `slop` of it.
  func sequenceGroup(
    label: String, _ words: [QueryWord], _ scope: Scope, _ range: Range<Int>, isExact: Bool,
    slop: Int
  ) throws(SearchError) -> TermGroup {
    var variants: [Variant] = []
    var contained: [Variant] = []
    let synonyms =
      isExact || slop > 0
      ? [] : planner.synonyms?.expansions(of: SynonymTable.key(label), typed: label) ?? []
    let isReplaced = synonyms.contains(where: \.replaces)
    for field in scope.fields {
      let analyzer = try analyzer(of: field)
      let expansion = WordExpansion(
        vocabulary: vocabulary, analyzer: analyzer, grades: planner.schema.ranking)
      let weight = planner.schema.fields[field].weight
      let synonymWeight = isReplaced ? weight : weight * planner.schema.ranking.synonym
      for variant in try synonymVariants(
        synonyms, field, weight: synonymWeight, fields: scope.fields)
      {
        if variant.isFallback { contained.append(variant) } else { variants.append(variant) }
      }
      if isReplaced { continue }
      if let sequence = try sequence(of: words, expansion, field, isExact: isExact, slop: slop) {
        variants.append(
          Variant(
            source: .sequence(sequence), field: field, weight: weight, relation: .phrase,
            text: label))
      }
      guard !isExact, analyzer.options.makesGrams else { continue }
      // Side by side is within any slop.
      let text = NormalizedText(label).bytes.filter { $0 != 0x20 }
      let found: Source?
      if Self.isJapanese(text) {
        found = Self.containment(of: text, field)
      } else if slop == 0, Self.hasJapanese(text) {
        // Words of several scripts (Dior化粧品) may be cut otherwise in a longer run.
        found = try exactSource(of: label, field)
      } else {
        found = nil
      }
      if let source = found {
        var variant = Variant(
          source: source, field: field, weight: planner.schema.ranking.contained(text) * weight,
          relation: .contained, text: label)
        variant.isFallback = true
        contained.append(variant)
      }
    }
    return TermGroup(
      label: label, variants: variants + contained, boost: scope.boost, scores: scope.scores,
      queryRange: range)
  }

  /// Words side by side in a field, each by all its terms; nil where one of them has none.
  func sequence(
    of words: [QueryWord], _ expansion: WordExpansion, _ field: Int, isExact: Bool, slop: Int
  ) throws(SearchError) -> SequenceQuery? {
    var slots: [SequenceQuery.Slot] = []
    for word in words {
      let result = isExact ? expansion.exact(word) : expansion.expand(word)
      var alternatives: [TermKey] = []
      for share in result.shares {
        guard let kind = share.term.kind else { continue }
        let key = Self.key(field, kind, share.term.text)
        if try vocabulary.documentFrequency(of: key) > 0 { alternatives.append(key) }
      }
      if alternatives.isEmpty { return nil }
      let offset = word.position - (words.first?.position ?? 0)
      slots.append(SequenceQuery.Slot(alternatives, offset: offset))
    }
    return slots.isEmpty
      ? nil : SequenceQuery(field: field, slots: slots, slop: slop, ordered: slop == 0)
  }

  /// Where a string of Han and kana stands inside text: its character, or its bigrams in a row. Nil
  /// when one of them is nowhere in the field.
  func knownContainment(of text: [UInt8], _ field: Int) throws(SearchError) -> Source? {
    guard let source = Self.containment(of: text, field) else { return nil }
    let keys: [TermKey]
    switch source {
    case .term(let key): keys = [key]
    case .union(let terms): keys = terms
    case .sequence(let query): keys = query.slots.flatMap(\.alternatives)
    }
    for key in keys where try vocabulary.documentFrequency(of: key) == 0 { return nil }
    return source
  }

  /// The same, whether the field has it or not; nil for no text.
  static func containment(of text: [UInt8], _ field: Int) -> Source? {
    // Where characters begin, and the end.
    let starts = text.indices.filter { text[$0] & 0xC0 != 0x80 } + [text.count]
    let count = starts.count - 1
    guard count > 0 else { return nil }
    if count == 1 { return .term(key(field, .character, text)) }
    var slots: [SequenceQuery.Slot] = []
    // Every second bigram covers the string; the last one closes it.
    var start = 0
    while true {
      let gram = text[starts[start]..<starts[start + 2]]
      slots.append(SequenceQuery.Slot([key(field, .gram, gram)], offset: start))
      if start == count - 2 { break }
      start = min(start + 2, count - 2)
    }
    if slots.count == 1, let key = slots[0].alternatives.first { return .term(key) }
    return .sequence(SequenceQuery(field: field, slots: slots))
  }

  static func key(_ field: Int, _ kind: TermKind, _ text: some Sequence<UInt8>) -> TermKey {
    TermKey(field: UInt8(field), kind: kind.rawValue, text: text)
  }

  static func string(_ bytes: some Collection<UInt8>) -> String {
    String(decoding: Array(bytes), as: UTF8.self)
  }

  static func characters(_ text: [UInt8]) -> [[UInt8]] {
    string(text).unicodeScalars.map { Array(String($0).utf8) }
  }

  /// True for Han and kana only, which grams cover.
  static func isJapanese(_ text: [UInt8]) -> Bool {
    !text.isEmpty && characters(text).allSatisfy { Kana.containsHan($0) || Kana.isKana($0) }
  }

  /// True where some Han or kana stands among others.
  private static func hasJapanese(_ text: [UInt8]) -> Bool {
    characters(text).contains { Kana.containsHan($0) || Kana.isKana($0) }
  }
}
