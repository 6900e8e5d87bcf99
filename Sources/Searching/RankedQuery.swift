// SPDX-License-Identifier: Apache-2.0

internal import IndexFormat

/// A query planned over an index, before any posting is read: what retrieval alone is measured from.
package struct RankedQuery: Sendable, CustomStringConvertible {
  let plan: QueryPlan

  /// The plan on one line, equal for equal plans only.
  package var description: String { "\(plan)" }
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
  package func best(
    _ limit: Int, of query: RankedQuery, threadCount: Int = 1
  ) throws(SearchError) -> [ScoredDocument] {
    try ranked(query, limit, .fastest, threadCount)
  }

  /// The best documents of a query, best first, found by scoring every document: the oracle.
  ///
  /// - Throws: `SearchError.index`.
  /// - Complexity: O(documents · lists).
  package func exhaustivelyBest(
    _ limit: Int, of query: RankedQuery
  ) throws(SearchError) -> [ScoredDocument] {
    try ranked(query, limit, .exhaustive, 1)
  }

  /// The best documents of a query, best first, and the number of all that it matches.
  ///
  /// - Throws: `SearchError.index`.
  package func bestAndCount(
    _ limit: Int, of query: RankedQuery, threadCount: Int = 1
  ) throws(SearchError) -> (best: [ScoredDocument], count: Int) {
    do throws(IndexFormatError) {
      return try Retrieval.bestAndCount(
        limit, of: bind(query.plan), threadCount: threadCount)
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
    _ query: RankedQuery, _ limit: Int, _ retrieval: Retrieval, _ threadCount: Int
  ) throws(SearchError) -> [ScoredDocument] {
    do throws(IndexFormatError) {
      let binding = try bind(query.plan, keepsVariants: retrieval != .fastest)
      return try retrieval.best(limit, of: binding, threadCount: threadCount)
    } catch {
      throw .index(error)
    }
  }
}
