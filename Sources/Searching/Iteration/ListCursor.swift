// SPDX-License-Identifier: Apache-2.0

internal import IndexFormat

/// A place in a posting list that only moves forward, with the block there decoded.
struct ListCursor {
  /// The list.
  let list: PostingList
  /// The block that holds the place, decoded.
  private(set) var block = PostingsBlock()
  /// The place in the block.
  private(set) var index = 0
  /// The decoded block's number, or -1 before the first move.
  private(set) var blockIndex = -1
  /// The document there: 0 before the first move, `UInt32.max` behind the last.
  private(set) var document: DocumentID = 0
  /// What one occurrence counts in the block's documents, where `normsBlock` is `blockIndex`.
  private var norms = InlineArray<128, Float>(repeating: 0)
  private var normsBlock = -1

  /// Creates a cursor before the list's first document.
  init(_ list: PostingList) {
    self.list = list
  }

  /// The document of a cursor that is behind its last one.
  static let end = DocumentID.max

  /// The frequency at the place.
  var frequency: UInt32 { block.frequencies[index] }

  /// Moves to the first document that is not less than the target, if it is not there yet.
  ///
  /// - Throws: `IndexFormatError.damaged`.
  /// - Complexity: O(log blocks) and one block decoded at most, in an honest file.
  mutating func seek(to target: DocumentID) throws(IndexFormatError) {
    if blockIndex >= 0, document >= target { return }
    while blockIndex < 0 || block.documents[block.count - 1] < target {
      guard let next = list.firstBlock(reaching: target, startingAt: blockIndex + 1) else {
        document = Self.end
        index = block.count
        return
      }
      try list.decode(block: next, into: &block)
      blockIndex = next
      index = 0
    }
    var low = index
    var high = block.count - 1
    while low < high {
      let middle = (low + high) / 2
      if block.documents[middle] < target { low = middle + 1 } else { high = middle }
    }
    index = low
    document = block.documents[low]
  }

  /// Moves to the next document.
  ///
  /// - Throws: `IndexFormatError.damaged`.
  mutating func advance() throws(IndexFormatError) {
    guard document != Self.end else { return }
    try seek(to: blockIndex < 0 ? 0 : document + 1)
  }

  /// Moves to a place of the decoded block, or behind it into the next block when it is the end.
  ///
  /// - Throws: `IndexFormatError.damaged`.
  mutating func move(toIndex newIndex: Int) throws(IndexFormatError) {
    if newIndex < block.count {
      index = newIndex
      document = block.documents[newIndex]
    } else {
      index = block.count - 1
      document = block.documents[index]
      try advance()
    }
  }

  /// Looks up what one occurrence counts in the decoded block's documents, unless that is done.
  ///
  /// - Parameters:
  ///   - lengths: the lengths of the variant's field; nil where it has none.
  ///   - inverseNorms: what one occurrence counts, by length code; always the same for a cursor.
  mutating func loadNorms(_ lengths: FieldLengthsReader?, _ inverseNorms: [Float]) {
    guard normsBlock != blockIndex else { return }
    normsBlock = blockIndex
    if let lengths {
      lengths.gather(block, table: inverseNorms, into: &norms)
    } else {
      norms = InlineArray(repeating: inverseNorms[0])
    }
  }

  /// `(weight · frequency) · inverseNorm` of the posting at an index of the block, after `loadNorms`.
  @inline(__always)
  func summand(at index: Int, weight: Float) -> Float {
    weight * Float(block.frequencies[index]) * norms[index]
  }
}

extension ListCursor {
  /// Adds each posting's `(weight · frequency) · inverseNorm` to the sum of its document, for the
  /// documents of a window.
  ///
  /// - Parameters:
  ///   - start: the window's first document.
  ///   - width: the number of documents of the window.
  ///   - variant: the list's variant.
  ///   - inverseNorms: what one occurrence counts, by length code.
  ///   - lengths: the lengths of the variant's field; nil where it has none.
  ///   - sums: the sums, that of the window's first document at `base`.
  ///   - base: where the window's sums start.
  ///   - bits: a bit for each document of the window, set for each posting; the first in the lowest
  ///     bit of the first word.
  /// - Throws: `IndexFormatError.damaged`.
  mutating func accumulate(
    from start: DocumentID, width: Int, variant: BoundVariant, inverseNorms: [Float],
    lengths: FieldLengthsReader?, sums: inout [Float], base: Int, bits: inout [UInt64]
  ) throws(IndexFormatError) {
    try seek(to: start)
    while Int(document &- start) < width {
      loadNorms(lengths, inverseNorms)
      var place = index
      while place < block.count {
        let slot = Int(block.documents[place] &- start)
        if slot >= width { break }
        sums[base + slot] += summand(at: place, weight: variant.weight)
        bits[slot >> 6] |= 1 << UInt64(truncatingIfNeeded: slot & 63)
        place += 1
      }
      try move(toIndex: place)
    }
  }
}
