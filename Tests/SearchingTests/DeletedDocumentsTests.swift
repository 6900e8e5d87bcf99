// SPDX-License-Identifier: Apache-2.0

import IndexFormat
import TestSupport
import Testing
import TextAnalysis

@testable import Searching

@Suite("Deleted documents are found by no way of searching")
struct DeletedDocumentsTests {
  /// How many of a segment's documents are deleted.
  enum Share: Sendable, CaseIterable {
    case few, half, most, oneSegment
  }

  /// A snapshot of a model of which documents are deleted, by their numbers in the model.
  private func snapshot(
    _ model: ModelCollection, segmentCount: Int, _ share: Share, seed: UInt64
  ) throws -> (snapshot: Snapshot, starts: [Int], deleted: Set<Int>) {
    var random = SeededGenerator(seed: seed)
    let (whole, starts) = try model.snapshot(segmentCount: segmentCount)
    var deleted: Set<Int> = []
    let segments = whole.segments.enumerated().map { number, segment in
      var tombstones = Tombstones(of: segment)
      for document in 0..<DocumentID(segment.documentCount) {
        let isDeleted =
          switch share {
          case .few: UInt64.random(in: 0..<50, using: &random) == 0
          case .half: Bool.random(using: &random)
          case .most: UInt64.random(in: 0..<20, using: &random) != 0
          case .oneSegment: number == 0
          }
        guard isDeleted else { continue }
        tombstones.insert(document)
        deleted.insert(starts[number] + Int(document))
      }
      return LiveSegment(segment, tombstones: tombstones)
    }
    return (try Snapshot(segments), starts, deleted)
  }

  @Test(arguments: Share.allCases, [(40, 3), (1500, 2), (9000, 1)])
  func sameHitsAsWithoutThem(_ share: Share, size: (documents: Int, segments: Int)) throws {
    let model = ModelCollection(seed: 51, documentCount: size.documents)
    let (snapshot, starts, deleted) = try snapshot(
      model, segmentCount: size.segments, share, seed: UInt64(size.documents))
    #expect(snapshot.liveCount == size.documents - deleted.count)
    let naive = NaiveSearch(model)
    var plans = RandomPlans(seed: 52, vocabularySize: model.vocabularySize)
    let binder = PlanBinder(snapshot: snapshot) { NormalizedText($0).bytes }
    let merging = PlanBinder(snapshot: snapshot, cache: GroupCache(byteLimit: 4 << 20)) {
      NormalizedText($0).bytes
    }
    for number in 0..<(size.documents > 5000 ? 12 : 48) {
      let plan =
        number % 3 == 2 ? plans.wordPlan(shape: number) : plans.plan(shape: number)
      // Their statistics count until they are merged away.
      let expected = naive.search(plan).filter { !deleted.contains($0.document) }
      let binding = try binder.bind(plan)
      #expect(try Retrieval.count(of: binding) == expected.count, "plan \(number): \(plan)")
      for limit in [1, 10, 100, size.documents] {
        var ways: [(String, [ScoredDocument])] = []
        for retrieval in Retrieval.allCases {
          ways.append(("\(retrieval)", try retrieval.best(limit, of: binding)))
        }
        let both = try Retrieval.bestAndCount(limit, of: binding)
        #expect(both.count == expected.count, "plan \(number), limit \(limit): \(plan)")
        ways.append(("with count", both.best))
        if let shape = ConjunctiveShape(plan) {
          let parallel = try ParallelRetrieval(shape: shape, binding: binding, isCounting: true)
            .best(limit, threadCount: 3)
          #expect(parallel.count == expected.count)
          ways.append(("parallel", parallel.best))
        }
        ways.append(("merged", try Retrieval.fastest.best(limit, of: merging.bind(plan))))
        for (name, found) in ways {
          let isSame = found.elementsEqual(expected.prefix(limit)) {
            starts[$0.segment] + Int($0.document) == $1.document
              && $0.score.bitPattern == $1.score.bitPattern
          }
          #expect(isSame, "\(name), plan \(number), limit \(limit): \(plan)")
        }
      }
    }
  }

  @Test func filtersFacetsAndOrders() throws {
    let model = ModelCollection(seed: 53, documentCount: 800)
    let (snapshot, _, deleted) = try snapshot(model, segmentCount: 2, .half, seed: 54)
    let index = try SearchIndex(snapshot: snapshot)
    let live = model.entries.indices.filter { !deleted.contains($0) }
    var request = SearchRequest(query: "-title:nothing")
    request.limit = 1000
    request.facets = ["tags"]
    request.sort = "price"
    let result = try index.search(request)
    #expect(result.total.value == live.count && index.documentCount == live.count)
    #expect(Set(result.hits.map(\.key)) == Set(live.map { "d\($0)" }))
    for value in result.facets[0].values {
      #expect(value.count == live.count { model.entries[$0].tags.contains(value.value) })
    }
    #expect(try index.keys(matching: request) == live.map { "d\($0)" })
    request.filters = ["price:[10 TO 50]"]
    request.facets = []
    request.sort = nil
    let filtered = live.filter { model.entries[$0].price.map { (10...50).contains($0) } ?? false }
    #expect(try index.search(request).total.value == filtered.count)
    #expect(try index.keys(matching: request) == filtered.map { "d\($0)" })
    let gone = try #require(deleted.first)
    #expect(throws: SearchError.self) { try index.explain(request, key: "d\(gone)") }
    #expect(try snapshot.location(ofKey: "d\(gone)") == nil)
  }
}
