// SPDX-License-Identifier: Apache-2.0

internal import IndexFormat

/// A cursor over a term's postings that also knows the positions.
struct PositionCursor {
  private let reader: PostingsReader
  private var cursor: ListCursor
  private var positions = PositionsBlock()
  /// A copy of `positions.starts`; see `ListCursor`.
  private var starts: [Int] = []
  private var positionsBlock = -1

  /// Creates a cursor before the first document.
  ///
  /// - Throws: `IndexFormatError.damaged`.
  init(_ reader: PostingsReader) throws(IndexFormatError) {
    self.reader = reader
    cursor = ListCursor(.stored(try PostingBlocks(reader)))
  }

  /// The document at the place; `ListCursor.end` behind the last.
  var document: DocumentID { cursor.document }

  /// How often the term stands in the document.
  var frequency: UInt32 { cursor.frequency }

  /// Moves to the first document that is not less than the target.
  ///
  /// - Throws: `IndexFormatError.damaged`.
  mutating func seek(to target: DocumentID) throws(IndexFormatError) {
    try cursor.seek(to: target)
  }

  /// Appends the positions of the document at the place, ascending.
  ///
  /// - Throws: `IndexFormatError.damaged`.
  mutating func appendPositions(to result: inout [UInt32]) throws(IndexFormatError) {
    if positionsBlock != cursor.blockIndex {
      try reader.decodePositions(block: cursor.blockIndex, of: cursor.block, into: &positions)
      positionsBlock = cursor.blockIndex
      let decoded = positions.starts.span
      starts.removeAll(keepingCapacity: true)
      for index in 0...cursor.count { starts.append(Int(decoded[index])) }
    }
    result.append(
      contentsOf: positions.positions[starts[cursor.index]..<starts[cursor.index + 1]])
  }
}
