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

  /// The last document of up to 32 blocks.
  func lastDocument(ofSuperblock superblock: Int) -> DocumentID {
    switch self {
    case .stored(let stored): stored.reader.lastDocument(ofSuperblock: superblock)
    case .materialized(let postings):
      postings.lastDocument(
        ofBlock: min(
          (superblock + 1) * MaterializedPostings.blocksPerSuperblock, postings.blockCount) - 1)
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

  /// The greatest `(weight · frequency) · inverseNorm` of a block's postings, by impacts; infinite
  /// where an impact stands for 255 or more.
  func bound(ofBlock block: Int, weight: Float, inverseNorms: [Float]) -> Float {
    switch self {
    case .stored(let stored):
      Self.bound(stored.reader.impacts(ofBlock: block), weight: weight, inverseNorms: inverseNorms)
    case .materialized(let postings):
      Self.bound(postings.bound(ofBlock: block), weight: weight, inverseNorms: inverseNorms)
    }
  }

  /// The same for up to 32 blocks.
  func bound(ofSuperblock superblock: Int, weight: Float, inverseNorms: [Float]) -> Float {
    switch self {
    case .stored(let stored):
      Self.bound(
        stored.reader.impacts(ofSuperblock: superblock), weight: weight, inverseNorms: inverseNorms)
    case .materialized(let postings):
      Self.bound(
        postings.bound(ofSuperblock: superblock), weight: weight, inverseNorms: inverseNorms)
    }
  }

  private static func bound(
    _ impacts: ImpactList, weight: Float, inverseNorms: [Float]
  ) -> Float {
    // Kinds that record documents alone have no impacts: once, in the shortest of fields.
    guard impacts.count > 0 else { return weight * inverseNorms[0] }
    var bound: Float = 0
    for index in 0..<impacts.count {
      let impact = impacts[index]
      let frequency = impact.frequency == .max ? Float.infinity : Float(impact.frequency)
      bound = max(bound, weight * frequency * inverseNorms[Int(impact.lengthCode)])
    }
    return bound
  }

  private static func bound(
    _ impact: MaterializedPostings.FrequencyBound, weight: Float, inverseNorms: [Float]
  ) -> Float {
    weight * Float(impact.frequency) * inverseNorms[Int(impact.lengthCode)]
  }
}
