// SPDX-License-Identifier: Apache-2.0

internal import Storage

/// Decoding blocks, whole or in parts.
extension PostingsReader {
  /// The bytes of a position as a Rice code.
  private static let onlyPositionByteCount = 5

  /// Decodes a block. Its documents ascend strictly from above the block before and lie in the
  /// segment; its last document is `lastDocument(ofBlock:)`; no frequency is 0.
  ///
  /// - Precondition: `0 <= block < blockCount`.
  /// - Throws: `IndexFormatError.damaged`.
  /// - Complexity: O(128).
  package func decode(
    block: Int, into result: inout PostingsBlock
  ) throws(IndexFormatError) {
    let count = postingCount(ofBlock: block)
    if let short {
      precondition(block == 0, "no such block")
      do throws(StorageError) {
        result.documents[0] = onlyLast
        var at = 8 * record.lowerBound
        if count > 1 { at = try short.decodeDocuments(into: &result.documents) }
        at = try short.decodeFrequencies(at: at, into: &result.frequencies)
        guard hasPositions || short.isEnd(at) else {
          throw .damaged(
            structure: "postings", offset: at / 8, reason: "bytes left over behind a block")
        }
      } catch { throw section.damaged(error) }
      result.count = count
      return
    }
    let range = try self.range(ofBlock: block)
    var at = range.lowerBound
    let last = try decodeDocuments(block: block, at: &at, into: &result.documents)
    do throws(StorageError) {
      if hasFrequencies {
        try IntegerBlockDecoder.decode(
          section.paddedBytes, at: &at, count: count, added: 1, to: &result.frequencies)
      } else {
        for index in 0..<count { result.frequencies[index] = 1 }
      }
    } catch { throw section.damaged(error) }
    guard result.documents[count - 1] == last, at == range.upperBound else {
      throw section.damaged(
        at: range.lowerBound,
        """
        document \(result.documents[count - 1]) and \(at - range.lowerBound) bytes, expected \
        \(last) and \(range.count)
        """)
    }
    result.count = count
  }

  /// Decodes the documents of a block alone, as `decode` does.
  ///
  /// - Precondition: `0 <= block < blockCount`.
  /// - Returns: The last of them.
  /// - Throws: `IndexFormatError.damaged`.
  /// - Complexity: O(128).
  func decodeDocuments(
    block: Int, into result: inout InlineArray<128, UInt32>
  ) throws(IndexFormatError) -> DocumentID {
    if let short {
      precondition(block == 0, "no such block")
      result[0] = onlyLast
      guard documentFrequency > 1 else { return onlyLast }
      do throws(StorageError) {
        _ = try short.decodeDocuments(into: &result)
      } catch { throw section.damaged(error) }
      return onlyLast
    }
    var at = try range(ofBlock: block).lowerBound
    let last = try decodeDocuments(block: block, at: &at, into: &result)
    guard result[postingCount(ofBlock: block) - 1] == last else {
      throw section.damaged(at: at, "a block that does not end with document \(last)")
    }
    return last
  }

  /// Reads the frequencies of a block, without its documents.
  ///
  /// - Returns: Where the positions of the block stand in their section.
  /// - Throws: `IndexFormatError.damaged`.
  /// - Complexity: O(128).
  func loadPositions(
    block: Int, into result: inout BlockPositions
  ) throws(IndexFormatError) -> Range<Int> {
    precondition(hasPositions, "the kind has no positions")
    if let short {
      do throws(StorageError) {
        var frequencies = InlineArray<128, UInt32>(repeating: 0)
        let start = try short.positionsStart(frequencies: &frequencies)
        if totalFrequency == 1 {
          try result.loadShort(&frequencies, count: 1, width: 31, bit: 0)
          return 0..<Self.onlyPositionByteCount
        }
        let (width, bit) = try short.positionWidth(at: start)
        try result.loadShort(
          &frequencies, count: documentFrequency, width: width, bit: bit - 8 * record.lowerBound)
      } catch { throw section.damaged(error) }
      return record
    }
    let range = try self.range(ofBlock: block)
    do throws(StorageError) {
      try result.load(section.paddedBytes, range, count: postingCount(ofBlock: block))
    } catch { throw section.damaged(error) }
    return try self.positionsRange(ofBlock: block)
  }

  /// Finds where a phrase may start in a group of candidates of a block, from this term's positions.
  ///
  /// - Throws: `IndexFormatError.damaged`.
  func start(
    _ positions: inout BlockPositions, _ range: Range<Int>,
    _ candidates: inout DocumentCandidates, _ group: Range<Int>, places: [UInt32], delta: UInt32
  ) throws(IndexFormatError) {
    do throws(StorageError) {
      try positions.start(
        &candidates, group, places: places, delta: delta, positionBytes, range)
    } catch { throw (short == nil ? positionsSection : section).damaged(error) }
  }

