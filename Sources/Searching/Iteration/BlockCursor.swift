// SPDX-License-Identifier: Apache-2.0

internal import IndexFormat

/// A block of a posting list, found by document and decoded as far as it is asked for: documents,
/// then frequencies, then scores.
struct BlockCursor {
  /// The list.
  let list: PostingList
  /// How its occurrences count.
  let scale: VariantScale
  /// The documents of the block, after `loadDocuments`; the first `count` mean something.
  private(set) var documents: [DocumentID]
  /// How often the variant stands in each, after `loadFrequencies`.
  private(set) var frequencies: [UInt32]
  /// What each posting adds to its group's sum, after `loadSummands`, or its score, after
  /// `loadScores`.
  private(set) var scores: [Float]
  private var norms: [Float]
  /// The number of the block; the list's block count behind the last.
  private(set) var block = 0
  /// The block's last document; `ListCursor.end` behind the last block.
  private(set) var last: DocumentID
  /// The document before the block's first possible one plus 1.
  private(set) var first: DocumentID = 0
  private let blockCount: Int
  private var frequenciesOffset = 0
  private var documentsBlock = -1
  private var frequenciesBlock = -1
  private var scoresBlock = -1

  /// Creates a cursor at the first block.
  init(_ list: PostingList, scale: VariantScale) {
    self.list = list
    self.scale = scale
    documents = [DocumentID](repeating: 0, count: PostingsBlock.capacity)
    frequencies = documents
    scores = [Float](repeating: 0, count: PostingsBlock.capacity)
    norms = scores
    blockCount = list.blockCount
    last = blockCount > 0 ? list.lastDocument(ofBlock: 0) : ListCursor.end
  }

  /// The number of postings in the block.
  var count: Int {
    min(PostingsBlock.capacity, list.documentFrequency - block * PostingsBlock.capacity)
  }

  /// Whether the place is behind the last block.
  var isAtEnd: Bool { block >= blockCount }

  /// Moves to the block that holds the first document not below the target, forward or back.
  ///
  /// - Returns: false when there is none.
  /// - Complexity: O(log blocks passed).
  mutating func reach(_ target: DocumentID) -> Bool {
    if target <= last, target >= first { return block < blockCount }
    let start = target < first ? 0 : block + 1
    move(toBlock: list.firstBlock(reaching: target, startingAt: start) ?? blockCount)
    return block < blockCount
  }

  /// Moves to a block, or behind the last.
  mutating func move(toBlock next: Int) {
    block = next
    first = next > 0 ? list.lastDocument(ofBlock: next - 1) &+ 1 : 0
    last = next < blockCount ? list.lastDocument(ofBlock: next) : ListCursor.end
  }

  /// Decodes the block's documents, unless that is done.
  ///
  /// - Throws: `IndexFormatError.damaged`.
  mutating func loadDocuments() throws(IndexFormatError) {
    guard documentsBlock != block else { return }
    // Nothing is known while an error may leave the arrays half written.
    documentsBlock = -1
    frequenciesBlock = -1
    scoresBlock = -1
    frequenciesOffset = try list.decodeDocuments(ofBlock: block, into: &documents)
    documentsBlock = block
  }

  /// Decodes the frequencies too, unless that is done.
  ///
  /// - Throws: `IndexFormatError.damaged`.
  mutating func loadFrequencies() throws(IndexFormatError) {
    try loadDocuments()
    guard frequenciesBlock != block else { return }
    try list.decodeFrequencies(ofBlock: block, at: frequenciesOffset, into: &frequencies)
    frequenciesBlock = block
  }

  /// Finds what each posting adds to its group's sum, unless that is done. Not on a cursor that
  /// loads scores.
  ///
  /// - Throws: `IndexFormatError.damaged`.
  mutating func loadSummands() throws(IndexFormatError) {
    try loadFrequencies()
    guard scoresBlock != block else { return }
    let count = count
    if let lengths = scale.lengths {
      lengths.gather(documents, count: count, table: scale.inverseNorms, into: &norms)
    } else {
      for index in 0..<count { norms[index] = scale.inverseNorms[0] }
    }
    ScoreKernels.summands(frequencies, norms, count: count, weight: scale.weight, to: &scores)
    scoresBlock = block
  }

  /// Finds the score of each posting in a group of which this is the only list, unless that is done.
  ///
  /// - Parameter weight: the group's; always the same for a cursor.
  /// - Throws: `IndexFormatError.damaged`.
  mutating func loadScores(weight: Float) throws(IndexFormatError) {
    guard scoresBlock != block else { return }
    try loadSummands()
    ScoreKernels.saturate(&scores, count: count, weight: weight)
  }

  /// The places in the block of the documents from `start` to before `end`.
  ///
  /// - Precondition: The documents are loaded.
  func places(from start: DocumentID, to end: DocumentID) -> (from: Int, to: Int) {
    let count = count
    let from =
      start <= first
      ? 0 : ScoreKernels.lowerBound(documents, from: 0, count: count, limit: start)
    let to =
      last < end ? count : ScoreKernels.lowerBound(documents, from: from, count: count, limit: end)
    return (from, to)
  }

  /// The first document not below the target, or nil.
  ///
  /// - Throws: `IndexFormatError.damaged`.
  mutating func firstDocument(from target: DocumentID) throws(IndexFormatError) -> DocumentID? {
    guard reach(target) else { return nil }
    try loadDocuments()
    return documents[
      ScoreKernels.lowerBound(documents, from: 0, count: count, limit: target)]
  }
}
