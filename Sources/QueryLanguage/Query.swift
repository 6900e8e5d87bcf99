// SPDX-License-Identifier: Apache-2.0

/// What a query asks for, before any analyzer or index has seen it.
///
/// `QueryParser` returns queries in normal form: `and`, `or` have two or more operands, a
/// `sequence` with one clause has a `must` clause, boosts lie in `QueryLimits.boosts`, words and
/// quotations are not empty. The empty query is `.sequence([])` and matches nothing. For queries in
/// normal form `QueryParser.parse` is the inverse of `description`.
package indirect enum Query: Hashable, Sendable {
  /// A word as typed; an analyzer may make several of it, or none.
  case word(Word)
  /// A text that must stand in the document as it is, or a phrase of words.
  case quotation(Quotation)
  /// Values between two bounds in a number, date or keyword field.
  case range(FieldRange)
  /// Clauses side by side. A document matches if it has all `must` clauses, no `not` clause and,
  /// where there is no `must` clause, at least one `should` clause; with `not` clauses only, every
  /// other document matches.
  case sequence([Clause])
  /// Documents that match every operand.
  case and([Query])
  /// Documents that match at least one operand.
  case or([Query])
  /// Documents that do not match.
  case not(Query)
  /// A query whose words look in one field only, unless a field inside says otherwise.
  case field(String, Query)
  /// A query whose score is multiplied.
  case boosted(Query, by: Float)

  /// A word without quotes.
  package struct Word: Hashable, Sendable {
    /// The word as typed, escapes undone; may hold any characters.
    package var text: String
    /// Whether only this form in this spelling is meant (`=word`).
    package var isExactForm: Bool
    /// Where it stands in the query text.
    package var source: SourceRange

    /// Creates a word.
    package init(_ text: String, isExactForm: Bool = false, source: SourceRange = SourceRange()) {
      self.text = text
      self.isExactForm = isExactForm
      self.source = source
    }
  }

  /// A text in quotes.
  package struct Quotation: Hashable, Sendable {
    /// The text between the quotes, escapes undone.
    package var text: String
    /// Nil for exact containment; else by how many places the words may be apart (`"a b"~3`).
    package var slop: Int?
    /// Where it stands in the query text, with its quotes.
    package var source: SourceRange

    /// Creates a quotation.
    package init(_ text: String, slop: Int? = nil, source: SourceRange = SourceRange()) {
      self.text = text
      self.slop = slop
      self.source = source
    }
  }

  /// Bounds on the values of a field; at least one bound is there.
  package struct FieldRange: Hashable, Sendable {
    /// One end of a range.
    package struct Bound: Hashable, Sendable {
      /// The value as typed; the field's type says how to read it.
      package var value: String
      /// Whether the value itself is inside.
      package var isInclusive: Bool

      /// Creates a bound.
      package init(_ value: String, isInclusive: Bool) {
        self.value = value
        self.isInclusive = isInclusive
      }
    }

    /// The field's name as typed.
    package var field: String
    /// The lower end, or nil if open.
    package var lower: Bound?
    /// The upper end, or nil if open.
    package var upper: Bound?
    /// Where it stands in the query text.
    package var source: SourceRange

    /// Creates a range.
    package init(
      field: String, lower: Bound?, upper: Bound?, source: SourceRange = SourceRange()
    ) {
      self.field = field
      self.lower = lower
      self.upper = upper
      self.source = source
    }
  }

  /// Whether a clause of a sequence must, may or must not match.
  package enum Occurrence: Hashable, Sendable, CaseIterable {
    /// May match, and adds to the score.
    case should
    /// Must match, and adds to the score (`+x`).
    case must
    /// Must not match (`-x`, `NOT x`).
    case not
  }

  /// One member of a sequence.
  package struct Clause: Hashable, Sendable {
    /// Whether it must, may or must not match.
    package var occurrence: Occurrence
    /// What is looked for.
    package var query: Query

    /// Creates a clause.
    package init(_ occurrence: Occurrence, _ query: Query) {
      self.occurrence = occurrence
      self.query = query
    }
  }

  /// Whether the query is the empty one, which matches nothing.
  package var isEmpty: Bool {
    if case .sequence(let clauses) = self { clauses.isEmpty } else { false }
  }
}
