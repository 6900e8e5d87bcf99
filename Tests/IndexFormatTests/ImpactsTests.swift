// SPDX-License-Identifier: Apache-2.0

import TestSupport
import Testing

@testable import IndexFormat

@Suite("Impacts")
struct ImpactsTests {
  @Test func dominateEveryPostingAndAscend() {
    var random = SeededGenerator(seed: 21)
    var collector = ImpactCollector()
    for _ in 0..<500 {
      let postings = (0..<Int.random(in: 1...128, using: &random)).map { _ in
        (
          UInt32.random(in: 1...(Bool.random(using: &random) ? 400 : 6), using: &random),
          UInt8.random(in: 0...255, using: &random)
        )
      }
      for (frequency, code) in postings { collector.add(frequency: frequency, lengthCode: code) }
      let list = collector.take()
      #expect(postings.allSatisfy { list.dominate(frequency: $0.0, lengthCode: $0.1) })
      for index in 1..<list.count {
        #expect(list[index - 1].frequency < list[index].frequency)
        #expect(list[index - 1].lengthCode < list[index].lengthCode)
      }
      // The outermost bounds are exact.
      #expect(list[list.count - 1].frequency == UInt8(clamping: postings.map(\.0).max() ?? 0))
      #expect(list[0].lengthCode == postings.map(\.1).min())
      #expect(ImpactList(packed: list.packed) == list)
    }
  }

  @Test func fewPairsAreKeptExactly() {
    var collector = ImpactCollector()
    for (frequency, code) in [(1, 3), (2, 5), (2, 9), (7, 40), (300, 90), (5, 40)] {
      collector.add(frequency: UInt32(frequency), lengthCode: UInt8(code))
    }
    let list = collector.take()
    #expect((0..<list.count).map { list[$0].frequency } == [1, 2, 7, 255])
    #expect((0..<list.count).map { list[$0].lengthCode } == [3, 5, 40, 90])
    #expect(list.dominate(frequency: 1_000_000, lengthCode: 90))
    #expect(!list.dominate(frequency: 8, lengthCode: 40))
  }

  @Test func anyEightBytesAreAList() {
    #expect(ImpactList(packed: 0).count == 1)
    #expect(ImpactList(packed: .max).count == 4)
  }
}
