// SPDX-License-Identifier: Apache-2.0

import IndexFormat
import TestSupport
import Testing
import TextAnalysis

@testable import Searching

@Suite("Score bounds")
struct ScoreBoundsTests {
  /// The bound of every range holds for each posting in it, and the bound of a block is met.
  @Test(arguments: [1, 2, 3])
  func holdBitForBit(seed: UInt64) throws {
    let model = ModelCollection(seed: seed, documentCount: 9000, vocabularySize: 8)
    let (snapshot, _) = try model.snapshot(segmentCount: 1)
    let binder = PlanBinder(snapshot: snapshot) { NormalizedText($0).bytes }
    let sources: [(Source, Int)] = [
      (.term(ModelCollection.surface(0, field: 1)), 1),
      (.term(ModelCollection.surface(2, field: 0)), 0),
      (.union([ModelCollection.surface(0, field: 1), ModelCollection.surface(1, field: 1)]), 1),
      (.term(ModelCollection.character(3)), 2), (.term(ModelCollection.tag("t3")), 3),
    ]
    var metCount = 0
    for (source, field) in sources {
      let plan = QueryPlan(
        groups: [
          TermGroup(
            label: "x", variants: [Variant(source: source, field: field, weight: 0.7)])
        ], matching: .group(0))
      let segment = try binder.bind(plan).segments[0]
      let variant = try #require(segment.groups[0].variants.first)
      var summands = [Float](repeating: -1, count: segment.documentCount)
      var bits = [UInt64](repeating: 0, count: (segment.documentCount + 63) / 64)
      for index in summands.indices { summands[index] = 0 }
      var cursor = ListCursor(variant.list)
      try cursor.accumulate(
        from: 0, width: segment.documentCount, scale: segment.scale(of: variant),
        sums: &summands, base: 0, bits: &bits)
      #expect(bits.reduce(0) { $0 + $1.nonzeroBitCount } == variant.list.documentFrequency)
      var bounds = ListBounds(variant, inverseNorms: segment.inverseNorms[field])
      var random = SeededGenerator(seed: seed)
      var start: DocumentID = 0
      while Int(start) < segment.documentCount {
        let width = DocumentID(
          Int.random(in: 0..<3, using: &random) == 0
            ? Int.random(in: 1..<6000, using: &random) : Int.random(in: 1..<300, using: &random))
        let end = min(start + width, DocumentID(segment.documentCount))
        bounds.advance(to: start)
        let bound = bounds.bound(before: end)
        let greatest = summands[Int(start)..<Int(end)].max() ?? 0
        #expect(greatest <= bound, "\(source) from \(start) to \(end)")
        if bounds.superblockEnd >= end { #expect(greatest <= bounds.superblockBound()) }
        start = end
      }
      for block in 0..<variant.list.blockCount {
        let first = block == 0 ? 0 : Int(variant.list.lastDocument(ofBlock: block - 1)) + 1
        let last = Int(variant.list.lastDocument(ofBlock: block))
        let bound = variant.list.bound(
          ofBlock: block, weight: variant.weight, inverseNorms: segment.inverseNorms[field])
        let greatest = try #require(summands[first...last].max())
        #expect(greatest <= bound)
        // Without thinning each impact is that of a posting.
        guard case .stored(let stored) = variant.list, stored.reader.hasFrequencies,
          stored.reader.impacts(ofBlock: block).count < ImpactList.capacity
        else { continue }
        metCount += 1
        #expect(greatest == bound, "block \(block)")
      }
    }
    #expect(metCount > 0)
  }

  @Test func scoresAreMonotone() {
    let weight: Float = 3.7
    var random = SeededGenerator(seed: 5)
    for _ in 0..<20_000 {
      let x = Float.random(in: 0..<40, using: &random)
      #expect(BM25.score(weight: weight, x) <= BM25.score(weight: weight, x.nextUp))
    }
    #expect(BM25.score(weight: weight, .infinity) == weight)
    #expect(BM25.score(weight: weight, 0) == 0)
    #expect(BM25.score(weight: 0, .infinity) == 0)
  }

  @Test func oneVariantIsLucenesFormula() {
    // Lucene 9: w − w / (1 + freq · 1 / (k1 · ((1 − b) + b · dl / avgdl))).
    let norms = BM25(k1: 1.2, b: 0.75).inverseNorms(averageLength: 10)
    let expected: Float = 1 / (1.2 * ((1 - 0.75) + 0.75 * 20 / 10))
    #expect(norms[20] == expected)
    #expect(BM25.inverseDocumentFrequency(documentCount: 10, documentFrequency: 3) == 1.1451323)
  }
}
