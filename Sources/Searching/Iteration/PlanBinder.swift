// SPDX-License-Identifier: Apache-2.0

internal import DocumentModel
internal import IndexFormat

/// Opens a plan's lists in the segments of a snapshot and makes those that must be made.
struct PlanBinder {
  private let snapshot: Snapshot
  private let normalization: TextNormalization

  /// Creates a binder; the normalization makes stored text comparable with `SequenceQuery.verify`.
  init(snapshot: Snapshot, normalization: @escaping TextNormalization) {
    self.snapshot = snapshot
    self.normalization = normalization
  }

  /// Binds a plan.
  ///
  /// Each source is opened once in a segment, however many variants share it; sequences are matched
  /// here, because a group's idf needs to know how many documents have them.
  /// - Throws: `IndexFormatError`.
  func bind(_ plan: QueryPlan) throws(IndexFormatError) -> PlanBinding {
    var groups: [[BoundGroup]] = []
    for segment in snapshot.segments { groups.append(try open(plan, in: segment)) }
    var weights: [Float] = []
    for (number, group) in plan.groups.enumerated() {
      weights.append(
        weight(
          of: group,
          documentFrequency: PlanBinding.documentFrequency(
            of: group, number: number, in: groups)))
    }
    BM25.raiseToCommonScale(&weights)
    var segments: [SegmentBinding] = []
    for (index, segment) in snapshot.segments.enumerated() {
      for number in weights.indices { groups[index][number].weight = weights[number] }
      segments.append(
        SegmentBinding(
          documentCount: segment.documentCount, groups: groups[index],
          lengths: snapshot.lengths[index], norms: snapshot.norms[index], segment: segment,
          live: snapshot.live[index]))
    }
    return PlanBinding(
      plan: plan, formula: snapshot.formula, groupWeights: weights, segments: segments)
  }

  private func weight(of group: TermGroup, documentFrequency: Int) -> Float {
    guard group.scores, documentFrequency > 0 else { return 0 }
    let idf = BM25.inverseDocumentFrequency(
      documentCount: snapshot.documentCount, documentFrequency: documentFrequency)
    return group.boost * idf
  }

  /// Opens the lists of a plan; weights are not known yet.
  private func open(
    _ plan: QueryPlan, in segment: SegmentReader
  ) throws(IndexFormatError) -> [BoundGroup] {
    var opened = OpenedSources()
    var groups: [BoundGroup] = []
    for group in plan.groups {
      var variants: [BoundVariant] = []
      for (ordinal, variant) in group.variants.enumerated() {
        precondition(variant.weight > 0, "a variant's weight must be positive")
        let source = SourceInField(source: variant.source, field: variant.field)
        let list: PostingList?
        if let known = opened.list(of: source) {
          list = known
        } else {
          list = try open(source, in: segment)
          opened.append(source, list)
        }
        guard let list else { continue }
        variants.append(
          BoundVariant(list: list, weight: variant.weight, field: variant.field, ordinal: ordinal))
      }
      groups.append(BoundGroup(weight: 0, variants: variants))
    }
    return groups
  }

  /// A source with the field whose lengths bound its scores.
  private struct SourceInField: Hashable {
    var source: Source
    var field: Int
  }

  /// The sources opened so far: most queries have few, which are compared one by one.
  private struct OpenedSources {
    private var few: [(source: SourceInField, list: PostingList?)] = []
    private var many: [SourceInField: PostingList?] = [:]

    func list(of source: SourceInField) -> PostingList?? {
      few.first { $0.source == source }?.list ?? many[source]
    }

    mutating func append(_ source: SourceInField, _ list: PostingList?) {
      if few.count < 8 { few.append((source, list)) } else { many[source] = .some(list) }
    }
  }

  private func open(
    _ source: SourceInField, in segment: SegmentReader
  ) throws(IndexFormatError) -> PostingList? {
    switch source.source {
    case .term(let key):
      guard let entry = try segment.term(key), entry.documentFrequency > 0 else { return nil }
      return .stored(try PostingBlocks(try segment.postings(entry)))
    case .sequence(let query):
      let found = try SequenceMaterializer(query, segment: segment, normalization: normalization)
        .materialize()
      switch found {
      case .stored(let reader): return .stored(try PostingBlocks(reader))
      case .made(let postings): return try list(of: postings, field: source.field, in: segment)
      }
    case .union(let keys):
      let found = try UnionMaterializer(segment: segment).materialize(keys)
      return try list(of: found, field: source.field, in: segment)
    }
  }

  private func list(
    of postings: DocumentFrequencies, field: Int, in segment: SegmentReader
  ) throws(IndexFormatError) -> PostingList? {
    guard !postings.documents.isEmpty else { return nil }
    return .materialized(
      MaterializedPostings(
        documents: postings.documents, frequencies: postings.frequencies,
        lengths: segment.schema.fields[field].type == .text ? segment.fieldLengths(field) : nil))
  }
}

/// Documents, strictly ascending, and how often something stands in each.
struct DocumentFrequencies: Sendable, Equatable {
  /// The documents.
  var documents: [DocumentID] = []
  /// A frequency for each document.
  var frequencies: [UInt32] = []
}
