// SPDX-License-Identifier: Apache-2.0

internal import DocumentModel
internal import IndexFormat

/// Says how the score of one document comes about, in the numbers that made it.
struct Explainer {
  private let snapshot: Snapshot
  private let binding: PlanBinding

  /// Creates explanations of a bound plan.
  init(snapshot: Snapshot, binding: PlanBinding) {
    self.snapshot = snapshot
    self.binding = binding
  }

  /// Explains a document.
  ///
  /// - Returns: The tree, of which the value is the score bit for bit, or for a document that is no
  ///   hit a tree of value 0 that names the words it has; and whether it is a hit.
  /// - Throws: `IndexFormatError`.
  func explain(
    segment: Int, document: DocumentID
  ) throws(IndexFormatError) -> (isHit: Bool, explanation: Explanation) {
    let bound = binding.segments[segment]
    var matches = GroupMatches(bound)
    try matches.lookUp(document)
    var counted = binding.plan.groups.indices.map { binding.plan.optional.contains($0) }
    let isHit = try matches.satisfies(binding.plan.matching, counted: &counted) {
      filter throws(IndexFormatError) in
      try FilterEvaluation(bound.segment).holds(filter, for: document)
    }
    var details: [Explanation] = []
    for group in binding.plan.groups.indices where matches.occurs[group] {
      guard counted[group] || !isHit else { continue }
      details.append(explain(group: group, bound, matches, document))
    }
    guard isHit else {
      return (
        false,
        Explanation(
          value: 0, description: "no hit: the document does not satisfy the query; words it has:",
          details: details)
      )
    }
    return (
      true,
      Explanation(
        value: matches.score(counted: counted), description: "score: sum over the words found",
        details: details)
    )
  }

  private func explain(
    group: Int, _ bound: SegmentBinding, _ matches: GroupMatches, _ document: DocumentID
  ) -> Explanation {
    let planned = binding.plan.groups[group]
    let label = planned.label.hasPrefix("\"") ? planned.label : "\"\(planned.label)\""
    let weight = binding.groupWeights[group]
    let sum = matches.sums[group]
    let variants = bound.groups[group].variants.enumerated().compactMap { place, variant in
      explain(
        variant, of: planned,
        frequency: matches.frequency(group: group, variant: place, in: document), bound,
        frequencyInSnapshot: binding.documentFrequency(
          group: group, ordinal: variant.ordinal), document)
    }
    guard planned.scores else {
      return Explanation(
        value: 0, description: "\(label): only restricts", details: variants)
    }
    let documentFrequency = binding.documentFrequency(group: group)
    let idf = BM25.inverseDocumentFrequency(
      documentCount: snapshot.documentCount, documentFrequency: documentFrequency)
    return Explanation(
      value: BM25.score(weight: weight, sum),
      description: "\(label): w − w / (1 + x)",
      details: [
        Explanation(
          value: weight, description: "w = boost × idf",
          details: [
            Explanation(value: planned.boost, description: "boost"),
            Explanation(
              value: idf,
              description: "idf = ln(1 + (N − n + 0.5) / (n + 0.5)), N = \(snapshot.documentCount)"
                + " documents, n = \(documentFrequency) with the commonest variant"),
          ]),
        Explanation(value: sum, description: "x = sum over the variants", details: variants),
      ])
  }

  private func explain(
    _ variant: BoundVariant, of group: TermGroup, frequency: UInt32, _ bound: SegmentBinding,
    frequencyInSnapshot: Int, _ document: DocumentID
  ) -> Explanation? {
    guard frequency > 0 else { return nil }
    let planned = group.variants[variant.ordinal]
    let field = snapshot.schema.fields[variant.field].name
    let code = bound.lengths[variant.field]?.code(of: document) ?? 0
    let norm = bound.norms[variant.field].values[Int(code)]
    let average = snapshot.averageLength(ofField: variant.field)
    return Explanation(
      value: variant.weight * Float(frequency) * norm,
      description: "\(planned.relation.rawValue) \"\(planned.text)\" in \(field)"
        + " (in \(frequencyInSnapshot) documents): weight × frequency × norm",
      details: [
        Explanation(value: variant.weight, description: "weight of variant and field"),
        Explanation(value: Float(frequency), description: "frequency"),
        Explanation(
          value: norm,
          description: "norm = 1 / (k1 × ((1 − b) + b × length / average)), k1 = "
            + "\(binding.formula.k1), b = \(binding.formula.b), "
            + "length = \(FieldLengthCode.length(ofCode: code)) words, average = \(average)"),
      ])
  }
}
