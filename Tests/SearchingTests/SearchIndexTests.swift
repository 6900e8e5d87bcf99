// SPDX-License-Identifier: Apache-2.0

import DocumentModel
import IndexFormat
import Testing

@testable import Searching

@Suite("Searching an index")
struct SearchIndexTests {
  private static let queries = [
    "w0", "w1 w2", "+w0 w3", "w0 -w1", "title:w0 w5", "\"w0 w1\"", "w1 AND (w2 OR w3)", "tags:t3",
    "+w1 +w2 w0", "w999", "-w0",
  ]

  @Test func shardsRankLikeOneFile() throws {
    let model = ModelCollection(seed: 21, documentCount: 500)
    let whole = try SearchIndex(snapshot: model.snapshot(segmentCount: 1).snapshot)
    for shardCount in [2, 5] {
      let shards = try SearchIndex(snapshot: model.snapshot(segmentCount: shardCount).snapshot)
      for query in Self.queries {
        var request = SearchRequest(query: query)
        request.limit = 60
        request.facets = ["tags"]
        let a = try whole.search(request)
        let b = try shards.search(request)
        #expect(a.hits.map(\.key) == b.hits.map(\.key), "\(query)")
        #expect(a.hits.map(\.score.bitPattern) == b.hits.map(\.score.bitPattern), "\(query)")
        #expect(a.total == b.total && a.facets == b.facets, "\(query)")
        request.sort = "-price"
        #expect(
          try whole.search(request).hits.map(\.key) == shards.search(request).hits.map(\.key))
      }
    }
  }

  @Test func pagesFollowEachOther() throws {
    let model = ModelCollection(seed: 22, documentCount: 200)
    let index = try SearchIndex(snapshot: model.snapshot(segmentCount: 2).snapshot)
    var request = SearchRequest(query: "w0 w1")
    request.limit = 200
    let all = try index.search(request)
    #expect(all.total.isExact && all.total.value == all.hits.count && all.hits.count > 20)
    #expect(all.hits.map(\.rank) == Array(1...all.hits.count))
    for sort in [nil, "price", "-date"] {
      request.sort = sort
      request.offset = 0
      request.limit = 200
      let all = try index.search(request)
      request.limit = 7
      for offset in stride(from: 0, through: all.hits.count, by: 7) {
        request.offset = offset
        let page = try index.search(request)
        #expect(page.hits.map(\.key) == all.hits.dropFirst(offset).prefix(7).map(\.key))
        #expect(page.hits.first.map(\.rank) ?? offset + 1 == offset + 1)
        #expect(page.total == all.total)
      }
    }
    request.sort = nil
    request.offset = 0
    request.limit = 3
    request.wantsExactTotal = false
    let short = try index.search(request)
    #expect(!short.total.isExact && short.total.value == 3)
  }

  @Test func ordersAndFacets() throws {
    let model = ModelCollection(seed: 23, documentCount: 150)
    let index = try SearchIndex(snapshot: model.snapshot(segmentCount: 3).snapshot)
    var request = SearchRequest(query: "w0")
    request.limit = 150
    request.facets = ["tags"]
    let matching = model.entries.indices.filter {
      model.entries[$0].title.contains(0) || model.entries[$0].body.contains(0)
    }
    // "w0" has no relatives, so its documents are those that have the word.
    let found = try index.search(request)
    #expect(Set(found.hits.map(\.key)) == Set(matching.map { "d\($0)" }))
    var counts: [String: Int] = [:]
    for number in matching {
      for tag in model.entries[number].tags { counts[tag, default: 0] += 1 }
    }
    let expected = counts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.prefix(10)
    #expect(found.facets.first?.values.map(\.value) == expected.map(\.key))
    #expect(found.facets.first?.values.map(\.count) == expected.map(\.value))
    for (sort, isDescending) in [("price", false), ("-price", true)] {
      request.sort = sort
      let sorted = try index.search(request).hits.map(\.key)
      let wanted = matching.enumerated().sorted { a, b in
        switch (model.entries[a.element].price, model.entries[b.element].price) {
        case (nil, nil): return a.offset < b.offset
        case (nil, _): return false
        case (_, nil): return true
        case (let x?, let y?):
          if x == y { return a.offset < b.offset }
          return isDescending ? x > y : x < y
        }
      }
      #expect(sorted == wanted.map { "d\($0.element)" })
    }
  }

  @Test func whatCannotBeDoneIsSaid() throws {
    let model = ModelCollection(seed: 24, documentCount: 10)
    let index = try SearchIndex(snapshot: model.snapshot(segmentCount: 1).snapshot)
    var request = SearchRequest(query: "w0")
    request.sort = "title"
    #expect(throws: SearchError.self) { try index.search(request) }
    request.sort = "absent"
    #expect(throws: SearchError.self) { try index.search(request) }
    request.sort = nil
    request.facets = ["price"]
    #expect(throws: SearchError.self) { try index.search(request) }
    request.facets = []
    request.limit = -5
    request.offset = -5
    #expect(try index.search(request).hits.isEmpty)
    request.limit = .max
    request.offset = .max
    #expect(try index.search(request).hits.isEmpty)
    #expect(throws: SearchError.self) { try index.explain(request, key: "absent") }
    #expect(throws: SearchError.self) { try Snapshot(segments: []) }
    var other = ModelCollection(seed: 24, documentCount: 3)
    other.schema.k1 = 2
    let segments = [try model.segment(0..<10), try other.segment(0..<3)]
    #expect(throws: SearchError.self) { try Snapshot(segments: segments) }
  }
}
