// SPDX-License-Identifier: Apache-2.0

/// The layout of a term's postings and positions in their two sections.
///
/// A term in one document has no postings record: the dictionary names the document. A term in 2 to
/// 128 documents has a record of one block:
///
/// ```
/// u8 impact count (1...4), then for each: u8 frequency, u8 length code     (not for documents only)
/// variable-length integer: last document
/// block
/// ```
///
/// A term in more documents has n = ceil(documents / 128) blocks in s = ceil(n / 32) superblocks:
///
/// ```
/// u64      thresholds, since version 2                                     (not for documents only)
/// u32 x s  last document of each superblock
/// u64 x s  impacts of each superblock                                      (not for documents only)
/// u32 x n  last document of each block
/// u32 x n  end of each block, counted from the end of these tables
/// u32 x n  end of each block's positions, counted from the term's first    (with positions)
/// u64 x n  impacts of each block                                           (not for documents only)
/// blocks
///
/// block      documents, then frequencies less 1 (not for documents only), both as integer blocks
/// impacts    four pairs of u8 frequency, u8 length code, ascending; unused pairs are zeros
/// thresholds for 10, 100 and 1,000 postings a pair that so many reach, or zeros; two zeros
/// ```
///
/// Documents are coded as gaps: the document, less the document before, less 1; the very first counts
/// from document -1. A block of 128 codes 128 gaps, or a bitset; a shorter block leaves out the last
/// gap, which the last document tells.
///
/// The positions of a block follow each other in runs of 128 (the last run shorter), each an integer
/// block of gaps: the position, less the position before in the same document; the first counts from
/// 0. A term that stands once has no positions here: the dictionary tells its position.
enum PostingsFormat {
  /// Postings in every block but the last.
  static let blockCapacity = PostingsBlock.capacity
  /// Blocks in every superblock but the last.
  static let blocksPerSuperblock = 32
  /// The most bytes of a term's blocks or positions.
  static let maximumByteCount = Int(UInt32.max)

  /// The number of blocks of a term in more than one document.
  static func blockCount(documentFrequency: Int) -> Int {
    (documentFrequency + blockCapacity - 1) / blockCapacity
  }

  /// Where the tables of a term with several blocks stand in its record. Thresholds, where there are
  /// any, stand first.
  struct Tables: Sendable {
    var blockCount: Int
    var superblockCount: Int
    var superblockLasts: Int
    var superblockImpacts: Int
    var lasts: Int
    var ends: Int
    var positionEnds: Int
    var impacts: Int
    var byteCount: Int

    init(blockCount n: Int, streams: TermStreams, hasThresholds: Bool) {
      let s = (n + blocksPerSuperblock - 1) / blocksPerSuperblock
      let impactByteCount = streams >= .frequencies ? 8 : 0
      let positionByteCount = streams == .positions ? 4 : 0
      blockCount = n
      superblockCount = s
      superblockLasts = hasThresholds && streams >= .frequencies ? 8 : 0
      superblockImpacts = superblockLasts + 4 * s
      lasts = superblockImpacts + impactByteCount * s
      ends = lasts + 4 * n
      positionEnds = ends + 4 * n
      impacts = positionEnds + positionByteCount * n
      byteCount = impacts + impactByteCount * n
    }
  }
}
