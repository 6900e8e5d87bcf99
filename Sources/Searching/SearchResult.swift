// SPDX-License-Identifier: Apache-2.0

public import DocumentModel

/// The answer to a request.
public struct SearchResult: Sendable, Hashable {
  /// How many documents match.
  public struct Total: Sendable, Hashable {
    /// The number.
    public var value: Int
    /// False where the number is a lower bound.
    public var isExact: Bool
  }

  /// The values of a field over all matching documents, most frequent first.
  public struct Facet: Sendable, Hashable {
    /// The field's name.
    public var field: String
    /// The values with the number of documents that have them.
    public var values: [Count]

    /// A value and how many matching documents have it.
    public struct Count: Sendable, Hashable {
      /// The value.
      public var value: String
      /// The documents.
      public var count: Int
    }
  }

  /// How many documents match.
  public var total: Total
  /// Microseconds from the query text to the ranked hits with their fields.
  public var tookMicroseconds: Int
  /// The hits in order.
  public var hits: [SearchHit]
  /// The facets in the order they were asked for.
  public var facets: [Facet]
  /// What the query's author should know.
  public var diagnostics: [SearchDiagnostic]
}

/// One hit.
public struct SearchHit: Sendable, Hashable {
  /// From 1, over all pages.
  public var rank: Int
  /// The document's key.
  public var key: String
  /// The score; 0 where hits are ordered by a field.
  public var score: Float
  /// The stored fields.
  public var fields: [Document.Field]
  /// The best passage of the text, in order, if it was asked for.
  public var snippet: [SnippetPart]
  /// The name of the field that the passage is from; nil without a passage.
  public var snippetField: String?
  /// How the score came about, if it was asked for.
  public var explanation: Explanation?
}
