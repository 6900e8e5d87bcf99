// SPDX-License-Identifier: Apache-2.0

/// Cuts a long text into pieces that can be analyzed one by one, at the ends of lines or sentences
/// if there are any, otherwise between characters.
struct TextPieces {
  private let boundaries: TextBoundaries
  private let pieceByteCount: Int

  /// Creates the pieces of a text.
  init(_ text: String, pieceByteCount: Int) {
    boundaries = TextBoundaries(text)
    self.pieceByteCount = pieceByteCount
  }

  /// The text's size in UTF-8 bytes.
  var byteCount: Int { boundaries.byteCount }

  /// A part of the text.
  func slice(_ range: Range<Int>) -> String { boundaries.slice(range) }

  /// The piece that starts at an offset; not empty before the text's end.
  func piece(from start: Int) -> Range<Int> {
    guard boundaries.byteCount - start > pieceByteCount else { return start..<boundaries.byteCount }
    let limit = start + pieceByteCount
    var end = limit
    while end > start + pieceByteCount / 2, !boundaries.isSentenceStart(end) { end -= 1 }
    if end == start + pieceByteCount / 2 { end = limit }
    end = boundaries.characterBoundary(notBehind: end)
    if end <= start { end = boundaries.characterBoundary(notBefore: limit) }
    return start..<end
  }
}
