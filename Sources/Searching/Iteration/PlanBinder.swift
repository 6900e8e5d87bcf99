// SPDX-License-Identifier: Apache-2.0

internal import DocumentModel
internal import IndexFormat

/// Opens a plan's lists in the segments of a snapshot and makes those that must be made.
struct PlanBinder {
  private let snapshot: Snapshot
  private let normalization: TextNormalization
  private let keepsVariants: Bool
  private let cache: GroupCache?

  /// Creates a binder.
  ///
  /// - Parameters:
  ///   - snapshot: the segments.
  ///   - keepsVariants: whether no group is merged, so that its variants can be told apart.
  ///   - cache: the groups that earlier queries over the snapshot asked for.
  ///   - normalization: makes stored text comparable with `SequenceQuery.verify`.
  init(
    snapshot: Snapshot, keepsVariants: Bool = false, cache: GroupCache? = nil,
    normalization: @escaping TextNormalization
  ) {
    self.snapshot = snapshot
    self.keepsVariants = keepsVariants
    self.cache = keepsVariants ? nil : cache
    self.normalization = normalization
  }

  /// Binds a plan.
  ///
  /// Each source is opened once in a segment, however many variants share it. Sequences are matched
  /// here where a group's idf needs to know how many documents have them, or where they lead to
  /// matches; others are left to be looked for. Groups with fallbacks, but for those of which only
  /// candidates are looked up, are merged to one list, and so are groups that are asked for often.
  /// - Throws: `IndexFormatError`.
  func bind(_ plan: QueryPlan) throws(IndexFormatError) -> PlanBinding {
    let entries = plan.groups.map { $0.isOneTerm ? nil : cache?.ask(for: $0.variants) }
    var merged = entries.map { $0?.group }
    let isKnown = merged.map { $0 != nil }
    var groups: [[BoundGroup]] = []
    for segment in snapshot.segments { groups.append(try open(plan, but: isKnown, in: segment)) }
    if !keepsVariants {
      var merger = GroupMerger()
      for (number, group) in plan.groups.enumerated() where !isKnown[number] && !group.isOneTerm {
        let bound = groups.map { $0[number] }
        let isKept = cache?.hasRoom(for: bound) ?? false
        let isAskedOften = entries[number]?.askCount ?? 0 >= Self.often
        guard
          group.idf == .ownDocuments && bound.contains(where: { !$0.fallbacks.isEmpty })
            || isAskedOften && isKept && bound.allSatisfy(\.isSoonMerged)
        else { continue }
        let found = try merge(group, number: number, groups, &merger)
        merged[number] = found
        if isKept { cache?.keep(found, of: group.variants) }
      }
    }
    var weights = try idfs(of: plan, merged, groups)
    for (number, group) in plan.groups.enumerated() {
      weights[number] *= group.scores ? group.boost : 0
    }
    BM25.raiseToCommonScale(&weights)
    var segments: [SegmentBinding] = []
    for (index, segment) in snapshot.segments.enumerated() {
      for number in weights.indices {
        if let merged = merged[number] {
          groups[index][number] = BoundGroup(
            merged.segments[index], field: plan.groups[number].variants[0].field)
        }
        groups[index][number].weight = weights[number]
      }
      segments.append(
        SegmentBinding(
          documentCount: segment.documentCount, groups: groups[index],
          lengths: snapshot.lengths[index], norms: snapshot.norms[index], segment: segment,
          live: snapshot.live[index]))
    }
    return PlanBinding(
      plan: plan, keepsVariants: keepsVariants, formula: snapshot.formula, groupWeights: weights,
      segments: segments)
  }

  /// A group that can be searched as it is pays for its merging when it is asked for so many times.
  private static let often = 3

