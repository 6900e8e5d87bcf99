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

  /// The number of documents that a query matches.
  ///
  /// - Throws: `SearchError.index`.
  package func count(of query: RankedQuery) throws(SearchError) -> Int {
    do throws(IndexFormatError) {
      var count = 0
      for segment in try bind(query.plan).segments {
        count += try MatchSets(segment).count(matching: query.plan.matching)
      }
      return count
    } catch {
      throw .index(error)
    }
  }

  private func ranked(
    _ query: RankedQuery, _ limit: Int, _ retrieval: Retrieval
  ) throws(SearchError) -> [RankedDocument] {
    do throws(IndexFormatError) {
      return try retrieval.best(limit, of: bind(query.plan)).map {
        RankedDocument(segment: $0.segment, document: $0.document, score: $0.score)
      }
    } catch {
      throw .index(error)
    }
  }
}
