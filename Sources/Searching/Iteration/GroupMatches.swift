// SPDX-License-Identifier: Apache-2.0

internal import IndexFormat

/// Looks one document after another up in every list of a plan: which groups occur, with which sums.
struct GroupMatches {
  /// A variant's place in the segment.
  private struct Place {
    var cursor: ListCursor
    let scale: VariantScale
    let ordinal: Int

    mutating func summand(in document: DocumentID) throws(IndexFormatError) -> Float? {
      try cursor.seek(to: document)
      guard cursor.document == document else { return nil }
      return cursor.summand(scale)
    }
  }

  private let binding: SegmentBinding
  /// For each group its variants, fallbacks apart.
  private var variants: [[Place]] = []
  private var fallbacks: [[Place]] = []
  /// For each group the sum over its variants in the document looked up last, or the greatest of its
  /// fallbacks where that is 0; 0 when none occurs.
  private(set) var sums: [Float]
  /// For each group whether the sum is that of a fallback.
  private(set) var isFallback: [Bool]
  /// For each group whether one of its variants occurs in that document.
  private(set) var occurs: [Bool]

  /// Creates look-ups of a segment, before its first document.
  ///
  /// - Throws: `IndexFormatError`.
  /// - Complexity: finds all documents of sequences.
  init(_ binding: SegmentBinding) throws(IndexFormatError) {
    self.binding = binding
    isFallback = [Bool](repeating: false, count: binding.groups.count)
    sums = [Float](repeating: 0, count: binding.groups.count)
    occurs = [Bool](repeating: false, count: binding.groups.count)
    for group in binding.groups {
      variants.append(try Self.places(of: group.variants, binding))
      fallbacks.append(try Self.places(of: group.fallbacks, binding))
    }
  }

  private static func places(
    of variants: [BoundVariant], _ binding: SegmentBinding
  ) throws(IndexFormatError) -> [Place] {
    var places: [Place] = []
    for variant in variants {
      guard let list = try variant.postings.list() else { continue }
      places.append(
        Place(
          cursor: ListCursor(list), scale: binding.scale(of: variant), ordinal: variant.ordinal))
    }
    return places
  }

  /// Looks a document up; documents must ascend.
  ///
  /// - Throws: `IndexFormatError`.
  mutating func lookUp(_ document: DocumentID) throws(IndexFormatError) {
    for group in binding.groups.indices {
      occurs[group] = false
      isFallback[group] = false
      sums[group] = 0
      for index in variants[group].indices {
        guard let summand = try variants[group][index].summand(in: document) else { continue }
        occurs[group] = true
        sums[group] += summand
      }
      var greatest: Float = 0
      for index in fallbacks[group].indices {
        guard let summand = try fallbacks[group][index].summand(in: document) else { continue }
        occurs[group] = true
        greatest = max(greatest, summand)
      }
      if sums[group] == 0, greatest > 0 {
        sums[group] = greatest
        isFallback[group] = true
      }
    }
  }

  /// How often the variants that a group's sum is made of stand in the document looked up last, by
  /// their places in the plan.
  func frequencies(group: Int, in document: DocumentID) -> [(ordinal: Int, frequency: UInt32)] {
    (isFallback[group] ? fallbacks : variants)[group].compactMap {
      $0.cursor.document == document ? ($0.ordinal, $0.cursor.frequency) : nil
    }
  }

  /// Whether the document looked up last satisfies the tree, and if so which groups count.
  ///
  /// - Parameters:
  ///   - node: the tree.
  ///   - counted: for each group whether it counts; only set to true here.
  ///   - filter: whether a filter holds for the document.
  /// - Returns: whether the tree is satisfied; if not, nothing is counted.
  /// - Throws: what `filter` throws.
  func satisfies(
    _ node: MatchNode, counted: inout [Bool],
    filter: (DocumentFilter) throws(IndexFormatError) -> Bool
  ) throws(IndexFormatError) -> Bool {
    switch node {
    case .group(let group):
      if occurs[group] { counted[group] = true }
      return occurs[group]
    case .all(let parts):
      var inner = counted
      for part in parts where !(try satisfies(part, counted: &inner, filter: filter)) {
        return false
      }
      counted = inner
      return true
    case .any(let parts):
      var isSatisfied = false
      for part in parts where try satisfies(part, counted: &counted, filter: filter) {
        isSatisfied = true
      }
      return isSatisfied
    case .excluding(let wanted, let unwanted):
      var ignored = counted
      if try satisfies(unwanted, counted: &ignored, filter: filter) { return false }
      return try satisfies(wanted, counted: &counted, filter: filter)
    case .everything: return true
    case .nothing: return false
    case .filter(let condition): return try filter(condition)
    }
  }

  /// The score of the document looked up last from the groups that count.
  func score(counted: [Bool]) -> Float {
    var score: Double = 0
    for group in binding.groups.indices where counted[group] && occurs[group] {
      score += Double(BM25.score(weight: binding.groups[group].weight, sums[group]))
    }
    return Float(score)
  }
}
