// SPDX-License-Identifier: Apache-2.0
internal import DocumentModel
internal import IndexFormat
internal import QueryLanguage
internal import TextAnalysis

/// Collects the groups of one plan while it walks the query.
struct PlanBuilder {
  let planner: QueryPlanner
  let vocabulary: Vocabulary
  /// By field number; nil for fields that are not text.
  private let expanders: [WordExpansion?]
  var groups: [TermGroup] = []
  var optional: [Int] = []
  var diagnostics: [SearchDiagnostic] = []

  /// What holds for a part of the query.
  struct Scope {
    /// The numbers of the fields its words look in.
    var fields: [Int]
    /// The factor of its scores.
    var boost: Float = 1
    /// False inside filters and exclusions.
    var scores = true
  }

  init(planner: QueryPlanner) {
    self.planner = planner
    let vocabulary = Vocabulary(segments: planner.segments, lexicon: planner.lexicon)
    self.vocabulary = vocabulary
    var expanders: [WordExpansion?] = []
    for analyzer in planner.analyzers {
      expanders.append(
        analyzer.map { analyzer in
          // What words stand for depends on the analyzer, not on the field.
          expanders.lazy.compactMap(\.self).first { $0.analyzer === analyzer }
            ?? WordExpansion(
              vocabulary: vocabulary, analyzer: analyzer, grades: planner.schema.ranking)
        })
    }
    self.expanders = expanders
  }

  // MARK: The query's shape

  /// Plans a whole query. With `matchAll`, bare words must all match.
  mutating func topLevel(_ query: Query, matchAll: Bool) throws(SearchError) -> MatchNode {
    let scope = Scope(fields: planner.defaultFields)
    if case .sequence(let clauses) = query {
      return try sequence(clauses, scope, matchAll: matchAll, isTop: true)
    }
    return try sequence([Query.Clause(.should, query)], scope, matchAll: matchAll, isTop: true)
  }

  /// Plans a filter: a query that must match and never scores.
  mutating func condition(_ query: Query) throws(SearchError) -> MatchNode {
    var scope = Scope(fields: planner.defaultFields)
    scope.scores = false
    if case .sequence(let clauses) = query {
      return try sequence(clauses, scope, matchAll: true, isTop: false)
    }
    return try strict(query, scope)
  }

  /// Clauses side by side: all musts, no nots and, where there is no must, one of the shoulds.
  private mutating func sequence(
    _ clauses: [Query.Clause], _ scope: Scope, matchAll: Bool, isTop: Bool
  ) throws(SearchError) -> MatchNode {
    var required: [MatchNode] = []
    var wanted: [MatchNode] = []
    var excluded: [MatchNode] = []
    var functionWords: [Int] = []
    var bareClauses: [BareClause] = []
    var placed: [PlacedGroup] = []
    var wordCount = 0
    for clause in clauses {
      switch clause.occurrence {
      case .must: required.append(try strict(clause.query, scope))
      case .not:
        var scope = scope
        scope.scores = false
        excluded.append(try strict(clause.query, scope))
      case .should:
        if let (text, boost) = Self.bareWord(clause.query) {
          var scope = scope
          scope.boost *= boost
          let found = try bare(text, scope, isEvery: matchAll)
          functionWords += found.functionWords
          for var word in found.placed {
            word.position += wordCount
            placed.append(word)
          }
          wordCount += found.wordCount
          bareClauses.append(
            BareClause(
              text: text.text, nodes: found.nodes, boost: boost, range: text.source.utf8))
        } else if matchAll {
          required.append(try strict(clause.query, scope))
        } else {
          wanted.append(try strict(clause.query, scope))
        }
      }
    }
    let bareNodes = try widened(bareClauses, scope, isEvery: matchAll)
    if matchAll { required += bareNodes } else { wanted = bareNodes + wanted }
    if required.isEmpty && wanted.isEmpty && !functionWords.isEmpty {
      // Nothing but particles: then they are what is looked for.
      for index in functionWords {
        groups[index].boost = scope.boost
        groups[index].isHighlighted = true
      }
      let nodes = functionWords.map { MatchNode.group($0) }
      if matchAll { required = nodes } else { wanted = nodes }
    } else {
      for index in functionWords { groups[index].removeFallbacks() }
      optional += functionWords
    }
    if isTop { try addProximity(of: placed, scope) }
    let positive: MatchNode
    if !required.isEmpty {
      positive = requiring(required, wanted, isTop: isTop)
    } else if !wanted.isEmpty {
      positive = wanted.count == 1 ? wanted[0] : .any(wanted)
    } else {
      positive = excluded.isEmpty ? .nothing : .everything
    }
    guard !excluded.isEmpty else { return positive }
    return .excluding(positive, excluded.count == 1 ? excluded[0] : .any(excluded))
  }

