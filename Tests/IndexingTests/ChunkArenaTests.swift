// SPDX-License-Identifier: Apache-2.0
import Foundation
import TestSupport
import Testing

@testable import Indexing

@Suite struct ChunkArenaTests {
  @Test func streamsGrowSideBySide() {
    var generator = SeededGenerator(seed: 3)
    var arena = ChunkArena()
    var streams = Array(repeating: ChunkArena.Stream(), count: 7)
    var expected = Array(repeating: [UInt8](), count: 7)
    for _ in 0..<60_000 {
      // The higher the number, the longer the stream.
      let index = Int(log2(Double(Int.random(in: 1...127, using: &generator))))
      for _ in 0..<Int.random(in: 1...20, using: &generator) {
        let count = Int.random(in: 0...8, using: &generator)
        let number: UInt64 = generator.next()
        arena.append(number, count: count, to: &streams[index])
        for byte in 0..<count {
          expected[index].append(UInt8(truncatingIfNeeded: number >> UInt64(8 * byte)))
        }
      }
    }
    for index in streams.indices {
      var copy: [UInt8] = [99]
      arena.copy(streams[index], to: &copy)
      #expect(copy.dropFirst() == expected[index][...], "stream \(index)")
    }
  }

  @Test func emptyStreamHoldsNothing() {
    var copy: [UInt8] = []
    ChunkArena().copy(ChunkArena.Stream(), to: &copy)
    #expect(copy.isEmpty)
  }
}
