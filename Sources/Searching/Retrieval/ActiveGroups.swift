// SPDX-License-Identifier: Apache-2.0

internal import IndexFormat

/// The groups of a shape that score or match in a segment, with their lists and sequences opened.
struct ActiveGroups {
  /// A variant of a group.
  enum Part {
    /// A list, by its place in `cursors` and `bounds`.
    case list(Int)
    /// A sequence, by its place in `sequences` and `lookUps`.
    case sought(Int)
    /// Something that turned out to stand nowhere.
    case absent
  }

  /// A group with its variants.
  struct Group {
    /// Boost times idf.
    var weight: Float
    /// Its variants but for fallbacks, in the plan's order.
    var parts: [Part]
    /// Those that are lists; all of them where the group may lead to candidates.
    var lists: [Int]
    /// Counts the variants of groups that may be led by one of several: that of the first, behind which the
    /// others follow. Nil for other groups.
    var firstKept: Int?
    /// Its fallbacks, in the plan's order; none where the group may lead to candidates.
    var fallbacks: [Part]
    /// A bit for each clause the group satisfies.
    var clauses: UInt64
    /// The postings of its variants.
    var cost: Int

    /// The list of a group that has one variant.
    var onlyList: Int? { parts.count == 1 && fallbacks.isEmpty ? lists.first : nil }
  }

  /// The groups, each once.
  private(set) var groups: [Group] = []
  /// For each clause its groups, ascending.
  private(set) var clauses: [[Int]] = []
  /// The number of variants of groups that may be led by one of several.
  private var keptCount = 0
  /// Lists, before their first block.
  private(set) var cursors: [BlockCursor] = []
  /// Their bounds.
  private(set) var bounds: [BlockBounds] = []
  /// Sequences.
  private(set) var sequences: [SoughtSequence] = []
  /// Their look-ups.
  private(set) var lookUps: [SequenceLookUp] = []

  /// Opens the groups of a shape.
  ///
  /// - Precondition: Groups of its clauses have no fallbacks.
  init(shape: ConjunctiveShape, binding: SegmentBinding) {
    var sources: [BoundGroup] = []
    var places: [Int: Int] = [:]
    let isMerging = shape.clauses.count == 1 || shape.clauses.allSatisfy { $0.count == 1 }
    for group in shape.scoringGroups {
      let bound = binding.groups[group]
      var clauses: UInt64 = 0
      for (bit, clause) in shape.clauses.enumerated() where clause.contains(group) {
        precondition(bound.fallbacks.isEmpty, "a group with fallbacks cannot lead")
        clauses |= 1 << UInt64(bit)
      }
      // A word that is there twice is looked up once: twice its weight is twice its score, bit for bit.
      if isMerging,
        let twin = groups.indices.first(where: {
          groups[$0].weight == bound.weight && sources[$0].isSame(as: bound)
        })
      {
        groups[twin].weight *= 2
        groups[twin].clauses |= clauses
        places[group] = twin
        continue
      }
      places[group] = groups.count
      sources.append(bound)
      append(bound, clauses, binding)
    }
    clauses = shape.clauses.map { Set($0.compactMap { places[$0] }).sorted() }
  }

  private mutating func append(
    _ bound: BoundGroup, _ clauses: UInt64, _ binding: SegmentBinding
  ) {
    let start = cursors.count
    let parts = bound.variants.map { open($0, binding) }
    let lists = Array(start..<cursors.count)
    let fallbacks = bound.fallbacks.map { open($0, binding) }
    let isKept = parts.count == lists.count && parts.count > 1
    groups.append(
      Group(
        weight: bound.weight, parts: parts, lists: lists, firstKept: isKept ? keptCount : nil,
        fallbacks: fallbacks, clauses: clauses, cost: bound.cost))
    if isKept { keptCount += parts.count }
  }

  private mutating func open(_ variant: BoundVariant, _ binding: SegmentBinding) -> Part {
    let scale = binding.scale(of: variant)
    let list: PostingList
    switch variant.postings {
    case .list(let known): list = known
    case .sought(let sequence):
      guard let known = sequence.known else {
        sequences.append(sequence)
        lookUps.append(SequenceLookUp(sequence, scale: scale))
        return .sought(sequences.count - 1)
      }
      list = known
    }
    cursors.append(BlockCursor(list, scale: scale))
    bounds.append(BlockBounds(list, scale: scale))
    return .list(cursors.count - 1)
  }
}
