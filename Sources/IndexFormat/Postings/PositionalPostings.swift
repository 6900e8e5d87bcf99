// SPDX-License-Identifier: Apache-2.0

internal import Storage

/// A term's postings as a phrase reads them: documents first, block by block, and the frequencies and
/// positions of those documents only that are left.
package struct PositionalPostings {
  /// The postings.
  package let reader: PostingsReader
  // The block whose documents are decoded, padded with documents that there are not.
  private var block = -1
  private var last: DocumentID = 0
  private var documents = InlineArray<128, UInt32>(repeating: .max)
  // By a candidate's index, the block it is in and its place there.
  private var blocks = [Int](repeating: 0, count: PostingsBlock.capacity)
  private var places = [UInt32](repeating: 0, count: PostingsBlock.capacity)
  // The block whose frequencies are decoded, and where its positions stand.
  private var positionsBlock = -1
  private var positionsRange = 0..<0
  private var positions = BlockPositions()
  private var scratch: [UInt32] = []

  /// Creates postings before the first block.
  package init(_ reader: PostingsReader) { self.reader = reader }

  /// Goes back, if need be, so that candidates from a document on can be kept.
  package mutating func rewind(to document: DocumentID) {
    if block > 0, document <= reader.lastDocument(ofBlock: block - 1) { block = -1 }
  }

  /// Makes the documents of a block the candidates.
  ///
  /// - Throws: `IndexFormatError.damaged`.
  /// - Complexity: O(128).
  package mutating func lead(
    with block: Int, _ candidates: inout DocumentCandidates
  ) throws(IndexFormatError) {
    try decode(block)
    candidates.count = reader.postingCount(ofBlock: block)
    PositionKernels.take(
      &documents, count: candidates.count, &candidates.documents, &candidates.indexes, &places)
    for index in 0..<candidates.count { blocks[index] = block }
  }

  /// Keeps the candidates that have the term.
  ///
  /// - Precondition: Candidates of one call are above those of the call before, or `rewind` was called.
  /// - Throws: `IndexFormatError.damaged`.
  /// - Complexity: O(candidates), and one block decoded for each that has candidates.
  package mutating func keep(
    in candidates: inout DocumentCandidates
  ) throws(IndexFormatError) {
    var from = 0
    var kept = 0
    while from < candidates.count {
      if block < 0 || last < candidates.documents[from] {
        guard let next = reader.block(from: candidates.documents[from], startingAt: block + 1)
        else { break }
        try decode(next)
      }
      var to = from + 1
      while to < candidates.count, candidates.documents[to] <= last { to += 1 }
      let end = PositionKernels.keep(
        &candidates.documents, &candidates.indexes, from..<to, kept: kept, among: &documents,
        places: &places)
      for index in kept..<end { blocks[Int(candidates.indexes[index])] = block }
      kept = end
      from = to
    }
    candidates.count = kept
  }

  private mutating func decode(_ next: Int) throws(IndexFormatError) {
    if next == block { return }
    last = try reader.decodeDocuments(block: next, into: &documents)
    let count = reader.postingCount(ofBlock: next)
    var padding = documents.mutableSpan
    for index in count..<PostingsBlock.capacity { padding[index] = .max }
    block = next
  }

  /// Finds where the phrase may start from the positions of this term, which stands `offset` positions
  /// behind the start. Candidates where it cannot are dropped.
  ///
  /// - Precondition: `lead` or `keep` was called for these candidates, and positions are recorded.
  /// - Throws: `IndexFormatError.damaged`.
  /// - Complexity: O(positions), in runs of 128, of the candidates.
  package mutating func start(
    _ candidates: inout DocumentCandidates, offset: UInt32
  ) throws(IndexFormatError) {
    try readGroups(&candidates) {
      (list, candidates, group) throws(IndexFormatError) in
      try list.reader.start(
        &list.positions, list.positionsRange, &candidates, group, places: list.places,
        delta: offset)
    }
  }

  /// Keeps the starts that have this term `offset` positions behind them, and the candidates that
  /// have such starts.
  ///
  /// - Precondition: As `start`.
  /// - Throws: `IndexFormatError.damaged`.
  /// - Complexity: O(positions), in runs of 128, of the candidates.
  package mutating func narrow(
    _ candidates: inout DocumentCandidates, offset: UInt32
  ) throws(IndexFormatError) {
    try readGroups(&candidates) {
      (list, candidates, group) throws(IndexFormatError) in
      try list.reader.narrow(
        &list.positions, list.positionsRange, &candidates, group, places: list.places,
        delta: offset, scratch: &list.scratch)
    }
  }

  /// Calls a closure with each run of candidates that stand in one block, its frequencies loaded.
  private mutating func readGroups(
    _ candidates: inout DocumentCandidates,
    _ body: (inout PositionalPostings, inout DocumentCandidates, Range<Int>)
      throws(IndexFormatError) -> Void
  ) throws(IndexFormatError) {
    candidates.beginPositions()
    var from = 0
    while from < candidates.count {
      let block = blocks[Int(candidates.indexes[from])]
      var to = from + 1
      while to < candidates.count, blocks[Int(candidates.indexes[to])] == block { to += 1 }
      if block != positionsBlock {
        positionsBlock = -1
        positionsRange = try reader.loadPositions(block: block, into: &positions)
        positionsBlock = block
      }
      try body(&self, &candidates, from..<to)
      from = to
    }
    candidates.endPositions()
  }
}
