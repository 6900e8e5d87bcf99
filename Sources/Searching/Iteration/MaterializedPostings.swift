// SPDX-License-Identifier: Apache-2.0

internal import IndexFormat

/// A posting list made for one query: documents and frequencies in arrays, with the bounds that
/// pruning needs.
final class MaterializedPostings: Sendable {
  /// The documents, strictly ascending.
  let documents: [DocumentID]
  /// How often the query part stands in each document; at least 1.
  let frequencies: [UInt32]
  /// For each 128 postings, the greatest frequency and the least length code.
  private let blockBounds: [FrequencyBound]
  /// The same for each 32 blocks.
  let superblockBounds: [FrequencyBound]

  /// A frequency and a length code that no posting of a block exceeds.
  struct FrequencyBound: Sendable {
    /// The greatest frequency.
    var frequency: UInt32
    /// The least length code.
    var lengthCode: UInt8
  }

  /// Blocks in a superblock.
  static let blocksPerSuperblock = 32

  /// Takes postings and finds their bounds, with the lengths of the field that scores use.
  ///
  /// - Complexity: O(postings).
  init(documents: [DocumentID], frequencies: [UInt32], lengths: FieldLengthsReader?) {
    precondition(documents.count == frequencies.count, "a frequency for each document")
    self.documents = documents
    self.frequencies = frequencies
    var bounds: [FrequencyBound] = []
    for start in stride(from: 0, to: documents.count, by: PostingsBlock.capacity) {
      var bound = FrequencyBound(frequency: 0, lengthCode: .max)
      for index in start..<min(start + PostingsBlock.capacity, documents.count) {
        bound.frequency = max(bound.frequency, frequencies[index])
        bound.lengthCode = min(bound.lengthCode, lengths?.code(of: documents[index]) ?? 0)
      }
      bounds.append(bound)
    }
    blockBounds = bounds
    superblockBounds = stride(from: 0, to: bounds.count, by: Self.blocksPerSuperblock).map {
      start in
      bounds[start..<min(start + Self.blocksPerSuperblock, bounds.count)].reduce(
        into: FrequencyBound(frequency: 0, lengthCode: .max)
      ) {
        $0.frequency = max($0.frequency, $1.frequency)
        $0.lengthCode = min($0.lengthCode, $1.lengthCode)
      }
    }
  }

  /// The number of blocks of 128.
  var blockCount: Int { blockBounds.count }

  /// The last document of a block.
  func lastDocument(ofBlock block: Int) -> DocumentID {
    documents[min((block + 1) * PostingsBlock.capacity, documents.count) - 1]
  }

  /// What bounds the postings of a block.
  func bound(ofBlock block: Int) -> FrequencyBound { blockBounds[block] }

  /// What bounds the postings of 32 blocks.
  func bound(ofSuperblock superblock: Int) -> FrequencyBound { superblockBounds[superblock] }

  /// The first block from `start` on whose last document is not less than the document, or the
  /// number of blocks.
  ///
  /// - Complexity: O(log blocks).
  func firstBlock(reaching document: DocumentID, startingAt start: Int) -> Int {
    var low = start
    var high = blockCount
    while low < high {
      let middle = (low + high) / 2
      if lastDocument(ofBlock: middle) < document { low = middle + 1 } else { high = middle }
    }
    return low
  }

  /// Copies a block.
  func decode(block index: Int, into block: inout PostingsBlock) {
    let start = index * PostingsBlock.capacity
    block.count = min(PostingsBlock.capacity, documents.count - start)
    for offset in 0..<block.count {
      block.documents[offset] = documents[start + offset]
      block.frequencies[offset] = frequencies[start + offset]
    }
  }

  /// Where the postings of a block stand.
  func range(ofBlock block: Int) -> Range<Int> {
    let start = block * PostingsBlock.capacity
    return start..<min(start + PostingsBlock.capacity, documents.count)
  }
}
