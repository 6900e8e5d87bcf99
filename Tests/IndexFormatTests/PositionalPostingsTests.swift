// SPDX-License-Identifier: Apache-2.0

import Storage
import TestSupport
import Testing

@testable import IndexFormat

@Suite("Documents first, positions later")
struct PositionalPostingsTests {
  @Test(arguments: 0..<8)
  func keepingEqualsItsPlainTwin(seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    func ascending(_ count: Int, _ step: UInt32) -> [UInt32] {
      var value = UInt32.random(in: 0...step, using: &random)
      return (0..<count).map { _ in
        value += UInt32.random(in: 1...step, using: &random)
        return value
      }
    }
    for _ in 0..<200 {
      let documents = ascending(128, UInt32.random(in: 1...9, using: &random))
      let candidates = ascending(128, UInt32.random(in: 1...9, using: &random))
      let range = Int.random(in: 0...60, using: &random)..<Int.random(in: 60...128, using: &random)
      var block = InlineArray<128, UInt32> { documents[$0] }
      var moved = candidates
      var indexes = (0..<128).map { UInt32(127 - $0) }
      var places = [UInt32](repeating: 500, count: 128)
      let end = PositionKernels.keep(
        &moved, &indexes, range, kept: 0, among: &block, places: &places)
      let expected = PlainPositionKernels.keep(candidates, range, among: documents)
      #expect(Array(moved[..<end]) == expected.map { candidates[$0.candidate] })
      #expect(Array(indexes[..<end]) == expected.map { UInt32(127 - $0.candidate) })
      #expect(
        expected.map { places[127 - $0.candidate] } == expected.map { UInt32($0.place) })
    }
  }

  /// All documents of a block, and a few of them alone: runs are read whole or in part.
  @Test(arguments: [(1, 3, 8), (2, 300, 10), (3, 1200, 10)])
  func readsWhatWholeBlocksHave(seed: UInt64, documentCount: Int, terms: Int) throws {
    var random = SeededGenerator(seed: seed)
    let model = ModelSegment(seed: seed, documentCount: documentCount, termsPerKind: terms)
    let reader = try SegmentReader(bytes: MappedBytes(model.bytes()), name: "model")
    var cursor = reader.terms()
    while let (key, entry) = try cursor.next() {
      let postings = try reader.postings(entry)
      guard postings.hasPositions else { continue }
      var block = PostingsBlock()
      var positions = PositionsBlock()
      var list = PositionalPostings(postings)
      for number in 0..<postings.blockCount {
        try postings.decode(block: number, into: &block)
        try postings.decodePositions(block: number, of: block, into: &positions)
        for rarity in [1, 30, 3, 1] {
          var candidates = DocumentCandidates()
          try list.lead(with: number, &candidates)
          #expect(candidates.count == block.count)
          var kept: [Int] = []
          for place in 0..<block.count where Int.random(in: 0..<rarity, using: &random) == 0 {
            candidates.documents[kept.count] = candidates.documents[place]
            candidates.indexes[kept.count] = UInt32(place)
            kept.append(place)
          }
          candidates.count = kept.count
          try list.start(&candidates, offset: 0)
          #expect(candidates.count == kept.count)
          var start = 0
          for (candidate, place) in kept.enumerated() {
            let expected = Array(positions.positions[positions.range(of: place)])
            #expect(candidates.documents[candidate] == block.documents[place])
            let end = start + candidates.startCount(of: candidate)
            #expect(Array(candidates.starts[start..<end]) == expected, "\(key)")
            start = end
          }
        }
      }
    }
  }

  /// Two terms of a model, document by document.
  @Test(arguments: 0..<4)
  func findsWhereTermsStandTogether(seed: UInt64) throws {
    let model = ModelSegment(seed: seed, documentCount: 900, termsPerKind: 20)
    let reader = try SegmentReader(bytes: MappedBytes(model.bytes()), name: "model")
    let terms = model.terms.filter { $0.key.field == 1 && $0.key.kind == 1 }
    var matchCount = 0
    for first in terms {
      for second in terms where first.documents.count > 1 {
        for offset: UInt32 in [1, 2, 40] {
          var a = PositionalPostings(try reader.postings(try #require(try reader.term(first.key))))
          var b = PositionalPostings(try reader.postings(try #require(try reader.term(second.key))))
          var found: [UInt32: Int] = [:]
          var candidates = DocumentCandidates()
          for block in 0..<a.reader.blockCount {
            try a.lead(with: block, &candidates)
            try b.keep(in: &candidates)
            try b.start(&candidates, offset: offset)
            try a.narrow(&candidates, offset: 0)
            for candidate in 0..<candidates.count {
              found[candidates.documents[candidate]] = candidates.startCount(of: candidate)
            }
          }
          var expected: [UInt32: Int] = [:]
          for (document, positions) in zip(first.documents, first.positions) {
            guard let place = second.documents.firstIndex(of: document) else { continue }
            // Positions of a model may repeat; the starts are then those of the second term.
            let starts = second.positions[place].filter { $0 >= offset }
              .filter { positions.contains($0 - offset) }
            if !starts.isEmpty { expected[document] = starts.count }
          }
          #expect(found == expected, "\(first.key) \(second.key) \(offset)")
          matchCount += found.count
        }
      }
    }
    #expect(matchCount > 100)
  }

  /// Damaged bytes give errors or wrong answers, never a trap.
  @Test func damageNeverTraps() throws {
    var random = SeededGenerator(seed: DamageTests.seed)
    let model = ModelSegment(seed: 11, documentCount: 400, termsPerKind: 10)
    var damage = try Damage(model.bytes())
    var failures = 0
    for _ in 0..<DamageTests.caseCount {
      do {
        let reader = try SegmentReader(bytes: MappedBytes(damage.next(&random)), name: "damaged")
        var cursor = reader.terms()
        while let (_, entry) = try cursor.next() {
          let postings = try reader.postings(entry)
          guard postings.hasPositions else { continue }
          var list = PositionalPostings(postings)
          var other = PositionalPostings(postings)
          var candidates = DocumentCandidates()
          for block in 0..<postings.blockCount {
            try list.lead(with: block, &candidates)
            try other.keep(in: &candidates)
            try other.start(&candidates, offset: 1)
            try list.narrow(&candidates, offset: 0)
          }
        }
      } catch { failures += 1 }
    }
    #expect(failures > 0)
  }
}
