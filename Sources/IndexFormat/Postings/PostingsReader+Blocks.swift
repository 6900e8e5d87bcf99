// SPDX-License-Identifier: Apache-2.0

internal import Storage

/// Parts of blocks, for searching: documents without frequencies, sets, bounds.
extension PostingsReader {
  /// Decodes the documents of a block; see `decode(block:into:)`.
  ///
  /// - Parameters:
  ///   - block: the block's number.
  ///   - documents: 128 entries or more; as many as the block has postings are written.
  /// - Returns: where the block's frequencies begin, for `decodeFrequencies`.
  /// - Precondition: `0 <= block < blockCount`.
  /// - Throws: `IndexFormatError.damaged`.
  /// - Complexity: O(128).
  package func decodeDocuments(
    ofBlock block: Int, into documents: inout [DocumentID]
  ) throws(IndexFormatError) -> Int {
    guard documentFrequency > 1 else {
      documents[0] = lastDocument(ofBlock: block)
      return 0
    }
    let count = postingCount(ofBlock: block)
    let (start, _) = try byteRange(ofBlock: block)
    let (base, last) = try documentRange(ofBlock: block, at: start)
    var at = start
    let coded = count == PostingsBlock.capacity ? count : count - 1
    if coded > 0 {
      guard
        let length = BlockKernels.decodeDocuments(
          section.paddedBytes, at: at, count: coded, base: base, to: &documents)
      else { throw damage(ofBlock: block) }
      at += length
    }
    if coded < count {
      guard coded == 0 || documents[coded - 1] < last else { throw damage(ofBlock: block) }
      documents[coded] = last
    } else if documents[count - 1] != last {
      throw damage(ofBlock: block)
    }
    return at
  }

  /// Decodes the frequencies of a block whose documents were decoded.
  ///
  /// - Parameters:
  ///   - block: the block's number.
  ///   - offset: what `decodeDocuments` returned for it.
  ///   - frequencies: 128 entries or more; as many as the block has postings are written.
  /// - Throws: `IndexFormatError.damaged`.
  /// - Complexity: O(128).
  package func decodeFrequencies(
    ofBlock block: Int, at offset: Int, into frequencies: inout [UInt32]
  ) throws(IndexFormatError) {
    let count = postingCount(ofBlock: block)
    guard documentFrequency > 1 else {
      guard let frequency = UInt32(exactly: totalFrequency) else { throw damage(ofBlock: block) }
      frequencies[0] = frequency
      return
    }
    guard hasFrequencies else {
      for index in 0..<count { frequencies[index] = 1 }
      return
    }
    let (_, end) = try byteRange(ofBlock: block)
    guard
      let length = BlockKernels.decodeIntegers(
        section.paddedBytes, at: offset, count: count, added: 1, to: &frequencies),
      offset + length == end
    else { throw damage(ofBlock: block) }
  }

  /// Adds the documents of a block to a set.
  ///
  /// - Parameters:
  ///   - block: the block's number.
  ///   - words: the set, document 0 in the lowest bit of the first word; it has room for the segment.
  ///   - documents: 128 entries or more, for the block's documents where they must be decoded.
  /// - Throws: `IndexFormatError.damaged`.
  /// - Complexity: O(128), and O(2) words for a dense block.
  package func insertDocuments(
    ofBlock block: Int, into words: inout [UInt64], decoding documents: inout [DocumentID]
  ) throws(IndexFormatError) {
    if documentFrequency > 1, postingCount(ofBlock: block) == PostingsBlock.capacity {
      let (start, _) = try byteRange(ofBlock: block)
      let (base, last) = try documentRange(ofBlock: block, at: start)
      if BlockKernels.insertBitset(
        section.paddedBytes, at: start, base: base, last: last, into: &words)
      {
        return
      }
    }
    _ = try decodeDocuments(ofBlock: block, into: &documents)
    BlockKernels.insert(documents, count: postingCount(ofBlock: block), into: &words)
  }

  /// Bounds the postings of blocks by their impacts: the greatest `(weight · frequency) · table[length
  /// code]`, infinite where an impact stands for 255 or more.
  ///
  /// - Parameters:
  ///   - blocks: the blocks' numbers.
  ///   - weight: the factor of all.
  ///   - table: 256 numbers, by length code.
  ///   - bounds: an entry for each block of the term, of which those of `blocks` are written.
  /// - Throws: `IndexFormatError.damaged`.
  package func bound(
    blocks: Range<Int>, weight: Float, table: [Float], into bounds: inout [Float]
  ) throws(IndexFormatError) {
    try bound(
      blocks, tableAt: tables.map(\.impacts), weight: weight, table: table, into: &bounds)
  }

