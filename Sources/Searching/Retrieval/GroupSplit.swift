// SPDX-License-Identifier: Apache-2.0

/// Which groups of a plan lead to candidates in a range of documents, and in which order the others
/// are looked up (MaxScore: Turtle and Flood 1995).
///
/// A group's fallbacks, which count where none of its other variants occurs, are given up before the
/// group is: then only the other variants lead to candidates, and the fallbacks are looked up.
///
/// A score is a `Double` sum of group scores and exact in any order (see `BM25`), so the bounds here
/// are too.
struct GroupSplit {
  /// The groups of the leading clause whose documents are candidates.
  private(set) var essential: [Int] = []
  /// Those of them whose fallbacks lead to candidates as well.
  private(set) var essentialFallbacks: [Int] = []
  /// The other groups, in the order of their look-up.
  private(set) var steps: [Step] = []
  /// What all steps together can add.
  private(set) var rest: Double = 0
  /// What all steps but those of fallbacks can add.
  private(set) var restOfGroups: Double = 0
  /// What can be made of groups and fallbacks that lead to no candidates.
  private(set) var givenUp: Double = 0

  /// A group that is looked up for candidates.
  struct Step: Equatable {
    /// The group.
    var group: Int
    /// Whether only its fallbacks are looked up, for candidates that are known not to have any other
    /// variant of it. Their totals hold what the fallbacks can add until it is known what they do add.
    var isFallback = false
    /// What the steps after this one can add together, but for those of fallbacks.
    var restAfter: Double = 0
    /// Clauses that a hit has satisfied after this step.
    var requiredClauses: UInt64 = 0
  }

  /// A group, or its fallbacks.
  private struct Part {
    var group: Int
    var isFallback: Bool
  }

  private let lead: [Int]
  private let costs: [Int]
  private let fallbackCosts: [Int]
  private let clauses: [UInt64]
  /// The clauses, from the cheapest.
  private let clauseOrder: [Int]
  private var leadOrder: [Part]
  private var others: [Part] = []
  // Which groups, and whose fallbacks, do not lead to candidates.
  private var isGivenUp: [Bool]
  private var isFallbackGivenUp: [Bool]

