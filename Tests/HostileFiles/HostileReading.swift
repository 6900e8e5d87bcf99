// SPDX-License-Identifier: Apache-2.0

import DocumentModel
import IndexFormat
import Searching
import Storage

/// All that is ever done with a segment file, done with one that may be hostile: it is opened, read
/// whole through every reader, verified, and searched. An error is a good end; so is a wrong answer.
package struct HostileReading {
  /// Whether the file could be opened.
  package private(set) var isOpened = false
  /// How many reads gave an error.
  package private(set) var errorCount = 0
  /// How much `verify` found.
  package private(set) var findingCount = 0
  /// How many hits searches had.
  package private(set) var hitCount = 0

  /// Every kind of query, for the words of the reference indexes.
  private static let queries = [
    "note", "note other seven", "+note -seven", "\"sushi of\"", "\"note other\"~3", "東京", "\"京タ\"",
    "tokyo OR 寿司", "title:not*", "no?e", "sushl~1", "/s[a-z]+i/", "=running", "lang:ja note",
    "rank:>3", "rank:[1 TO 5]", "date:>=2020-01-01", "tags:*", "running^2 engine",
  ]

  /// Opens, reads, verifies and searches.
  package init(_ bytes: [UInt8]) {
    let walk = SegmentWalk(bytes)
    errorCount = walk.errorCount
    guard let segment = try? SegmentReader(bytes: MappedBytes(bytes), name: "hostile") else {
      return
    }
    isOpened = true
    findingCount = IndexChecker.check(segment).count
    // Other analyzers need files of their own, which takes time and tells nothing.
    let analyzers = segment.schema.fields.filter { $0.type == .text }.map(\.analyzer)
    guard analyzers.allSatisfy({ $0 == "words" }),
      let snapshot = try? Snapshot(segments: [segment]),
      let index = try? SearchIndex(snapshot: snapshot)
    else { return }
    _ = index.analysisDifferences
    for (number, query) in Self.queries.enumerated() {
      var request = SearchRequest(query: query)
      request.wantsExplanation = number % 2 == 0
      request.matchAll = number % 3 == 0
      if number % 4 == 1 { request.sort = ["rank", "-date", "lang"][number % 3] }
      if number % 4 == 3 { request.facets = ["lang", "tags"] }
      if number % 5 == 4 { request.filters = ["lang:en"] }
      do { hitCount += try index.search(request).hits.count } catch { errorCount += 1 }
    }
  }
}
