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
  private let positionsSection: SectionView
  // Where the record, its blocks and the positions stand in their sections.
  let record: Range<Int>
  let payload: Int
  private let positionsRange: Range<Int>
  // Of a term with several blocks, where its tables stand in the record.
  let tables: PostingsFormat.Tables?
  // Of a term with one block, what the tables would tell; of a singleton, its only position.
  let onlyLast: DocumentID
  let onlyImpacts: ImpactList
  private let onlyPosition: UInt32

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
      let tables = PostingsFormat.Tables(blockCount: blockCount, streams: entry.streams)
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

  /// Decodes a block. Its documents ascend strictly from above the block before and lie in the
  /// segment; its last document is `lastDocument(ofBlock:)`; frequencies are from 1 to below 2³¹.
  ///
  /// - Precondition: `0 <= block < blockCount`.
  /// - Throws: `IndexFormatError.damaged`.
  /// - Complexity: O(128).
  package func decode(
    block: Int, into result: inout PostingsBlock
  ) throws(IndexFormatError) {
    precondition(block >= 0 && block < blockCount, "no such block")
    let count = postingCount(ofBlock: block)
    guard documentFrequency > 1 else {
      guard let frequency = Int32(exactly: totalFrequency) else {
        throw section.damaged(at: 0, "a frequency of \(totalFrequency)")
      }
      result.documents[0] = onlyLast
      result.frequencies[0] = UInt32(frequency)
      result.count = 1
      return
    }
    let base = block == 0 ? UInt32.max : lastDocument(ofBlock: block - 1)
    let last = lastDocument(ofBlock: block)
    var at = payload
    var end = record.upperBound
    if let tables {
      let ends = record.lowerBound + tables.ends
      let room = record.upperBound - payload
      let blockEnd = Int(section.bytes.entry(block, ofUInt32TableAt: ends))
      let start = block == 0 ? 0 : Int(section.bytes.entry(block - 1, ofUInt32TableAt: ends))
      guard start <= blockEnd, blockEnd <= room else {
        throw section.damaged(
          at: ends + 4 * block, "a block from \(start) to \(blockEnd) of \(room)")
      }
      at = payload + start
      end = payload + blockEnd
    }
    let start = at
    guard Int(last) < documentCount, block == 0 || base < last else {
      throw section.damaged(at: start, "a block from document \(base) to \(last)")
    }
    do throws(StorageError) {
      let bytes = section.paddedBytes
      let coded = count == PostingsBlock.capacity ? count : count - 1
      if coded > 0 {
        try IntegerBlockDecoder.decodeDocuments(
          bytes, at: &at, count: coded, base: base, to: &result.documents)
      }
      if coded < count {
        guard coded == 0 || result.documents[coded - 1] < last else {
          throw .damaged(structure: "postings", offset: start, reason: "documents out of order")
        }
        result.documents[coded] = last
      }
      if hasFrequencies {
        try IntegerBlockDecoder.decode(
          bytes, at: &at, count: count, added: 1, to: &result.frequencies)
      } else {
        for index in 0..<count { result.frequencies[index] = 1 }
      }
    } catch { throw section.damaged(error) }
    guard result.documents[count - 1] == last, at == end else {
      throw section.damaged(
        at: start,
        "document \(result.documents[count - 1]) and \(at - start) bytes, expected \(last) and \(end - start)"
      )
    }
    result.count = count
  }

  /// Decodes the positions of a block that `decode` decoded.
  ///
  /// - Precondition: Positions are recorded, and `postings` is that block of this term.
  /// - Throws: `IndexFormatError.damaged`.
  /// - Complexity: O(positions of the block).
  package func decodePositions(
    block: Int, of postings: borrowing PostingsBlock, into result: inout PositionsBlock
  ) throws(IndexFormatError) {
    precondition(hasPositions, "the kind has no positions")
    precondition(block >= 0 && block < blockCount, "no such block")
    let total = Kernels.sum(postings.frequencies.span.extracting(first: postings.count))
    var at = positionsRange.lowerBound
    var end = positionsRange.upperBound
    if let tables {
      let ends = record.lowerBound + tables.positionEnds
      let blockEnd = Int(section.bytes.entry(block, ofUInt32TableAt: ends))
      let start = block == 0 ? 0 : Int(section.bytes.entry(block - 1, ofUInt32TableAt: ends))
      guard start <= blockEnd, blockEnd <= positionsRange.count else {
        throw section.damaged(
          at: ends + 4 * block, "positions from \(start) to \(blockEnd) of \(positionsRange.count)")
      }
      end = at + blockEnd
      at += start
    }
    result.positions.removeAll(keepingCapacity: true)
    if totalFrequency == 1 {
      result.positions.append(onlyPosition)
      result.starts[0] = 0
      result.starts[1] = 1
      return
    }
    // Every run of 128 takes a byte or more, so the bytes bound what is allocated.
    let start = at
    guard total <= min(totalFrequency, UInt64(UInt32.max)),
      (total + 127) / 128 <= UInt64(end - at)
    else {
      throw positionsSection.damaged(at: start, "\(total) positions in \(end - at) bytes")
    }
    do throws(StorageError) {
      var run = InlineArray<128, UInt32>(repeating: 0)
      var left = Int(total)
      while left > 0 {
        let count = min(128, left)
        try IntegerBlockDecoder.decode(
          positionsSection.paddedBytes, at: &at, count: count, to: &run)
        Kernels.append(run, count: count, to: &result.positions)
        left -= count
      }
    } catch { throw positionsSection.damaged(error) }
    guard at == end else {
      throw positionsSection.damaged(
        at: start, "positions of \(at - start) bytes, expected \(end - start)")
    }
    Kernels.sumPositions(
      postings.frequencies.span.extracting(first: postings.count), positions: &result.positions,
      starts: &result.starts)
  }
}
