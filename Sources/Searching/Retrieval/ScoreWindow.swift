// SPDX-License-Identifier: Apache-2.0

/// The bounds of groups over a window of documents, and what they make of the groups: which produce
/// candidates, and in which order the others are looked up.
struct ScoreWindow {
  /// For each group the greatest score it can add in the window.
  var bounds: [Float] = []
  /// The groups of the leading clause whose documents are candidates, in query order.
  private(set) var essential: [Int] = []
  /// The other groups, in the order of their look-up.
  private(set) var steps: [Step] = []
  /// An upper bound of what all steps add together.
  private(set) var restBefore: Float = 0

  /// A group that is looked up for candidates.
  struct Step: Equatable {
    /// The group.
    var group: Int
    /// An upper bound of what the steps after this one add together.
    var restAfter: Float
    /// Clauses that a hit has satisfied after this step.
    var requiredClauses: UInt64
  }

  /// The bound of documents that match any of the groups for which `included` is true.
  private func total(_ included: [Bool]) -> Float {
    var total: Float = 0
    for group in bounds.indices where included[group] { total += bounds[group] }
    return total
  }

  /// The bound of the window with another bound for one group.
  func bound(with other: Float, for group: Int) -> Float {
    var total: Float = 0
    for index in bounds.indices { total += index == group ? other : bounds[index] }
    return total
  }

  /// Splits the leading clause into essential groups and others, and orders the others.
  ///
  /// - Parameters:
  ///   - lead: the groups of the leading clause.
  ///   - costs: for each group its postings.
  ///   - clauses: for each group a bit for each clause it satisfies.
  ///   - clauseCount: the number of clauses.
  ///   - threshold: what a score must exceed.
  /// - Returns: false when no document can exceed the threshold.
  mutating func split(
    lead: [Int], costs: [Int], clauses: [UInt64], clauseCount: Int, threshold: Float
  ) -> Bool {
    var included = [Bool](repeating: true, count: bounds.count)
    if total(included) <= threshold { return false }
    for group in lead { included[group] = false }
    if total(included) <= threshold {
      let order = lead.sorted {
        let a = bounds[$0] * Float(costs[$1])
        let b = bounds[$1] * Float(costs[$0])
        return a == b ? $0 < $1 : a < b
      }
      for group in order {
        included[group] = true
        guard total(included) > threshold else { continue }
        included[group] = false
        break
      }
    }
    essential = bounds.indices.filter { !included[$0] }
    guard !essential.isEmpty else { return false }
    orderSteps(
      bounds.indices.filter { included[$0] }, costs: costs, clauses: clauses,
      clauseCount: clauseCount)
    return true
  }

  /// Groups of required clauses first, clause by clause from the cheapest, then the others from the
  /// greatest bound.
  private mutating func orderSteps(
    _ others: [Int], costs: [Int], clauses: [UInt64], clauseCount: Int
  ) {
    steps.removeAll(keepingCapacity: true)
    var remaining = others
    if clauseCount > 1 {
      let clauseCosts = (0..<clauseCount).map { clause in
        clauses.indices.reduce(0) {
          clauses[$1] >> UInt64(clause) & 1 == 1 ? $0 + costs[$1] : $0
        }
      }
      // Candidates satisfy what all essential groups satisfy, the leading clause among it.
      var required = essential.reduce(UInt64.max) { $0 & clauses[$1] }
      for clause in (0..<clauseCount).sorted(by: { clauseCosts[$0] < clauseCosts[$1] }) {
        let bit: UInt64 = 1 << UInt64(clause)
        guard required & bit == 0 else { continue }
        for group in remaining where clauses[group] & bit != 0 {
          steps.append(Step(group: group, restAfter: 0, requiredClauses: required))
        }
        remaining.removeAll { clauses[$0] & bit != 0 }
        required |= bit
        if let last = steps.indices.last { steps[last].requiredClauses = required }
      }
    }
    remaining.sort { bounds[$0] == bounds[$1] ? $0 < $1 : bounds[$0] > bounds[$1] }
    let required = clauseCount > 1 ? UInt64.max >> UInt64(64 - clauseCount) : 0
    steps += remaining.map { Step(group: $0, restAfter: 0, requiredClauses: required) }
    // Sums of other orders than the query's are off by at most an ulp for each addition; the margin
    // of the threshold in `CandidateBatch` covers that.
    var rest: Float = 0
    for index in steps.indices.reversed() {
      steps[index].restAfter = rest
      rest += bounds[steps[index].group]
    }
    restBefore = rest
  }
}
