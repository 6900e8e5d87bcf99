// SPDX-License-Identifier: Apache-2.0

internal import DocumentModel
internal import IndexFormat
internal import QueryLanguage
public import Searching

/// An index whose retrieval is measured apart from reading queries and from showing hits.
///
/// Safe to use from several threads.
public struct MeasuredIndex: Sendable {
  private let index: SearchIndex
  private let parser: QueryParser

  /// Opens an index file.
  ///
  /// - Parameters:
  ///   - path: the file.
  ///   - remembersWords: whether a query profits from what earlier ones found its words to stand for.
  /// - Throws: `SearchError`.
  public init(path: String, remembersWords: Bool = true) throws(SearchError) {
    index = try SearchIndex(
      paths: [path],
      expansionByteLimit: remembersWords ? SearchIndex.usualExpansionByteLimit : 0,
      listByteLimit: remembersWords ? SearchIndex.usualListByteLimit : 0)
    parser = QueryParser(fields: Set(index.snapshot.schema.fields.map(\.name)))
  }

  /// The documents of the index.
  public var documentCount: Int { index.snapshot.documentCount }

  /// Whether the engine answers what a query asks for, and does not take some of it as plain words.
  public func supports(_ text: String) -> Bool {
    !parser.parse(text).diagnostics.contains {
      if case .notSupported = $0.kind { true } else { false }
    }
  }

  /// Plans a query: its terms are known, none of their postings is read.
  ///
  /// - Throws: `SearchError` when the index is damaged.
  public func plan(_ text: String) throws(SearchError) -> PlannedQuery {
    PlannedQuery(query: try index.rankedQuery(text))
  }

  /// The best documents of a query, found the fastest way.
  ///
  /// - Throws: `SearchError` when the index is damaged.
  public func best(_ limit: Int, of query: PlannedQuery) throws(SearchError) -> Ranking {
    Ranking(documents: try index.best(limit, of: query.query))
  }

  /// The best documents of a query, found by scoring every document: the oracle.
  ///
  /// - Throws: `SearchError` when the index is damaged.
  /// - Complexity: O(documents · lists).
  public func exhaustivelyBest(
    _ limit: Int, of query: PlannedQuery
  ) throws(SearchError) -> Ranking {
    Ranking(documents: try index.exhaustivelyBest(limit, of: query.query))
  }

  /// The best documents of a query and the number of all that it matches, planned together.
  ///
  /// - Throws: `SearchError` when the index is damaged.
  public func bestAndCount(
    _ limit: Int, of query: PlannedQuery
  ) throws(SearchError) -> (ranking: Ranking, count: Int) {
    let (documents, count) = try index.bestAndCount(limit, of: query.query)
    return (Ranking(documents: documents), count)
  }

  /// The number of documents that a query matches.
  ///
  /// - Throws: `SearchError` when the index is damaged.
  public func count(of query: PlannedQuery) throws(SearchError) -> Int {
    try index.count(of: query.query)
  }

  /// The key of a hit's document.
  ///
  /// - Throws: `SearchError` when the index is damaged.
  public func key(of hit: Ranking.Hit) throws(SearchError) -> String {
    do throws(IndexFormatError) {
      return try index.snapshot.segments[hit.document.segment].key(of: hit.document.document)
    } catch {
      throw .index(error)
    }
  }
}

/// A query planned over an index, before any posting is read.
public struct PlannedQuery: Sendable, CustomStringConvertible {
  let query: RankedQuery

  /// The plan on one line, equal for equal plans only.
  public var description: String { "\(query)" }
}

/// Documents of an index in ranked order, best first.
public struct Ranking: Sendable, Equatable {
  let documents: [ScoredDocument]

  /// A document and its score. Two are equal when document and score are, the latter bit for bit.
  public struct Hit: Sendable, Equatable {
    let document: ScoredDocument

    /// The score.
    public var score: Float { document.score }

    /// Whether both are the same document with the same bits of score.
    public static func == (left: Hit, right: Hit) -> Bool {
      left.document.segment == right.document.segment
        && left.document.document == right.document.document
        && left.score.bitPattern == right.score.bitPattern
    }
  }

  /// How many there are.
  public var count: Int { documents.count }

  /// The hit at a place from 0.
  public subscript(place: Int) -> Hit { Hit(document: documents[place]) }

  /// The first place, from 0, at which this ranking is not what another one begins with, or nil
  /// where it is its first `limit` hits.
  ///
  /// - Complexity: O(limit).
  public func firstDifference(fromFirst limit: Int, of other: Ranking) -> Int? {
    let expected = min(limit, other.count)
    return (0..<max(count, expected)).first { place in
      place >= count || place >= expected || self[place] != other[place]
    }
  }

  /// Whether both have the same hits in the same order.
  public static func == (left: Ranking, right: Ranking) -> Bool {
    left.firstDifference(fromFirst: right.count, of: right) == nil
  }
}
