// SPDX-License-Identifier: Apache-2.0

import IndexFormat
import Testing
import TextAnalysis

@testable import Searching

@Suite("Sequences that are kept for later queries")
struct SequenceCacheTests {
  private func key(_ segment: SegmentReader, _ text: String) -> SequenceCache.Key {
    let slots = text.utf8.enumerated().map { offset, byte in
      SequenceQuery.Slot([TermKey(field: 1, kind: 5, text: [byte])], offset: offset)
    }
    return SequenceCache.Key(
      segment: ObjectIdentifier(segment), query: SequenceQuery(field: 1, slots: slots), field: 1)
  }

  private func isAsked(_ entry: SequenceCache.Entry) -> Bool {
    if case .asked = entry { true } else { false }
  }

  @Test(arguments: [3_000, 1 << 20])
  func resultsAreThoseWithoutCache(byteLimit: Int) throws {
    let model = ModelCollection(seed: 61, documentCount: 3000)
    let (snapshot, _) = try model.snapshot(segmentCount: 2)
    let cache = SequenceCache(byteLimit: byteLimit)
    let plain = PlanBinder(snapshot: snapshot) { NormalizedText($0).bytes }
    let binder = PlanBinder(snapshot: snapshot, cache: cache) { NormalizedText($0).bytes }
    var plans = RandomPlans(seed: 61, vocabularySize: model.vocabularySize)
    for number in 0..<48 {
      let plan =
        number % 2 == 0
        ? plans.fallbackPlan(shape: number) : plans.plan(shape: number, maximumGroupCount: 6)
      let expected = try plain.bind(plan)
      let best = try Retrieval.fastest.best(20, of: expected)
      let count = try Retrieval.count(of: expected)
      for _ in 0..<4 {
        let binding = try binder.bind(plan)
        #expect(binding.groupWeights == expected.groupWeights, "plan \(number)")
        #expect(try Retrieval.fastest.best(20, of: binding) == best, "plan \(number)")
        #expect(try Retrieval.count(of: binding) == count, "plan \(number)")
        #expect(cache.byteCount <= byteLimit)
      }
    }
    #expect(cache.foundCount > (byteLimit > 100_000 ? 40 : 0))
  }

  @Test func whatIsAskedForAgainIsFound() throws {
    let model = ModelCollection(seed: 62, documentCount: 2000)
    let (snapshot, _) = try model.snapshot(segmentCount: 1)
    let segment = snapshot.segments[0]
    let cache = SequenceCache(byteLimit: 1 << 20)
    let binder = PlanBinder(snapshot: snapshot, cache: cache) { NormalizedText($0).bytes }
    var plans = RandomPlans(seed: 62, vocabularySize: model.vocabularySize)
    var sought = 0
    for number in 0..<20 {
      let plan = plans.fallbackPlan(shape: number)
      for round in 0..<3 {
        let binding = try binder.bind(plan)
        for variant in binding.segments[0].groups.flatMap({ $0.variants + $0.fallbacks }) {
          guard case .sought(let sequence) = variant.postings, case .exact = sequence.pattern
          else { continue }
          if round == 0 { sought += 1 }
          #expect(round == 0)
        }
      }
    }
    #expect(sought > 10)
    let key = key(segment, "ab")
    #expect(cache.ask(for: key).map(isAsked) == nil)
    #expect(cache.ask(for: key).map(isAsked) == true)
    cache.keep(nil, of: key)
    #expect(cache.ask(for: key).map(isAsked) == false)
  }
}
