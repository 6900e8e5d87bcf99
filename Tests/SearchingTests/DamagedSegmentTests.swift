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
      let plan =
        number % 3 == 0 ? plans.wordPlan(shape: number / 3) : plans.plan(shape: number)
      do {
        let reader = try SegmentReader(bytes: MappedBytes(damaged), name: "damaged")
        let snapshot = try Snapshot(segments: [reader])
        let binding = try PlanBinder(snapshot: snapshot) { NormalizedText($0).bytes }.bind(plan)
        for retrieval in [Retrieval.fastest, .tree] {
          for hit in try retrieval.best(10, of: binding) {
            _ = try reader.storedDocument(hit.document)
          }
        }
        _ = try Retrieval.count(of: binding)
        for limit in [0, 10, 700] {
          for hit in try Retrieval.bestAndCount(limit, of: binding).best {
            #expect(Int(hit.document) < reader.documentCount)
          }
        }
        answers += 1
      } catch {
        failures += 1
      }
    }
    #expect(failures > 0 && answers > 0)
  }

  /// Damage only where postings stand, in a segment with ranges and superblocks.
  @Test(arguments: 0..<2)
  func neverTrapsInPostings(seed: UInt64) throws {
    let documentCount = 9000
    let model = ModelCollection(seed: seed, documentCount: documentCount, vocabularySize: 40)
    let bytes = try model.segmentBytes(0..<documentCount)
    let sound = try SegmentReader(bytes: MappedBytes(bytes), name: "sound")
    let section = try #require(sound.sections.first { $0.name == "postings" })
    var random = SeededGenerator(seed: seed)
    var plans = RandomPlans(seed: seed, vocabularySize: 40)
    var failures = 0
    var answers = 0
    for number in 0..<150 {
      var damaged = bytes
      for _ in 0..<[1, 5, 60][number % 3] {
        let place = section.offset + Int.random(in: 0..<section.byteCount, using: &random)
        switch Int.random(in: 0..<3, using: &random) {
        case 0: damaged[place] ^= 1 << UInt8.random(in: 0..<8, using: &random)
        case 1:
          let value: UInt8 = Bool.random(using: &random) ? .max : 0
          for index in place..<min(place + 8, section.offset + section.byteCount) {
            damaged[index] = value
          }
        default: damaged[place] = [64, 80, 128, 129, 24].randomElement(using: &random) ?? 0
        }
      }
      let reader = try SegmentReader(bytes: MappedBytes(damaged), name: "damaged")
      let snapshot = try Snapshot(segments: [reader])
      for _ in 0..<4 {
        let plan = plans.wordPlan(shape: Int.random(in: 0..<7, using: &random))
        do {
          let binding = try PlanBinder(snapshot: snapshot) { NormalizedText($0).bytes }.bind(plan)
          for limit in [10, 1000] {
            for hit in try Retrieval.fastest.best(limit, of: binding) {
              #expect(Int(hit.document) < documentCount)
            }
            _ = try Retrieval.bestAndCount(limit, of: binding)
          }
          _ = try Retrieval.count(of: binding)
          answers += 1
        } catch {
          failures += 1
        }
      }
    }
    #expect(failures > 0 && answers > 0)
  }
}
