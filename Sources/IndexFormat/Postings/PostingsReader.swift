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
  // Of a term with one block, its record, and what the tables would tell; of a term that stands once,
  // its only position.
  let short: ShortPostingsReader?
  let onlyLast: DocumentID
  let onlyImpacts: ImpactList
  let onlyPosition: UInt32

  /// Opens the postings of a term.
  ///
  /// The singleton code is the length code of the document of a term in one document.
  ///
  /// - Throws: `IndexFormatError.damaged`.
  init(
    _ entry: TermEntry, documentCount: Int, postings: SectionView, positions: SectionView,
    singletonCode: UInt8
  ) throws(IndexFormatError) {
    documentFrequency = Int(entry.documentFrequency)
    totalFrequency = entry.totalFrequency
    hasFrequencies = entry.streams >= .frequencies
    hasPositions = entry.streams == .positions
    self.documentCount = documentCount
    section = postings
    positionsSection = positions
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
    let recordEnd = entry.postingsStart.addingReportingOverflow(entry.postingsByteCount)
    guard entry.postingsStart >= 0, entry.postingsByteCount >= 0, !recordEnd.overflow,
      recordEnd.partialValue <= postings.bytes.count
    else { throw postings.damaged(at: postings.bytes.count, "a term's postings leave the section") }
    record = entry.postingsStart..<recordEnd.partialValue
    blockCount = PostingsFormat.blockCount(documentFrequency: documentFrequency)
    let superblockSize = PostingsFormat.blocksPerSuperblock
    superblockCount = (blockCount + superblockSize - 1) / superblockSize
    onlyPosition = entry.position
    guard blockCount > 1 else {
      let short: ShortPostingsReader
      do throws(StorageError) {
        short = try ShortPostingsReader(
          postings.paddedBytes, record: record, documentFrequency: documentFrequency,
          totalFrequency: totalFrequency, streams: entry.streams, documentCount: documentCount)
      } catch { throw postings.damaged(error) }
      let isSingle = documentFrequency == 1
      onlyLast = isSingle ? entry.document : short.last
      guard Int(onlyLast) < documentCount else {
        throw postings.damaged(at: 0, "document \(onlyLast) of \(documentCount)")
      }
      var impacts = ImpactList()
      if hasFrequencies {
        let most = totalFrequency - UInt64(documentFrequency) + 1
        impacts.append(
          Impact(
            frequency: UInt8(clamping: most),
            lengthCode: isSingle ? singletonCode : short.shortestCode))
      }
      self.short = short
      onlyImpacts = impacts
      tables = nil
      payload = record.lowerBound
      return
    }
    short = nil
    onlyLast = 0
    onlyImpacts = ImpactList()
    var positionEndByteCount = 0
    if hasPositions {
      do throws(StorageError) {
        positionEndByteCount = Int(try postings.bytes.byte(at: record.lowerBound + 6))
      } catch { throw postings.damaged(error) }
      guard positionEndByteCount == 2 || positionEndByteCount == 4 else {
        throw postings.damaged(
          at: record.lowerBound + 6, "ends of positions of \(positionEndByteCount) bytes")
      }
    }
    let tables = PostingsFormat.Tables(
      blockCount: blockCount, streams: entry.streams, positionEndByteCount: positionEndByteCount)
    guard tables.byteCount <= record.count else {
      throw postings.damaged(at: record.lowerBound, "the tables of a term leave its postings")
    }
    self.tables = tables
    payload = record.lowerBound + tables.byteCount
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
  /// decides; nil where the term is in fewer documents than that, or in 128 or fewer, and for
  /// document-only kinds.
  ///
  /// - Complexity: O(1).
  package func leastImpact(ofBest count: Int) -> Impact? { thresholds?.impact(ofBest: count) }

  /// The thresholds, if any are recorded.
  var thresholds: ImpactThresholds? {
    guard tables != nil, hasFrequencies else { return nil }
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
    let bytes = section.bytes
    let end = tables.ends(ofBlock: blockCount - 1, bytes, at: record.lowerBound).end
    guard hasPositions else { return payload + end == record.upperBound }
    let positionEnd =
      tables.positionEnds(ofBlock: blockCount - 1, bytes, at: record.lowerBound).end
    return payload + end == record.upperBound && positionEnd == positionsRange.count
  }

  /// The number of postings in a block.
  package func postingCount(ofBlock block: Int) -> Int {
    min(PostingsBlock.capacity, documentFrequency - block * PostingsBlock.capacity)
  }
}
