// SPDX-License-Identifier: Apache-2.0

/// A match tree in the form that pruning works on: clauses that must all be satisfied, each by any
/// of its groups, and restrictions that never score.
///
/// A bare OR is one clause; `+a +b` are two of one group; `+(a OR b) +c -d` has clauses {a, b} and
/// {c} and a restriction. In a document that satisfies every clause each group that occurs counts,
/// which is what makes the form equivalent to the tree.
struct ConjunctiveShape: Sendable, Equatable {
  /// Groups by clause, each ascending without repeats; at least one clause, at most 64. No group is in
  /// two of them.
  private(set) var clauses: [[Int]] = []
  /// Groups that only add score.
  private(set) var optional: [Int]
  /// Filters that must hold.
  private(set) var filters: [DocumentFilter] = []
  /// Trees that must not be satisfied.
  private(set) var excluded: [MatchNode] = []

  /// The shape of a plan, or nil when its tree has no such form.
  init?(_ plan: QueryPlan) {
    optional = plan.optional
    guard add(plan.matching) else { return nil }
    if clauses.count > 1 { removeImpliedClauses() }
    guard !clauses.isEmpty, clauses.count <= 64, clauses.count == 1 || isDisjoint else {
      return nil
    }
  }

  private var isDisjoint: Bool {
    Set(clauses.joined()).count == clauses.reduce(0) { $0 + $1.count }
  }

  /// Removes clauses that are satisfied where another one is, as `(a OR b)` is where `a` is; what is
  /// left of their groups only adds score.
  private mutating func removeImpliedClauses() {
    var kept: [[Int]] = []
    for (place, clause) in clauses.enumerated() {
      let isImplied = clauses.enumerated().contains { other, stronger in
        other != place && stronger.allSatisfy(clause.contains)
          && (stronger.count < clause.count || other < place)
      }
      if isImplied { optional += clause } else { kept.append(clause) }
    }
    let required = Set(kept.joined())
    optional = Set(optional).subtracting(required).sorted()
    clauses = kept
  }

  private mutating func add(_ node: MatchNode) -> Bool {
    switch node {
    case .group(let group): clauses.append([group])
    case .all(let parts): return parts.allSatisfy { add($0) }
    case .any(let parts):
      if parts.count == 1 { return add(parts[0]) }
      guard let groups = Self.groups(ofAny: parts) else { return false }
      clauses.append(Set(groups).sorted())
    case .excluding(let wanted, let unwanted):
      excluded.append(unwanted)
      return add(wanted)
    case .everything: break
    case .nothing: clauses.append([])
    case .filter(let filter): filters.append(filter)
    }
    return true
  }

  private static func groups(ofAny parts: [MatchNode]) -> [Int]? {
    var groups: [Int] = []
    for part in parts {
      switch part {
      case .group(let group): groups.append(group)
      case .any(let inner):
        guard let inner = self.groups(ofAny: inner) else { return nil }
        groups += inner
      case .nothing: break
      case .all(let inner) where inner.count == 1:
        guard let inner = self.groups(ofAny: inner) else { return nil }
        groups += inner
      default: return nil
      }
    }
    return groups
  }

  /// The group that alone makes matches and scores, if there is only one.
  var onlyGroup: Int? {
    clauses.count == 1 && clauses[0].count == 1 && optional.isEmpty ? clauses[0][0] : nil
  }

  /// A score that at least `count` documents of the segment reach by one list alone, where every
  /// document of a list is a hit; nil where none is known.
  ///
  /// - Precondition: No document is restricted.
  func score(ofBest count: Int, in segment: SegmentBinding) -> Float? {
    guard clauses.count == 1, count > 0 else { return nil }
    var greatest: Float?
    for group in clauses[0] {
      let bound = segment.groups[group]
      for variant in bound.variants {
        guard case .list(let list) = variant.postings,
          let score = list.score(
            ofBest: count, scale: segment.scale(of: variant), weight: bound.weight)
        else { continue }
        greatest = max(greatest ?? score, score)
      }
    }
    return greatest
  }

  /// The lists that a hit must all have, if every clause is one group with one list in the segment and
  /// there are several.
  func intersectedLists(in segment: SegmentBinding) -> [PostingList]? {
    guard clauses.count > 1 else { return nil }
    var lists: [PostingList] = []
    for clause in clauses {
      guard clause.count == 1, let list = segment.groups[clause[0]].onlyList else { return nil }
      lists.append(list)
    }
    return lists
  }

  /// The groups that a document's score may be made of, ascending.
  var scoringGroups: [Int] { Set(clauses.joined()).union(optional).sorted() }
}