  /// The same for superblocks.
  ///
  /// - Throws: `IndexFormatError.damaged`.
  package func bound(
    superblocks: Range<Int>, weight: Float, table: [Float], into bounds: inout [Float]
  ) throws(IndexFormatError) {
    try bound(
      superblocks, tableAt: tables.map(\.superblockImpacts), weight: weight, table: table,
      into: &bounds)
  }

  /// Bounds the postings in ranges of documents, by superblocks where the term has many blocks.
  ///
  /// - Parameters:
  ///   - starts: where the ranges begin, ascending strictly, and at last where the last one ends.
  ///   - weight: the factor of all.
  ///   - table: 256 numbers, by length code.
  ///   - finest: more blocks than this are bounded by their superblocks.
  ///   - result: an entry for each range: as of `bound(blocks:weight:table:into:)`, 0 where the term
  ///     cannot stand.
  /// - Throws: `IndexFormatError.damaged`.
  /// - Complexity: O(blocks + ranges).
  package func bound(
    ranges starts: [DocumentID], weight: Float, table: [Float], finest: Int,
    into result: inout [Float]
  ) throws(IndexFormatError) {
    let isFine = blockCount <= finest
    var bounds = [Float](repeating: 0, count: isFine ? blockCount : superblockCount)
    if isFine {
      try bound(blocks: 0..<blockCount, weight: weight, table: table, into: &bounds)
    } else {
      try bound(superblocks: 0..<superblockCount, weight: weight, table: table, into: &bounds)
    }
    guard let tables else {
      for index in 0..<starts.count - 1 { result[index] = starts[index] <= onlyLast ? bounds[0] : 0 }
      return
    }
    do throws(StorageError) {
      try BlockKernels.boundRanges(
        section.bytes, lastsAt: record.lowerBound + (isFine ? tables.lasts : tables.superblockLasts),
        bounds: bounds, starts: starts, to: &result)
    } catch { throw section.damaged(error) }
  }

  private func bound(
    _ range: Range<Int>, tableAt place: Int?, weight: Float, table: [Float],
    into bounds: inout [Float]
  ) throws(IndexFormatError) {
    guard let place, hasFrequencies else {
      // Of one block, or of documents alone: once, in the shortest of fields.
      var bound = hasFrequencies ? 0 : weight * table[0]
      for index in 0..<onlyImpacts.count {
        let impact = onlyImpacts[index]
        let frequency = impact.frequency == .max ? Float.infinity : Float(impact.frequency)
        bound = max(bound, weight * frequency * table[Int(impact.lengthCode)])
      }
      for index in range { bounds[index] = bound }
      return
    }
    do throws(StorageError) {
      try BlockKernels.boundImpacts(
        section.bytes, at: record.lowerBound + place + 8 * range.lowerBound, count: range.count,
        table: table, weight: weight, to: &bounds, from: range.lowerBound)
    } catch { throw section.damaged(error) }
  }

  /// Where the bytes of a block of a term in several documents begin and end in the section.
  private func byteRange(
    ofBlock block: Int
  ) throws(IndexFormatError) -> (start: Int, end: Int) {
    guard let tables else { return (payload, record.upperBound) }
    let ends = record.lowerBound + tables.ends
    let room = record.upperBound - payload
    let end = Int(section.bytes.entry(block, ofUInt32TableAt: ends))
    let start = block == 0 ? 0 : Int(section.bytes.entry(block - 1, ofUInt32TableAt: ends))
    guard start <= end, end <= room else {
      throw section.damaged(
        at: ends + 4 * block, "a block from \(start) to \(end) of \(room)")
    }
    return (payload + start, payload + end)
  }

  /// The document before a block (0xFFFFFFFF for none) and its last one.
  private func documentRange(
    ofBlock block: Int, at offset: Int
  ) throws(IndexFormatError) -> (base: DocumentID, last: DocumentID) {
    let base = block == 0 ? UInt32.max : lastDocument(ofBlock: block - 1)
    let last = lastDocument(ofBlock: block)
    guard Int(last) < documentCount, base == .max || base < last else {
      throw section.damaged(at: offset, "a block from document \(base) to \(last)")
    }
    return (base, last)
  }

  /// What is wrong with a block that a kernel refused, in the words of the plain decoder.
  private func damage(ofBlock block: Int) -> IndexFormatError {
    var decoded = PostingsBlock()
    do {
      try decode(block: block, into: &decoded)
    } catch {
      return error
    }
    return section.damaged(at: record.lowerBound, "block \(block) of a term")
  }
}
