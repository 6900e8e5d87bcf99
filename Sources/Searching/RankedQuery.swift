// SPDX-License-Identifier: Apache-2.0

package import IndexFormat

/// A query planned over an index, before any posting is read: what retrieval alone is measured from.
package struct RankedQuery: Sendable {
  let plan: QueryPlan
}

/// A document of a snapshot with its score.
package struct RankedDocument: Sendable, Hashable {
  /// The segment's place in the snapshot.
  package var segment: Int
  /// The document in the segment.
  package var document: DocumentID
  /// The score.
  package var score: Float
}

extension SearchIndex {
  /// Plans a query.
  ///
  /// - Throws: `SearchError` when the index is damaged.
  package func rankedQuery(_ text: String) throws(SearchError) -> RankedQuery {
    RankedQuery(
      plan: try planner.plan(query: text, isLiteral: false, matchAll: false, filters: []).plan)
  }

  /// The best documents of a query, best first, found the fastest way.
  ///
  /// - Throws: `SearchError.index`.
  package func best(_ limit: Int, of query: RankedQuery) throws(SearchError) -> [RankedDocument] {
    try ranked(query, limit, Retrieval.fastest(for: query.plan))
  }

  /// The best documents of a query, best first, found by scoring every document: the oracle.
  ///
  /// - Throws: `SearchError.index`.
  /// - Complexity: O(documents · lists).
  package func exhaustivelyBest(
    _ limit: Int, of query: RankedQuery
  ) throws(SearchError) -> [RankedDocument] {
    try ranked(query, limit, .exhaustive)
  }

  /// The best documents of a query, best first, and the number of all that it matches.
  ///
  /// - Throws: `SearchError.index`.
  package func bestAndCount(
    _ limit: Int, of query: RankedQuery
  ) throws(SearchError) -> (documents: [RankedDocument], count: Int) {
    do throws(IndexFormatError) {
      let (best, count) = try Retrieval.bestAndCount(limit, of: bind(query.plan))
      return (Self.ranked(best), count)
    } catch {
      throw .index(error)
    }
  }

  /// The number of documents that a query matches.
  ///
  /// - Throws: `SearchError.index`.
  package func count(of query: RankedQuery) throws(SearchError) -> Int {
    do throws(IndexFormatError) {
      return try Retrieval.count(of: bind(query.plan))
    } catch {
      throw .index(error)
    }
  }

  private func ranked(
    _ query: RankedQuery, _ limit: Int, _ retrieval: Retrieval
  ) throws(SearchError) -> [RankedDocument] {
    do throws(IndexFormatError) {
      return Self.ranked(try retrieval.best(limit, of: bind(query.plan)))
    } catch {
      throw .index(error)
    }
  }

  private static func ranked(_ documents: [ScoredDocument]) -> [RankedDocument] {
    documents.map {
      RankedDocument(segment: $0.segment, document: $0.document, score: $0.score)
    }
  }
}