  /// All of `required`; `wanted` only adds score.
  private mutating func requiring(
    _ required: [MatchNode], _ wanted: [MatchNode], isTop: Bool
  ) -> MatchNode {
    let all = required.count == 1 ? required[0] : MatchNode.all(required)
    var scored: [MatchNode] = []
    for node in wanted {
      if isTop, case .group(let index) = node {
        optional.append(index)
      } else {
        scored.append(node)
      }
    }
    // Either branch holds when the required part does; the second lets the wanted part score.
    return scored.isEmpty ? all : .any([all, .all([all, .any(scored)])])
  }

  /// A query that stands after `+`, `-` or a field, or is an operand: its words must stand together.
  private mutating func strict(_ query: Query, _ scope: Scope) throws(SearchError) -> MatchNode {
    switch query {
    case .word(let word): return try adjacent(word, scope)
    case .quotation(let quotation): return try quoted(quotation, scope)
    case .range(let range):
      return tolerating { builder throws(SearchError) in
        try builder.comparison(range)
      }
    case .sequence(let clauses): return try sequence(clauses, scope, matchAll: false, isTop: false)
    case .and(let operands):
      var nodes: [MatchNode] = []
      var excluded: [MatchNode] = []
      for operand in operands {
        if case .not(let inner) = operand {
          var scope = scope
          scope.scores = false
          excluded.append(try strict(inner, scope))
        } else {
          nodes.append(try strict(operand, scope))
        }
      }
      let all: MatchNode = nodes.isEmpty ? .everything : .all(nodes)
      return excluded.isEmpty ? all : .excluding(all, .any(excluded))
    case .or(let operands):
      var nodes: [MatchNode] = []
      for operand in operands { nodes.append(try strict(operand, scope)) }
      return .any(nodes)
    case .not(let inner):
      var scope = scope
      scope.scores = false
      return .excluding(.everything, try strict(inner, scope))
    case .boosted(let inner, let factor):
      var scope = scope
      scope.boost *= factor
      return try strict(inner, scope)
    case .field(let name, let inner):
      return try restricted(inner, toField: name, scope)
    }
  }

  private mutating func restricted(
    _ query: Query, toField name: String, _ scope: Scope
  ) throws(SearchError) -> MatchNode {
    guard let field = planner.schema.fieldNumber(of: name) else {
      note("there is no field '\(name)'; this part matches nothing")
      return .nothing
    }
    switch planner.schema.fields[field].type {
    case .text:
      var scope = scope
      scope.fields = [field]
      return try strict(query, scope)
    case .keyword, .number, .date:
      return tolerating { builder throws(SearchError) in
        try builder.values(query, field, scope)
      }
    case .stored:
      note("the field '\(name)' is stored for display and cannot be searched")
      return .nothing
    }
  }

  /// What a part of the query asks of values; a value that cannot be read makes it match nothing, and
  /// a note says so.
  private mutating func tolerating(
    _ plan: (inout PlanBuilder) throws(SearchError) -> MatchNode
  ) -> MatchNode {
    do {
      return try plan(&self)
    } catch {
      note("\(error); this part matches nothing")
      return .nothing
    }
  }

  // MARK: Words

  /// A bare word and its boost, or nil for any other query.
  private static func bareWord(_ query: Query) -> (text: Query.Word, boost: Float)? {
    switch query {
    case .word(let word) where !word.isExactForm: (word, 1)
    case .boosted(.word(let word), let boost) where !word.isExactForm: (word, boost)
    default: nil
    }
  }

  /// What a bare word becomes.
  private struct BareWord {
    /// A clause for each of its words.
    var nodes: [MatchNode] = []
    /// The groups of particles, which only add score.
    var functionWords: [Int] = []
    /// The groups of words that carry meaning, with their word positions.
    var placed: [PlacedGroup] = []
    /// The word positions it takes up.
    var wordCount = 0
  }

  /// A bare word: each of its words is a clause of its own, particles only add score. A compound that
  /// no dictionary has is found whole, too; `isEvery` says that either the whole or all its words must
  /// match.
  private mutating func bare(
    _ word: Query.Word, _ scope: Scope, isEvery: Bool
  ) throws(SearchError) -> BareWord {
    let words = try words(of: word.text, scope)
    guard let compound = words.first, compound.isUnknown else {
      return try bare(words, of: word, scope)
    }
    let isKanji = compound.compounds.isEmpty
    var own = scope
    // Kana and Latin mean the whole; its words must not outrank what was typed.
    if !isKanji { own.boost *= planner.schema.ranking.part * planner.schema.ranking.reading }
    var result = compound.parts.isEmpty ? BareWord() : try bare(compound.parts, of: word, own)
    let whole = MatchNode.group(
      try append(group(for: compound, scope, word.source.utf8, typed: word.text)))
    if !isKanji { result.placed = [] }
    if isEvery, !result.nodes.isEmpty {
      result.nodes = [.any([.all(result.nodes), whole])]
    } else {
      result.nodes.append(whole)
    }
    return result
  }

