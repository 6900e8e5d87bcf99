// SPDX-License-Identifier: Apache-2.0

internal import IndexFormat

/// Upper bounds of a list's summands, block by block, found when they are first asked for.
///
/// The bounds are computed by the operations that compute scores, which are monotone, so they hold
/// bit for bit and are met by the posting of the best impact.
struct BlockBounds {
  private let list: PostingList
  private let scale: VariantScale
  private var bounds: [Float] = []
  /// For each 32 blocks whether their bounds are known.
  private var known: [Bool] = []

  /// Blocks of a superblock.
  static let blocksAtOnce = 32

  /// Creates the bounds of a list.
  init(_ list: PostingList, scale: VariantScale) {
    self.list = list
    self.scale = scale
  }

  /// The bounds of all superblocks.
  func superblockBounds() -> [Float] { list.superblockBounds(scale: scale) }

  /// The bound of a block.
  mutating func bound(ofBlock block: Int) -> Float {
    if bounds.isEmpty {
      bounds = [Float](repeating: 0, count: list.blockCount)
      known = [Bool](
        repeating: false, count: (list.blockCount + Self.blocksAtOnce - 1) / Self.blocksAtOnce)
    }
    let group = block / Self.blocksAtOnce
    if !known[group] {
      known[group] = true
      let start = group * Self.blocksAtOnce
      list.bound(
        blocks: start..<min(start + Self.blocksAtOnce, bounds.count), scale: scale, into: &bounds)
    }
    return bounds[block]
  }
}
