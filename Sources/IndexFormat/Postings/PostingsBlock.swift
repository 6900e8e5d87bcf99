// SPDX-License-Identifier: Apache-2.0

/// Up to 128 postings of a term, decoded.
package struct PostingsBlock: Sendable {
  /// Postings in every block of a term but its last.
  package static let capacity = 128

  /// The number of postings.
  package var count = 0
  /// The documents, ascending; entries from `count` on mean nothing.
  package var documents = InlineArray<128, UInt32>(repeating: 0)
  /// How often the term stands in each document, 1 for document-only kinds; entries from `count` on
  /// mean nothing.
  package var frequencies = InlineArray<128, UInt32>(repeating: 0)

  /// Creates an empty block.
  package init() {}
}

/// The positions of up to 128 postings of a term, decoded.
package struct PositionsBlock: Sendable {
  /// The positions of all documents of the block, back to back, ascending in each document.
  package var positions: [UInt32] = []
  /// Where the positions of each document start in `positions`; the entry after the last document is
  /// the end. Entries behind that mean nothing.
  package var starts = InlineArray<129, UInt32>(repeating: 0)

  /// Creates an empty block.
  package init() {}

  /// The positions of the document at an index of the block.
  package func range(of index: Int) -> Range<Int> { Int(starts[index])..<Int(starts[index + 1]) }
}
