// SPDX-License-Identifier: Apache-2.0
internal import DocumentModel
internal import IndexFormat
internal import QueryLanguage
internal import TextAnalysis

/// A bare clause of the query with what it became.
struct BareClause {
  /// As it was typed.
  var text: String
  /// A clause for each of its words.
  var nodes: [MatchNode]
  /// The factor of its scores.
  var boost: Float
  /// Its place in the query, in UTF-8 bytes.
  var range: Range<Int>
}

extension PlanBuilder {
  /// What a family says of a word: by what was typed, and by the spellings and readings that it has been
  /// widened to, so that every script of a word has the same synonyms. `shares` are its surfaces.
  func synonyms(
    of word: QueryWord, _ shares: [GradedTerms.Share], typed: String?
  ) -> [SynonymTable.Expansion] {
    guard let table = planner.synonyms else { return [] }
    var found = table.expansions(of: word.surface, typed: typed)
    let spellings = Set(shares.map(\.term.text))
    for share in shares
    where share.term.text != word.surface && [.spelling, .reading].contains(share.relation) {
      for expansion in table.expansions(of: share.term.text, typed: nil)
      where !expansion.replaces && !found.contains(expansion) {
        found.append(expansion)
      }
    }
    // What stands for the word anyway counts as that.
    for index in found.indices where !found[index].replaces {
      found[index].terms.removeAll { spellings.contains(SynonymTable.key($0)) }
    }
    return found
  }

  /// The variants that members of families add in a field; each counts `weight` at most.
  func synonymVariants(
    _ expansions: [SynonymTable.Expansion], _ field: Int, weight: Float, fields: [Int]
  ) throws(SearchError) -> [Variant] {
    var variants: [Variant] = []
    for term in expansions.flatMap(\.terms) {
      let words = try words(of: term, cutFor: field, fields: fields)
        .flatMap { $0.isUnknown && $0.compounds.isEmpty ? $0.parts : [$0] }
      let content = words.filter { !$0.isFunctionWord }
      if words.count == 1 || content.count == 1 {
        variants += try expansion(of: content.first ?? words[0], field, isExact: false)
          .variants(weight: weight)
      } else if let sequence = try sequence(of: words, field, isExact: false, slop: 0) {
        variants.append(
          Variant(source: .sequence(sequence), field: field, weight: weight, text: term))
      }
    }
    for index in variants.indices { variants[index].relation = .synonym }
    return variants
  }

  /// The clauses of bare words, with those of families of several words beside them.
  ///
  /// - Parameters:
  ///   - clauses: the bare words that stand side by side.
  ///   - scope: where they are looked for.
  ///   - isEvery: whether all must match.
  /// - Returns: the nodes of the clauses, in order.
  /// - Throws: `SearchError` when the index is damaged.
  mutating func widened(
    _ clauses: [BareClause], _ scope: Scope, isEvery: Bool
  ) throws(SearchError) -> [MatchNode] {
    guard let table = planner.synonyms else { return clauses.flatMap(\.nodes) }
    var nodes: [MatchNode] = []
    var index = 0
    while index < clauses.count {
      var end = min(clauses.count, index + table.greatestBlankCount + 1)
      var expansions: [SynonymTable.Expansion] = []
      // A clause of one word has its synonyms in its group.
      while end > index, end > index + 1 || clauses[index].nodes.count > 1 {
        let typed = clauses[index..<end].map(\.text).joined(separator: " ")
        expansions = table.expansions(of: SynonymTable.key(typed), typed: typed)
        if !expansions.isEmpty { break }
        end -= 1
      }
      guard !expansions.isEmpty else {
        nodes += clauses[index].nodes
        index += 1
        continue
      }
      let run = clauses[index..<end]
      let own = run.flatMap(\.nodes)
      let group = MatchNode.group(try append(group(for: expansions, of: run, scope)))
      if expansions.contains(where: \.replaces) {
        nodes.append(group)
      } else if isEvery {
        nodes.append(.any([.all(own), group]))
      } else {
        nodes += own + [group]
      }
      index = end
    }
    return nodes
  }

  private func group(
    for expansions: [SynonymTable.Expansion], of clauses: ArraySlice<BareClause>, _ scope: Scope
  ) throws(SearchError) -> TermGroup {
    let replaces = expansions.contains(where: \.replaces)
    var variants: [Variant] = []
    for field in scope.fields {
      variants += try synonymVariants(
        expansions, field, weight: planner.schema.fields[field].weight, fields: scope.fields)
    }
    let boost = clauses.map(\.boost).min() ?? 1
    return TermGroup(
      label: clauses.map(\.text).joined(separator: " "),
      variants: variants,
      boost: scope.boost * boost * (replaces ? 1 : planner.schema.ranking.synonym),
      scores: scope.scores,
      queryRange: clauses.first.flatMap { first in
        clauses.last.map {
          first.range.lowerBound..<max(first.range.upperBound, $0.range.upperBound)
        }
      })
  }
}
