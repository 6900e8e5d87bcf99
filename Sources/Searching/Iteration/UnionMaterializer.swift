// SPDX-License-Identifier: Apache-2.0

internal import IndexFormat

/// Makes one list of the documents that have any of several terms.
struct UnionMaterializer {
  private let segment: SegmentReader

  /// Creates a materializer for a segment.
  init(segment: SegmentReader) {
    self.segment = segment
  }

  /// The documents of any of the terms, with the terms' frequencies added.
  ///
  /// - Throws: `IndexFormatError`.
  /// - Complexity: O(postings + documents of the segment) when the terms are frequent, otherwise
  ///   O(postings · log postings).
  func materialize(_ keys: [TermKey]) throws(IndexFormatError) -> DocumentFrequencies {
    var entries: [TermEntry] = []
    for key in Set(keys).sorted() {
      if let entry = try segment.term(key) { entries.append(entry) }
    }
    let postingCount = entries.reduce(0) { $0 + Int($1.documentFrequency) }
    return postingCount > segment.documentCount / 8
      ? try addDense(entries) : try addSparse(entries, postingCount: postingCount)
  }

  private func addDense(_ entries: [TermEntry]) throws(IndexFormatError) -> DocumentFrequencies {
    var frequencies = [UInt32](repeating: 0, count: segment.documentCount)
    var block = PostingsBlock()
    for entry in entries {
      let reader = try segment.postings(entry)
      for blockIndex in 0..<reader.blockCount {
        try reader.decode(block: blockIndex, into: &block)
        let documents = block.documents.span
        let added = block.frequencies.span
        for index in 0..<block.count {
          let document = Int(documents[index])
          frequencies[document] = Self.sum(frequencies[document], added[index])
        }
      }
    }
    var result = DocumentFrequencies()
    for document in frequencies.indices where frequencies[document] > 0 {
      result.documents.append(DocumentID(document))
      result.frequencies.append(frequencies[document])
    }
    return result
  }

  private func addSparse(
    _ entries: [TermEntry], postingCount: Int
  ) throws(IndexFormatError) -> DocumentFrequencies {
    // Document in the high half, frequency in the low one.
    var postings: [UInt64] = []
    postings.reserveCapacity(postingCount)
    var block = PostingsBlock()
    for entry in entries {
      let reader = try segment.postings(entry)
      for blockIndex in 0..<reader.blockCount {
        try reader.decode(block: blockIndex, into: &block)
        let documents = block.documents.span
        let frequencies = block.frequencies.span
        for index in 0..<block.count {
          postings.append(UInt64(documents[index]) << 32 | UInt64(frequencies[index]))
        }
      }
    }
    if entries.count > 1 { postings.sort() }
    var result = DocumentFrequencies()
    for posting in postings {
      let document = DocumentID(posting >> 32)
      let frequency = UInt32(truncatingIfNeeded: posting)
      if result.documents.last == document {
        let last = result.frequencies.count - 1
        result.frequencies[last] = Self.sum(result.frequencies[last], frequency)
      } else {
        result.documents.append(document)
        result.frequencies.append(frequency)
      }
    }
    return result
  }

  private static func sum(_ a: UInt32, _ b: UInt32) -> UInt32 {
    UInt32(min(UInt64(a) + UInt64(b), UInt64(Int32.max)))
  }
}