  /// Narrows the starts of a group of candidates of a block down by this term's positions.
  ///
  /// - Throws: `IndexFormatError.damaged`.
  func narrow(
    _ positions: inout BlockPositions, _ range: Range<Int>,
    _ candidates: inout DocumentCandidates, _ group: Range<Int>, places: [UInt32],
    delta: UInt32, scratch: inout [UInt32]
  ) throws(IndexFormatError) {
    do throws(StorageError) {
      try positions.narrow(
        &candidates, group, places: places, delta: delta, positionBytes, range, scratch: &scratch)
    } catch { throw (short == nil ? positionsSection : section).damaged(error) }
  }

  /// What ranges of positions are in: the section of positions, that of the postings for a term in few
  /// documents, or for a term that stands once its position as a Rice code of its own.
  private var positionBytes: MappedBytes {
    guard short != nil else { return positionsSection.paddedBytes }
    guard totalFrequency == 1 else { return section.paddedBytes }
    var bytes: [UInt8] = []
    var bits = BitWriter()
    bits.append(rice: onlyPosition, width: 31, to: &bytes)
    bits.finish(to: &bytes)
    let padding = Self.onlyPositionByteCount + 64 - bytes.count
    bytes.append(contentsOf: repeatElement(0, count: padding))
    return MappedBytes(bytes)
  }

  /// Where a block of a term in several documents stands in its section.
  private func range(ofBlock block: Int) throws(IndexFormatError) -> Range<Int> {
    precondition(block >= 0 && block < blockCount, "no such block")
    guard let tables else { return record }
    let room = record.upperBound - payload
    let (start, end) = tables.ends(ofBlock: block, section.bytes, at: record.lowerBound)
    guard start <= end, end <= room else {
      throw section.damaged(
        at: record.lowerBound + tables.ends, "block \(block) from \(start) to \(end) of \(room)")
    }
    return payload + start..<payload + end
  }

  /// Where the positions of a block stand in their section.
  private func positionsRange(ofBlock block: Int) throws(IndexFormatError) -> Range<Int> {
    guard let tables else { return positionsRange }
    let (start, end) = tables.positionEnds(ofBlock: block, section.bytes, at: record.lowerBound)
    guard start <= end, end <= positionsRange.count else {
      throw section.damaged(
        at: record.lowerBound + tables.positionEnds,
        "positions of block \(block) from \(start) to \(end) of \(positionsRange.count)")
    }
    return positionsRange.lowerBound + start..<positionsRange.lowerBound + end
  }

  private func decodeDocuments(
    block: Int, at: inout Int, into documents: inout InlineArray<128, UInt32>
  ) throws(IndexFormatError) -> DocumentID {
    let count = postingCount(ofBlock: block)
    let start = at
    let base = block == 0 ? UInt32.max : lastDocument(ofBlock: block - 1)
    let last = lastDocument(ofBlock: block)
    guard Int(last) < documentCount, block == 0 || base < last else {
      throw section.damaged(at: start, "a block from document \(base) to \(last)")
    }
    do throws(StorageError) {
      let coded = count == PostingsBlock.capacity ? count : count - 1
      if coded > 0 {
        try IntegerBlockDecoder.decodeDocuments(
          section.paddedBytes, at: &at, count: coded, base: base, to: &documents)
      }
      if coded < count {
        guard coded == 0 || documents[coded - 1] < last else {
          throw .damaged(structure: "postings", offset: start, reason: "documents out of order")
        }
        documents[coded] = last
      }
    } catch { throw section.damaged(error) }
    return last
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
    result.positions.removeAll(keepingCapacity: true)
    if let short {
      if totalFrequency == 1 {
        result.positions.append(onlyPosition)
        result.starts[0] = 0
        result.starts[1] = 1
        return
      }
      do throws(StorageError) {
        var frequencies = InlineArray<128, UInt32>(repeating: 0)
        var at = try short.positionsStart(frequencies: &frequencies)
        at = try short.decodePositionGaps(at: at, count: total, into: &result.positions)
        guard short.isEnd(at) else {
          throw .damaged(
            structure: "positions", offset: at / 8, reason: "bytes left over behind positions")
        }
      } catch { throw section.damaged(error) }
      sumPositions(postings, &result)
      return
    }
    let range = try self.positionsRange(ofBlock: block)
    var at = range.lowerBound
    // Every run of 128 takes a byte or more, so the bytes bound what is allocated.
    let start = at
    guard total <= min(totalFrequency, UInt64(UInt32.max)),
      (total + 127) / 128 <= UInt64(range.count)
    else {
      throw positionsSection.damaged(at: start, "\(total) positions in \(range.count) bytes")
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
    guard at == range.upperBound else {
      throw positionsSection.damaged(
        at: start, "positions of \(at - start) bytes, expected \(range.count)")
    }
    sumPositions(postings, &result)
  }

  private func sumPositions(
    _ postings: borrowing PostingsBlock, _ result: inout PositionsBlock
  ) {
    Kernels.sumPositions(
      postings.frequencies.span.extracting(first: postings.count), positions: &result.positions,
      starts: &result.starts)
  }
}
