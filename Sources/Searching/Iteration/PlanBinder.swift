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
    let formula = BM25(k1: snapshot.schema.k1, b: snapshot.schema.b)
    let norms = snapshot.schema.fields.indices.map {
      formula.inverseNorms(averageLength: snapshot.averageLength(ofField: $0))
    }
    var lists: [[[PostingList?]]] = []
    for segment in snapshot.segments {
      lists.append(try open(plan, in: segment))
    }
    let variantFrequencies = plan.groups.indices.map { group in
      plan.groups[group].variants.indices.map { variant in
        lists.reduce(0) { $0 + ($1[group][variant]?.documentFrequency ?? 0) }
      }
    }
    let groupFrequencies = plan.groups.indices.map { group in
      let counted =
        zip(plan.groups[group].variants, variantFrequencies[group])
        .filter(\.0.countsDocuments).map(\.1).max() ?? 0
      return counted > 0 ? counted : variantFrequencies[group].max() ?? 0
    }
    let weights = plan.groups.indices.map { group in
      weight(of: plan.groups[group], documentFrequency: groupFrequencies[group])
    }
    var segments: [SegmentBinding] = []
    for (index, segment) in snapshot.segments.enumerated() {
      var lengths: [FieldLengthsReader?] = []
      for field in snapshot.schema.fields.indices {
        lengths.append(Self.lengths(ofField: field, in: segment))
      }
      let groups = plan.groups.indices.map { group in
        BoundGroup(
          weight: weights[group],
          variants: plan.groups[group].variants.enumerated().compactMap { ordinal, variant in
            lists[index][group][ordinal].map {
              BoundVariant(
                list: $0, weight: variant.weight, field: variant.field, ordinal: ordinal)
            }
          })
      }
      segments.append(
        SegmentBinding(
          documentCount: segment.documentCount, groups: groups, lengths: lengths,
          inverseNorms: norms, segment: segment))
    }
    return PlanBinding(
      plan: plan, formula: formula, groupWeights: weights, groupFrequencies: groupFrequencies,
      variantFrequencies: variantFrequencies, inverseNorms: norms, segments: segments)
  }

  private func weight(of group: TermGroup, documentFrequency: Int) -> Float {
    guard group.scores, documentFrequency > 0 else { return 0 }
    let idf = BM25.inverseDocumentFrequency(
      documentCount: snapshot.documentCount, documentFrequency: documentFrequency)
    return group.boost * idf
  }

  /// The lengths that scores of a field use, or nil when the field has none.
  static func lengths(
    ofField field: Int, in segment: SegmentReader
  ) -> FieldLengthsReader? {
    guard segment.schema.fields[field].type == .text else { return nil }
    return segment.fieldLengths(field)
  }

  private func open(
    _ plan: QueryPlan, in segment: SegmentReader
  ) throws(IndexFormatError) -> [[PostingList?]] {
    var opened: [SourceInField: PostingList?] = [:]
    var lists: [[PostingList?]] = []
    for group in plan.groups {
      var groupLists: [PostingList?] = []
      for variant in group.variants {
        precondition(variant.weight > 0, "a variant's weight must be positive")
        let source = SourceInField(source: variant.source, field: variant.field)
        if let known = opened[source] {
          groupLists.append(known)
        } else {
          let list = try open(source, in: segment)
          opened[source] = .some(list)
          groupLists.append(list)
        }
      }
      lists.append(groupLists)
    }
    return lists
  }

  /// A source with the field whose lengths bound its scores.
  private struct SourceInField: Hashable {
    var source: Source
    var field: Int
  }

  private func open(
    _ source: SourceInField, in segment: SegmentReader
  ) throws(IndexFormatError) -> PostingList? {
    switch source.source {
    case .term(let key):
      guard let entry = try segment.term(key), entry.documentFrequency > 0 else { return nil }
      return .stored(StoredPostings(try segment.postings(entry)))
    case .sequence(let query):
      let found = try SequenceMaterializer(query, segment: segment, normalization: normalization)
        .materialize()
      switch found {
      case .stored(let reader): return .stored(StoredPostings(reader))
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
        lengths: Self.lengths(ofField: field, in: segment)))
  }
}

/// Documents, strictly ascending, and how often something stands in each.
struct DocumentFrequencies: Sendable, Equatable {
  /// The documents.
  var documents: [DocumentID] = []
  /// A frequency for each document.
  var frequencies: [UInt32] = []
}
