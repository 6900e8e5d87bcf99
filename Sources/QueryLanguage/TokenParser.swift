// SPDX-License-Identifier: Apache-2.0

/// Makes a query of tokens, by recursive descent with a depth limit.
///
///     sequence := chain*                          side by side
///     chain    := operand ((AND | OR) operand)*   AND binds closer than OR
///     operand  := (+ | -) primary | NOT operand | primary
///     primary  := [field] (word | = word | quotation | range | "(" sequence ")") [boost]
struct TokenParser {
  let tokens: [QueryToken]
  let limits: QueryLimits
  /// The length of the text in UTF-8 bytes.
  let end: Int
  private(set) var diagnostics: [QueryDiagnostic]
  private var index = 0
  private var depth = 0
  private var leafCount = 0

  private struct Operand {
    var occurrence: Query.Occurrence
    var query: Query
    var utf8Range: Range<Int>
  }

  init(tokens: [QueryToken], limits: QueryLimits, end: Int, diagnostics: [QueryDiagnostic]) {
    self.tokens = tokens
    self.limits = limits
    self.end = end
    self.diagnostics = diagnostics
  }

  /// Reads all tokens.
  mutating func parseQuery() -> Query {
    Query(normalizing: parseSequence(isNested: false))
  }

  private mutating func parseSequence(isNested: Bool) -> [Query.Clause] {
    var clauses: [Query.Clause] = []
    while index < tokens.count {
      if tokens[index].kind == .close {
        if isNested { return clauses }
        diagnose(.strayParenthesis, at: tokens[index].utf8Range)
        index += 1
        if case .boost = kind(at: index) { index += 1 }
        continue
      }
      if let clause = parseChain() { clauses.append(clause) }
    }
    return clauses
  }

  /// Reads operands joined by AND and OR; nil if nothing is left of them.
  private mutating func parseChain() -> Query.Clause? {
    var alternatives: [[Operand]] = [[]]
    var last = alternatives.startIndex
    if let operand = parseOperand() { alternatives[last].append(operand) }
    while case .keyword(let name) = kind(at: index), name != "NOT", isOperand(at: index + 1) {
      index += 1
      if name == "OR" {
        alternatives.append([])
        last += 1
      }
      if let operand = parseOperand() { alternatives[last].append(operand) }
    }
    alternatives.removeAll { $0.isEmpty }
    if alternatives.count == 1, alternatives[0].count == 1 {
      return Query.Clause(alternatives[0][0].occurrence, alternatives[0][0].query)
    }
    let joined = alternatives.map { operands in
      let queries = operands.map { member($0) }
      return queries.count == 1 ? queries[0] : .and(queries)
    }
    if joined.isEmpty { return nil }
    return Query.Clause(.should, joined.count == 1 ? joined[0] : .or(joined))
  }

  /// An operand of AND or OR as a query.
  private mutating func member(_ operand: Operand) -> Query {
    switch operand.occurrence {
    case .should: return operand.query
    case .not: return .not(operand.query)
    case .must:
      diagnose(.plusWithoutEffect, at: operand.utf8Range)
      return operand.query
    }
  }

  /// Reads a primary with its signs; nil if it was left out.
  private mutating func parseOperand() -> Operand? {
    guard index < tokens.count else { return nil }
    let start = index
    switch tokens[index].kind {
    case .plus, .minus:
      index += 1
      guard let query = parsePrimary(field: nil) else { return nil }
      let occurrence: Query.Occurrence = tokens[start].kind == .plus ? .must : .not
      return Operand(occurrence: occurrence, query: query, utf8Range: tokens[start].utf8Range)
    case .keyword(let name):
      guard name == "NOT", isOperand(at: index + 1) else {
        diagnose(.operatorWithoutOperand(name), at: tokens[index].utf8Range)
        break
      }
      index += 1
      guard enter(at: start) else { return nil }
      defer { depth -= 1 }
      guard let inner = parseOperand() else { return nil }
      let query: Query = inner.occurrence == .not ? .not(inner.query) : inner.query
      return Operand(occurrence: .not, query: query, utf8Range: tokens[start].utf8Range)
    default: break
    }
    guard let query = parsePrimary(field: nil) else { return nil }
    return Operand(occurrence: .should, query: query, utf8Range: tokens[start].utf8Range)
  }

