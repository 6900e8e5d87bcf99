// SPDX-License-Identifier: Apache-2.0

internal import IndexFormat

/// A block of a posting list, found by document and decoded as far as it is asked for: documents,
/// then frequencies, then scores.
struct BlockCursor {
  /// The list.
  let list: PostingList
  /// How its occurrences count.
  let scale: VariantScale
  /// The block, as far as it was decoded.
  let buffer = BlockBuffer()
  /// The number of the block; the list's block count behind the last.
  private(set) var block = 0
  /// The block's last document; `ListCursor.end` behind the last block.
  private(set) var last: DocumentID
  /// The document behind the last one of the block before.
  private(set) var first: DocumentID = 0
  /// The number of postings in the block.
  private(set) var count = 0
  private let blockCount: Int
  private let documentFrequency: Int
  /// What the postings of a whole group come to, by posting; nil for other lists.
  private let sums: [Float]?
  private var frequenciesOffset = 0
  /// The block that `frequenciesOffset` is of.
  private var offsetBlock = -1
  private var documentsBlock = -1
  private var frequenciesBlock = -1
  private var scoresBlock = -1

  /// Creates a cursor at the first block.
  init(_ list: PostingList, scale: VariantScale) {
    self.list = list
    self.scale = scale
    blockCount = list.blockCount
    documentFrequency = list.documentFrequency
    sums = list.sums
    last = 0
    move(toBlock: 0)
  }

  /// Whether the list is that of a whole group, which has no frequencies.
  var isOfGroup: Bool { sums != nil }

  /// Whether the place is behind the last block.
  var isAtEnd: Bool { block >= blockCount }

  /// Moves to the block that holds the first document not below the target, forward or back.
  ///
  /// - Returns: false when there is none.
  /// - Complexity: O(log blocks passed).
  mutating func reach(_ target: DocumentID) -> Bool {
    if target <= last, target >= first { return block < blockCount }
    let start = target < first ? 0 : block + 1
    move(toBlock: list.firstBlock(reaching: target, startingAt: start))
    return block < blockCount
  }

  /// Moves to a block, or behind the last.
  mutating func move(toBlock next: Int) {
    if next > 0 {
      first = next == block + 1 ? last &+ 1 : list.lastDocument(ofBlock: next - 1) &+ 1
    } else {
      first = 0
    }
    block = next
    if next < blockCount {
      last = list.lastDocument(ofBlock: next)
      count = min(PostingsBlock.capacity, documentFrequency - next * PostingsBlock.capacity)
    } else {
      last = ListCursor.end
      count = 0
    }
  }

  /// Decodes the block's documents, unless that is done.
  ///
  /// - Throws: `IndexFormatError.damaged`.
  mutating func loadDocuments() throws(IndexFormatError) {
    guard documentsBlock != block else { return }
    // Nothing is known while an error may leave the buffer half written.
    documentsBlock = -1
    scoresBlock = -1
    if offsetBlock != block { frequenciesBlock = -1 }
    offsetBlock = -1
    frequenciesOffset = try list.decodeDocuments(ofBlock: block, into: buffer)
    offsetBlock = block
    documentsBlock = block
  }

  /// Decodes the block's frequencies, unless that is done.
  ///
  /// - Precondition: The list is not that of a whole group.
  /// - Throws: `IndexFormatError.damaged`.
  mutating func loadFrequencies() throws(IndexFormatError) {
    guard frequenciesBlock != block else { return }
    if offsetBlock != block { try loadDocuments() }
    frequenciesBlock = -1
    try list.decodeFrequencies(ofBlock: block, at: frequenciesOffset, into: buffer)
    frequenciesBlock = block
  }

  /// Finds what each posting adds to its group's sum, unless that is done. Not on a cursor that
  /// loads scores.
  ///
  /// - Throws: `IndexFormatError.damaged`.
  mutating func loadSummands() throws(IndexFormatError) {
    guard scoresBlock != block else { return }
    try loadDocuments()
    if let sums {
      let start = block * PostingsBlock.capacity
      buffer.copyScores(sums[start..<start + count])
    } else {
      try loadFrequencies()
      scale.norms.gather(count: count, in: buffer)
      ScoreKernels.summands(in: buffer, count: count, weight: scale.weight)
    }
    scoresBlock = block
  }

  /// Finds the score of each posting in a group of which this is the only list, unless that is done.
  ///
  /// - Parameter weight: the group's; always the same for a cursor.
  /// - Throws: `IndexFormatError.damaged`.
  mutating func loadScores(weight: Float) throws(IndexFormatError) {
    guard scoresBlock != block || documentsBlock != block else { return }
    try loadSummands()
    ScoreKernels.saturate(buffer, count: count, weight: weight)
  }

  /// Finds candidates in the block, without decoding it where that is not needed.
  ///
  /// - Precondition: Those from `from` to before `to` can lie in no other block.
  /// - Returns: how many were found.
  /// - Throws: `IndexFormatError.damaged`.
  mutating func match(
    _ candidates: inout Candidates, from: Int, to: Int
  ) throws(IndexFormatError) -> Int {
    if documentsBlock != block, count == PostingsBlock.capacity,
      let (found, offset) = candidates.matchBitset(from: from, to: to, in: list, block: block)
    {
      if offsetBlock != block {
        documentsBlock = -1
        frequenciesBlock = -1
        scoresBlock = -1
        frequenciesOffset = offset
        offsetBlock = block
      }
      return found
    }
    try loadDocuments()
    return candidates.match(from: from, to: to, in: buffer, blockCount: count)
  }

  /// Adds the scores of the candidates that were matched last, in a group of which this is the only list.
  ///
  /// - Parameters:
  ///   - found: how many were matched.
  ///   - candidates: the candidates.
  ///   - weight: that of the group.
  ///   - mask: the clauses that its documents satisfy.
  /// - Throws: `IndexFormatError.damaged`.
  mutating func addScores(
    of found: Int, to candidates: inout Candidates, weight: Float, clauses mask: UInt64
  ) throws(IndexFormatError) {
    if let sums {
      let start = block * PostingsBlock.capacity
      candidates.addScores(found, sums: sums[start..<start + count], weight: weight, clauses: mask)
    } else {
      try loadFrequencies()
      candidates.addScores(found, buffer, scale, weight: weight, clauses: mask)
    }
  }

  /// The places in the block of the documents from `start` to before `end`.
  ///
  /// - Precondition: The documents are loaded.
  func places(from start: DocumentID, to end: DocumentID) -> (from: Int, to: Int) {
    let from =
      start <= first
      ? 0 : ScoreKernels.lowerBound(in: buffer, from: 0, count: count, limit: start)
    let to =
      last < end
      ? count : ScoreKernels.lowerBound(in: buffer, from: from, count: count, limit: end)
    return (from, to)
  }

  /// A document that no document not below the target lies before, near the first of them; nil when
  /// there is none.
  ///
  /// - Throws: `IndexFormatError.damaged`.
  mutating func approach(_ target: DocumentID) throws(IndexFormatError) -> DocumentID? {
    guard reach(target) else { return nil }
    // In a dense block the next document is not far.
    if last - first < 64 * DocumentID(count) { return max(target, first) }
    try loadDocuments()
    return buffer.document(
      at: ScoreKernels.lowerBound(in: buffer, from: 0, count: count, limit: target))
  }
}
