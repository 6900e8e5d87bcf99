// SPDX-License-Identifier: Apache-2.0

internal import Storage

/// The postings of one term: blocks of up to 128, found by document, decoded one at a time.
///
/// Nothing in the bytes is trusted: damage gives an error or a wrong answer, never a trap.
package struct PostingsReader: Sendable {
  /// In how many documents the term stands.
  package let documentFrequency: Int
  /// How often the term stands in all of them.
  package let totalFrequency: UInt64
  /// Whether frequencies are recorded; without them each is 1.
  package let hasFrequencies: Bool
  /// Whether positions are recorded.
  package let hasPositions: Bool
  /// The number of blocks, each of 128 postings but the last.
  package let blockCount: Int
  /// The number of superblocks, each of 32 blocks but the last.
  package let superblockCount: Int

  let documentCount: Int
  let section: SectionView
  let positionsSection: SectionView
  // Where the record, its blocks and the positions stand in their sections.
  let record: Range<Int>
  let payload: Int
  let positionsRange: Range<Int>
  // Of a term with several blocks, where its tables stand in the record.
  let tables: PostingsFormat.Tables?
  private let hasThresholds: Bool
  // Of a term with one block, what the tables would tell; of a singleton, its only position.
  let onlyLast: DocumentID
  let onlyImpacts: ImpactList
  let onlyPosition: UInt32

  /// Opens the postings of a term.
  ///
  /// The singleton code is the length code of the document of a term in one document. Thresholds are
  /// recorded since format version 2.
  ///
  /// - Throws: `IndexFormatError.damaged`.
  init(
    _ entry: TermEntry, documentCount: Int, postings: SectionView, positions: SectionView,
    singletonCode: UInt8, hasThresholds: Bool
  ) throws(IndexFormatError) {
    documentFrequency = Int(entry.documentFrequency)
    totalFrequency = entry.totalFrequency
    hasFrequencies = entry.streams >= .frequencies
    hasPositions = entry.streams == .positions
    self.documentCount = documentCount
    section = postings
    positionsSection = positions
    self.hasThresholds = hasThresholds && entry.streams >= .frequencies
    guard documentFrequency >= 1, documentFrequency <= documentCount,
      totalFrequency >= UInt64(documentFrequency)
    else {
      throw postings.damaged(
        at: 0, "a term in \(documentFrequency) documents of \(documentCount)")
    }
    let positionsEnd = entry.positionsStart.addingReportingOverflow(entry.positionsByteCount)
    guard entry.positionsStart >= 0, entry.positionsByteCount >= 0, !positionsEnd.overflow,
      positionsEnd.partialValue <= positions.bytes.count
    else {
      throw positions.damaged(at: positions.bytes.count, "a term's positions leave the section")
    }
    positionsRange = entry.positionsStart..<positionsEnd.partialValue
    blockCount = PostingsFormat.blockCount(documentFrequency: documentFrequency)
    let superblockSize = PostingsFormat.blocksPerSuperblock
    superblockCount = (blockCount + superblockSize - 1) / superblockSize
    guard documentFrequency > 1 else {
      guard Int(entry.document) < documentCount else {
        throw postings.damaged(at: 0, "document \(entry.document) of \(documentCount)")
      }
      record = 0..<0
      payload = 0
      tables = nil
      onlyLast = entry.document
      onlyPosition = entry.position
      var impacts = ImpactList()
      if hasFrequencies {
        impacts.append(
          Impact(frequency: UInt8(clamping: totalFrequency), lengthCode: singletonCode))
      }
      onlyImpacts = impacts
      return
    }
    let recordEnd = entry.postingsStart.addingReportingOverflow(entry.postingsByteCount)
    guard entry.postingsStart >= 0, entry.postingsByteCount >= 0, !recordEnd.overflow,
      recordEnd.partialValue <= postings.bytes.count
    else { throw postings.damaged(at: postings.bytes.count, "a term's postings leave the section") }
    record = entry.postingsStart..<recordEnd.partialValue
    onlyPosition = 0
    if blockCount > 1 {
      let tables = PostingsFormat.Tables(
        blockCount: blockCount, streams: entry.streams, hasThresholds: hasThresholds)
      guard tables.byteCount <= record.count else {
        throw postings.damaged(at: record.lowerBound, "the tables of a term leave its postings")
      }
      self.tables = tables
      payload = record.lowerBound + tables.byteCount
      onlyLast = 0
      onlyImpacts = ImpactList()
    } else {
      tables = nil
      do throws(StorageError) {
        var at = record.lowerBound
        var packed: UInt64 = 0
        if hasFrequencies {
          let count = Int(try postings.bytes.byte(at: at))
          at += 1
          guard count >= 1, count <= ImpactList.capacity else {
            throw .damaged(structure: "impacts", offset: at - 1, reason: "\(count) impacts")
          }
          for index in 0..<count {
            packed |= UInt64(try postings.bytes.uint16(at: at)) << UInt64(16 * index)
            at += 2
          }
        }
        onlyImpacts = hasFrequencies ? ImpactList(packed: packed) : ImpactList()
        let last = try postings.bytes.variableByte(at: &at)
        guard at <= record.upperBound, last < UInt64(documentCount) else {
          throw .damaged(structure: "postings", offset: at, reason: "last document \(last)")
        }
        onlyLast = DocumentID(last)
        payload = at
      } catch { throw postings.damaged(error) }
    }
  }

  /// The last document of a block.
  ///
  /// - Precondition: `0 <= block < blockCount`.
  /// - Complexity: O(1).
  package func lastDocument(ofBlock block: Int) -> DocumentID {
    precondition(block >= 0 && block < blockCount, "no such block")
    guard let tables else { return onlyLast }
    return section.bytes.entry(block, ofUInt32TableAt: record.lowerBound + tables.lasts)
  }

  /// The last document of a superblock.
  ///
  /// - Precondition: `0 <= superblock < superblockCount`.
  /// - Complexity: O(1).
  package func lastDocument(ofSuperblock superblock: Int) -> DocumentID {
    precondition(superblock >= 0 && superblock < superblockCount, "no such superblock")
    guard let tables else { return onlyLast }
    return section.bytes.entry(
      superblock, ofUInt32TableAt: record.lowerBound + tables.superblockLasts)
  }

  /// The impacts of a block; none for document-only kinds.
  ///
  /// - Precondition: `0 <= block < blockCount`.
  /// - Complexity: O(1).
  package func impacts(ofBlock block: Int) -> ImpactList {
    precondition(block >= 0 && block < blockCount, "no such block")
    guard let tables, hasFrequencies else { return onlyImpacts }
    return ImpactList(
      packed: section.bytes.entry(block, ofUInt64TableAt: record.lowerBound + tables.impacts))
  }

  /// The impacts of a superblock; none for document-only kinds.
  ///
  /// - Precondition: `0 <= superblock < superblockCount`.
  /// - Complexity: O(1).
  package func impacts(ofSuperblock superblock: Int) -> ImpactList {
    precondition(superblock >= 0 && superblock < superblockCount, "no such superblock")
    guard let tables, hasFrequencies else { return onlyImpacts }
    return ImpactList(
      packed: section.bytes.entry(
        superblock, ofUInt64TableAt: record.lowerBound + tables.superblockImpacts))
  }

  /// An impact that the best `count` postings reach: at least so many are as frequent or more, in a
  /// field as short or shorter. Of the counts 10, 100 and 1,000 the least that is not below `count`
  /// decides; nil where the term is in fewer documents than that, in 128 or fewer, or in an index of
  /// version 1, and for document-only kinds.
  ///
  /// - Complexity: O(1).
  package func leastImpact(ofBest count: Int) -> Impact? { thresholds?.impact(ofBest: count) }

  /// The thresholds, if any are recorded.
  var thresholds: ImpactThresholds? {
    guard tables != nil, hasThresholds else { return nil }
    return ImpactThresholds(packed: section.bytes.entry(0, ofUInt64TableAt: record.lowerBound))
  }

  /// The first block from `startingAt` on whose last document is not below `document`, or nil.
  ///
  /// - Complexity: O(log blocks passed).
  package func block(from document: DocumentID, startingAt start: Int = 0) -> Int? {
    precondition(start >= 0, "no such block")
    guard start < blockCount else { return nil }
    guard let tables else { return onlyLast >= document ? 0 : nil }
    let block = section.bytes.firstIndex(
      notBelow: document, in: start..<blockCount,
      ofUInt32TableAt: record.lowerBound + tables.lasts)
    return block < blockCount ? block : nil
  }

  /// The first superblock from `startingAt` on whose last document is not below `document`, or nil.
  ///
  /// - Complexity: O(log superblocks passed).
  package func superblock(from document: DocumentID, startingAt start: Int = 0) -> Int? {
    precondition(start >= 0, "no such superblock")
    guard start < superblockCount else { return nil }
    guard let tables else { return onlyLast >= document ? 0 : nil }
    let superblock = section.bytes.firstIndex(
      notBelow: document, in: start..<superblockCount,
      ofUInt32TableAt: record.lowerBound + tables.superblockLasts)
    return superblock < superblockCount ? superblock : nil
  }

  /// Whether the blocks and their positions end where the dictionary says.
  var isFilled: Bool {
    guard let tables else { return true }
    let ends = record.lowerBound + tables.ends
    let end = Int(section.bytes.entry(blockCount - 1, ofUInt32TableAt: ends))
    guard hasPositions else { return payload + end == record.upperBound }
    let positionEnds = record.lowerBound + tables.positionEnds
    let positionEnd = Int(section.bytes.entry(blockCount - 1, ofUInt32TableAt: positionEnds))
    return payload + end == record.upperBound && positionEnd == positionsRange.count
  }

  /// The number of postings in a block.
  package func postingCount(ofBlock block: Int) -> Int {
    min(PostingsBlock.capacity, documentFrequency - block * PostingsBlock.capacity)
  }
}