  private mutating func bare(
    _ words: [QueryWord], of word: Query.Word, _ scope: Scope
  ) throws(SearchError) -> BareWord {
    var result = BareWord()
    let ranking = planner.schema.ranking
    // Where the last word that carries meaning ends in the text.
    var end: Int?
    for part in words {
      result.wordCount = max(result.wordCount, part.position + max(1, part.parts.count))
      var own = scope
      if part.isFunctionWord {
        own.boost *= ranking.functionWord
        var group = try group(for: part, own, word.source.utf8)
        group.isHighlighted = false
        result.functionWords.append(append(group))
        continue
      }
      if part.isLight { own.boost *= ranking.lightWord }
      let number = try append(group(for: part, own, word.source.utf8, typed: word.text))
      result.nodes.append(.group(number))
      if !part.isLight {
        result.placed.append(
          PlacedGroup(
            group: number, position: part.position, text: part.surface,
            isJoined: end == part.source.lowerBound))
        end = part.source.upperBound
      }
      for piece in part.parts where !piece.isFunctionWord && scope.scores {
        var light = scope
        light.boost *= ranking.part
        var group = try group(for: piece, light, word.source.utf8)
        // Inside other text the whole is looked for.
        group.removeFallbacks()
        optional.append(append(group))
      }
    }
    if result.nodes.isEmpty && result.functionWords.isEmpty {
      note("'\(word.text)' holds no letter or digit; it matches nothing", word.source.utf8)
      result.nodes = [.nothing]
    }
    return result
  }

  /// A word whose parts must stand side by side.
  private mutating func adjacent(
    _ word: Query.Word, _ scope: Scope
  ) throws(SearchError) -> MatchNode {
    var parts = try words(of: word.text, scope)
    var whole: QueryWord?
    if let compound = parts.first, compound.isUnknown, compound.compounds.isEmpty {
      whole = compound
      parts = compound.parts
    }
    guard let first = parts.first else {
      note("'\(word.text)' holds no letter or digit; it matches nothing", word.source.utf8)
      return .nothing
    }
    let content = parts.filter { !$0.isFunctionWord }
    if content.count == 1, !word.isExactForm {
      // 食べた is the word 食べ with an auxiliary, as it is when it stands bare.
      return .group(
        try append(group(for: content[0], scope, word.source.utf8, typed: word.text)))
    }
    if parts.count == 1 {
      return .group(
        try append(
          group(
            for: first, scope, word.source.utf8, typed: word.text, isExact: word.isExactForm)))
    }
    let sequence = MatchNode.group(
      try append(
        sequenceGroup(
          label: word.text, parts, scope, word.source.utf8, isExact: word.isExactForm, slop: 0)))
    guard let whole, !word.isExactForm else { return sequence }
    // Its kana and Latin spellings.
    return .any([
      sequence, .group(try append(group(for: whole, scope, word.source.utf8, typed: word.text))),
    ])
  }

  private func words(of text: String, _ scope: Scope) throws(SearchError) -> [QueryWord] {
    guard let field = scope.fields.first else { return [] }
    return try words(of: text, cutFor: field, fields: scope.fields)
  }

  /// The words of a text, cut by a field's analyzer as this or an earlier query did.
  func words(
    of text: String, cutFor field: Int, fields: [Int]
  ) throws(SearchError) -> [QueryWord] {
    let analyzer = try analyzer(of: field)
    let key = ExpansionCache.Text(text: text, analyzer: ObjectIdentifier(analyzer), fields: fields)
    if let known = planner.cache.words(of: key) { return known }
    let words = try WordCutting(vocabulary: vocabulary, analyzer: analyzer)
      .words(of: text, fields: fields)
    planner.cache.keep(words, of: key)
    return words
  }

  func analyzer(of field: Int) throws(SearchError) -> Analyzer {
    if let analyzer = planner.analyzers[field] { return analyzer }
    do {
      return try planner.catalog.analyzer(named: planner.schema.fields[field].analyzer)
    } catch {
      throw .analysis(error)
    }
  }

  /// What words of a field stand for.
  func expander(of field: Int) throws(SearchError) -> WordExpansion {
    if let expander = expanders[field] { return expander }
    return WordExpansion(
      vocabulary: vocabulary, analyzer: try analyzer(of: field), grades: planner.schema.ranking)
  }

  mutating func append(_ group: TermGroup) -> Int {
    groups.append(group)
    return groups.count - 1
  }

  mutating func note(_ message: String, _ range: Range<Int>? = nil) {
    diagnostics.append(SearchDiagnostic(message: message, utf8Range: range))
  }
}
