// SPDX-License-Identifier: Apache-2.0

extension Query {
  /// An equal query with less nesting: it matches the same documents with the same scores.
  ///
  /// Nested AND and OR are joined, triple negations become one, boosts of 1 go, boosts of boosts are
  /// multiplied, a field inside a field replaces it, empty operands are dropped. The result is in
  /// normal form.
  ///
  /// - Complexity: O(size of the query).
  package func simplified() -> Query {
    switch self {
    case .word, .quotation, .range:
      return self
    case .sequence(let clauses):
      return Query(normalizing: clauses.compactMap(Self.simplified))
    case .and(let operands):
      return Self.joined(operands, Query.and) {
        if case .and(let inner) = $0 { inner } else { nil }
      }
    case .or(let operands):
      return Self.joined(operands, Query.or) { if case .or(let inner) = $0 { inner } else { nil } }
    case .not(let query):
      return query.simplified().negated
    case .field(let name, let query):
      let inner = query.simplified()
      switch inner {
      case .field, .range: return inner
      default: return inner.isEmpty ? inner : .field(name, inner)
      }
    case .boosted(let query, let factor):
      let inner = query.simplified()
      if inner.isEmpty { return inner }
      if case .boosted(let core, let other) = inner {
        let product = factor * other
        return QueryLimits.boosts.contains(product)
          ? (product == 1 ? core : .boosted(core, by: product)) : .boosted(inner, by: factor)
      }
      return factor == 1 ? inner : .boosted(inner, by: factor)
    }
  }

  /// The opposite of a simplified query. Two negations stay, because they take the score away.
  private var negated: Query {
    if case .not(.not(let inner)) = self { return .not(inner) }
    return isEmpty ? self : .not(self)
  }

  private static func simplified(_ clause: Clause) -> Clause? {
    let query = clause.query.simplified()
    if query.isEmpty { return nil }
    return Clause(clause.occurrence, query)
  }

  /// Joins operands that have the same operator.
  private static func joined(
    _ operands: [Query], _ make: ([Query]) -> Query, _ inner: (Query) -> [Query]?
  ) -> Query {
    var result: [Query] = []
    for operand in operands.map({ $0.simplified() }) where !operand.isEmpty {
      if let nested = inner(operand) { result += nested } else { result.append(operand) }
    }
    return result.count == 1 ? result[0] : result.isEmpty ? .sequence([]) : make(result)
  }
}
