// SPDX-License-Identifier: Apache-2.0

internal import IndexFormat

/// Looks one document after another up in every list of a plan: which groups occur, with which sums.
struct GroupMatches {
  private let binding: SegmentBinding
  private var cursors: [[ListCursor]]
  /// For each group the sum over its variants in the document looked up last; 0 when none occurs.
  private(set) var sums: [Float]
  /// For each group whether one of its variants occurs in that document.
  private(set) var occurs: [Bool]

  /// Creates look-ups of a segment, before its first document.
  init(_ binding: SegmentBinding) {
    self.binding = binding
    cursors = binding.groups.map { $0.variants.map { ListCursor($0.list) } }
    sums = [Float](repeating: 0, count: binding.groups.count)
    occurs = [Bool](repeating: false, count: binding.groups.count)
  }

  /// Looks a document up; documents must ascend.
  ///
  /// - Throws: `IndexFormatError`.
  mutating func lookUp(_ document: DocumentID) throws(IndexFormatError) {
    for group in binding.groups.indices {
      sums[group] = 0
      occurs[group] = false
      for (index, variant) in binding.groups[group].variants.enumerated() {
        try cursors[group][index].seek(to: document)
        guard cursors[group][index].document == document else { continue }
        occurs[group] = true
        sums[group] += binding.scale(of: variant).summand(
          frequency: cursors[group][index].frequency, in: document)
      }
    }
  }

  /// How often a variant that is bound in the segment stands in the document looked up last, or 0.
  func frequency(group: Int, variant: Int, in document: DocumentID) -> UInt32 {
    let cursor = cursors[group][variant]
    return cursor.document == document ? cursor.frequency : 0
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
