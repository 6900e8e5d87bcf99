// SPDX-License-Identifier: Apache-2.0

internal import DocumentModel
internal import IndexFormat

/// Opens a plan's lists in the segments of a snapshot and makes those that must be made.
struct PlanBinder {
  private let snapshot: Snapshot
  private let normalization: TextNormalization
  private let cache: SequenceCache?

  /// Creates a binder.
  ///
  /// - Parameters:
  ///   - snapshot: the segments.
  ///   - cache: the documents of sequences that earlier queries over the snapshot found.
  ///   - normalization: makes stored text comparable with `SequenceQuery.verify`.
  init(
    snapshot: Snapshot, cache: SequenceCache? = nil,
    normalization: @escaping TextNormalization
  ) {
    self.snapshot = snapshot
    self.cache = cache
    self.normalization = normalization
  }

  /// Binds a plan.
  ///
  /// Each source is opened once in a segment, however many variants share it. Sequences are matched
  /// here where a group's idf needs to know how many documents have them, or where they lead to
  /// matches; others are left to be looked for.
  /// - Throws: `IndexFormatError`.
  func bind(_ plan: QueryPlan) throws(IndexFormatError) -> PlanBinding {
    var groups: [[BoundGroup]] = []
    for segment in snapshot.segments { groups.append(try open(plan, in: segment)) }
    var weights = try idfs(of: plan, groups)
    for (number, group) in plan.groups.enumerated() {
      weights[number] *= group.scores ? group.boost : 0
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

  /// The idf of each group; 0 of one that occurs nowhere.
  private func idfs(
    of plan: QueryPlan, _ groups: [[BoundGroup]]
  ) throws(IndexFormatError) -> [Float] {
    var idfs: [Float] = []
    for (number, group) in plan.groups.enumerated() {
      guard group.idf == .ownDocuments else {
        idfs.append(0)
        continue
      }
      let frequency = try PlanBinding.documentFrequency(of: group, number: number, in: groups)
      idfs.append(
        frequency == 0
          ? 0
          : BM25.inverseDocumentFrequency(
            documentCount: snapshot.documentCount, documentFrequency: frequency))
    }
    for (number, group) in plan.groups.enumerated() {
      guard case .least(let others) = group.idf else { continue }
      precondition(
        others.allSatisfy { plan.groups[$0].idf == .ownDocuments }, "an idf of an idf")
      idfs[number] = others.map { idfs[$0] }.min() ?? 0
    }
    return idfs
  }

  /// Opens the lists of a plan; weights are not known yet.
  private func open(
    _ plan: QueryPlan, in segment: SegmentReader
  ) throws(IndexFormatError) -> [BoundGroup] {
    var opened = OpenedSources()
    var groups: [BoundGroup] = []
    let matching = Set(plan.matching.groups)
    for (number, group) in plan.groups.enumerated() {
      var variants: [BoundVariant] = []
      var fallbacks: [BoundVariant] = []
      for (ordinal, variant) in group.variants.enumerated() {
        precondition(variant.weight > 0, "a variant's weight must be positive")
        let source = SourceInField(source: variant.source, field: variant.field)
        let postings: VariantPostings?
        if let known = opened.postings(of: source) {
          postings = known
        } else {
          postings = try open(source, in: segment)
          opened.append(source, postings)
        }
        guard let postings else { continue }
        let bound = BoundVariant(
          postings: postings, weight: variant.weight, field: variant.field, ordinal: ordinal)
        if variant.isFallback { fallbacks.append(bound) } else { variants.append(bound) }
      }
      let isMatching = matching.contains(number)
      if isMatching || group.idf == .ownDocuments { variants = try Self.found(variants) }
      if isMatching { fallbacks = try Self.inOrder(fallbacks) }
      if variants.isEmpty, fallbacks.count == 1 {
        // The greatest of one is the sum.
        variants = isMatching ? try Self.found(fallbacks) : fallbacks
        fallbacks = []
      }
      groups.append(BoundGroup(weight: 0, variants: variants, fallbacks: fallbacks))
    }
    return groups
  }

  /// The variants with all documents found.
  private static func found(
    _ variants: [BoundVariant]
  ) throws(IndexFormatError) -> [BoundVariant] {
    var found: [BoundVariant] = []
    for variant in variants {
      guard let list = try variant.postings.list() else { continue }
      found.append(
        BoundVariant(
          postings: .list(list), weight: variant.weight, field: variant.field,
          ordinal: variant.ordinal))
    }
    return found
  }

  /// The variants, of which those are found that cannot be looked for in the order of the documents.
  private static func inOrder(
    _ variants: [BoundVariant]
  ) throws(IndexFormatError) -> [BoundVariant] {
    var result: [BoundVariant] = []
    for variant in variants {
      if case .sought(let sequence) = variant.postings, case .slots = sequence.pattern {
        result += try found([variant])
      } else {
        result.append(variant)
      }
    }
    return result
  }

  /// A source with the field whose lengths bound its scores.
  private struct SourceInField: Hashable {
    var source: Source
    var field: Int
  }

  /// The sources opened so far: most queries have few, which are compared one by one.
  private struct OpenedSources {
    private var few: [(source: SourceInField, postings: VariantPostings?)] = []
    private var many: [SourceInField: VariantPostings?] = [:]

    func postings(of source: SourceInField) -> VariantPostings?? {
      few.first { $0.source == source }?.postings ?? many[source]
    }

    mutating func append(_ source: SourceInField, _ postings: VariantPostings?) {
      if few.count < 8 { few.append((source, postings)) } else { many[source] = .some(postings) }
    }
  }

  private func open(
    _ source: SourceInField, in segment: SegmentReader
  ) throws(IndexFormatError) -> VariantPostings? {
    switch source.source {
    case .term(let key):
      guard let entry = try segment.term(key), entry.documentFrequency > 0 else { return nil }
      return .list(.stored(try PostingBlocks(try segment.postings(entry))))
    case .sequence(let query): return try open(query, field: source.field, in: segment)
    case .union(let keys):
      let found = try UnionMaterializer(segment: segment).materialize(keys)
      return Self.list(of: found, field: source.field, in: segment).map { .list($0) }
    }
  }

  /// A sequence, known from earlier queries or found now where one of them asked for it.
  private func open(
    _ query: SequenceQuery, field: Int, in segment: SegmentReader
  ) throws(IndexFormatError) -> VariantPostings? {
    guard let cache else { return try openAnew(query, field: field, in: segment) { _ in } }
    let key = SequenceCache.Key(segment: ObjectIdentifier(segment), query: query, field: field)
    let known = cache.ask(for: key)
    if case .found(let list)? = known { return list.map { .list($0) } }
    let opened = try openAnew(query, field: field, in: segment) { cache.keep($0, of: key) }
    if known != nil, case .sought(let sequence)? = opened, case .exact = sequence.pattern,
      sequence.cost <= SequenceCache.greatestCost
    {
      return try sequence.list().map { .list($0) }
    }
    return opened
  }

  /// Opens a sequence, and hands on all its documents when they are found.
  private func openAnew(
    _ query: SequenceQuery, field: Int, in segment: SegmentReader,
    keep: @escaping @Sendable (PostingList?) -> Void
  ) throws(IndexFormatError) -> VariantPostings? {
    @Sendable func kept(_ postings: DocumentFrequencies) -> PostingList? {
      let list = Self.list(of: postings, field: field, in: segment)
      keep(list)
      return list
    }
    let materializer = SequenceMaterializer(
      query, segment: segment, normalization: normalization)
    let pattern: SoughtSequence.Pattern?
    if query.verify != nil || query.slots.isEmpty {
      pattern = nil
    } else if let exact = try ExactSequence.open(query, in: segment) {
      switch exact {
      case .absent:
        keep(nil)
        return nil
      case .stored(let reader): return .list(.stored(try PostingBlocks(reader)))
      case .sought(let sequence): pattern = .exact(sequence)
      }
    } else {
      pattern = try SlotSequence(query, in: segment).map { .slots($0) }
    }
    guard let pattern else {
      switch try materializer.materialize() {
      case .stored(let reader): return .list(.stored(try PostingBlocks(reader)))
      case .made(let postings): return kept(postings).map { .list($0) }
      }
    }
    return .sought(
      try SoughtSequence(pattern) { () throws(IndexFormatError) in
        guard case .exact(let sequence) = pattern else {
          return kept(try materializer.materializeSlots())
        }
        var reader = ExactSequenceReader(sequence)
        return kept(try reader.documents(from: 0, to: DocumentID(segment.documentCount)))
      })
  }

  private static func list(
    of postings: DocumentFrequencies, field: Int, in segment: SegmentReader
  ) -> PostingList? {
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
