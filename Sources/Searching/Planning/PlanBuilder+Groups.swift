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
      let expansion = try expansion(of: word, field, isExact: isExact)
      let weight = planner.schema.fields[field].weight
      let synonyms = isExact ? [] : synonyms(of: word, expansion.spellings, typed: typed)
      let isReplaced = synonyms.contains(where: \.replaces)
      if !isReplaced {
        let own = expansion.variants(weight: weight)
        // Of one field they are shared with the cache.
        if variants.isEmpty { variants = own } else { variants += own }
      }
      let synonymWeight = isReplaced ? weight : weight * planner.schema.ranking.synonym
      for variant in try synonymVariants(
        synonyms, field, weight: synonymWeight, fields: scope.fields)
      where !variants.contains(where: { $0.source == variant.source && $0.field == field }) {
        variants.append(variant)
      }
    }
    return TermGroup(
      label: Self.string(word.surface), variants: variants, boost: scope.boost,
      scores: scope.scores, queryRange: range)
  }

  /// What stands for a word in a field, as this or an earlier query found it.
  func expansion(
    of word: QueryWord, _ field: Int, isExact: Bool
  ) throws(SearchError) -> ExpansionCache.Expansion {
    let word = ExpansionCache.Word(word: word.alone, field: field, isExact: isExact)
    if let known = planner.cache.expansion(of: word) { return known }
    let expander = try expander(of: field)
    let terms = isExact ? expander.exact(word.word) : expander.expand(word.word)
    var variants: [Variant] = []
    variants.reserveCapacity(terms.shares.count)
    for share in terms.shares {
      guard let variant = try variant(share, field, expander.analyzer) else { continue }
      variants.append(variant)
    }
    let expansion = ExpansionCache.Expansion(
      variants: variants.fallbacksLast,
      spellings: planner.synonyms == nil
        ? [] : terms.shares.filter { $0.term.kind == .surface })
    planner.cache.keep(expansion, of: word)
    return expansion
  }

  /// The variant of a share in a field of weight 1, or nil when the field has nothing of it.
  private func variant(
    _ share: GradedTerms.Share, _ field: Int, _ analyzer: Analyzer
  ) throws(SearchError) -> Variant? {
    let source: Source
    if let kind = share.term.kind {
      let key = Self.key(field, kind, share.term.text[...])
      guard try vocabulary.has(key) else { return nil }
      source = .term(key)
    } else {
      guard analyzer.options.makesGrams, let text = Self.containment(of: share.term.text, field)
      else { return nil }
      source = text
    }
    var variant = Variant(
      source: source, field: field, weight: share.weight, relation: share.relation,
      text: Self.string(share.term.text))
    variant.isFallback = share.term.kind == nil
    return variant
  }

  /// The group of several words that must stand side by side, or within `slop` of it.
  func sequenceGroup(
    label: String, _ words: [QueryWord], _ scope: Scope, _ range: Range<Int>, isExact: Bool,
    slop: Int
  ) throws(SearchError) -> TermGroup {
    var variants: [Variant] = []
    let synonyms =
      isExact || slop > 0
      ? [] : planner.synonyms?.expansions(of: SynonymTable.key(label), typed: label) ?? []
    let isReplaced = synonyms.contains(where: \.replaces)
    for field in scope.fields {
      let analyzer = try analyzer(of: field)
      let weight = planner.schema.fields[field].weight
      let synonymWeight = isReplaced ? weight : weight * planner.schema.ranking.synonym
      variants += try synonymVariants(
        synonyms, field, weight: synonymWeight, fields: scope.fields)
      if isReplaced { continue }
      if let sequence = try sequence(of: words, field, isExact: isExact, slop: slop) {
        variants.append(
          Variant(
            source: .sequence(sequence), field: field, weight: weight, relation: .phrase,
            text: label))
      }
      guard !isExact, analyzer.options.makesGrams else { continue }
      // Side by side is within any slop.
      let text = NormalizedText(label).bytes.filter { $0 != 0x20 }
      let found: Source?
      if Kana.isJapanese(text) {
        found = Self.containment(of: text, field)
      } else if slop == 0, Kana.containsJapanese(text) {
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
        variants.append(variant)
      }
    }
    return TermGroup(
      label: label, variants: variants, boost: scope.boost, scores: scope.scores,
      queryRange: range)
  }

  /// Words side by side in a field, each by all its terms; nil where one of them has none.
  func sequence(
    of words: [QueryWord], _ field: Int, isExact: Bool, slop: Int
  ) throws(SearchError) -> SequenceQuery? {
    var slots: [SequenceQuery.Slot] = []
    for word in words {
      let alternatives = try expansion(of: word, field, isExact: isExact).variants
        .compactMap(\.placedTerm)
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
    for key in keys where try !vocabulary.has(key) { return nil }
    return source
  }

  /// The same, whether the field has it or not; nil for no text.
  static func containment(of text: [UInt8], _ field: Int) -> Source? {
    let starts = Writing.characterStarts(text)
    let count = starts.count - 1
    guard count > 0 else { return nil }
    if count == 1 { return .term(key(field, .character, text[...])) }
    var slots: [SequenceQuery.Slot] = []
    slots.reserveCapacity(count / 2 + 1)
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

  static func key(_ field: Int, _ kind: TermKind, _ text: ArraySlice<UInt8>) -> TermKey {
    TermKey(field: UInt8(field), kind: kind.rawValue, text: text)
  }

  static func string(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }
}

extension ExpansionCache.Expansion {
  /// The variants in a field of some weight.
  func variants(weight: Float) -> [Variant] {
    if weight == 1 { return variants }
    var variants = variants
    for index in variants.indices { variants[index].weight *= weight }
    return variants
  }
}

extension Variant {
  /// The term that it is found by, if it is one that has word positions.
  var placedTerm: TermKey? {
    guard case .term(let key) = source else { return nil }
    return switch TermKind(rawValue: key.kind) {
    case .surface, .form, .lemma: key
    default: nil
    }
  }
}
