// SPDX-License-Identifier: Apache-2.0
import IndexFormat

/// Turns the postings of segments round: from the documents of each term to the terms of each
/// document.
struct ForwardIndexBuilder {
  private let segments: [SegmentReader]
  private let order: DocumentOrder
  private let limits: TermLimits
  private let memoryLimit: Int

  /// The terms that are taken.
  struct TermLimits: Sendable, Hashable {
    /// Terms in fewer documents are left out: their gaps are few and tell little of the documents.
    var lowestDocumentFrequency = 32
    /// Terms in more than one in so many documents are left out: they stand everywhere, in any order.
    var highestShare = 10
  }

  /// A builder for the documents of some segments, numbered in an order.
  ///
  /// - Parameters:
  ///   - segments: The segments.
  ///   - order: The order of the segments, perhaps without deleted documents.
  ///   - limits: The terms that are taken.
  ///   - memoryLimit: How many bytes the postings of the index may take while it is divided; terms
  ///     in few documents are left out until they fit.
  init(
    _ segments: [SegmentReader], order: DocumentOrder, limits: TermLimits, memoryLimit: Int
  ) {
    self.segments = segments
    self.limits = limits
    self.memoryLimit = memoryLimit
    self.order = order
  }

  private var documentCount: Int { order.documentCount }

  /// The index.
  ///
  /// - Throws: `IndexFormatError.damaged`.
  /// - Complexity: O(terms and postings).
  func build() throws(IndexFormatError) -> ForwardIndex {
    let lowest = try lowestFrequencyThatFits()
    var index = ForwardIndex(
      documents: (0..<UInt32(documentCount)).map { $0 },
      starts: [Int](repeating: 0, count: documentCount + 1), terms: [], termCount: 0)
    // Counts of terms first, each in the place of the next document, then where they start.
    try forEachBlock(lowest: lowest) { block, start, _ in
      for posting in 0..<block.count {
        guard let document = order.newNumber(ofOld: start + Int(block.documents[posting])) else {
          continue
        }
        index.starts[Int(document) + 1] += 1
      }
    }
    for document in 0..<documentCount { index.starts[document + 1] += index.starts[document] }
    var ends = index.starts
    index.terms = [UInt32](repeating: 0, count: index.starts[documentCount])
    index.termCount = try forEachBlock(lowest: lowest) { block, start, term in
      for posting in 0..<block.count {
        guard let document = order.newNumber(ofOld: start + Int(block.documents[posting])) else {
          continue
        }
        index.terms[ends[Int(document)]] = term
        ends[Int(document)] += 1
      }
    }
    return index
  }

  private func takes(_ frequency: Int, lowest: Int) -> Bool {
    frequency >= lowest && frequency <= documentCount / limits.highestShare
  }

  /// The lowest document frequency of terms whose postings fit into memory.
  private func lowestFrequencyThatFits() throws(IndexFormatError) -> Int {
    var frequencies: [Int] = []
    var terms = try MergedTermCursor(segments)
    while try terms.next() != nil {
      let frequency = terms.documentFrequency
      if takes(frequency, lowest: limits.lowestDocumentFrequency) { frequencies.append(frequency) }
    }
    frequencies.sort(by: >)
    var left = memoryLimit / ForwardIndex.byteCountPerPosting
    for frequency in frequencies {
      guard frequency <= left else { return frequency + 1 }
      left -= frequency
    }
    return limits.lowestDocumentFrequency
  }

  /// Calls a closure with each block of postings of the terms taken, term by term, with where the
  /// documents of the block's segment start, and with the term's number.
  ///
  /// - Returns: The number of terms taken.
  @discardableResult
  private func forEachBlock(
    lowest: Int, _ body: (_ block: borrowing PostingsBlock, _ start: Int, _ term: UInt32) -> Void
  ) throws(IndexFormatError) -> Int {
    var terms = try MergedTermCursor(segments)
    var block = PostingsBlock()
    var term = 0
    while try terms.next() != nil {
      guard takes(terms.documentFrequency, lowest: lowest) else { continue }
      for source in terms.sources {
        let postings = try segments[source.segment].postings(source.entry)
        for number in 0..<postings.blockCount {
          try postings.decode(block: number, into: &block)
          body(block, order.starts[source.segment], UInt32(term))
        }
      }
      term += 1
    }
    return term
  }
}
