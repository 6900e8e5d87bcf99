// SPDX-License-Identifier: Apache-2.0

/// What to search for and what to give back.
public struct SearchRequest: Sendable, Hashable {
  /// The query, in the language of `docs/QuerySyntax.md`.
  public var query: String
  /// Whether the query is words only, whatever operators it seems to hold.
  public var isLiteral = false
  /// Whether bare words must all match; otherwise each may.
  public var matchAll = false
  /// Queries that hits must satisfy and that add no score.
  public var filters: [String] = []
  /// How many hits at most.
  public var limit = 10
  /// How many of the best hits to pass over.
  public var offset = 0
  /// A keyword, number or date field to order by, `-` before it for descending; nil for the score.
  public var sort: String?
  /// Keyword fields whose values are counted over all matching documents.
  public var facets: [String] = []
  /// Whether all matching documents are counted; otherwise the total may be a lower bound.
  public var wantsExactTotal = true
  /// The threads that may work on the query, where that is worth while: it asks for the best documents by
  /// score and reads many postings. The result is the same for any number.
  public var threadCount = 1
  /// Whether hits carry their stored fields.
  public var wantsFields = true
  /// Whether hits carry an extract of their text.
  public var wantsSnippets = true
  /// Whether hits carry an account of their score.
  public var wantsExplanation = false

  /// Creates a request for the ten best hits of a query.
  public init(query: String) { self.query = query }
}
