// SPDX-License-Identifier: Apache-2.0

/// A text after NFKC case folding, with the way back to the original's UTF-8 offsets.
package struct NormalizedText: Sendable, Equatable {
  /// One stretch that normalization changed; everything between two edits is as it was.
  struct Edit: Sendable, Equatable {
    var source: Range<Int>
    var result: Range<Int>
  }

  /// The normalized text in UTF-8.
  package internal(set) var bytes: [UInt8] = []
  /// The changed stretches in order; empty where only ASCII case changed.
  var edits: [Edit] = []

  /// Normalizes a text.
  ///
  /// - Complexity: O(n) in the text's bytes; ASCII text does not reach ICU.
  package init(_ text: String) {
    let source = Array(text.utf8)
    let count = WordKernels.foldASCII(source.span, to: &bytes)
    if count < source.count { ICUText.foldCase(source, into: &self) }
  }

  init() {}

  /// Replaces the contents by the normalization of UTF-8 text, the same as ICU's.
  ///
  /// - Complexity: O(n) in bytes; ICU sees a character once, and marks together with what they stand
  ///   on.
  mutating func normalize(_ source: Span<UInt8>, _ folds: inout CharacterFolds) {
    bytes.removeAll(keepingCapacity: true)
    edits.removeAll(keepingCapacity: true)
    // The last place where text can be cut: in front of a character that folds apart.
    var cut = (source: 0, bytes: 0, edits: 0)
    var offset = 0
    while offset < source.count {
      let count = WordKernels.foldASCII(source.extracting(offset..<source.count), to: &bytes)
      offset += count
      if count > 0 { cut = (offset - 1, bytes.count - 1, edits.count) }
      while offset < source.count, source[offset] >= 0x80 {
        let length = UTF8Decoding.length(source[offset])
        let codePoint = UTF8Decoding.codePoint(in: source, at: offset)
        let end = min(offset + length, source.count)
        if let fold = folds.fold(of: codePoint) {
          cut = (offset, bytes.count, edits.count)
          append(fold, of: source, offset..<end, folds)
          offset = end
        } else {
          offset = end
          while offset < source.count, source[offset] >= 0x80,
            folds.fold(of: UTF8Decoding.codePoint(in: source, at: offset)) == nil
          {
            offset = min(offset + UTF8Decoding.length(source[offset]), source.count)
          }
          bytes.removeSubrange(cut.bytes...)
          edits.removeSubrange(cut.edits...)
          appendByICU(source, cut.source..<offset)
        }
      }
    }
  }

  private mutating func append(
    _ fold: CharacterFolds.Fold, of source: Span<UInt8>, _ range: Range<Int>,
    _ folds: CharacterFolds
  ) {
    let start = bytes.count
    switch fold {
    case .itself:
      for index in range { bytes.append(source[index]) }
    case .other(let place):
      bytes.append(contentsOf: folds.bytes[place])
      edits.append(Edit(source: range, result: start..<bytes.count))
    }
  }

  private mutating func appendByICU(_ source: Span<UInt8>, _ range: Range<Int>) {
    var piece: [UInt8] = []
    for index in range { piece.append(source[index]) }
    var folded = NormalizedText()
    ICUText.foldCase(piece, into: &folded)
    let start = bytes.count
    bytes.append(contentsOf: folded.bytes)
    for edit in folded.edits {
      edits.append(
        Edit(
          source: edit.source.lowerBound + range.lowerBound..<edit.source.upperBound
            + range.lowerBound,
          result: edit.result.lowerBound + start..<edit.result.upperBound + start))
    }
  }

  /// The part of the original that a range of `bytes` came from, in UTF-8 bytes of the original.
  ///
  /// A range that begins or ends inside a changed stretch takes in that whole stretch.
  /// - Complexity: O(log e) in the number of changed stretches.
  package func source(of range: Range<Int>) -> Range<Int> {
    let start = sourceOffset(of: range.lowerBound, roundingUp: false)
    let end = range.isEmpty ? start : sourceOffset(of: range.upperBound, roundingUp: true)
    return start..<max(start, end)
  }

  private func sourceOffset(of offset: Int, roundingUp: Bool) -> Int {
    // The last edit that begins before the offset, or at it when a start is looked for.
    var low = 0
    var high = edits.count
    while low < high {
      let middle = (low + high) / 2
      let begins = edits[middle].result.lowerBound
      if begins < offset || (begins == offset && !roundingUp) {
        low = middle + 1
      } else {
        high = middle
      }
    }
    guard low > 0 else { return offset }
    let edit = edits[low - 1]
    if offset >= edit.result.upperBound {
      return edit.source.upperBound + (offset - edit.result.upperBound)
    }
    return roundingUp ? edit.source.upperBound : edit.source.lowerBound
  }
}

/// Byte tests on ASCII.
enum ASCII {
  static func isLetter(_ byte: UInt8) -> Bool {
    let folded = byte | 0x20
    return folded >= 0x61 && folded <= 0x7A
  }
  static func isDigit(_ byte: UInt8) -> Bool { byte >= 0x30 && byte <= 0x39 }
  static func isAlphanumeric(_ byte: UInt8) -> Bool { isLetter(byte) || isDigit(byte) }
}
