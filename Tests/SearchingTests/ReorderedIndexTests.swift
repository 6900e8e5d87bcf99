// SPDX-License-Identifier: Apache-2.0

import Foundation
import IndexFormat
import Storage
import Testing
import TextAnalysis

@testable import Indexing
@testable import Searching

@Suite("A reordered index answers as the indexes it was made of")
struct ReorderedIndexTests {
  @Test(arguments: [1, 2, 3, 4])
  func sameSetsAndScores(_ seed: UInt64) throws {
    let model = ModelCollection(seed: seed, documentCount: 1200)
    let parts = try [model.segment(0..<500), model.segment(500..<1200)]
    let folder = FileManager.default.temporaryDirectory.appending(path: "sakuin-\(UUID())")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: false)
    defer { try? FileManager.default.removeItem(at: folder) }
    let path = folder.path + "/reordered.sakuin"
    var merger = IndexMerger(reorders: true, threadCount: 2)
    merger.bisection.smallestRange = 16
    merger.termLimits.lowestDocumentFrequency = 4
    _ = try merger.merge(parts.map { LiveSegment($0) }, into: path)
    let reordered = try SegmentReader(path: FilePath(path))
    #expect(IndexChecker.check(reordered).isEmpty)
    #expect(try reordered.key(of: 0) != "d0")
    let plain = try Answers(parts)
    let other = try Answers([reordered])
    var plans = RandomPlans(seed: seed &* 17, vocabularySize: model.vocabularySize)
    for number in 0..<60 {
      let plan = plans.plan(shape: number, maximumGroupCount: 5)
      #expect(try plain.count(plan) == other.count(plan))
      // All documents, each with its score, and the scores of the best few.
      let all = try plain.best(2000, plan)
      #expect(
        try Dictionary(uniqueKeysWithValues: other.best(2000, plan))
          == Dictionary(uniqueKeysWithValues: all), "plan \(number)")
      #expect(try other.best(10, plan).map(\.1) == all.prefix(10).map(\.1), "plan \(number)")
    }
  }

  /// What some segments answer, documents by key and scores by their bits.
  private struct Answers {
    let segments: [SegmentReader]
    let binder: PlanBinder

    init(_ segments: [SegmentReader]) throws {
      self.segments = segments
      binder = PlanBinder(snapshot: try Snapshot(segments: segments)) { NormalizedText($0).bytes }
    }

    func count(_ plan: QueryPlan) throws -> Int {
      try binder.bind(plan).segments.reduce(0) {
        $0 + (try MatchSets($1).count(matching: plan.matching))
      }
    }

    func best(_ limit: Int, _ plan: QueryPlan) throws -> [(String, UInt32)] {
      try Retrieval.fastest.best(limit, of: binder.bind(plan)).map {
        (try segments[$0.segment].key(of: $0.document), $0.score.bitPattern)
      }
    }
  }
}