  /// Reads a primary and its boost; nil if it was left out. Takes at least one token.
  private mutating func parsePrimary(field: String?) -> Query? {
    let start = index
    guard let query = parseUnboosted(field: field) else {
      if index == start { index += 1 }
      if case .boost = kind(at: index) { index += 1 }
      return nil
    }
    guard case .boost(let factor) = kind(at: index) else { return query }
    index += 1
    return .boosted(query, by: factor)
  }

  private mutating func parseUnboosted(field: String?) -> Query? {
    guard index < tokens.count else { return nil }
    let token = tokens[index]
    let source = SourceRange(token.utf8Range)
    switch token.kind {
    case .field(let name):
      index += 1
      guard let value = parsePrimary(field: name) else { return nil }
      if case .range = value { return value }
      return .field(name, value)
    case .exactForm:
      index += 1
      return parseUnboosted(field: field)?.inExactForm
    case .word(let text):
      index += 1
      return leaf(.word(.init(text, source: source)), at: token)
    case .keyword:
      return parseKeywordAsWord()
    case .quotation(let text, let slop):
      index += 1
      if text.unicodeScalars.allSatisfy(QueryCharacters.isBlank) { return nil }
      return leaf(.quotation(.init(text, slop: slop, source: source)), at: token)
    case .range(let lower, let upper):
      index += 1
      guard let field else { return nil }
      let range = Query.FieldRange(field: field, lower: lower, upper: upper, source: source)
      return leaf(.range(range), at: token)
    case .open:
      return parseGroup()
    case .plus, .minus, .close, .boost:
      return nil
    }
  }

  private mutating func parseKeywordAsWord() -> Query? {
    let token = tokens[index]
    guard case .keyword(let name) = token.kind else { return nil }
    index += 1
    return leaf(.word(.init(name, source: SourceRange(token.utf8Range))), at: token)
  }

  private mutating func parseGroup() -> Query? {
    let start = index
    index += 1
    guard enter(at: start) else {
      skipGroup()
      return nil
    }
    defer { depth -= 1 }
    let clauses = parseSequence(isNested: true)
    if index < tokens.count {
      index += 1
    } else {
      diagnose(.unclosedParenthesis, at: tokens[start].utf8Range)
    }
    if clauses.isEmpty {
      let last = tokens[min(index, tokens.count) - 1].utf8Range.upperBound
      diagnose(.nothingInside, at: tokens[start].utf8Range.lowerBound..<last)
      return nil
    }
    return Query(normalizing: clauses)
  }

  /// Moves behind the parenthesis that closes the one before.
  private mutating func skipGroup() {
    var open = 1
    while index < tokens.count, open > 0 {
      if tokens[index].kind == .open { open += 1 }
      if tokens[index].kind == .close { open -= 1 }
      index += 1
    }
  }

  /// Counts a level of nesting; false and a diagnostic if it is one too many.
  private mutating func enter(at start: Int) -> Bool {
    guard depth < limits.depth else {
      let range = tokens[start].utf8Range
      diagnose(.nestingTooDeep(limit: limits.depth), at: range)
      return false
    }
    depth += 1
    return true
  }

  /// Counts a leaf; nil and the end of parsing if it is one too many.
  private mutating func leaf(_ query: Query, at token: QueryToken) -> Query? {
    guard leafCount < limits.leafCount else {
      let range = token.utf8Range.lowerBound..<end
      diagnose(.tooManyWords(limit: limits.leafCount), at: range)
      index = tokens.count
      return nil
    }
    leafCount += 1
    return query
  }

  private func kind(at index: Int) -> QueryToken.Kind? {
    index < tokens.count ? tokens[index].kind : nil
  }

  /// Whether an operand may begin at a token.
  private func isOperand(at index: Int) -> Bool {
    switch kind(at: index) {
    case nil, .close, .boost: false
    case .keyword(let name): name == "NOT"
    default: true
    }
  }

  private mutating func diagnose(_ kind: QueryDiagnostic.Kind, at range: Range<Int>) {
    diagnostics.append(QueryDiagnostic(kind, at: range))
  }
}

extension Query {
  /// The query with its word taken in the exact form; `=` says nothing before other queries.
  fileprivate var inExactForm: Query {
    switch self {
    case .word(var word):
      word.isExactForm = true
      return .word(word)
    case .field(let name, let query): return .field(name, query.inExactForm)
    case .boosted(let query, let factor): return .boosted(query.inExactForm, by: factor)
    default: return self
    }
  }
}
