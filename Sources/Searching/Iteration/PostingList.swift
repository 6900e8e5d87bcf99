// SPDX-License-Identifier: Apache-2.0

internal import IndexFormat

/// The documents of one variant in one segment: read from the index, or made for the query.
enum PostingList: Sendable {
  /// Postings of a term.
  case stored(PostingBlocks)
  /// Postings of a sequence or union, or of a whole group.
  case materialized(MaterializedPostings)

  /// The sums of a list of a whole group, by posting; nil for other lists.
  var sums: [Float]? {
    guard case .materialized(let postings) = self else { return nil }
    return postings.sums
  }

  /// The number of documents.
  var documentFrequency: Int {
    switch self {
    case .stored(let stored): stored.documentFrequency
    case .materialized(let postings): postings.documents.count
    }
  }

  /// Whether both are the same list, opened once.
  func isSame(as other: PostingList) -> Bool {
    switch (self, other) {
    case (.stored(let a), .stored(let b)): a === b
    case (.materialized(let a), .materialized(let b)): a === b
    default: false
    }
  }

  /// A score that at least `count` of the documents reach in a group of this weight; nil where none is
  /// recorded.
  func score(ofBest count: Int, scale: VariantScale, weight: Float) -> Float? {
    switch self {
    case .stored(let stored):
      stored.reader.leastImpact(ofBest: count).map {
        BM25.score(
          weight: weight,
          scale.weight * Float($0.frequency) * scale.norms.values[Int($0.lengthCode)])
      }
    case .materialized(let postings):
      postings.sum(ofBest: count).map { BM25.score(weight: weight, $0) }
    }
  }

  /// The number of blocks of up to 128 postings.
  var blockCount: Int {
    switch self {
    case .stored(let stored): stored.blockCount
    case .materialized(let postings): postings.blockCount
    }
  }

  /// The last document of a block.
  func lastDocument(ofBlock block: Int) -> DocumentID {
    switch self {
    case .stored(let stored): stored.lastDocument(ofBlock: block)
    case .materialized(let postings): postings.lastDocument(ofBlock: block)
    }
  }

  /// The first block from `start` on whose last document is not less than the document, or the
  /// number of blocks.
  func firstBlock(reaching document: DocumentID, startingAt start: Int) -> Int {
    switch self {
    case .stored(let stored): stored.firstBlock(reaching: document, startingAt: start)
    case .materialized(let postings): postings.firstBlock(reaching: document, startingAt: start)
    }
  }

  /// Decodes a block.
  ///
  /// - Throws: `IndexFormatError.damaged`.
  func decode(block: Int, into decoded: inout PostingsBlock) throws(IndexFormatError) {
    switch self {
    case .stored(let stored): try stored.reader.decode(block: block, into: &decoded)
    case .materialized(let postings): postings.decode(block: block, into: &decoded)
    }
  }

  /// Decodes the documents of a block.
  ///
  /// - Returns: what `decodeFrequencies` needs to know.
  /// - Throws: `IndexFormatError.damaged`.
  func decodeDocuments(
    ofBlock block: Int, into buffer: BlockBuffer
  ) throws(IndexFormatError) -> Int {
    switch self {
    case .stored(let stored): return try stored.decodeDocuments(ofBlock: block, into: buffer)
    case .materialized(let postings):
      buffer.copyDocuments(postings.documents[postings.range(ofBlock: block)])
      return 0
    }
  }

  /// Decodes the frequencies of a block whose documents were decoded.
  ///
  /// - Precondition: The list has no sums.
  /// - Throws: `IndexFormatError.damaged`.
  func decodeFrequencies(
    ofBlock block: Int, at offset: Int, into buffer: BlockBuffer
  ) throws(IndexFormatError) {
    switch self {
    case .stored(let stored):
      try stored.decodeFrequencies(ofBlock: block, at: offset, into: buffer)
    case .materialized(let postings):
      buffer.copyFrequencies(postings.frequencies[postings.range(ofBlock: block)])
    }
  }

  /// The greatest `(weight · frequency) · norm` of the postings of each of some blocks, by impacts;
  /// infinite where an impact stands for 255 or more.
  func bound(blocks: Range<Int>, scale: VariantScale, into bounds: inout [Float]) {
    switch self {
    case .stored(let stored):
      stored.bound(
        blocks: blocks, weight: scale.weight, table: scale.norms.values, into: &bounds)
    case .materialized(let postings):
      let known = postings.bounds.blocks
      for block in blocks { bounds[block] = known[block].summand(scale) }
    }
  }

  /// The same of the postings of each 32 blocks.
  func superblockBounds(scale: VariantScale) -> [Float] {
    switch self {
    case .stored(let stored):
      return stored.superblockBounds(weight: scale.weight, table: scale.norms.values)
    case .materialized(let postings):
      return postings.bounds.superblocks.map { $0.summand(scale) }
    }
  }

  /// The same of the postings in ranges of documents; 0 where there are none.
  ///
  /// - Parameters:
  ///   - starts: where the ranges begin, ascending, and at last where the last one ends.
  ///   - scale: how occurrences count.
  ///   - bounds: an entry for each range.
  /// - Complexity: O(ranges + blocks), or superblocks where there are many blocks.
  func bound(ranges starts: [DocumentID], scale: VariantScale, into bounds: inout [Float]) {
    switch self {
    case .stored(let stored):
      stored.bound(
        ranges: starts, weight: scale.weight, table: scale.norms.values, finest: 1024,
        into: &bounds)
    case .materialized(let postings):
      let known = postings.bounds.blocks
      var block = 0
      for index in 0..<starts.count - 1 {
        while block < known.count, postings.lastDocument(ofBlock: block) < starts[index] {
          block += 1
        }
        var bound: Float = 0
        var at = block
        while at < known.count {
          bound = max(bound, known[at].summand(scale))
          if postings.lastDocument(ofBlock: at) >= starts[index + 1] - 1 { break }
          at += 1
        }
        bounds[index] = bound
      }
    }
  }
}
