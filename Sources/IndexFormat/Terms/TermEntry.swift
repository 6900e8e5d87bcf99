// SPDX-License-Identifier: Apache-2.0

/// What the dictionary says of a term: its statistics and where its postings stand.
///
/// Belongs to the segment it comes from.
package struct TermEntry: Hashable, Sendable {
  /// The field number.
  package var field: UInt8
  /// The kind's raw value.
  package var kind: UInt8
  /// What is recorded.
  package var streams: TermStreams
  /// In how many documents the term stands.
  package var documentFrequency: UInt32
  /// How often it stands in all of them; the document frequency for document-only kinds.
  package var totalFrequency: UInt64
  /// Of a term in one document: that document.
  var document: DocumentID = 0
  /// Of a term that stands once: its position.
  var position: UInt32 = 0
  /// Where the postings stand in their section; unused for a term that stands once.
  var postingsStart = 0
  var postingsByteCount = 0
  /// Where the positions stand in their section; unused for a term in 128 documents or fewer.
  var positionsStart = 0
  var positionsByteCount = 0
}
