// SPDX-License-Identifier: Apache-2.0

internal import Storage

/// The length codes of one text field: section bytes, one a document. See `FieldLengthCode`.
package struct FieldLengthsReader: Sendable {
  let bytes: MappedBytes
  /// The number of documents.
  package var documentCount: Int { bytes.count }

  /// Opens the codes of a field.
  ///
  /// - Throws: `IndexFormatError.damaged` when there is not one code a document.
  init(_ section: SectionView, documentCount: Int) throws(IndexFormatError) {
    guard section.bytes.count == documentCount else {
      throw section.damaged(
        at: section.bytes.count, "\(section.bytes.count) lengths for \(documentCount) documents")
    }
    bytes = section.bytes
  }

  /// The length code of a document: 0 where it lacks the field, and behind the last document.
  package func code(of document: DocumentID) -> UInt8 {
    (try? bytes.byte(at: Int(document))) ?? 0
  }

  /// Gathers the length codes of the documents of a block, in its order.
  ///
  /// - Precondition: The documents lie in the segment, as those of decoded blocks do.
  /// - Complexity: O(128).
  package func gather(
    _ block: borrowing PostingsBlock, into codes: inout InlineArray<128, UInt8>
  ) {
    let isInside = Kernels.gatherBytes(
      bytes, documents: block.documents.span.extracting(first: block.count), to: &codes)
    precondition(isInside, "a document outside the segment")
  }

  /// Gathers an entry of a table for the length code of each document of a block, in its order.
  ///
  /// The table has 256 numbers, by length code.
  ///
  /// - Precondition: The documents lie in the segment, as those of decoded blocks do.
  /// - Complexity: O(128).
  package func gather(
    _ block: borrowing PostingsBlock, table: [Float], into weights: inout InlineArray<128, Float>
  ) {
    let isInside = Kernels.gatherWeights(
      bytes, table: table, documents: block.documents.span.extracting(first: block.count),
      to: &weights)
    precondition(isInside, "a document outside the segment")
  }
}
