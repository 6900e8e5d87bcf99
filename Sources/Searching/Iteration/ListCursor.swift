// SPDX-License-Identifier: Apache-2.0

internal import IndexFormat

/// A place in a posting list that only moves forward, with the block there decoded.
///
/// What is read for each posting lies in arrays: a subscript of an inline array in a stored property
/// copies all of it.
struct ListCursor {
  /// The list.
  let list: PostingList
  /// The block that holds the place, as it was decoded.
  private(set) var block = PostingsBlock()
  /// The documents of the block; the first `count` mean something.
  private(set) var documents = [DocumentID](repeating: 0, count: PostingsBlock.capacity)
  /// How often the variant stands in each.
  private(set) var frequencies = [UInt32](repeating: 0, count: PostingsBlock.capacity)
  /// What one occurrence counts in each, after `loadNorms`.
  private(set) var norms = [Float](repeating: 0, count: PostingsBlock.capacity)
  /// The number of postings of the block.
  private(set) var count = 0
  /// The place in the block.
  private(set) var index = 0
  /// The decoded block's number, or -1 before the first move.
  private(set) var blockIndex = -1
  /// The document there: 0 before the first move, `UInt32.max` behind the last.
  private(set) var document: DocumentID = 0
  /// The block that `norms` are of.
  private var normsBlock = -1

  /// Creates a cursor before the list's first document.
  init(_ list: PostingList) {
    self.list = list
  }

  /// The document of a cursor that is behind its last one.
  static let end = DocumentID.max

  /// The frequency at the place; 1 in a list of a whole group.
  var frequency: UInt32 { frequencies[index] }

  /// What the posting at the place adds to its group's sum.
  func summand(_ scale: VariantScale) -> Float {
    list.sums.map { $0[blockIndex * PostingsBlock.capacity + index] }
      ?? scale.summand(frequency: frequency, in: document)
  }

  /// Moves to the first document that is not less than the target, if it is not there yet.
  ///
  /// - Throws: `IndexFormatError.damaged`.
  /// - Complexity: O(log blocks) and one block decoded at most, in an honest file.
  mutating func seek(to target: DocumentID) throws(IndexFormatError) {
    if blockIndex >= 0, document >= target { return }
    while blockIndex < 0 || documents[count - 1] < target {
      let next = list.firstBlock(reaching: target, startingAt: blockIndex + 1)
      guard next < list.blockCount else {
        document = Self.end
        index = count
        return
      }
      try decode(next)
    }
    // The block reaches the target, so there is an index; most steps are short.
    var low = index
    if documents[low] < target {
      low += 1
      var high = count - 1
      while low < high {
        let middle = (low + high) / 2
        if documents[middle] < target { low = middle + 1 } else { high = middle }
      }
    }
    index = low
    document = documents[low]
  }

  private mutating func decode(_ next: Int) throws(IndexFormatError) {
    try list.decode(block: next, into: &block)
    Self.copy(block, &documents, &frequencies)
    blockIndex = next
    count = block.count
    index = 0
  }

  private static func copy(
    _ block: borrowing PostingsBlock, _ documents: inout [DocumentID],
    _ frequencies: inout [UInt32]
  ) {
    let decodedDocuments = block.documents.span
    let decodedFrequencies = block.frequencies.span
    var documents = documents.mutableSpan
    var frequencies = frequencies.mutableSpan
    for index in 0..<PostingsBlock.capacity {
      documents[index] = decodedDocuments[index]
      frequencies[index] = decodedFrequencies[index]
    }
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
    if newIndex < count {
      index = newIndex
      document = documents[newIndex]
    } else {
      index = count - 1
      document = documents[index]
      try advance()
    }
  }

  /// Looks up what one occurrence counts in the decoded block's documents, unless that is done; the sums of
  /// a list of a whole group.
  ///
  /// - Parameter scale: always the same for a cursor.
  mutating func loadNorms(_ scale: VariantScale) {
    guard normsBlock != blockIndex else { return }
    normsBlock = blockIndex
    if let sums = list.sums {
      for index in 0..<count { norms[index] = sums[blockIndex * PostingsBlock.capacity + index] }
      return
    }
    guard let lengths = scale.lengths else {
      for index in 0..<count { norms[index] = scale.norms.values[0] }
      return
    }
    var gathered = InlineArray<128, Float>(repeating: 0)
    lengths.gather(block, table: scale.norms.values, into: &gathered)
    let source = gathered.span
    for index in 0..<count { norms[index] = source[index] }
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
  ///   - takesGreatest: whether the greatest is kept, and nothing added.
  /// - Throws: `IndexFormatError.damaged`.
  mutating func accumulate(
    from start: DocumentID, width: Int, scale: VariantScale, sums: inout [Float], base: Int,
    bits: inout [UInt64], takesGreatest: Bool = false
  ) throws(IndexFormatError) {
    try seek(to: start)
    var sums = sums.mutableSpan
    var bits = bits.mutableSpan
    while Int(document &- start) < width {
      loadNorms(scale)
      var place = index
      while place < count {
        let slot = Int(documents[place] &- start)
        if slot >= width { break }
        let summand = scale.weight * Float(frequencies[place]) * norms[place]
        sums[base + slot] =
          takesGreatest ? max(sums[base + slot], summand) : sums[base + slot] + summand
        bits[slot >> 6] |= 1 << UInt64(truncatingIfNeeded: slot & 63)
        place += 1
      }
      try move(toIndex: place)
    }
  }
}
