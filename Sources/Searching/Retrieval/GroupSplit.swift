// SPDX-License-Identifier: Apache-2.0

/// Which groups of a plan lead to candidates in a range of documents, and in which order the others
/// are looked up (MaxScore: Turtle and Flood 1995).
///
/// A score is a `Double` sum of group scores and exact in any order (see `BM25`), so the bounds here
/// are too.
struct GroupSplit {
  /// The groups of the leading clause whose documents are candidates.
  private(set) var essential: [Int] = []
  /// The other groups, in the order of their look-up.
  private(set) var steps: [Step] = []
  /// What all steps together can add.
  private(set) var rest: Double = 0

  /// A group that is looked up for candidates.
  struct Step: Equatable {
    /// The group.
    var group: Int
    /// What the steps after this one can add together.
    var restAfter: Double
    /// Clauses that a hit has satisfied after this step.
    var requiredClauses: UInt64
  }

  private let lead: [Int]
  private let costs: [Int]
  private let clauses: [UInt64]
  /// The clauses, from the cheapest.
  private let clauseOrder: [Int]
  private var leadOrder: [Int]
  private var others: [Int] = []

  /// Creates the split of a plan.
  ///
  /// - Parameters:
  ///   - lead: the groups of the leading clause.
  ///   - costs: for each group its postings.
  ///   - clauses: for each group a bit for each clause it satisfies.
  ///   - clauseCount: the number of clauses.
  init(lead: [Int], costs: [Int], clauses: [UInt64], clauseCount: Int) {
    self.lead = lead
    self.costs = costs
    self.clauses = clauses
    leadOrder = lead
    let clauseCosts = (0..<clauseCount).map { clause in
      clauses.indices.reduce(0) {
        clauses[$1] >> UInt64(clause) & 1 == 1 ? $0 + costs[$1] : $0
      }
    }
    clauseOrder = (0..<clauseCount).sorted {
      clauseCosts[$0] == clauseCosts[$1] ? $0 < $1 : clauseCosts[$0] < clauseCosts[$1]
    }
  }

  /// Splits the leading clause into essential groups and others, and orders the others.
  ///
  /// - Parameters:
  ///   - bounds: for each group the greatest score it can add.
  ///   - least: what a total must exceed.
  /// - Returns: false when no document can exceed it.
  mutating func split(bounds: [Float], least: Double) -> Bool {
    var total: Double = 0
    for bound in bounds { total += Double(bound) }
    guard total > least else { return false }
    for group in lead { total -= Double(bounds[group]) }
    // Those that add least for what they cost are given up first.
    Self.sort(&leadOrder) { [costs] a, b in
      let x = bounds[a] * Float(max(1, costs[b]))
      let y = bounds[b] * Float(max(1, costs[a]))
      return x == y ? a < b : x < y
    }
    essential.removeAll(keepingCapacity: true)
    for group in leadOrder {
      if total + Double(bounds[group]) <= least {
        total += Double(bounds[group])
      } else {
        essential.append(group)
      }
    }
    guard !essential.isEmpty else { return false }
    others.removeAll(keepingCapacity: true)
    for group in bounds.indices where !essential.contains(group) { others.append(group) }
    orderSteps(bounds)
    return true
  }

  /// Groups of required clauses first, clause by clause from the cheapest, then the others from the
  /// greatest bound.
  private mutating func orderSteps(_ bounds: [Float]) {
    steps.removeAll(keepingCapacity: true)
    var required: UInt64 = 0
    if clauseOrder.count > 1 {
      // Candidates satisfy what all essential groups satisfy, the leading clause among it.
      required = essential.reduce(UInt64.max) { $0 & clauses[$1] }
      for clause in clauseOrder {
        let bit: UInt64 = 1 << UInt64(clause)
        guard required & bit == 0 else { continue }
        for group in others where clauses[group] & bit != 0 {
          steps.append(Step(group: group, restAfter: 0, requiredClauses: required))
        }
        others.removeAll { clauses[$0] & bit != 0 }
        required |= bit
        if let last = steps.indices.last { steps[last].requiredClauses = required }
      }
    }
    Self.sort(&others) { bounds[$0] == bounds[$1] ? $0 < $1 : bounds[$0] > bounds[$1] }
    for group in others {
      steps.append(Step(group: group, restAfter: 0, requiredClauses: required))
    }
    rest = 0
    for index in steps.indices.reversed() {
      steps[index].restAfter = rest
      rest += Double(bounds[steps[index].group])
    }
  }

  /// Insertion: few groups, in nearly the order of the range before.
  private static func sort(_ groups: inout [Int], by precedes: (Int, Int) -> Bool) {
    for index in groups.indices.dropFirst() {
      let group = groups[index]
      var place = index
      while place > 0, precedes(group, groups[place - 1]) {
        groups[place] = groups[place - 1]
        place -= 1
      }
      groups[place] = group
    }
  }
}
