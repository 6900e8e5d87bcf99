// SPDX-License-Identifier: Apache-2.0

internal import SakuinMeasuring
internal import Searching

/// One execution of a query: what it gave and how long it took.
struct QueryRun {
  /// The hits, where hits were asked for.
  var ranking: Ranking?
  /// The number of matches, where it was asked for.
  var count: Int?
  /// The time from the planned query to ranks and count.
  var retrieval: Duration
  /// The time from the query's text to the planned query.
  var planning: Duration

  /// Executes a command.
  ///
  /// - Throws: `SearchError` when the index is damaged.
  init(_ command: QueryCommand, _ text: String, in index: MeasuredIndex) throws(SearchError) {
    let clock = ContinuousClock()
    let start = clock.now
    let query = try index.plan(text)
    let middle = clock.now
    var ranking: Ranking?
    var count: Int?
    switch (command.limit, command.wantsCount) {
    case (let limit?, true):
      let found = try index.bestAndCount(limit, of: query)
      ranking = found.ranking
      count = found.count
    case (let limit?, false): ranking = try index.best(limit, of: query)
    case (nil, _): count = try index.count(of: query)
    }
    let end = clock.now
    self.ranking = ranking
    self.count = count
    planning = middle - start
    retrieval = end - middle
  }

  /// How a run differs from scoring every document, or nil where it does not.
  ///
  /// - Throws: `SearchError` when the index is damaged.
  /// - Complexity: O(documents · lists).
  func difference(
    from index: MeasuredIndex, _ command: QueryCommand, _ text: String
  ) throws(SearchError) -> String? {
    let expected = try index.exhaustivelyBest(index.documentCount, of: try index.plan(text))
    if let count, count != expected.count { return "count \(count), not \(expected.count)" }
    guard let ranking, let limit = command.limit,
      let place = ranking.firstDifference(fromFirst: limit, of: expected)
    else { return nil }
    let here = try place < ranking.count ? Self.words(ranking[place], index) : "nothing"
    let there =
      try place < min(limit, expected.count) ? Self.words(expected[place], index) : "nothing"
    return "rank \(place + 1) is \(here), not \(there)"
  }

  /// A hit as `key:score`.
  static func words(_ hit: Ranking.Hit, _ index: MeasuredIndex) throws(SearchError) -> String {
    "\(try index.key(of: hit)):\(hit.score)"
  }
}
