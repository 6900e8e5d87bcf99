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
    var lists: [[[PostingList?]]] = []
    for segment in snapshot.segments {
      lists.append(try open(plan, in: segment))
    }
    var variantFrequencies: [[Int]] = []
    var groupFrequencies: [Int] = []
    var weights: [Float] = []
    for (number, group) in plan.groups.enumerated() {
      var frequencies: [Int] = []
      var counted = 0
      for (ordinal, variant) in group.variants.enumerated() {
        var frequency = 0
        for lists in lists { frequency += lists[number][ordinal]?.documentFrequency ?? 0 }
        frequencies.append(frequency)
        if variant.countsDocuments { counted = max(counted, frequency) }
      }
      let documentFrequency = counted > 0 ? counted : frequencies.max() ?? 0
      variantFrequencies.append(frequencies)
      groupFrequencies.append(documentFrequency)
      weights.append(weight(of: group, documentFrequency: documentFrequency))
    }
    BM25.raiseToCommonScale(&weights)
    var segments: [SegmentBinding] = []
    for (index, segment) in snapshot.segments.enumerated() {
      var groups: [BoundGroup] = []
      for (number, group) in plan.groups.enumerated() {
        var variants: [BoundVariant] = []
        for (ordinal, variant) in group.variants.enumerated() {
          guard let list = lists[index][number][ordinal] else { continue }
          variants.append(
            BoundVariant(
              list: list, weight: variant.weight, field: variant.field, ordinal: ordinal))
        }
        groups.append(BoundGroup(weight: weights[number], variants: variants))
      }
      segments.append(
        SegmentBinding(
          documentCount: segment.documentCount, groups: groups, lengths: snapshot.lengths[index],
          norms: snapshot.norms[index], segment: segment))
    }
    return PlanBinding(
      plan: plan, formula: snapshot.formula, groupWeights: weights,
      groupFrequencies: groupFrequencies, variantFrequencies: variantFrequencies,
      segments: segments)
  }

  private func weight(of group: TermGroup, documentFrequency: Int) -> Float {
    guard group.scores, documentFrequency > 0 else { return 0 }
    let idf = BM25.inverseDocumentFrequency(
      documentCount: snapshot.documentCount, documentFrequency: documentFrequency)
    return group.boost * idf
  }

  private func open(
    _ plan: QueryPlan, in segment: SegmentReader
  ) throws(IndexFormatError) -> [[PostingList?]] {
    var opened = OpenedSources()
    var lists: [[PostingList?]] = []
    for group in plan.groups {
      var groupLists: [PostingList?] = []
      for variant in group.variants {
        precondition(variant.weight > 0, "a variant's weight must be positive")
        let source = SourceInField(source: variant.source, field: variant.field)
        if let known = opened.list(of: source) {
          groupLists.append(known)
        } else {
          let list = try open(source, in: segment)
          opened.append(source, list)
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
      return try list(of: found, field: source.field, in: segment)
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
