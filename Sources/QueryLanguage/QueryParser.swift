// SPDX-License-Identifier: Apache-2.0

/// Reads query texts. It never fails: what it cannot read as an operator is a word, and a
/// diagnostic says so. The grammar is in docs/QuerySyntax.md.
package struct QueryParser: Sendable {
  /// The names that may stand before a colon.
  package var fields: Set<String>
  /// The fields that take ranges.
  package var orderedFields: Set<String>
  /// How large a query may be.
  package var limits: QueryLimits

  /// Creates a parser.
  ///
  /// - Parameters:
  ///   - fields: The names that may stand before a colon; before other names it is part of the word.
  ///   - orderedFields: The fields that take ranges and comparisons: number, date and keyword.
  ///   - limits: How large a query may be.
  package init(
    fields: Set<String> = [], orderedFields: Set<String> = [], limits: QueryLimits = QueryLimits()
  ) {
    self.fields = fields.union(orderedFields)
    self.orderedFields = orderedFields
    self.limits = limits
  }

  /// A query and what was understood otherwise than it may have been meant.
  package struct Result: Sendable {
    /// The query, in normal form.
    package var query: Query
    /// In the order of their place in the text.
    package var diagnostics: [QueryDiagnostic]
  }

  /// Reads a query with operators.
  package func parse(_ text: String) -> Result {
    var diagnostics: [QueryDiagnostic] = []
    let text = cut(text, &diagnostics)
    let (tokens, lexical) = QueryLexer.lex(text, fields: fields, orderedFields: orderedFields)
    diagnostics += lexical
    var run = TokenParser(
      tokens: tokens, limits: limits, end: text.utf8.count, diagnostics: diagnostics)
    let query = run.parseQuery()
    return Result(
      query: query,
      diagnostics: run.diagnostics.sorted { $0.utf8Range.lowerBound < $1.utf8Range.lowerBound })
  }

  /// Reads any text as words without operators, one for each run between blanks.
  package func parseLiteral(_ text: String) -> Result {
    var diagnostics: [QueryDiagnostic] = []
    let text = cut(text, &diagnostics)
    var words: [Query.Clause] = []
    var word = String.UnicodeScalarView()
    var start = 0
    var offset = 0
    func finish() {
      guard !word.isEmpty else { return }
      if words.count < limits.leafCount {
        let source = SourceRange(start..<offset)
        words.append(.init(.should, .word(.init(String(word), source: source))))
      } else if words.count == limits.leafCount, diagnostics.isEmpty {
        let kind = QueryDiagnostic.Kind.tooManyWords(limit: limits.leafCount)
        diagnostics.append(QueryDiagnostic(kind, at: start..<text.utf8.count))
      }
      word = String.UnicodeScalarView()
    }
    for scalar in text.unicodeScalars {
      if QueryCharacters.isBlank(scalar) {
        finish()
      } else {
        if word.isEmpty { start = offset }
        word.append(scalar)
      }
      offset += UTF8.width(scalar)
    }
    finish()
    return Result(query: Query(normalizing: words), diagnostics: diagnostics)
  }

  /// The part of a text within the limit, cut between characters.
  private func cut(_ text: String, _ diagnostics: inout [QueryDiagnostic]) -> String {
    guard text.utf8.count > limits.byteCount else { return text }
    var end = text.startIndex
    var byteCount = 0
    for scalar in text.unicodeScalars {
      byteCount += UTF8.width(scalar)
      if byteCount > limits.byteCount { break }
      end = text.unicodeScalars.index(after: end)
    }
    let kept = String(text[..<end])
    let range = kept.utf8.count..<text.utf8.count
    diagnostics.append(QueryDiagnostic(.textTooLong(limit: limits.byteCount), at: range))
    return kept
  }
}

extension Query {
  /// A sequence in normal form.
  init(normalizing clauses: [Clause]) {
    guard clauses.count == 1, let clause = clauses.first else {
      self = .sequence(clauses)
      return
    }
    switch clause.occurrence {
    case .should: self = clause.query
    case .not: self = .not(clause.query)
    case .must: self = .sequence(clauses)
    }
  }
}
