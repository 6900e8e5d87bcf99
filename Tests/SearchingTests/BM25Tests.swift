// SPDX-License-Identifier: Apache-2.0

import TestSupport
import Testing

@testable import Searching

@Suite("Sums of scores are exact")
struct BM25Tests {
  /// Weights of queries with boosts from one limit to the other.
  private static func weights(_ count: Int, _ random: inout SeededGenerator) -> [Float] {
    (0..<count).map { _ in
      let boost: Float = [0.001, 0.001, 1, 2.5, 1000][Int.random(in: 0..<5, using: &random)]
      let documentFrequency = [1, 7, 1000, 600_000, 709_256].randomElement(using: &random) ?? 1
      return boost
        * BM25.inverseDocumentFrequency(
          documentCount: 709_256, documentFrequency: documentFrequency)
    }
  }

  @Test(arguments: 1...8)
  func inAnyOrder(seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    for round in 0..<300 {
      var weights = Self.weights([2, 3, 10, 200][round % 4], &random)
      if round % 10 == 0 { weights[0] = .leastNormalMagnitude }
      if round % 10 == 1 { weights[0] = 3e30 }
      BM25.raiseToCommonScale(&weights)
      let scores = weights.map { weight in
        let x =
          Bool.random(using: &random)
          ? Float.random(in: 0...4, using: &random)
          : [0, 1e-7, 1e-3, 0.5, 1, 300, 1e9, .infinity].randomElement(using: &random) ?? 0
        return Double(BM25.score(weight: weight, x))
      }
      #expect(zip(scores, weights).allSatisfy { $0 >= 0 && $0 <= Double($1) })
      let sum = scores.reduce(0, +)
      for _ in 0..<5 {
        #expect(scores.shuffled(using: &random).reduce(0, +) == sum)
      }
      // And what was added can be taken away again.
      var rest = sum
      for score in scores.shuffled(using: &random) { rest -= score }
      #expect(rest == 0)
    }
  }

  @Test func commonScale() {
    var weights: [Float] = [0, 1e-30, 1, 4, 3]
    BM25.raiseToCommonScale(&weights)
    #expect(weights == [0, 8 * 0x1p-27, 1, 4, 3])
    var usual: [Float] = [0.001, 12.5, 0.3]
    BM25.raiseToCommonScale(&usual)
    #expect(usual == [0.001, 12.5, 0.3])
    var none: [Float] = []
    BM25.raiseToCommonScale(&none)
    #expect(none == [])
  }
}
