// SPDX-License-Identifier: Apache-2.0
internal import DocumentModel
internal import IndexFormat
internal import TextAnalysis

/// A word of the query that carries meaning, and where it stands among the others.
struct PlacedGroup {
  /// The number of its group.
  var group: Int
  /// Its word position in the query.
  var position: Int
  /// Its normalized text.
  var text: [UInt8]
  /// Whether nothing stands between it and the word before.
  var isJoined = false
}

extension PlanBuilder {
  /// Neighbouring words of the query may stand so many positions nearer or farther, in any order, to
  /// count as near.
  static let nearness = 4
  /// What standing near counts beside standing exactly as in the query, which counts 1.
  static let nearWeight: Float = 0.5

  /// Adds groups that only add score: for each two neighbouring words that carry meaning, the places
  /// where they stand as in the query or near each other. What such a pair adds is bounded by the
  /// ranking's `proximity` times the lesser idf of its words, so pruning knows what it can come to.
  ///
  /// It is the sequential dependence model (Metzler and Croft 2005) with BM25 for the pairs, each pair
  /// one group with the ordered and the unordered window as its variants.
  mutating func addProximity(of words: [PlacedGroup], _ scope: Scope) throws(SearchError) {
    let share = planner.schema.ranking.proximity
    guard share > 0, scope.scores else { return }
    for (first, second) in zip(words, words.dropFirst()) {
      var variants: [Variant] = []
      let label = "\(groups[first.group].label) \(groups[second.group].label)"
      for field in scope.fields {
        let before = wordTerms(of: first.group, field)
        let after = wordTerms(of: second.group, field)
        guard !before.isEmpty, !after.isEmpty, groups[first.group] != groups[second.group] else {
          continue
        }
        let weight = planner.schema.fields[field].weight
        let exact = SequenceQuery(
          field: field,
          slots: [
            .init(before, offset: 0), .init(after, offset: second.position - first.position),
          ])
        variants.append(
          Variant(
            source: .sequence(exact), field: field, weight: weight, relation: .near, text: label))
        let near = SequenceQuery(
          field: field, slots: [.init(before, offset: 0), .init(after, offset: 1)],
          slop: Self.nearness, ordered: false)
        variants.append(
          Variant(
            source: .sequence(near), field: field, weight: weight * Self.nearWeight,
            relation: .near, text: "\(label)~\(Self.nearness)"))
      }
      // Words that the query writes as one may be cut otherwise where they stand in a longer run.
      let text = first.text + second.text
      if second.isJoined, Kana.isJapanese(text) {
        for field in scope.fields where try analyzer(of: field).options.makesGrams {
          guard let source = Self.containment(of: text, field) else { continue }
          var variant = Variant(
            source: source, field: field, weight: planner.schema.fields[field].weight,
            relation: .contained, text: Self.string(text))
          variant.isFallback = true
          variants.append(variant)
        }
      }
      guard !variants.isEmpty else { continue }
      var group = TermGroup(label: "\(label) together", variants: variants)
      group.boost = scope.boost * share
      group.idf = .least(of: [first.group, second.group])
      group.isHighlighted = false
      optional.append(append(group))
    }
  }

  /// The terms of a group in a field that have word positions.
  private func wordTerms(of group: Int, _ field: Int) -> [TermKey] {
    groups[group].variants.compactMap { variant in
      variant.field == field ? variant.placedTerm : nil
    }
  }
}
