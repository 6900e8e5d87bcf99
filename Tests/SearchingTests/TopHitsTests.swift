// SPDX-License-Identifier: Apache-2.0

import IndexFormat
import TestSupport
import Testing

@testable import Searching

@Suite("The best documents")
struct TopHitsTests {
  @Test(arguments: [0, 1, 2, 10, 100, 1000])
  func keepsTheBestInOrder(capacity: Int) {
    var random = SeededGenerator(seed: UInt64(capacity))
    for round in 0..<40 {
      var all = (0..<Int.random(in: 0...400, using: &random)).map { number in
        ScoredDocument(
          segment: number / 150, document: DocumentID(number % 150),
          score: Float(Int.random(in: 0..<30, using: &random)))
      }
      if round % 2 == 1 { all.shuffle(using: &random) }
      var hits = TopHits(capacity: capacity)
      for hit in all {
        hits.offer(segment: hit.segment, document: hit.document, score: hit.score)
      }
      let expected = all.sorted {
        ($1.score, $0.segment, $0.document) < ($0.score, $1.segment, $1.document)
      }
      #expect(hits.ranked() == Array(expected.prefix(capacity)))
    }
  }

  @Test func thresholdIsTheWorstScoreKept() {
    var hits = TopHits(capacity: 2)
    #expect(hits.threshold == -1)
    hits.offer(segment: 0, document: 0, score: 3)
    #expect(hits.threshold == -1)
    hits.offer(segment: 0, document: 1, score: 5)
    #expect(hits.threshold == 3)
    hits.offer(segment: 0, document: 2, score: 3)
    #expect(hits.ranked().map(\.document) == [1, 0])
    #expect(TopHits(capacity: 0).threshold == .infinity)
  }
}
