// SPDX-License-Identifier: Apache-2.0

internal import IndexFormat

/// The best documents of a single list: its most promising blocks first, by bounds from impacts on two
/// levels, until no other can hold a hit.
struct TermRetrieval {
  private let weight: Float
  private let accepted: DocumentBitset?
  private var cursor: BlockCursor
  private var bounds: BlockBounds

  /// Creates a retrieval of a list that is its group's only one.
  ///
  /// - Parameters:
  ///   - list: the list.
  ///   - scale: how its occurrences count.
  ///   - weight: boost times idf of the group.
  ///   - accepted: the documents that restrictions leave; nil for all.
  init(_ list: PostingList, scale: VariantScale, weight: Float, accepted: DocumentBitset?) {
    self.weight = weight
    self.accepted = accepted
    cursor = BlockCursor(list, scale: scale)
    bounds = BlockBounds(list, scale: scale)
  }

  /// Offers every document of the list that can still be among the best.
  ///
  /// - Throws: `IndexFormatError.damaged`.
  mutating func retrieve(into hits: inout TopDocuments) throws(IndexFormatError) {
    let blockCount = cursor.list.blockCount
    let size = BlockBounds.blocksAtOnce
    guard blockCount > size else { return try search(0..<blockCount, &hits) }
    var superblocks = bounds.superblockBounds()
    while true {
      var best = 0
      for superblock in superblocks.indices where superblocks[superblock] > superblocks[best] {
        best = superblock
      }
      guard superblocks[best] >= 0, score(superblocks[best]) > hits.least(from: 0) else { return }
      superblocks[best] = -1
      try search(best * size..<min((best + 1) * size, blockCount), &hits)
    }
  }

  private func score(_ sum: Float) -> Double { Double(BM25.score(weight: weight, sum)) }

  /// Searches some blocks, from the greatest bound down.
  private mutating func search(
    _ blocks: Range<Int>, _ hits: inout TopDocuments
  ) throws(IndexFormatError) {
    var rest = UInt32.max >> UInt32(32 - blocks.count)
    while rest != 0 {
      var best = -1
      var greatest: Float = -1
      var left = rest
      while left != 0 {
        let place = left.trailingZeroBitCount
        left &= left - 1
        let bound = bounds.bound(ofBlock: blocks.lowerBound + place)
        if bound > greatest {
          greatest = bound
          best = place
        }
      }
      rest &= ~(1 << UInt32(best))
      guard score(greatest) > hits.least(from: 0) else { return }
      cursor.move(toBlock: blocks.lowerBound + best)
      guard score(greatest) > hits.least(from: cursor.first) else { continue }
      try cursor.loadScores(weight: weight)
      hits.offer(cursor.buffer, count: cursor.count, accepted: accepted)
    }
  }
}