  /// Merges a group in all segments.
  private func merge(
    _ group: TermGroup, number: Int, _ groups: [[BoundGroup]], _ merger: inout GroupMerger
  ) throws(IndexFormatError) -> MergedGroup {
    var merged = MergedGroup(
      documentFrequency: try PlanBinding.documentFrequency(of: group, number: number, in: groups),
      segments: [])
    for (index, segment) in snapshot.segments.enumerated() {
      let scale = { (variant: BoundVariant) in
        VariantScale(
          weight: variant.weight, norms: snapshot.norms[index][variant.field],
          lengths: snapshot.lengths[index][variant.field])
      }
      merged.segments.append(
        try merger.merge(
          groups[index][number], documentCount: segment.documentCount, scale: scale))
    }
    return merged
  }

  /// The idf of each group; 0 of one that occurs nowhere.
  private func idfs(
    of plan: QueryPlan, _ merged: [MergedGroup?], _ groups: [[BoundGroup]]
  ) throws(IndexFormatError) -> [Float] {
    var idfs: [Float] = []
    for (number, group) in plan.groups.enumerated() {
      guard group.idf == .ownDocuments else {
        idfs.append(0)
        continue
      }
      let frequency: Int
      if let merged = merged[number] {
        frequency = merged.documentFrequency
      } else {
        frequency = try PlanBinding.documentFrequency(of: group, number: number, in: groups)
      }
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

  /// Opens the lists of a plan, but for groups that are known; weights are not known yet.
  private func open(
    _ plan: QueryPlan, but isKnown: [Bool], in segment: SegmentReader
  ) throws(IndexFormatError) -> [BoundGroup] {
    var opened = OpenedSources()
    var groups: [BoundGroup] = []
    let matching = Set(plan.matching.groups)
    for (number, group) in plan.groups.enumerated() {
      if isKnown[number] {
        groups.append(BoundGroup(weight: 0, variants: []))
        continue
      }
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

  private func open(
    _ query: SequenceQuery, field: Int, in segment: SegmentReader
  ) throws(IndexFormatError) -> VariantPostings? {
    let materializer = SequenceMaterializer(
      query, segment: segment, normalization: normalization)
    let pattern: SoughtSequence.Pattern?
    if query.verify != nil || query.slots.isEmpty {
      pattern = nil
    } else if let exact = try ExactSequence.open(query, in: segment) {
      switch exact {
      case .absent: return nil
      case .stored(let reader): return .list(.stored(try PostingBlocks(reader)))
      case .sought(let sequence): pattern = .exact(sequence)
      }
    } else {
      pattern = try SlotSequence(query, in: segment).map { .slots($0) }
    }
    guard let pattern else {
      switch try materializer.materialize() {
      case .stored(let reader): return .list(.stored(try PostingBlocks(reader)))
      case .made(let postings):
        return Self.list(of: postings, field: field, in: segment).map { .list($0) }
      }
    }
    return .sought(
      SoughtSequence(pattern) { () throws(IndexFormatError) in
        let found: DocumentFrequencies
        switch pattern {
        case .exact(let sequence):
          var reader = ExactSequenceReader(sequence)
          found = try reader.allDocuments()
        case .slots(let sequence):
          var reader = SlotSequenceReader(sequence)
          found = try reader.allDocuments()
        }
        return Self.list(of: found, field: field, in: segment)
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

extension BoundGroup {
  /// Whether it is soon merged: has no very long list, and no sequence whose rarest term has one.
  fileprivate var isSoonMerged: Bool {
    (variants + fallbacks).allSatisfy { $0.postings.cost <= 32_768 }
  }
}

extension TermGroup {
  /// Whether it is one list of the index, which merging leaves as it is.
  fileprivate var isOneTerm: Bool {
    guard variants.count == 1, case .term = variants[0].source else { return variants.isEmpty }
    return true
  }
}

/// Documents, strictly ascending, and how often something stands in each.
struct DocumentFrequencies: Sendable, Equatable {
  /// The documents.
  var documents: [DocumentID] = []
  /// A frequency for each document.
  var frequencies: [UInt32] = []
}
