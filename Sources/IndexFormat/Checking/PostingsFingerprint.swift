// SPDX-License-Identifier: Apache-2.0

/// What two lists of documents and frequencies have in common when they are, but for chance, equal, in
/// whatever order their postings come.
struct PostingsFingerprint: Hashable {
  /// The number of postings.
  private(set) var documentFrequency = 0
  private var sum: UInt64 = 0

  /// Adds a posting.
  mutating func add(document: DocumentID, frequency: UInt32) {
    documentFrequency += 1
    // The finalizer of SplitMix64.
    var mixed = UInt64(document) << 32 | UInt64(frequency)
    mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
    sum &+= mixed ^ mixed >> 31
  }
}

extension PostingsFingerprint {
  /// The fingerprint of a term's postings.
  ///
  /// - Throws: `IndexFormatError.damaged`.
  init(_ postings: PostingsReader) throws(IndexFormatError) {
    var block = PostingsBlock()
    for index in 0..<postings.blockCount {
      try postings.decode(block: index, into: &block)
      for place in 0..<block.count {
        add(document: block.documents[place], frequency: block.frequencies[place])
      }
    }
  }
}
