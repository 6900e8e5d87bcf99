// SPDX-License-Identifier: Apache-2.0
import TestSupport
import Testing

@testable import Indexing

/// Which segments are joined.
@Suite struct MergePolicyTests {
  private func segment(_ byteCount: Int, deleted: Int = 0) -> MergePolicy.Segment {
    MergePolicy.Segment(byteCount: byteCount, documentCount: 1000, deletedCount: deleted)
  }

  @Test func joinsManySmallOnes() {
    let policy = MergePolicy()
    #expect(policy.next([]) == nil)
    #expect(policy.next(Array(repeating: segment(1000), count: 7)) == nil)
    #expect(policy.next(Array(repeating: segment(1000), count: 8)) == 0..<8)
    // The large one is left alone.
    let small = Array(repeating: segment(1 << 20), count: 8)
    #expect(policy.next([segment(100 << 20)] + small) == 1..<9)
    #expect(policy.next([segment(100 << 20)] + small.dropLast()) == nil)
    // Nothing grows without bounds.
    #expect(policy.next(Array(repeating: segment(1 << 30), count: 8)) == nil)
  }

  @Test func writesAnewWhereManyAreDeleted() {
    let policy = MergePolicy()
    #expect(policy.next([segment(100 << 20, deleted: 333), segment(5)]) == nil)
    #expect(policy.next([segment(5), segment(100 << 20, deleted: 334)]) == 1..<2)
    #expect(
      policy.next([MergePolicy.Segment(byteCount: 9, documentCount: 0, deletedCount: 0)]) == nil)
  }

  /// However commits come, there are few segments, and a byte is copied a few times.
  @Test(arguments: [1, 2, 3]) func costIsBounded(_ seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    let policy = MergePolicy()
    var segments: [MergePolicy.Segment] = []
    var written = 0
    var copied = 0
    var most = 0
    for _ in 0..<3000 {
      let size = 1 << Int.random(in: 10...22, using: &random)
      segments.append(segment(size))
      written += max(size, policy.floorByteCount)
      while let range = policy.next(segments) {
        let total = segments[range].reduce(0) { $0 + $1.liveByteCount }
        copied += total
        segments.replaceSubrange(range, with: [segment(total)])
      }
      most = max(most, segments.count)
    }
    #expect(most <= 40)
    #expect(copied < 12 * written)
  }
}
