// SPDX-License-Identifier: Apache-2.0

import IndexFormat
import TestSupport
import Testing

@testable import Searching

@Suite("The best documents of a segment")
struct TopDocumentsTests {
  /// Offers scores as candidates or as scored blocks, in batches.
  private static func offer(
    _ all: [ScoredDocument], to hits: inout TopDocuments, asBlocks: Bool,
    accepted: DocumentBitset?, _ random: inout SeededGenerator
  ) {
    var start = 0
    while start < all.count {
      let end = min(all.count, start + Int.random(in: 1...128, using: &random))
      let batch = all[start..<end].sorted { $0.document < $1.document }
      start = end
      let buffer = BlockBuffer()
      for (place, hit) in batch.enumerated() {
        // Safe: a batch has 128 documents at most.
        unsafe buffer.documents[place] = hit.document
        unsafe buffer.scores[place] = hit.score
      }
      if asBlocks {
        hits.offer(buffer, count: batch.count, accepted: accepted)
      } else {
        var candidates = Candidates()
        candidates.append(
          buffer, from: 0, to: batch.count, least: hits.least(from: batch[0].document), clauses: 0)
        if let accepted { candidates.keep(accepted) }
        hits.offer(candidates)
      }
    }
  }

  @Test(arguments: [0, 1, 2, 10, 47, 48, 49, 64, 100, 1000, Int.max])
  func equalASort(capacity: Int) {
    var random = SeededGenerator(seed: UInt64(capacity & 0xFFFF) + 1)
    for round in 0..<40 {
      let count = Int.random(in: 0...(round % 4 == 0 ? 40 : 3000), using: &random)
      let spread = [1, 3, 40, 100_000][round % 4]
      var all = (0..<count).map { number in
        ScoredDocument(
          segment: 0, document: DocumentID(number * 7),
          score: Float(Int.random(in: 0..<spread, using: &random)) / 16)
      }
      if round % 3 > 0 { all.shuffle(using: &random) }
      if round % 3 == 2 { all.sort { $0.score < $1.score } }
      let floor: Float? = round % 5 == 3 ? Float(spread / 3) / 16 : nil
      var accepted: DocumentBitset?
      if round % 2 == 1 {
        var set = DocumentBitset(documentCount: max(1, count * 7))
        for hit in all where hit.document % 3 != 0 { set.insert(hit.document) }
        accepted = set
      }
      var hits = TopDocuments(capacity: capacity, floor: floor)
      Self.offer(all, to: &hits, asBlocks: round % 4 < 2, accepted: accepted, &random)
      let expected = all.filter {
        $0.score >= floor ?? 0 && accepted?.contains($0.document) ?? true
      }.sorted { ($1.score, $0.document) < ($0.score, $1.document) }
      #expect(
        hits.ranked(segment: 0) == Array(expected.prefix(capacity)), "round \(round)")
    }
  }

  /// What a total must exceed never keeps out a document that would be among the best.
  @Test(arguments: [1, 5, 48, 49, 60])
  func leastLetsTheBestPass(capacity: Int) {
    var random = SeededGenerator(seed: UInt64(capacity))
    var all = (0..<600).map { number in
      ScoredDocument(
        segment: 0, document: DocumentID(number),
        score: Float(Int.random(in: 0..<9, using: &random)))
    }
    all.shuffle(using: &random)
    var hits = TopDocuments(capacity: capacity)
    for (place, hit) in all.enumerated() {
      let best = all[...place].sorted { ($1.score, $0.document) < ($0.score, $1.document) }
      if best.prefix(capacity).contains(hit) {
        // A quarter of an ulp less is rounded to the same score.
        let total = Double(hit.score) * (1 - 0x1p-26)
        for start in [0, hit.document / 2, hit.document] {
          #expect(total > hits.least(from: start) || hit.score == 0)
        }
      }
      Self.offer([hit], to: &hits, asBlocks: false, accepted: nil, &random)
    }
    #expect(hits.threshold > 0)
  }

  @Test func greatestDocumentAndNothing() {
    var random = SeededGenerator(seed: 1)
    var hits = TopDocuments(capacity: 2)
    let all = [2_147_483_646, 0, 2_147_483_645].map {
      ScoredDocument(segment: 3, document: $0, score: 0)
    }
    Self.offer(all, to: &hits, asBlocks: true, accepted: nil, &random)
    #expect(hits.ranked(segment: 3).map(\.document) == [0, 2_147_483_645])
    #expect(TopDocuments(capacity: 10).ranked(segment: 0) == [])
    #expect(TopDocuments(capacity: 0).threshold == .infinity)
  }
}
