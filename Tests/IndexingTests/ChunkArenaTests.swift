// SPDX-License-Identifier: Apache-2.0
import TestSupport
import Testing

@testable import Indexing

@Suite struct ChunkArenaTests {
  @Test func streamsGrowSideBySide() {
    var generator = SeededGenerator(seed: 3)
    var arena = ChunkArena()
    var streams = Array(repeating: ChunkArena.Stream(), count: 7)
    var expected = Array(repeating: [UInt8](), count: 7)
    for _ in 0..<4_000 {
      let index = Int.random(in: 0..<7, using: &generator)
      let length = Int.random(in: 0...(40 << index), using: &generator)
      let bytes = (0..<length).map { _ in UInt8.random(in: 0...255, using: &generator) }
      arena.append(bytes.span, to: &streams[index])
      expected[index].append(contentsOf: bytes)
      let number = generator.next() >> UInt64.random(in: 0...63, using: &generator)
      arena.append(number: number, to: &streams[index])
      PostingStream.append(number, to: &expected[index])
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
