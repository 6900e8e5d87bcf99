// SPDX-License-Identifier: Apache-2.0
internal import DocumentModel
internal import IndexFormat
internal import QueryLanguage
internal import TextAnalysis

extension PlanBuilder {
  /// Values of a keyword, number or date field: never scored.
  mutating func values(
    _ query: Query, _ field: Int, _ scope: Scope
  ) throws(SearchError) -> MatchNode {
    switch query {
    case .word(let word): return .filter(try equality(word.text, field))
    case .quotation(let quotation): return .filter(try equality(quotation.text, field))
    case .boosted(let inner, _): return try values(inner, field, scope)
    case .or(let operands):
      var nodes: [MatchNode] = []
      for operand in operands { nodes.append(try values(operand, field, scope)) }
      return .any(nodes)
    case .and(let operands):
      var nodes: [MatchNode] = []
      for operand in operands { nodes.append(try values(operand, field, scope)) }
      return .all(nodes)
    case .not(let inner): return .excluding(.everything, try values(inner, field, scope))
    case .sequence(let clauses):
      var required: [MatchNode] = []
      var wanted: [MatchNode] = []
      var excluded: [MatchNode] = []
      for clause in clauses {
        let node = try values(clause.query, field, scope)
        switch clause.occurrence {
        case .must: required.append(node)
        case .should: wanted.append(node)
        case .not: excluded.append(node)
        }
      }
      let positive: MatchNode =
        !required.isEmpty ? .all(required) : !wanted.isEmpty ? .any(wanted) : .everything
      return excluded.isEmpty ? positive : .excluding(positive, .any(excluded))
    case .field(let name, let inner):
      return try values(inner, planner.schema.fieldNumber(of: name) ?? field, scope)
    case .range(let range): return try comparison(range)
    }
  }

  /// A range over a keyword, number or date field.
  mutating func comparison(_ range: Query.FieldRange) throws(SearchError) -> MatchNode {
    guard let field = planner.schema.fieldNumber(of: range.field) else {
      note("there is no field '\(range.field)'; this part matches nothing", range.source.utf8)
      return .nothing
    }
    switch planner.schema.fields[field].type {
    case .number:
      return .filter(
        .number(
          field: field,
          ValueRange(
            lower: try range.lower.map { bound throws(SearchError) in
              ValueRange.Bound(try number(bound.value, field), isInclusive: bound.isInclusive)
            },
            upper: try range.upper.map { bound throws(SearchError) in
              ValueRange.Bound(try number(bound.value, field), isInclusive: bound.isInclusive)
            })))
    case .date:
      return .filter(
        .date(
          field: field,
          ValueRange(
            lower: try range.lower.map { bound throws(SearchError) in
              let moments = try moments(bound.value, field)
              return bound.isInclusive
                ? ValueRange.Bound(moments.lowerBound)
                : ValueRange.Bound(moments.upperBound, isInclusive: false)
            },
            upper: try range.upper.map { bound throws(SearchError) in
              let moments = try moments(bound.value, field)
              return bound.isInclusive
                ? ValueRange.Bound(moments.upperBound)
                : ValueRange.Bound(moments.lowerBound, isInclusive: false)
            })))
    case .keyword: return .filter(try keywords(in: range, field))
    case .text, .stored:
      note("a range needs a keyword, number or date field", range.source.utf8)
      return .nothing
    }
  }

  /// The collection's values of a keyword field between two bounds, by their UTF-8 bytes.
  private func keywords(
    in range: Query.FieldRange, _ field: Int
  ) throws(SearchError) -> DocumentFilter {
    var values: Set<String> = []
    do throws(IndexFormatError) {
      for segment in planner.segments {
        guard case .keywords(let column)? = segment.column(field) else { continue }
        for ordinal in 0..<UInt32(column.valueCount) {
          let value = try column.value(ofOrdinal: ordinal)
          if range.contains(value) { values.insert(value) }
        }
      }
    } catch {
      throw .index(error)
    }
    return .keyword(field: field, values: values.sorted())
  }

  private func equality(_ text: String, _ field: Int) throws(SearchError) -> DocumentFilter {
    switch planner.schema.fields[field].type {
    case .number:
      return .number(field: field, ValueRange(exactly: try number(text, field)))
    case .date:
      let moments = try moments(text, field)
      return .date(
        field: field,
        ValueRange(
          lower: ValueRange.Bound(moments.lowerBound), upper: ValueRange.Bound(moments.upperBound)))
    default:
      return .keyword(field: field, values: [text])
    }
  }

  private func number(_ text: String, _ field: Int) throws(SearchError) -> Double {
    guard let value = Double(text), value.isFinite else {
      throw .invalidFilter(
        text: text, reason: "'\(planner.schema.fields[field].name)' is a number field")
    }
    return value
  }

  /// The moments that a date text stands for: a day, a month, a year or one millisecond.
  private func moments(_ text: String, _ field: Int) throws(SearchError) -> ClosedRange<Int64> {
    guard let moments = DateText.moments(of: text) else {
      throw .invalidFilter(
        text: text,
        reason: "'\(planner.schema.fields[field].name)' is a date field; write 2026-11-21, 2026-11 "
          + "or 2026")
    }
    return moments
  }
}

extension Query.FieldRange {
  /// Whether a keyword lies between the bounds.
  fileprivate func contains(_ value: String) -> Bool {
    if let lower {
      let isBelow = value.utf8.lexicographicallyPrecedes(lower.value.utf8)
      if isBelow || (!lower.isInclusive && value == lower.value) { return false }
    }
    if let upper {
      let isAbove = upper.value.utf8.lexicographicallyPrecedes(value.utf8)
      if isAbove || (!upper.isInclusive && value == upper.value) { return false }
    }
    return true
  }
}
