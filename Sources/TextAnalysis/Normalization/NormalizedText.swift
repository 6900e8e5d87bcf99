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
    normalize(Array(text.utf8))
  }

  init() {}

  /// Replaces the contents by the normalization of UTF-8 text.
  mutating func normalize(_ source: [UInt8]) {
    if source.allSatisfy({ $0 < 0x80 }) {
      bytes = source.map(ASCII.lowercased)
      edits.removeAll(keepingCapacity: true)
    } else {
      ICUText.foldCase(source, into: &self)
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
  static func lowercased(_ byte: UInt8) -> UInt8 {
    byte >= 0x41 && byte <= 0x5A ? byte | 0x20 : byte
  }
  static func isLetter(_ byte: UInt8) -> Bool {
    let folded = byte | 0x20
    return folded >= 0x61 && folded <= 0x7A
  }
  static func isDigit(_ byte: UInt8) -> Bool { byte >= 0x30 && byte <= 0x39 }
  static func isAlphanumeric(_ byte: UInt8) -> Bool { isLetter(byte) || isDigit(byte) }
}
