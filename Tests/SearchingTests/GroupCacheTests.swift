// SPDX-License-Identifier: Apache-2.0

import IndexFormat
import TestSupport
import Testing
import TextAnalysis

@testable import Searching

@Suite("Groups that are merged for later queries")
struct GroupCacheTests {
  @Test(arguments: [3_000, 1 << 20])
  func resultsAreThoseWithoutCache(byteLimit: Int) throws {
    let model = ModelCollection(seed: 61, documentCount: 3000)
    let (snapshot, _) = try model.snapshot(segmentCount: 2)
    let cache = GroupCache(byteLimit: byteLimit)
    let plain = PlanBinder(snapshot: snapshot) { NormalizedText($0).bytes }
    let binder = PlanBinder(snapshot: snapshot, cache: cache) { NormalizedText($0).bytes }
    var plans = RandomPlans(seed: 61, vocabularySize: model.vocabularySize)
    for number in 0..<48 {
      let plan =
        number % 2 == 0
        ? plans.fallbackPlan(shape: number) : plans.plan(shape: number, maximumGroupCount: 6)
      let expected = try plain.bind(plan)
      let best = try Retrieval.exhaustive.best(20, of: expected)
      let count = try Retrieval.count(of: expected)
      for _ in 0..<5 {
        let binding = try binder.bind(plan)
        #expect(binding.groupWeights == expected.groupWeights, "plan \(number)")
        for retrieval in Retrieval.allCases {
          #expect(try retrieval.best(20, of: binding) == best, "plan \(number), \(retrieval)")
        }
        let both = try Retrieval.bestAndCount(20, of: binding)
        #expect(both.best == best, "plan \(number)")
        #expect(both.count == count, "plan \(number)")
        #expect(try Retrieval.count(of: binding) == count, "plan \(number)")
        #expect(cache.byteCount <= byteLimit)
      }
    }
    #expect(cache.mergedCount > (byteLimit > 100_000 ? 40 : -1))
  }

  @Test func whatIsAskedForOftenIsOneList() throws {
    let model = ModelCollection(seed: 62, documentCount: 2000)
    let (snapshot, _) = try model.snapshot(segmentCount: 1)
    let cache = GroupCache(byteLimit: 4 << 20)
    let binder = PlanBinder(snapshot: snapshot, cache: cache) { NormalizedText($0).bytes }
    var plans = RandomPlans(seed: 62, vocabularySize: model.vocabularySize)
    var several = 0
    for number in 0..<20 {
      let plan = plans.fallbackPlan(shape: number)
      for round in 0..<4 {
        let groups = try binder.bind(plan).segments[0].groups
        for (group, planned) in zip(groups, plan.groups) {
          let isOne = group.fallbacks.isEmpty && group.variants.count < 2
          if round > 1 { #expect(isOne) } else { several += isOne ? 0 : 1 }
          // Fallbacks never lead to candidates.
          if planned.idf == .ownDocuments { #expect(group.fallbacks.isEmpty) }
        }
      }
    }
    #expect(several > 8)
  }

  /// A group of a common word is not kept where it would take most of the room.
  @Test func manyPostingsAreNotMerged() throws {
    let model = ModelCollection(seed: 63, documentCount: 2000)
    let (snapshot, _) = try model.snapshot(segmentCount: 1)
    let cache = GroupCache(byteLimit: 8 * MergedGroup.bytesPerDocument * 100)
    let binder = PlanBinder(snapshot: snapshot, cache: cache) { NormalizedText($0).bytes }
    let keys = [0, 1].map { ModelCollection.surface($0, field: 1) }
    let plan = QueryPlan(
      groups: [
        TermGroup(label: "two words", variants: keys.map { Variant(source: .term($0), field: 1) })
      ], matching: .group(0))
    for _ in 0..<4 {
      let lists = try binder.bind(plan).segments[0].groups[0].variants
      try #require(lists.reduce(0) { $0 + $1.postings.cost } > 100)
      #expect(lists.count == 2)
    }
    #expect(cache.mergedCount == 0)
  }

  @Test func boundsOfSums() throws {
    var random = SeededGenerator(seed: 64)
    for share in [1, 3, 40, 2000] {
      var lists = RandomLists(seed: 65, documentCount: 30_000)
      let documents = lists.list(share: share).documents
      let sums = documents.map { _ in Float(Int.random(in: 1...500, using: &random)) / 100 }
      let postings = MaterializedPostings(documents: documents, sums: sums)
      let descending = sums.sorted(by: >)
      for count in [1, 2, 10, MaterializedPostings.greatestCount] {
        #expect(postings.sum(ofBest: count) == (count <= sums.count ? descending[count - 1] : nil))
      }
      #expect(postings.sum(ofBest: 0) == nil)
      #expect(postings.sum(ofBest: MaterializedPostings.greatestCount + 1) == nil)
      // Whatever the scale.
      let scale = RandomLists.scale(weight: 0.3)
      let list = PostingList.materialized(postings)
      var bounds = BlockBounds(list, scale: scale)
      var cursor = BlockCursor(list, scale: scale)
      let starts = stride(from: DocumentID(0), through: 32_000, by: 500).map { $0 }
      var ofRanges = [Float](repeating: -1, count: starts.count - 1)
      list.bound(ranges: starts, scale: scale, into: &ofRanges)
      for (number, sum) in sums.enumerated() {
        #expect(sum <= bounds.bound(ofBlock: number / 128))
        #expect(sum <= bounds.superblockBounds()[number / 128 / BlockBounds.blocksAtOnce])
        #expect(sum <= ofRanges[Int(documents[number]) / 500])
        guard number % 128 == 0 else { continue }
        let block = sums[number..<min(number + 128, sums.count)]
        #expect(bounds.bound(ofBlock: number / 128) == block.max())
        cursor.move(toBlock: number / 128)
        try cursor.loadSummands()
        #expect(block.indices.allSatisfy { cursor.buffer.score(at: $0 - number) == sums[$0] })
      }
    }
  }
}
