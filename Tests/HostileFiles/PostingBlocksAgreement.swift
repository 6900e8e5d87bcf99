// SPDX-License-Identifier: Apache-2.0

package import IndexFormat

/// Reads a term's postings through the kernels and through the plain reader, and says where they
/// disagree: on sound bytes and on damaged ones both accept the same block with the same postings, or
/// both refuse it.
package struct PostingBlocksAgreement {
  /// What the two ways say differently; empty when they agree.
  package private(set) var disagreements: [String] = []
  /// How many blocks were refused by both.
  package private(set) var refusedCount = 0

  private let reader: PostingsReader
  private let documentCount: Int

  /// Reads the blocks of a term, in their order or any other.
  package init(_ reader: PostingsReader, documentCount: Int, order: [Int]? = nil) throws {
    self.reader = reader
    self.documentCount = documentCount
    let blocks = try PostingBlocks(reader)
    if blocks.blockCount != reader.blockCount { disagreements.append("block count") }
    let buffer = BlockBuffer()
    let table = (0..<256).map { 1 / (Float($0) * 0.25 + 0.5) }
    var bounds = [Float](repeating: -1, count: reader.blockCount)
    blocks.bound(blocks: 0..<reader.blockCount, weight: 0.7, table: table, into: &bounds)
    for block in order ?? Array(0..<reader.blockCount) {
      let found = decode(block, blocks, buffer)
      let wanted = decode(block)
      guard found == wanted else {
        disagreements.append("block \(block): \(String(describing: found)), not \(wanted ?? [])")
        continue
      }
      guard let wanted else {
        refusedCount += 1
        continue
      }
      compareLookUp(block, wanted, blocks)
      if documentCount <= 100_000 { compareSets(block, wanted, blocks, buffer) }
      if bounds[block] != bound(reader.impacts(ofBlock: block), table) {
        disagreements.append("bound of block \(block)")
      }
    }
    compareBounds(blocks, bounds, table)
  }

  /// A block's documents and frequencies, or nil.
  private func decode(
    _ block: Int, _ blocks: PostingBlocks, _ buffer: BlockBuffer
  ) -> [UInt64]? {
    do {
      let offset = try blocks.decodeDocuments(ofBlock: block, into: buffer)
      try blocks.decodeFrequencies(ofBlock: block, at: offset, into: buffer)
    } catch { return nil }
    return (0..<reader.postingCount(ofBlock: block)).map {
      // Safe: a block has 128 postings at most.
      unsafe UInt64(buffer.documents[$0]) << 32 | UInt64(buffer.frequencies[$0])
    }
  }

  private func decode(_ block: Int) -> [UInt64]? {
    var decoded = PostingsBlock()
    do { try reader.decode(block: block, into: &decoded) } catch { return nil }
    return (0..<decoded.count).map {
      UInt64(decoded.documents[$0]) << 32 | UInt64(decoded.frequencies[$0])
    }
  }

  private mutating func compareLookUp(_ block: Int, _ postings: [UInt64], _ blocks: PostingBlocks) {
    if blocks.lastDocument(ofBlock: block) != reader.lastDocument(ofBlock: block) {
      disagreements.append("last document of block \(block)")
    }
    for target in [0, UInt32(postings[0] >> 32), reader.lastDocument(ofBlock: block) + 1] {
      for start in [0, block, reader.blockCount] {
        let found = blocks.firstBlock(reaching: target, startingAt: start)
        if found != reader.block(from: target, startingAt: start) ?? reader.blockCount,
          isAscending
        {
          disagreements.append("first block from \(start) that reaches \(target): \(found)")
        }
      }
    }
  }

  /// Whether the table of last documents is what look-ups rely on.
  private var isAscending: Bool {
    (1..<max(1, reader.blockCount)).allSatisfy {
      reader.lastDocument(ofBlock: $0 - 1) < reader.lastDocument(ofBlock: $0)
    }
  }

  private mutating func compareSets(
    _ block: Int, _ postings: [UInt64], _ blocks: PostingBlocks, _ buffer: BlockBuffer
  ) {
    let documents = postings.map { Int($0 >> 32) }
    // Every third document, and every fourth word is full.
    var words = [UInt64](repeating: 0, count: (documentCount + 63) / 64)
    for document in 0..<documentCount where document % 3 == 1 || document / 64 % 4 == 2 {
      words[document / 64] |= 1 << UInt64(document % 64)
    }
    func isMember(_ document: Int, of set: [UInt64]) -> Bool {
      set[document / 64] >> UInt64(document % 64) & 1 == 1
    }
    let members = documents.filter { isMember($0, of: words) }
    var expected = [UInt64](repeating: 0, count: words.count)
    for document in members { expected[document / 64] |= 1 << UInt64(document % 64) }
    var all = words
    for document in documents { all[document / 64] |= 1 << UInt64(document % 64) }
    do {
      let count = try blocks.countMembers(ofBlock: block, in: words, decodingInto: buffer)
      if count != members.count { disagreements.append("\(count) members of block \(block)") }
      var result = [UInt64](repeating: 0, count: words.count)
      try blocks.insertMembers(ofBlock: block, in: words, into: &result, decodingInto: buffer)
      if result != expected { disagreements.append("members of block \(block)") }
      try blocks.insertDocuments(ofBlock: block, into: &words, decodingInto: buffer)
      if words != all { disagreements.append("documents of block \(block) in a set") }
    } catch { disagreements.append("block \(block) in sets: \(error)") }
  }

  private func bound(_ impacts: ImpactList, _ table: [Float]) -> Float {
    if !reader.hasFrequencies { return 0.7 * table[0] }
    return (0..<impacts.count).reduce(0) { bound, index in
      let impact = impacts[index]
      let frequency = impact.frequency == 255 ? Float.infinity : Float(impact.frequency)
      return max(bound, 0.7 * frequency * table[Int(impact.lengthCode)])
    }
  }

  /// Bounds of superblocks and of ranges of documents.
  private mutating func compareBounds(
    _ blocks: PostingBlocks, _ bounds: [Float], _ table: [Float]
  ) {
    let ofSuperblocks = blocks.superblockBounds(weight: 0.7, table: table)
    let expected = (0..<reader.superblockCount).map {
      bound(reader.impacts(ofSuperblock: $0), table)
    }
    if ofSuperblocks != expected { disagreements.append("bounds of superblocks") }
    guard documentCount > 0 else { return }
    let step = max(1, documentCount / 9)
    let starts =
      stride(from: 0, to: documentCount, by: step).map { UInt32($0) } + [UInt32(documentCount)]
    for finest in [0, .max] {
      var result = [Float](repeating: -1, count: starts.count - 1)
      blocks.bound(ranges: starts, weight: 0.7, table: table, finest: finest, into: &result)
      guard isAscending, refusedCount == 0 else { continue }
      // A range's bound is not below those of the blocks that end in it.
      for (range, end) in starts.dropFirst().enumerated() {
        for block in 0..<reader.blockCount {
          let last = reader.lastDocument(ofBlock: block)
          if last >= starts[range], last < end, finest == .max, result[range] < bounds[block] {
            disagreements.append("bound of range \(range)")
          }
        }
      }
    }
  }
}
