// SPDX-License-Identifier: Apache-2.0

import TestSupport
import Testing

@testable import Searching

@Suite("Sequences of positions")
struct SequenceMatcherTests {
  /// Every choice of one position a slot.
  private func naive(
    _ positions: [[UInt32]], offsets: [Int], slop: Int, ordered: Bool
  ) -> [Int] {
    positions[0].indices.filter { first in
      func extends(_ chosen: [Int]) -> Bool {
        guard chosen.count < positions.count else {
          let displacements = zip(chosen, offsets).map { $0 - $1 }
          return (displacements.max() ?? 0) - (displacements.min() ?? 0) <= slop
        }
        return positions[chosen.count].contains { position in
          let position = Int(position)
          if slop > 0, chosen.contains(position) { return false }
          if slop > 0, ordered, let last = chosen.last, position < last { return false }
          return extends(chosen + [position])
        }
      }
      return extends([Int(positions[0][first])])
    }
  }

  @Test(arguments: 0..<8)
  func agreesWithEveryChoice(seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    var matchCount = 0
    for _ in 0..<400 {
      let slotCount = Int.random(in: 1...4, using: &random)
      let span = UInt32.random(in: 4...25, using: &random)
      let positions: [[UInt32]] = (0..<slotCount).map { _ in
        (0..<span).filter { _ in Int.random(in: 0..<4, using: &random) == 0 }
      }
      var offset = 0
      let offsets = (0..<slotCount).map { _ in
        defer { offset += Int.random(in: 1...2, using: &random) }
        return offset
      }
      let slop = Int.random(in: 0...5, using: &random)
      let ordered = Bool.random(using: &random)
      let matcher = SequenceMatcher(offsets: offsets, slop: slop, ordered: ordered)
      let found = matcher.matches(positions)
      #expect(matcher.matchCount(positions) == found.count)
      let expected =
        positions.contains { $0.isEmpty }
        ? [] : naive(positions, offsets: offsets, slop: slop, ordered: ordered)
      #expect(found == expected, "\(positions) offsets \(offsets) slop \(slop) ordered \(ordered)")
      matchCount += found.count
    }
    #expect(matchCount > 100)
  }

  @Test func aWordMatchesOncePerPlace() {
    let phrase = SequenceMatcher(offsets: [0, 1, 2], slop: 0, ordered: true)
    #expect(phrase.matches([[1, 5, 9], [2, 6], [3, 7, 11]]) == [0, 1])
    let near = SequenceMatcher(offsets: [0, 1], slop: 2, ordered: false)
    #expect(near.matches([[4], [4]]).isEmpty, "one word cannot stand for two")
    #expect(near.matches([[4], [3]]) == [0], "swapped neighbours are two apart")
    #expect(
      SequenceMatcher(offsets: [0, 1], slop: 2, ordered: true).matches([[4], [3]]).isEmpty)
  }

  @Test func largeSlopIsQuick() {
    let many = (0..<3000).map { UInt32($0 * 2) }
    let matcher = SequenceMatcher(offsets: [0, 1], slop: .max, ordered: false)
    #expect(matcher.matches([many, many.map { $0 + 1 }]).count == many.count)
    #expect(matcher.matches([many, many]).count == many.count)
  }
}
