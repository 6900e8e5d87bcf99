// SPDX-License-Identifier: Apache-2.0

internal import IndexFormat
internal import Synchronization

/// A posting list made for queries, in arrays: documents and how often something stands in each, or what
/// a whole group comes to in each. The bounds that pruning needs are found when they are first asked for.
final class MaterializedPostings: Sendable {
  /// The documents, strictly ascending.
  let documents: [DocumentID]
  /// How often the query part stands in each document, at least 1; none where there are sums.
  let frequencies: [UInt32]
  /// The sum of a group in each document, of all variants as they count there, whatever the scale that a
  /// list is read with; nil where frequencies count.
  let sums: [Float]?
  /// The greatest sums, descending; at most `greatestCount`.
  private let greatest: [Float]
  private let lengths: FieldLengthsReader?
  private let knownBounds = Mutex<Bounds?>(nil)

  /// What no posting of a block exceeds.
  struct Bound: Sendable {
    /// The greatest frequency.
    fileprivate var frequency: UInt32 = 0
    /// The least length code.
    fileprivate var lengthCode: UInt8 = .max
    /// The greatest sum; 0 where frequencies count.
    fileprivate var sum: Float = 0

    fileprivate mutating func formUnion(_ other: Bound) {
      frequency = max(frequency, other.frequency)
      lengthCode = min(lengthCode, other.lengthCode)
      sum = max(sum, other.sum)
    }

    /// What the postings add to the sum of their group at most.
    func summand(_ scale: VariantScale) -> Float {
      sum > 0
        ? sum : scale.weight * Float(frequency) * scale.norms.values[Int(lengthCode)]
    }
  }

  /// The bounds of each 128 postings, and of each 32 blocks of them.
  struct Bounds: Sendable {
    /// By block.
    fileprivate(set) var blocks: [Bound] = []
    /// By superblock.
    fileprivate(set) var superblocks: [Bound] = []
  }

  /// Blocks in a superblock.
  static let blocksPerSuperblock = 32
  /// So many of the greatest sums are known.
  static let greatestCount = 128

  /// Takes postings, with the lengths of the field that scores use.
  ///
  /// - Complexity: O(1); the first bound asked for, O(postings).
  init(documents: [DocumentID], frequencies: [UInt32], lengths: FieldLengthsReader?) {
    precondition(documents.count == frequencies.count, "a frequency for each document")
    self.documents = documents
    self.frequencies = frequencies
    self.lengths = lengths
    sums = nil
    greatest = []
  }

  /// Takes the documents of a group with its sums there, which are positive.
  ///
  /// - Complexity: O(documents).
  init(documents: [DocumentID], sums: [Float]) {
    precondition(documents.count == sums.count, "a sum for each document")
    self.documents = documents
    self.sums = sums
    frequencies = []
    lengths = nil
    greatest = Self.greatest(of: sums)
  }

  /// The greatest of some sums, descending.
  private static func greatest(of sums: [Float]) -> [Float] {
    var greatest: [Float] = []
    var least: Float = 0
    for sum in sums where sum > least {
      if greatest.count == greatestCount { greatest.removeLast() }
      greatest.insert(sum, at: greatest.partitioningIndex { $0 < sum })
      if greatest.count == greatestCount { least = greatest[greatestCount - 1] }
    }
    return greatest
  }

  /// A sum that at least `count` documents reach; nil where none is known.
  func sum(ofBest count: Int) -> Float? {
    count > 0 && count <= greatest.count ? greatest[count - 1] : nil
  }

  /// The bounds of all blocks, found once.
  var bounds: Bounds {
    knownBounds.withLock { known in
      if let known { return known }
      let found = findBounds()
      known = found
      return found
    }
  }

  private func findBounds() -> Bounds {
    var bounds = Bounds()
    for block in 0..<blockCount {
      let bound = findBound(ofBlock: block)
      bounds.blocks.append(bound)
      if block % Self.blocksPerSuperblock == 0 { bounds.superblocks.append(Bound()) }
      bounds.superblocks[bounds.superblocks.count - 1].formUnion(bound)
    }
    return bounds
  }

  private func findBound(ofBlock block: Int) -> Bound {
    var bound = Bound()
    let range = range(ofBlock: block)
    if let sums {
      for sum in sums[range] { bound.sum = max(bound.sum, sum) }
      return bound
    }
    for place in range {
      bound.frequency = max(bound.frequency, frequencies[place])
      bound.lengthCode = min(bound.lengthCode, lengths?.code(of: documents[place]) ?? 0)
    }
    return bound
  }

  /// The number of blocks of 128.
  var blockCount: Int { (documents.count + PostingsBlock.capacity - 1) / PostingsBlock.capacity }

  /// The last document of a block.
  func lastDocument(ofBlock block: Int) -> DocumentID {
    documents[min((block + 1) * PostingsBlock.capacity, documents.count) - 1]
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

  /// Copies a block; where there are sums, every frequency is 1.
  func decode(block index: Int, into block: inout PostingsBlock) {
    let range = range(ofBlock: index)
    block.count = range.count
    for (offset, place) in range.enumerated() {
      block.documents[offset] = documents[place]
      block.frequencies[offset] = sums == nil ? frequencies[place] : 1
    }
  }

  /// Where the postings of a block stand.
  func range(ofBlock block: Int) -> Range<Int> {
    let start = block * PostingsBlock.capacity
    return start..<min(start + PostingsBlock.capacity, documents.count)
  }
}
