// SPDX-License-Identifier: Apache-2.0

import IndexFormat
import Storage
import TestSupport
import Testing
import TextAnalysis

@testable import Searching

@Suite("Searching damaged segments")
struct DamagedSegmentTests {
  /// A wrong answer is allowed, a trap or an endless loop is not.
  @Test(arguments: 0..<4)
  func neverTraps(seed: UInt64) throws {
    let model = ModelCollection(seed: seed, documentCount: 700, vocabularySize: 12)
    let bytes = try model.segmentBytes(0..<700)
    var random = SeededGenerator(seed: seed)
    var plans = RandomPlans(seed: seed, vocabularySize: 12)
    var failures = 0
    var answers = 0
    for number in 0..<120 {
      var damaged = bytes
      for _ in 0..<Int.random(in: 1...3, using: &random) {
        let place = Int.random(in: 0..<bytes.count, using: &random)
        if Int.random(in: 0..<3, using: &random) == 0 {
          let end = min(bytes.count, place + Int.random(in: 1...8, using: &random))
          for index in place..<end { damaged[index] = .max }
        } else {
          damaged[place] ^= 1 << UInt8.random(in: 0..<8, using: &random)
        }
      }
      if number % 10 == 0 { damaged.removeLast(Int.random(in: 1..<bytes.count, using: &random)) }
      let plan = plans.plan(shape: number)
      do {
        let reader = try SegmentReader(bytes: MappedBytes(damaged), name: "damaged")
        let snapshot = try Snapshot(segments: [reader])
        let binding = try PlanBinder(snapshot: snapshot) { NormalizedText($0).bytes }.bind(plan)
        for retrieval in [Retrieval.fastest, .tree] {
          for hit in try retrieval.best(10, of: binding) {
            _ = try reader.storedDocument(hit.document)
          }
        }
        _ = try MatchSets(binding.segments[0]).count(matching: plan.matching)
        answers += 1
      } catch {
        failures += 1
      }
    }
    #expect(failures > 0 && answers > 0)
  }
}