  /// Creates the split of a plan.
  ///
  /// - Parameters:
  ///   - lead: the groups of the leading clause.
  ///   - costs: for each group its postings, without those of fallbacks.
  ///   - fallbackCosts: for each group those of its fallbacks; 0 where there are none.
  ///   - clauses: for each group a bit for each clause it satisfies.
  ///   - clauseCount: the number of clauses.
  init(
    lead: [Int], costs: [Int], fallbackCosts: [Int], clauses: [UInt64], clauseCount: Int
  ) {
    self.lead = lead
    self.costs = costs
    self.fallbackCosts = fallbackCosts
    self.clauses = clauses
    leadOrder =
      lead.filter { fallbackCosts[$0] > 0 }.map { Part(group: $0, isFallback: true) }
      + lead.map { Part(group: $0, isFallback: false) }
    isGivenUp = costs.map { _ in false }
    isFallbackGivenUp = isGivenUp
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
  ///   - fallbackBounds: for each group the greatest score that its fallbacks can add, which is at most
  ///     that; below 0 to leave them out of everything.
  ///   - least: what a total must exceed.
  /// - Returns: false when no document can exceed it.
  mutating func split(bounds: [Float], fallbackBounds: [Float], least: Double) -> Bool {
    var total: Double = 0
    for bound in bounds { total += Double(bound) }
    guard total > least else { return false }
    for group in lead {
      total -= Double(bounds[group])
      isGivenUp[group] = false
      isFallbackGivenUp[group] = fallbackCosts[group] == 0 || fallbackBounds[group] < 0
    }
    // Those that add least for what they cost are given up first.
    let (costs, fallbackCosts) = (costs, fallbackCosts)
    Self.sort(&leadOrder) { a, b in
      let x = Self.bound(a, bounds, fallbackBounds) * Self.cost(b, costs, fallbackCosts)
      let y = Self.bound(b, bounds, fallbackBounds) * Self.cost(a, costs, fallbackCosts)
      return x == y ? (a.group, a.isFallback ? 0 : 1) < (b.group, b.isFallback ? 0 : 1) : x < y
    }
    for part in leadOrder {
      let group = part.group
      if part.isFallback {
        guard !isGivenUp[group], !isFallbackGivenUp[group],
          total + Double(fallbackBounds[group]) <= least
        else { continue }
        total += Double(fallbackBounds[group])
        isFallbackGivenUp[group] = true
      } else {
        var bound = Double(bounds[group])
        if isFallbackGivenUp[group] { bound -= Double(max(0, fallbackBounds[group])) }
        guard total + bound <= least else { continue }
        total += bound
        isGivenUp[group] = true
      }
    }
    givenUp = total
    essential.removeAll(keepingCapacity: true)
    essentialFallbacks.removeAll(keepingCapacity: true)
    for group in lead where !isGivenUp[group] {
      essential.append(group)
      if !isFallbackGivenUp[group] { essentialFallbacks.append(group) }
    }
    guard !essential.isEmpty else { return false }
    others.removeAll(keepingCapacity: true)
    for group in bounds.indices where !essential.contains(group) {
      others.append(Part(group: group, isFallback: false))
    }
    orderSteps(bounds, fallbackBounds)
    return true
  }

  private static func bound(
    _ part: Part, _ bounds: [Float], _ fallbackBounds: [Float]
  ) -> Float {
    part.isFallback ? fallbackBounds[part.group] : bounds[part.group]
  }

  private static func cost(_ part: Part, _ costs: [Int], _ fallbackCosts: [Int]) -> Float {
    Float(max(1, part.isFallback ? fallbackCosts[part.group] : costs[part.group]))
  }

  /// Groups of required clauses first, clause by clause from the cheapest, then the others from the
  /// greatest bound.
  private mutating func orderSteps(_ bounds: [Float], _ fallbackBounds: [Float]) {
    steps.removeAll(keepingCapacity: true)
    var required: UInt64 = 0
    if clauseOrder.count > 1 {
      // Candidates satisfy what all essential groups satisfy, the leading clause among it.
      required = essential.reduce(UInt64.max) { $0 & clauses[$1] }
      for clause in clauseOrder {
        let bit: UInt64 = 1 << UInt64(clause)
        guard required & bit == 0 else { continue }
        for part in others where clauses[part.group] & bit != 0 {
          steps.append(Step(group: part.group, requiredClauses: required))
        }
        others.removeAll { clauses[$0.group] & bit != 0 }
        required |= bit
        if let last = steps.indices.last { steps[last].requiredClauses = required }
      }
    }
    // The candidates of one group alone have variants of it that are no fallbacks.
    if essential.count > 1 || !essentialFallbacks.isEmpty {
      for group in essential where fallbackBounds[group] > 0 {
        others.append(Part(group: group, isFallback: true))
      }
    }
    Self.sort(&others) { a, b in
      let x = Self.bound(a, bounds, fallbackBounds)
      let y = Self.bound(b, bounds, fallbackBounds)
      return x == y ? a.group < b.group : x > y
    }
    for part in others {
      steps.append(
        Step(group: part.group, isFallback: part.isFallback, requiredClauses: required))
    }
    rest = 0
    restOfGroups = 0
    for index in steps.indices.reversed() {
      steps[index].restAfter = restOfGroups
      let part = Part(group: steps[index].group, isFallback: steps[index].isFallback)
      let bound = Double(Self.bound(part, bounds, fallbackBounds))
      rest += bound
      if !part.isFallback { restOfGroups += bound }
    }
  }

  /// Insertion: few groups, in nearly the order of the range before.
  private static func sort(_ parts: inout [Part], by precedes: (Part, Part) -> Bool) {
    for index in parts.indices.dropFirst() {
      let part = parts[index]
      var place = index
      while place > 0, precedes(part, parts[place - 1]) {
        parts[place] = parts[place - 1]
        place -= 1
      }
      parts[place] = part
    }
  }
}
