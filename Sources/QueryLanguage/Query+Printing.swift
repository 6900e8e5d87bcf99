// SPDX-License-Identifier: Apache-2.0

extension Query: CustomStringConvertible {
  /// The query in the syntax of `QueryParser`, with ASCII operators.
  package var description: String { printed(in: .sequence) }

  /// What may stand without parentheses at a place.
  private enum Place: Int {
    /// Where a whole query stands.
    case sequence
    /// A `should` clause.
    case clause
    /// An operand of OR.
    case alternative
    /// An operand of AND, or what NOT works on.
    case operand
    /// After `+`, `-` or a field name, and before a boost.
    case primary
    /// Before a boost, and where a boost itself would be ambiguous.
    case unboosted
  }

  private func printed(in place: Place) -> String {
    switch self {
    case .word(let word):
      return (word.isExactForm ? "=" : "") + QueryText.escaped(word.text)
    case .quotation(let quotation):
      return QueryText.quoted(quotation.text) + (quotation.slop.map { "~\($0)" } ?? "")
    case .range(let range):
      return place == .unboosted ? "(\(range.printed))" : range.printed
    case .field(let name, let query):
      let text: String
      switch query {
      case .word, .quotation: text = "\(name):\(query.printed(in: .primary))"
      case .boosted(let inner, let factor):
        let value = inner.isValue ? inner.printed(in: .unboosted) : "(\(inner.description))"
        text = "\(name):\(value)^\(QueryText.factor(factor))"
      default: text = "\(name):(\(query.description))"
      }
      return place == .unboosted ? "(\(text))" : text
    case .boosted(let query, let factor):
      let text = query.printed(in: .unboosted) + "^\(QueryText.factor(factor))"
      return place == .unboosted ? "(\(text))" : text
    case .not(let query):
      switch place {
      case .sequence: return query.printedClause(.not)
      case .alternative, .operand: return "NOT " + query.printed(in: .operand)
      case .clause, .primary, .unboosted: return "(NOT \(query.printed(in: .operand)))"
      }
    case .and(let operands):
      let text = operands.map { $0.printed(in: .operand) }.joined(separator: " AND ")
      return place.rawValue <= Place.alternative.rawValue ? text : "(\(text))"
    case .or(let operands):
      let text = operands.map { $0.printed(in: .alternative) }.joined(separator: " OR ")
      return place.rawValue <= Place.clause.rawValue ? text : "(\(text))"
    case .sequence(let clauses):
      let text = clauses.map { $0.printed }.joined(separator: " ")
      return place == .sequence ? text : "(\(text))"
    }
  }

  /// Whether it may stand between a field name and a boost.
  private var isValue: Bool {
    switch self {
    case .word, .quotation: true
    default: false
    }
  }

  fileprivate func printedClause(_ occurrence: Occurrence) -> String {
    switch occurrence {
    case .should: return printed(in: .clause)
    case .must: return "+" + printed(in: .primary)
    case .not:
      if case .not = self { return "NOT " + printed(in: .operand) }
      return "-" + printed(in: .primary)
    }
  }
}

extension Query.Clause {
  fileprivate var printed: String { query.printedClause(occurrence) }
}

extension Query.FieldRange {
  fileprivate var printed: String {
    "\(field):\(lower?.isInclusive == false ? "{" : "[")\(text(lower)) TO \(text(upper))"
      + (upper?.isInclusive == false ? "}" : "]")
  }

  private func text(_ bound: Bound?) -> String {
    guard let value = bound?.value else { return "*" }
    let isPlain = value.utf8.allSatisfy { byte in
      (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte & 0xDF)
        || byte == UInt8(ascii: "-") || byte == UInt8(ascii: ".") || byte == UInt8(ascii: ":")
    }
    return isPlain ? value : QueryText.quoted(value)
  }
}

/// Texts in the syntax of the parser.
private enum QueryText {
  /// A boost without needless digits.
  static func factor(_ value: Float) -> String {
    value == value.rounded() ? "\(Int(value))" : "\(value)"
  }

  static func quoted(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      if scalar == "\"" || scalar == "\\" { result.unicodeScalars.append("\\") }
      result.unicodeScalars.append(scalar)
    }
    return result + "\""
  }

  /// A word with backslashes where a character would have a meaning.
  static func escaped(_ text: String) -> String {
    let scalars = Array(text.unicodeScalars)
    if QueryCharacters.keyword(scalars[...]) != nil { return "\\" + text }
    var result = String.UnicodeScalarView()
    for (index, scalar) in scalars.enumerated() {
      if needsEscape(scalar, at: index, in: scalars) { result.append("\\") }
      result.append(scalar)
    }
    return String(result)
  }

  private static func needsEscape(
    _ scalar: Unicode.Scalar, at index: Int, in scalars: [Unicode.Scalar]
  ) -> Bool {
    if QueryCharacters.isBlank(scalar) || QueryCharacters.closingQuote(of: scalar) != nil {
      return true
    }
    switch QueryCharacters.ascii(scalar) {
    case "(", ")", ":", "^", "\\": return QueryCharacters.isEscapable(scalar)
    case "+", "-", "=", "[", "{", "<", ">": return index == 0
    default: return false
    }
  }
}
