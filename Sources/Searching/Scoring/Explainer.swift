// SPDX-License-Identifier: Apache-2.0

internal import DocumentModel
internal import IndexFormat

/// Says how the score of one document comes about, in the numbers that made it.
struct Explainer {
  private let snapshot: Snapshot
  private let binding: PlanBinding

  /// Creates explanations of a plan that is bound with its variants.
  init(snapshot: Snapshot, binding: PlanBinding) {
    precondition(binding.keepsVariants, "what was merged cannot be told apart")
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
    var matches = try GroupMatches(bound)
    try matches.lookUp(document)
    var counted = binding.plan.groups.indices.map { binding.plan.optional.contains($0) }
    let isHit = try matches.satisfies(binding.plan.matching, counted: &counted) {
      filter throws(IndexFormatError) in
      try FilterEvaluation(bound.segment).holds(filter, for: document)
    }
    var details: [Explanation] = []
    for group in binding.plan.groups.indices where matches.occurs[group] {
      guard counted[group] || !isHit else { continue }
      details.append(try explain(group: group, bound, matches, document))
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
  ) throws(IndexFormatError) -> Explanation {
    let planned = binding.plan.groups[group]
    let label = planned.label.hasPrefix("\"") ? planned.label : "\"\(planned.label)\""
    let weight = binding.groupWeights[group]
    let sum = matches.sums[group]
    var variants: [Explanation] = []
    for (ordinal, frequency) in matches.frequencies(group: group, in: document) {
      variants.append(
        explain(
          planned.variants[ordinal], frequency: frequency, bound,
          frequencyInSnapshot: try binding.documentFrequency(group: group, ordinal: ordinal),
          document))
    }
    guard planned.scores else {
      return Explanation(
        value: 0, description: "\(label): only restricts", details: variants)
    }
    let idf = try explainIDF(of: group)
    return Explanation(
      value: BM25.score(weight: weight, sum),
      description: "\(label): w − w / (1 + x)",
      details: [
        Explanation(
          value: weight, description: "w = boost × idf",
          details: [
            Explanation(value: planned.boost, description: "boost"),
            idf,
          ]),
        Explanation(
          value: sum,
          description: matches.isFallback[group]
            ? "x = greatest of the variants, all of them inside other text"
            : "x = sum over the variants", details: variants),
      ])
  }

  private func explainIDF(of group: Int) throws(IndexFormatError) -> Explanation {
    switch binding.plan.groups[group].idf {
    case .ownDocuments:
      let documentFrequency = try binding.documentFrequency(group: group)
      return Explanation(
        value: BM25.inverseDocumentFrequency(
          documentCount: snapshot.documentCount, documentFrequency: documentFrequency),
        description: "idf = ln(1 + (N − n + 0.5) / (n + 0.5)), N = \(snapshot.documentCount)"
          + " documents, n = \(documentFrequency) with the commonest variant")
    case .least(let others):
      var idfs: [Explanation] = []
      for other in others { idfs.append(try explainIDF(of: other)) }
      let labels = others.map { "\"\(binding.plan.groups[$0].label)\"" }
      return Explanation(
        value: idfs.map(\.value).min() ?? 0,
        description: "idf = the least of \(labels.joined(separator: ", "))", details: idfs)
    }
  }

  private func explain(
    _ variant: Variant, frequency: UInt32, _ bound: SegmentBinding, frequencyInSnapshot: Int,
    _ document: DocumentID
  ) -> Explanation {
    let field = snapshot.schema.fields[variant.field].name
    let code = bound.lengths[variant.field]?.code(of: document) ?? 0
    let norm = bound.norms[variant.field].values[Int(code)]
    let average = snapshot.averageLength(ofField: variant.field)
    return Explanation(
      value: variant.weight * Float(frequency) * norm,
      description: "\(variant.relation.rawValue) \"\(variant.text)\" in \(field)"
        + " (in \(frequencyInSnapshot) documents): weight × frequency × norm",
      details: [
        Explanation(value: variant.weight, description: "weight of variant and field"),
        Explanation(value: Float(frequency), description: "frequency"),
        Explanation(
          value: norm,
          description: "norm = 1 / (k1 × ((1 − b) + b × (length / average) ^ e)), k1 = "
            + "\(binding.formula.k1), b = \(binding.formula.b), "
            + "e = \(binding.formula.lengthExponent), "
            + "length = \(FieldLengthCode.length(ofCode: code)) words, average = \(average)"),
      ])
  }
}
