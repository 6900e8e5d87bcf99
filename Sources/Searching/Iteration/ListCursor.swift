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
  private(set) var norms = InlineArray<128, Float>(repeating: 0)
  private var normsBlock = -1

  /// Creates a cursor before the list's first document.
  init(_ list: PostingList) {
    self.list = list
  }

  /// The document of a cursor that is behind its last one.
  static let end = DocumentID.max

  /// The frequency at the place.
  var frequency: UInt32 { block.frequencies.span[index] }

  /// Moves to the first document that is not less than the target, if it is not there yet.
  ///
  /// - Throws: `IndexFormatError.damaged`.
  /// - Complexity: O(log blocks) and one block decoded at most, in an honest file.
  mutating func seek(to target: DocumentID) throws(IndexFormatError) {
    if blockIndex >= 0, document >= target { return }
    while blockIndex < 0 || block.documents.span[block.count - 1] < target {
      guard let next = list.firstBlock(reaching: target, startingAt: blockIndex + 1) else {
        document = Self.end
        index = block.count
        return
      }
      try list.decode(block: next, into: &block)
      blockIndex = next
      index = 0
    }
    index = firstIndex(notBelow: target)
    document = block.documents.span[index]
  }

  /// The first index in the decoded block, from the place on, of a document not below the target;
  /// there is one.
  private func firstIndex(notBelow target: DocumentID) -> Int {
    let documents = block.documents.span
    var low = index
    // Most steps are short.
    if documents[low] >= target { return low }
    low += 1
    var high = block.count - 1
    while low < high {
      let middle = (low + high) / 2
      if documents[middle] < target { low = middle + 1 } else { high = middle }
    }
    return low
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
      document = block.documents.span[newIndex]
    } else {
      index = block.count - 1
      document = block.documents.span[index]
      try advance()
    }
  }

  /// Looks up what one occurrence counts in the decoded block's documents, unless that is done.
  ///
  /// - Parameter scale: always the same for a cursor.
  mutating func loadNorms(_ scale: VariantScale) {
    guard normsBlock != blockIndex else { return }
    normsBlock = blockIndex
    if let lengths = scale.lengths {
      lengths.gather(block, table: scale.inverseNorms, into: &norms)
    } else {
      norms = InlineArray(repeating: scale.inverseNorms[0])
    }
  }
}

extension ListCursor {
  /// Adds each posting's `(weight · frequency) · inverseNorm` to the sum of its document, for the
  /// documents of a window.
  ///
  /// - Parameters:
  ///   - start: the window's first document.
  ///   - width: the number of documents of the window.
  ///   - scale: that of the list's variant.
  ///   - sums: the sums, that of the window's first document at `base`.
  ///   - base: where the window's sums start.
  ///   - bits: a bit for each document of the window, set for each posting; the first in the lowest
  ///     bit of the first word.
  /// - Throws: `IndexFormatError.damaged`.
  mutating func accumulate(
    from start: DocumentID, width: Int, scale: VariantScale, sums: inout [Float], base: Int,
    bits: inout [UInt64]
  ) throws(IndexFormatError) {
    try seek(to: start)
    guard Int(document &- start) < width else { return }
    var sums = sums.mutableSpan
    var bits = bits.mutableSpan
    while Int(document &- start) < width {
      loadNorms(scale)
      let place = add(
        from: start, width: width, weight: scale.weight, sums: &sums, base: base, bits: &bits)
      try move(toIndex: place)
    }
  }

  /// The part of `accumulate` in the decoded block.
  ///
  /// - Returns: the index of the first posting behind the window.
  private func add(
    from start: DocumentID, width: Int, weight: Float, sums: inout MutableSpan<Float>, base: Int,
    bits: inout MutableSpan<UInt64>
  ) -> Int {
    // Spans, because a subscript of an inline array of a property copies all of it.
    let documents = block.documents.span
    let frequencies = block.frequencies.span
    let norms = norms.span
    var place = index
    let count = block.count
    while place < count {
      let slot = Int(documents[place] &- start)
      if slot >= width { break }
      sums[base + slot] += weight * Float(frequencies[place]) * norms[place]
      bits[slot >> 6] |= 1 << UInt64(truncatingIfNeeded: slot & 63)
      place += 1
    }
    return place
  }
}
