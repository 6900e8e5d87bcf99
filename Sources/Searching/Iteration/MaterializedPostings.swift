// SPDX-License-Identifier: Apache-2.0

internal import IndexFormat
internal import Synchronization

/// A posting list made for one query: documents and frequencies in arrays. The bounds that pruning
/// needs are found when they are first asked for.
final class MaterializedPostings: Sendable {
  /// The documents, strictly ascending.
  let documents: [DocumentID]
  /// How often the query part stands in each document; at least 1.
  let frequencies: [UInt32]
  private let lengths: FieldLengthsReader?
  private let bounds = Mutex<Bounds?>(nil)

  /// A frequency and a length code that no posting of a block exceeds.
  struct FrequencyBound: Sendable {
    /// The greatest frequency.
    var frequency: UInt32 = 0
    /// The least length code.
    var lengthCode: UInt8 = .max

    fileprivate mutating func formUnion(_ other: FrequencyBound) {
      frequency = max(frequency, other.frequency)
      lengthCode = min(lengthCode, other.lengthCode)
    }
  }

  /// The bounds of each 128 postings, and of each 32 blocks of them.
  private struct Bounds {
    var blocks: [FrequencyBound] = []
    var superblocks: [FrequencyBound] = []
  }

  /// Blocks in a superblock.
  static let blocksPerSuperblock = 32

  /// Takes postings, with the lengths of the field that scores use.
  ///
  /// - Complexity: O(1); the first bound asked for, O(postings).
  init(documents: [DocumentID], frequencies: [UInt32], lengths: FieldLengthsReader?) {
    precondition(documents.count == frequencies.count, "a frequency for each document")
    self.documents = documents
    self.frequencies = frequencies
    self.lengths = lengths
    blockCount = (documents.count + PostingsBlock.capacity - 1) / PostingsBlock.capacity
  }

  private func withBounds(_ body: (Bounds) -> FrequencyBound) -> FrequencyBound {
    bounds.withLock { known in
      if let known { return body(known) }
      let found = findBounds()
      known = found
      return body(found)
    }
  }

  private func findBounds() -> Bounds {
    var bounds = Bounds()
    for block in 0..<blockCount {
      let start = block * PostingsBlock.capacity
      var bound = FrequencyBound()
      for index in start..<min(start + PostingsBlock.capacity, documents.count) {
        bound.formUnion(
          FrequencyBound(
            frequency: frequencies[index], lengthCode: lengths?.code(of: documents[index]) ?? 0))
      }
      bounds.blocks.append(bound)
      if block % Self.blocksPerSuperblock == 0 { bounds.superblocks.append(FrequencyBound()) }
      bounds.superblocks[bounds.superblocks.count - 1].formUnion(bound)
    }
    return bounds
  }

  /// The number of blocks of 128.
  let blockCount: Int

  /// The last document of a block.
  func lastDocument(ofBlock block: Int) -> DocumentID {
    documents[min((block + 1) * PostingsBlock.capacity, documents.count) - 1]
  }

  /// What bounds the postings of a block.
  func bound(ofBlock block: Int) -> FrequencyBound {
    withBounds { $0.blocks[block] }
  }

  /// What bounds the postings of 32 blocks.
  func bound(ofSuperblock superblock: Int) -> FrequencyBound {
    withBounds { $0.superblocks[superblock] }
  }

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
