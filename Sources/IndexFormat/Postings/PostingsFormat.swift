// SPDX-License-Identifier: Apache-2.0

internal import Storage

/// The layout of a term's postings and positions in their two sections.
///
/// A term in 1 to 128 documents has a `ShortPostingsFormat` record of both, or none where it stands
/// once in one document or has neither frequencies nor positions there.
///
/// A term in more documents has n = ceil(documents / 128) blocks in s = ceil(n / 32) superblocks:
///
/// ```
/// u64      thresholds                                                      (not for documents only)
/// u32 x s  last document of each superblock
/// u32 x s  end of each superblock, counted from the end of these tables
/// u32 x s  end of each superblock's positions, from the term's first       (with positions)
/// u64 x s  impacts of each superblock                                      (not for documents only)
/// u32 x n  last document of each block
/// u16 x n  end of each block, counted from the end of the superblock before
/// u16 or u32 x n  end of each block's positions, likewise                  (with positions)
/// u64 x n  impacts of each block                                           (not for documents only)
/// blocks
///
/// block      documents, then frequencies less 1 (not for documents only), both as integer blocks
/// impacts    four pairs of u8 frequency, u8 length code, ascending; unused pairs are zeros
/// thresholds for 10, 100 and 1,000 postings a pair that so many reach, or zeros; u8 bytes of an end
///            of positions, 2 or 4 (0 without positions); a zero
/// ```
///
/// Documents are coded as gaps: the document, less the document before, less 1; the very first counts
/// from document -1. A block of 128 codes 128 gaps, or a bitset; a shorter block leaves out the last
/// gap, which the last document tells.
///
/// The positions of a block follow each other in runs of 128 (the last run shorter), each an integer
/// block of gaps: the position, less the position before in the same document; the first counts from
/// 0.
enum PostingsFormat {
  /// Postings in every block but the last.
  static let blockCapacity = PostingsBlock.capacity
  /// Blocks in every superblock but the last.
  static let blocksPerSuperblock = 32
  /// The most bytes of a term's blocks or positions.
  static let maximumByteCount = Int(UInt32.max)
  /// Documents and frequencies of terms in at most so many documents are coded as small as can be, of
  /// others in forms that are decoded fast.
  static let mostDocumentsForSize = blockCapacity * blocksPerSuperblock

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
    var superblockEnds: Int
    var superblockPositionEnds: Int
    var superblockImpacts: Int
    var lasts: Int
    var ends: Int
    var positionEnds: Int
    /// The bytes of an end of positions.
    var positionEndByteCount: Int
    var impacts: Int
    var byteCount: Int

    init(blockCount n: Int, streams: TermStreams, positionEndByteCount: Int) {
      let s = (n + blocksPerSuperblock - 1) / blocksPerSuperblock
      let impactByteCount = streams >= .frequencies ? 8 : 0
      blockCount = n
      superblockCount = s
      self.positionEndByteCount = positionEndByteCount
      superblockLasts = impactByteCount
      superblockEnds = superblockLasts + 4 * s
      superblockPositionEnds = superblockEnds + 4 * s
      superblockImpacts = superblockPositionEnds + (streams == .positions ? 4 * s : 0)
      lasts = superblockImpacts + impactByteCount * s
      ends = lasts + 4 * n
      positionEnds = ends + 2 * n
      impacts = positionEnds + positionEndByteCount * n
      byteCount = impacts + impactByteCount * n
    }

    /// Where a block, or its positions, stands: from the end of the one before to its own.
    ///
    /// - Precondition: The tables lie in the bytes, at `start`.
    func ends(ofBlock block: Int, _ bytes: MappedBytes, at start: Int) -> (start: Int, end: Int) {
      span(block, bytes, upper: start + superblockEnds, lower: start + ends, width: 2)
    }

    /// The same of positions.
    func positionEnds(
      ofBlock block: Int, _ bytes: MappedBytes, at start: Int
    ) -> (start: Int, end: Int) {
      span(
        block, bytes, upper: start + superblockPositionEnds, lower: start + positionEnds,
        width: positionEndByteCount)
    }

    private func span(
      _ block: Int, _ bytes: MappedBytes, upper: Int, lower: Int, width: Int
    ) -> (start: Int, end: Int) {
      func end(_ block: Int) -> Int {
        width == 2
          ? Int(bytes.entry(block, ofUInt16TableAt: lower))
          : Int(bytes.entry(block, ofUInt32TableAt: lower))
      }
      let superblock = block / blocksPerSuperblock
      let base = superblock == 0 ? 0 : Int(bytes.entry(superblock - 1, ofUInt32TableAt: upper))
      let isFirst = block % blocksPerSuperblock == 0
      return (isFirst ? base : base + end(block - 1), base + end(block))
    }
  }
}
