// SPDX-License-Identifier: Apache-2.0

internal import IndexFormat

/// Upper bounds of a variant's part of a group's sum over ranges of documents, from the impacts of
/// its blocks. Ranges must be asked in ascending order.
///
/// The bounds are computed by the operations that compute scores, which are monotone, so they hold
/// bit for bit and are met by the posting of the best impact.
struct ListBounds {
  private let list: PostingList
  private let weight: Float
  private let inverseNorms: [Float]
  private let blockCount: Int
  /// The first block that reaches the last range asked for; `blockCount` when none does.
  private var blockIndex = 0
  private var blockLast: DocumentID
  private var knownBlock = -1
  private var knownBlockBound: Float = 0
  private var knownSuperblock = -1
  private var knownSuperblockBound: Float = 0

  /// More blocks than this are bounded by their superblocks.
  private static let finestBlockCount = 8

  /// Creates the bounds of a variant.
  init(_ variant: BoundVariant, inverseNorms: [Float]) {
    list = variant.list
    weight = variant.weight
    self.inverseNorms = inverseNorms
    blockCount = list.blockCount
    blockLast = blockCount > 0 ? list.lastDocument(ofBlock: 0) : 0
  }

  /// Whether the list has no document from the last range on.
  var isExhausted: Bool { blockIndex >= blockCount }

  /// Moves to the block that holds the first document not less than `document`.
  mutating func advance(to document: DocumentID) {
    guard blockIndex < blockCount, blockLast < document else { return }
    blockIndex = list.firstBlock(reaching: document, startingAt: blockIndex + 1) ?? blockCount
    if blockIndex < blockCount { blockLast = list.lastDocument(ofBlock: blockIndex) }
  }

  /// The least document, not less than `document`, that the list may hold; `ListCursor.end` when
  /// there is none. After `advance(to: document)`.
  func firstPossible(from document: DocumentID) -> DocumentID {
    guard blockIndex < blockCount else { return ListCursor.end }
    guard blockIndex > 0 else { return document }
    let before = list.lastDocument(ofBlock: blockIndex - 1)
    return before == ListCursor.end ? before : max(document, before + 1)
  }

  /// The last document of the block reached; `ListCursor.end` when there is none.
  var blockEnd: DocumentID { blockIndex < blockCount ? blockLast : ListCursor.end }

  /// The last document of the superblock reached; `ListCursor.end` when there is none.
  var superblockEnd: DocumentID {
    guard blockIndex < blockCount else { return ListCursor.end }
    return list.lastDocument(
      ofSuperblock: blockIndex / MaterializedPostings.blocksPerSuperblock)
  }

  /// The bound over the superblock reached.
  mutating func superblockBound() -> Float {
    guard blockIndex < blockCount else { return 0 }
    return bound(ofSuperblock: blockIndex / MaterializedPostings.blocksPerSuperblock)
  }

  /// The bound over documents from the place reached to before `end`.
  mutating func bound(before end: DocumentID) -> Float {
    guard blockIndex < blockCount, firstPossible(from: 0) < end else { return 0 }
    if blockLast >= end - 1 { return bound(ofBlock: blockIndex) }
    let lastBlock =
      list.firstBlock(reaching: end - 1, startingAt: blockIndex + 1) ?? blockCount - 1
    var result: Float = 0
    if lastBlock - blockIndex < Self.finestBlockCount {
      for block in blockIndex...lastBlock { result = max(result, bound(ofBlock: block)) }
    } else {
      let size = MaterializedPostings.blocksPerSuperblock
      for superblock in blockIndex / size...lastBlock / size {
        result = max(result, bound(ofSuperblock: superblock))
      }
    }
    return result
  }

  /// The bound of one block.
  mutating func bound(ofBlock block: Int) -> Float {
    if block != knownBlock {
      knownBlock = block
      knownBlockBound = list.bound(ofBlock: block, weight: weight, inverseNorms: inverseNorms)
    }
    return knownBlockBound
  }

  private mutating func bound(ofSuperblock superblock: Int) -> Float {
    if superblock != knownSuperblock {
      knownSuperblock = superblock
      knownSuperblockBound = list.bound(
        ofSuperblock: superblock, weight: weight, inverseNorms: inverseNorms)
    }
    return knownSuperblockBound
  }
}
