// SPDX-License-Identifier: Apache-2.0

internal import IndexFormat

/// The postings of a term. A reference, because lists are passed around for every block.
final class StoredPostings: Sendable {
  /// The postings.
  let reader: PostingsReader

  /// Wraps postings.
  init(_ reader: PostingsReader) {
    self.reader = reader
  }
}

/// The documents of one variant in one segment: read from the index, or made for the query.
enum PostingList: Sendable {
  /// Postings of a term.
  case stored(StoredPostings)
  /// Postings of a sequence or union.
  case materialized(MaterializedPostings)

  /// The number of documents.
  var documentFrequency: Int {
    switch self {
    case .stored(let stored): stored.reader.documentFrequency
    case .materialized(let postings): postings.documents.count
    }
  }

  /// The number of blocks of up to 128 postings.
  var blockCount: Int {
    switch self {
    case .stored(let stored): stored.reader.blockCount
    case .materialized(let postings): postings.blockCount
    }
  }

  /// The last document of a block.
  func lastDocument(ofBlock block: Int) -> DocumentID {
    switch self {
    case .stored(let stored): stored.reader.lastDocument(ofBlock: block)
    case .materialized(let postings): postings.lastDocument(ofBlock: block)
    }
  }

  /// The first block from `start` on whose last document is not less than the document, or nil.
  func firstBlock(reaching document: DocumentID, startingAt start: Int) -> Int? {
    switch self {
    case .stored(let stored): stored.reader.block(from: document, startingAt: start)
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
    ofBlock block: Int, into documents: inout [DocumentID]
  ) throws(IndexFormatError) -> Int {
    switch self {
    case .stored(let stored):
      return try stored.reader.decodeDocuments(ofBlock: block, into: &documents)
    case .materialized(let postings):
      postings.copyDocuments(ofBlock: block, into: &documents)
      return 0
    }
  }

  /// Decodes the frequencies of a block whose documents were decoded.
  ///
  /// - Throws: `IndexFormatError.damaged`.
  func decodeFrequencies(
    ofBlock block: Int, at offset: Int, into frequencies: inout [UInt32]
  ) throws(IndexFormatError) {
    switch self {
    case .stored(let stored):
      try stored.reader.decodeFrequencies(ofBlock: block, at: offset, into: &frequencies)
    case .materialized(let postings):
      postings.copyFrequencies(ofBlock: block, into: &frequencies)
    }
  }

  /// Adds all documents to a set of the segment's documents.
  ///
  /// - Throws: `IndexFormatError.damaged`.
  func insertDocuments(into set: inout DocumentBitset) throws(IndexFormatError) {
    switch self {
    case .stored(let stored):
      var decoded = [DocumentID](repeating: 0, count: PostingsBlock.capacity)
      for block in 0..<stored.reader.blockCount {
        try set.insert(block: block, of: stored.reader, decoding: &decoded)
      }
    case .materialized(let postings):
      for document in postings.documents { set.insert(document) }
    }
  }

  /// The greatest `(weight · frequency) · inverseNorm` of the postings of each of some blocks, by
  /// impacts; infinite where an impact stands for 255 or more.
  ///
  /// - Throws: `IndexFormatError.damaged`.
  func bound(
    blocks: Range<Int>, scale: VariantScale, into bounds: inout [Float]
  ) throws(IndexFormatError) {
    switch self {
    case .stored(let stored):
      try stored.reader.bound(
        blocks: blocks, weight: scale.weight, table: scale.inverseNorms, into: &bounds)
    case .materialized(let postings):
      for block in blocks { bounds[block] = Self.bound(postings.bound(ofBlock: block), scale) }
    }
  }

  /// The same of the postings in ranges of documents; 0 where there are none.
  ///
  /// - Parameters:
  ///   - starts: where the ranges begin, ascending, and at last where the last one ends.
  ///   - scale: how occurrences count.
  ///   - bounds: an entry for each range.
  /// - Throws: `IndexFormatError.damaged`.
  /// - Complexity: O(ranges + blocks), or superblocks where there are many blocks.
  func bound(
    ranges starts: [DocumentID], scale: VariantScale, into bounds: inout [Float]
  ) throws(IndexFormatError) {
    switch self {
    case .stored(let stored):
      try stored.reader.bound(
        ranges: starts, weight: scale.weight, table: scale.inverseNorms, finest: 1024,
        into: &bounds)
    case .materialized(let postings):
      var block = 0
      for index in 0..<starts.count - 1 {
        while block < postings.blockCount, postings.lastDocument(ofBlock: block) < starts[index] {
          block += 1
        }
        var bound: Float = 0
        var at = block
        while at < postings.blockCount {
          bound = max(bound, Self.bound(postings.bound(ofBlock: at), scale))
          if postings.lastDocument(ofBlock: at) >= starts[index + 1] - 1 { break }
          at += 1
        }
        bounds[index] = bound
      }
    }
  }

  private static func bound(
    _ impact: MaterializedPostings.FrequencyBound, _ scale: VariantScale
  ) -> Float {
    scale.weight * Float(impact.frequency) * scale.inverseNorms[Int(impact.lengthCode)]
  }
}
