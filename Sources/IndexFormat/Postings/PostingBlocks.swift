// SPDX-License-Identifier: Apache-2.0

// The tables of a term's postings as pointers into the mapped file. What they point to is checked to
// lie in the file once, here; block numbers are checked at each call; what the bytes of a block say is
// checked by the kernels that decode it.

internal import CKernels
internal import Storage

/// The postings of a term for searching: blocks found by document, decoded part by part into buffers.
///
/// The plain way to read the same bytes is `PostingsReader`, which also says what is wrong with them.
@safe package final class PostingBlocks: Sendable {
  // Safe: immutable after init, and so are the bytes, which `bytes` keeps alive.
  /// The reader of the same term.
  package let reader: PostingsReader
  /// In how many documents the term stands.
  package let documentFrequency: Int
  /// The number of blocks, each of 128 postings but the last.
  package let blockCount: Int

  private let bytes: MappedBytes
  private let documentCount: Int
  private let onlyLast: DocumentID
  private let onlyImpacts: ImpactList
  // Of a term with several blocks: last documents, ends and impacts of blocks, the same of superblocks.
  private let lasts: Table
  private let superblockEnds: Table
  private let ends: Table
  private let impacts: Table
  private let superblockLasts: Table
  private let superblockImpacts: Table
  // The blocks, how many bytes they take, and how many may be read from their beginning.
  private let payload: Table
  private let payloadCount: Int
  private let readable: Int

  /// A place in the mapped bytes, nil where there is none.
  @safe private struct Table: @unchecked Sendable {
    // Safe: the bytes behind it are never written.
    let start: UnsafeRawPointer?
  }

  /// Opens the tables of a term.
  ///
  /// - Throws: `IndexFormatError.damaged` when they leave the section.
  /// - Complexity: O(1).
  package init(_ reader: PostingsReader) throws(IndexFormatError) {
    self.reader = reader
    documentFrequency = reader.documentFrequency
    blockCount = reader.blockCount
    documentCount = reader.documentCount
    onlyLast = reader.onlyLast
    onlyImpacts = reader.onlyImpacts
    let section = reader.section
    let bytes = section.paddedBytes
    self.bytes = bytes
    payloadCount = reader.record.upperBound - reader.payload
    readable = bytes.count - reader.payload
    func table(_ offset: Int?, _ count: Int) throws(IndexFormatError) -> Table {
      guard let offset else { return unsafe Table(start: nil) }
      do throws(StorageError) {
        return unsafe Table(start: try unsafe bytes.pointer(at: offset, count: count))
      } catch { throw section.damaged(error) }
    }
    let start = reader.record.lowerBound
    let tables = reader.tables
    lasts = try table(tables.map { start + $0.lasts }, 4 * blockCount)
    superblockEnds = try table(
      tables.map { start + $0.superblockEnds }, 4 * reader.superblockCount)
    ends = try table(tables.map { start + $0.ends }, 2 * blockCount)
    superblockLasts = try table(
      tables.map { start + $0.superblockLasts }, 4 * reader.superblockCount)
    let hasImpacts = reader.hasFrequencies
    impacts = try table(hasImpacts ? tables.map { start + $0.impacts } : nil, 8 * blockCount)
    superblockImpacts = try table(
      hasImpacts ? tables.map { start + $0.superblockImpacts } : nil, 8 * reader.superblockCount)
    payload = try table(tables != nil ? reader.payload : nil, payloadCount)
  }

  @inline(__always)
  private static func uint32(_ table: UnsafeRawPointer, _ index: Int) -> UInt32 {
    unsafe UInt32(
      littleEndian: table.loadUnaligned(fromByteOffset: 4 &* index, as: UInt32.self))
  }

  @inline(__always)
  private static func uint16(_ table: UnsafeRawPointer, _ index: Int) -> UInt16 {
    unsafe UInt16(
      littleEndian: table.loadUnaligned(fromByteOffset: 2 &* index, as: UInt16.self))
  }

  /// The last document of a block.
  ///
  /// - Precondition: `0 <= block < blockCount`.
  package func lastDocument(ofBlock block: Int) -> DocumentID {
    precondition(block >= 0 && block < blockCount, "no such block")
    guard let lasts = unsafe lasts.start else { return onlyLast }
    return unsafe Self.uint32(lasts, block)
  }

  /// The first block from `start` on whose last document is not below the target, or `blockCount`.
  ///
  /// - Complexity: O(log blocks passed).
  package func firstBlock(reaching target: DocumentID, startingAt start: Int) -> Int {
    precondition(start >= 0, "no such block")
    guard start < blockCount else { return blockCount }
    guard let lasts = unsafe lasts.start else { return onlyLast >= target ? 0 : 1 }
    var low = start
    var high = start
    var step = 1
    while high < blockCount, unsafe Self.uint32(lasts, high) < target {
      low = high &+ 1
      high &+= step
      step &*= 2
    }
    high = min(high, blockCount)
    while low < high {
      let middle = low &+ (high &- low) / 2
      if unsafe Self.uint32(lasts, middle) < target { low = middle &+ 1 } else { high = middle }
    }
    return low
  }

  /// The number of postings in a block.
  @inline(__always)
  private func postingCount(ofBlock block: Int) -> Int {
    min(PostingsBlock.capacity, documentFrequency &- block &* PostingsBlock.capacity)
  }

  /// The document before a block; 0xFFFFFFFF before the first.
  private func base(ofBlock block: Int) -> DocumentID {
    block == 0 ? .max : lastDocument(ofBlock: block - 1)
  }

  /// The bytes of a block of 128 postings, which may be coded as a bitset: where they begin, how many
  /// may be read, and how far into the payload that is. Nil for other blocks.
  @unsafe private func fullBlock(
    _ block: Int
  ) -> (bytes: UnsafePointer<UInt8>, readable: UInt64, start: Int)? {
    guard postingCount(ofBlock: block) == PostingsBlock.capacity,
      let payload = unsafe payload.start, let (start, _) = byteRange(ofBlock: block)
    else { return nil }
    return unsafe (
      (payload + start).assumingMemoryBound(to: UInt8.self), UInt64(readable - start), start
    )
  }

  /// Where a block of a term in several documents begins and ends in the payload, nil where the
  /// table is damaged.
  private func byteRange(ofBlock block: Int) -> (start: Int, end: Int)? {
    guard let ends = unsafe ends.start, let upper = unsafe superblockEnds.start else { return nil }
    let size = PostingsFormat.blocksPerSuperblock
    let base = block < size ? 0 : Int(unsafe Self.uint32(upper, block / size &- 1))
    let end = base &+ Int(unsafe Self.uint16(ends, block))
    let start = block % size == 0 ? base : base &+ Int(unsafe Self.uint16(ends, block &- 1))
    return start <= end && end <= payloadCount ? (start, end) : nil
  }

  /// Decodes the documents of a block, as many as it has postings.
  ///
  /// - Returns: where the block's frequencies begin, for `decodeFrequencies`: bytes of the blocks, or
  ///   bits of a term in few documents.
  /// - Precondition: `0 <= block < blockCount`.
  /// - Throws: `IndexFormatError.damaged`.
  /// - Complexity: O(128).
  package func decodeDocuments(
    ofBlock block: Int, into buffer: BlockBuffer
  ) throws(IndexFormatError) -> Int {
    precondition(block >= 0 && block < blockCount, "no such block")
    guard let payload = unsafe payload.start else { return try decodeShortDocuments(buffer) }
    let count = postingCount(ofBlock: block)
    let base = base(ofBlock: block)
    let last = lastDocument(ofBlock: block)
    guard let (start, end) = byteRange(ofBlock: block), Int(last) < documentCount,
      block == 0 || base < last
    else { throw damage(ofBlock: block) }
    let coded = count == PostingsBlock.capacity ? count : count - 1
    var at = start
    if coded > 0 {
      // Safe: `start` lies in the payload, from which on `readable` bytes may be read; the buffer has
      // room for 128 documents.
      let length = unsafe sakuin_decode_documents(
        (payload + start).assumingMemoryBound(to: UInt8.self), UInt64(readable - start),
        UInt32(coded), base, buffer.documents)
      guard length > 0 else { throw damage(ofBlock: block) }
      at += Int(length)
    }
    if coded < count {
      let isBelow = coded == 0 ? true : unsafe buffer.documents[coded - 1] < last
      guard isBelow else { throw damage(ofBlock: block) }
      unsafe buffer.documents[coded] = last
    } else if unsafe buffer.documents[count - 1] != last {
      throw damage(ofBlock: block)
    }
    guard reader.hasFrequencies || at == end else { throw damage(ofBlock: block) }
    return at
  }

  /// Finds candidates in a block that is coded as a bitset, without decoding it.
  ///
  /// - Parameters:
  ///   - block: the block's number.
  ///   - candidates: documents, ascending, of which those looked for lie behind the block before and
  ///     not behind this one.
  ///   - from: the first one looked for.
  ///   - to: the one behind the last.
  ///   - which: takes the number of each candidate found; an entry more than candidates.
  ///   - places: takes its place in the block, likewise.
  /// - Returns: how many were found and where the block's frequencies begin; nil for other blocks.
  @unsafe package func matchBitset(
    ofBlock block: Int, _ candidates: UnsafePointer<UInt32>, from: Int, to: Int,
    which: UnsafeMutablePointer<UInt32>, places: UnsafeMutablePointer<UInt32>
  ) -> (found: Int, frequenciesOffset: Int)? {
    precondition(block >= 0 && block < blockCount && from <= to, "no such block")
    guard let coded = unsafe fullBlock(block) else { return nil }
    var length: UInt32 = 0
    // Safe: at most `readable` bytes from the payload on are read, a match for each candidate written
    // and one more.
    let found = unsafe sakuin_match_bitset(
      coded.bytes, coded.readable, base(ofBlock: block), candidates, UInt32(from), UInt32(to),
      which, places, &length)
    return unsafe found < 0 ? nil : (Int(found), coded.start + Int(length))
  }

  /// Decodes the frequencies of a block whose documents were decoded.
  ///
  /// - Parameters:
  ///   - block: the block's number.
  ///   - offset: what `decodeDocuments` returned for it.
  ///   - buffer: where they go.
  /// - Throws: `IndexFormatError.damaged`.
  /// - Complexity: O(128).
  package func decodeFrequencies(
    ofBlock block: Int, at offset: Int, into buffer: BlockBuffer
  ) throws(IndexFormatError) {
    precondition(block >= 0 && block < blockCount && offset >= 0, "no such block")
    let count = postingCount(ofBlock: block)
    guard let payload = unsafe payload.start else {
      return try decodeShortFrequencies(at: offset, into: buffer)
    }
    guard reader.hasFrequencies else {
      for index in 0..<count { unsafe buffer.frequencies[index] = 1 }
      return
    }
    guard let (_, end) = byteRange(ofBlock: block), offset < readable else {
      throw damage(ofBlock: block)
    }
    // Safe: as in `decodeDocuments`.
    let length = unsafe sakuin_decode_integers(
      (payload + offset).assumingMemoryBound(to: UInt8.self), UInt64(readable - offset),
      UInt32(count), 1, buffer.frequencies)
    guard length > 0, offset + Int(length) == end else { throw damage(ofBlock: block) }
  }

  /// Adds the documents of a block to a set.
  ///
  /// - Parameters:
  ///   - block: the block's number.
  ///   - words: the set, document 0 in the lowest bit of the first word, with room for the segment.
  ///   - buffer: for the block's documents where they must be decoded.
  /// - Throws: `IndexFormatError.damaged`.
  /// - Complexity: O(128), a few words for a dense block.
  package func insertDocuments(
    ofBlock block: Int, into words: inout [UInt64], decodingInto buffer: BlockBuffer
  ) throws(IndexFormatError) {
    precondition(block >= 0 && block < blockCount, "no such block")
    precondition(64 * words.count >= documentCount, "room for the segment")
    let count = postingCount(ofBlock: block)
    if let coded = unsafe fullBlock(block) {
      let base = base(ofBlock: block)
      let last = lastDocument(ofBlock: block)
      guard Int(last) < documentCount, block == 0 || base < last else {
        throw damage(ofBlock: block)
      }
      // Safe: at most `readable` bytes from the payload on are read; no bit behind `last` is set.
      let isDone = unsafe words.withUnsafeMutableBufferPointer { words -> Bool in
        guard let words = words.baseAddress else { return false }
        return unsafe sakuin_insert_bitset(coded.bytes, coded.readable, base, last, words) == 1
      }
      if isDone { return }
    }
    _ = try decodeDocuments(ofBlock: block, into: buffer)
    // Safe: decoded documents ascend, and the last lies in the segment.
    unsafe words.withUnsafeMutableBufferPointer { words in
      guard let words = words.baseAddress else { return }
      unsafe sakuin_insert_documents(buffer.documents, UInt32(count), words)
    }
  }

  /// The number of documents of a block that are in a set.
  ///
  /// - Parameters:
  ///   - block: the block's number.
  ///   - words: the set, with room for the segment.
  ///   - buffer: for the block's documents where they must be decoded.
  /// - Returns: how many of the block's documents are members.
  /// - Throws: `IndexFormatError.damaged`.
  /// - Complexity: O(128), a few words for a dense block.
  package func countMembers(
    ofBlock block: Int, in words: [UInt64], decodingInto buffer: BlockBuffer
  ) throws(IndexFormatError) -> Int {
    precondition(block >= 0 && block < blockCount, "no such block")
    precondition(64 * words.count >= documentCount, "room for the segment")
    let count = postingCount(ofBlock: block)
    if let coded = unsafe fullBlock(block) {
      let base = base(ofBlock: block)
      // Safe: at most `readable` bytes from the payload on are read, and words of the set only.
      let members = unsafe words.withUnsafeBufferPointer { words -> Int64 in
        guard let first = words.baseAddress else { return 0 }
        return unsafe sakuin_count_bitset_members(
          coded.bytes, coded.readable, base, first, UInt64(words.count))
      }
      if members >= 0 { return Int(members) }
    }
    _ = try decodeDocuments(ofBlock: block, into: buffer)
    // Safe: decoded documents ascend, and the last lies in the segment.
    return unsafe words.withUnsafeBufferPointer { words in
      guard let words = words.baseAddress else { return 0 }
      return Int(unsafe sakuin_count_members(buffer.documents, UInt32(count), words))
    }
  }

  /// Adds the documents of a block that are in a set to another set.
  ///
  /// - Parameters:
  ///   - block: the block's number.
  ///   - words: the set, with room for the segment.
  ///   - result: the other set, likewise.
  ///   - buffer: for the block's documents.
  /// - Throws: `IndexFormatError.damaged`.
  /// - Complexity: O(128), a few words for a dense block.
  package func insertMembers(
    ofBlock block: Int, in words: [UInt64], into result: inout [UInt64],
    decodingInto buffer: BlockBuffer
  ) throws(IndexFormatError) {
    precondition(block >= 0 && block < blockCount, "no such block")
    precondition(64 * words.count >= documentCount, "room for the segment")
    precondition(words.count == result.count, "sets of one segment")
    if let coded = unsafe fullBlock(block) {
      let base = base(ofBlock: block)
      let wordCount = UInt64(words.count)
      // Safe: at most `readable` bytes from the payload on are read, and words of the sets only.
      let isDone = unsafe words.withUnsafeBufferPointer { words in
        unsafe result.withUnsafeMutableBufferPointer { result -> Bool in
          guard let words = words.baseAddress, let result = result.baseAddress else { return false }
          return unsafe sakuin_insert_bitset_members(
            coded.bytes, coded.readable, base, words, wordCount, result) >= 0
        }
      }
      if isDone { return }
    }
    _ = try decodeDocuments(ofBlock: block, into: buffer)
    // Safe: decoded documents ascend, and the last lies in the segment.
    unsafe words.withUnsafeBufferPointer { words in
      unsafe result.withUnsafeMutableBufferPointer { result in
        guard let words = words.baseAddress, let result = result.baseAddress else { return }
        let kept = unsafe sakuin_keep_documents(
          buffer.documents, UInt32(postingCount(ofBlock: block)), words)
        unsafe sakuin_insert_documents(buffer.documents, kept, result)
      }
    }
  }

  /// Bounds the postings of blocks by their impacts: the greatest `(weight · frequency) · table[length
  /// code]`, infinite where an impact stands for 255 or more.
  ///
  /// - Parameters:
  ///   - blocks: the blocks' numbers.
  ///   - weight: the factor of all.
  ///   - table: 256 numbers, by length code.
  ///   - bounds: an entry for each block of the term, of which those of `blocks` are written.
  package func bound(
    blocks: Range<Int>, weight: Float, table: [Float], into bounds: inout [Float]
  ) {
    precondition(blocks.lowerBound >= 0 && blocks.upperBound <= blockCount, "no such block")
    unsafe bound(impacts.start, blocks, weight: weight, table: table, into: &bounds)
  }

  /// The same of all superblocks.
  package func superblockBounds(weight: Float, table: [Float]) -> [Float] {
    let count = reader.superblockCount
    var bounds = [Float](repeating: 0, count: count)
    unsafe bound(superblockImpacts.start, 0..<count, weight: weight, table: table, into: &bounds)
    return bounds
  }

  private func bound(
    _ impacts: UnsafeRawPointer?, _ range: Range<Int>, weight: Float, table: [Float],
    into bounds: inout [Float]
  ) {
    precondition(table.count == 256 && range.upperBound <= bounds.count, "room for the bounds")
    guard let impacts = unsafe impacts else {
      // Of one block, or of documents alone: once, in the shortest of fields.
      var bound = reader.hasFrequencies ? 0 : weight * table[0]
      for index in 0..<onlyImpacts.count {
        let impact = onlyImpacts[index]
        let frequency = impact.frequency == .max ? Float.infinity : Float(impact.frequency)
        bound = max(bound, weight * frequency * table[Int(impact.lengthCode)])
      }
      for index in range { bounds[index] = bound }
      return
    }
    // Safe: eight bytes and a bound for each block; every code has its entry.
    unsafe table.withUnsafeBufferPointer { table in
      unsafe bounds.withUnsafeMutableBufferPointer { target in
        guard let table = table.baseAddress, let target = target.baseAddress else { return }
        unsafe sakuin_bound_impacts(
          (impacts + 8 * range.lowerBound).assumingMemoryBound(to: UInt8.self),
          UInt32(range.count), table, weight, target + range.lowerBound)
      }
    }
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
  /// - Complexity: O(blocks + ranges).
  package func bound(
    ranges starts: [DocumentID], weight: Float, table: [Float], finest: Int,
    into result: inout [Float]
  ) {
    precondition(result.count >= starts.count - 1, "room for the result")
    let isFine = blockCount <= finest
    let count = isFine ? blockCount : reader.superblockCount
    var bounds = [Float](repeating: 0, count: count)
    unsafe bound(
      isFine ? impacts.start : superblockImpacts.start, 0..<count, weight: weight,
      table: table, into: &bounds)
    guard let lasts = unsafe isFine ? lasts.start : superblockLasts.start else {
      for index in 0..<starts.count - 1 {
        result[index] = starts[index] <= onlyLast ? bounds[0] : 0
      }
      return
    }
    // Safe: a last document and a bound for each block, one number written for each range.
    unsafe bounds.withUnsafeBufferPointer { bounds in
      unsafe starts.withUnsafeBufferPointer { starts in
        unsafe result.withUnsafeMutableBufferPointer { target in
          guard let bounds = bounds.baseAddress, let first = starts.baseAddress,
            let target = target.baseAddress
          else { return }
          unsafe sakuin_bound_ranges(
            lasts.assumingMemoryBound(to: UInt8.self), bounds, UInt32(count), first,
            UInt32(starts.count - 1), target)
        }
      }
    }
  }

  /// What is wrong with a block that a kernel refused, in the words of the plain reader.
  private func damage(ofBlock block: Int) -> IndexFormatError {
    var decoded = PostingsBlock()
    do {
      try reader.decode(block: block, into: &decoded)
    } catch {
      return error
    }
    return reader.section.damaged(at: reader.record.lowerBound, "block \(block) of a term")
  }
}
