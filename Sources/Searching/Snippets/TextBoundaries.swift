// SPDX-License-Identifier: Apache-2.0

/// Places in a text where it may be cut, as offsets in UTF-8 bytes.
struct TextBoundaries {
  private let text: String
  private let bytes: [UInt8]

  /// Creates the boundaries of a text.
  init(_ text: String) {
    self.text = text
    bytes = Array(text.utf8)
  }

  /// The text's size in UTF-8 bytes.
  var byteCount: Int { bytes.count }

  /// The last boundary between characters that is not behind the offset.
  func characterBoundary(notBehind offset: Int) -> Int {
    var offset = min(max(0, offset), bytes.count)
    while offset > 0, !isCharacterBoundary(offset) { offset -= 1 }
    return offset
  }

  /// The first boundary between characters that is not before the offset.
  func characterBoundary(notBefore offset: Int) -> Int {
    var offset = min(max(0, offset), bytes.count)
    while offset < bytes.count, !isCharacterBoundary(offset) { offset += 1 }
    return offset
  }

  private func isCharacterBoundary(_ offset: Int) -> Bool {
    if offset == 0 || offset == bytes.count { return true }
    if bytes[offset] & 0xC0 == 0x80 { return false }
    // Between two ASCII characters only a carriage return and line feed belong together.
    if bytes[offset] < 0x80, bytes[offset - 1] < 0x80 {
      return !(bytes[offset] == 0x0A && bytes[offset - 1] == 0x0D)
    }
    let index = text.utf8.index(text.startIndex, offsetBy: offset)
    return String.Index(index, within: text) != nil
  }

  /// A part of the text.
  func slice(_ range: Range<Int>) -> String {
    String(decoding: bytes[range], as: UTF8.self)
  }

  /// The number of Unicode scalars in a range.
  ///
  /// - Complexity: O(range).
  func scalarCount(_ range: Range<Int>) -> Int {
    bytes[range].reduce(0) { $1 & 0xC0 == 0x80 ? $0 : $0 + 1 }
  }

  /// The offset `count` scalars behind an offset, at most the end.
  func offset(_ offset: Int, advancedBy count: Int) -> Int {
    var offset = offset
    var count = count
    while offset < bytes.count, count > 0 {
      offset += 1
      while offset < bytes.count, bytes[offset] & 0xC0 == 0x80 { offset += 1 }
      count -= 1
    }
    return offset
  }

  /// The offset `count` scalars before an offset, at least the start.
  func offset(_ offset: Int, retreatedBy count: Int) -> Int {
    var offset = offset
    var count = count
    while offset > 0, count > 0 {
      offset -= 1
      while offset > 0, bytes[offset] & 0xC0 == 0x80 { offset -= 1 }
      count -= 1
    }
    return offset
  }

  /// Whether a sentence or line ends right before the offset, or the text starts there.
  func isSentenceStart(_ offset: Int) -> Bool {
    guard offset > 0, offset <= bytes.count else { return offset == 0 }
    let last = bytes[offset - 1]
    if last == 0x0A { return true }
    if last == 0x20 || last == 0x09 {
      guard offset > 1 else { return true }
      return [0x2E, 0x21, 0x3F].contains(bytes[offset - 2])
    }
    return Self.ideographicStops.contains { ends(at: offset, with: $0) }
  }

  /// The UTF-8 of 。！？｡
  private static let ideographicStops: [[UInt8]] = [
    [0xE3, 0x80, 0x82], [0xEF, 0xBC, 0x81], [0xEF, 0xBC, 0x9F], [0xEF, 0xBD, 0xA1],
  ]

  private func ends(at offset: Int, with suffix: [UInt8]) -> Bool {
    offset >= suffix.count && bytes[offset - suffix.count..<offset].elementsEqual(suffix)
  }

  /// The range without white space at its ends.
  func trimmed(_ range: Range<Int>) -> Range<Int> {
    var start = range.lowerBound
    var end = range.upperBound
    while start < end, let length = blankLength(at: start) { start += length }
    while end > start, let length = blankLength(before: end) { end -= length }
    return start..<max(start, end)
  }

  private func blankLength(at offset: Int) -> Int? {
    if [0x20, 0x09, 0x0A, 0x0D].contains(bytes[offset]) { return 1 }
    return ends(at: min(offset + 3, bytes.count), with: [0xE3, 0x80, 0x80])
      && offset + 3 <= bytes.count ? 3 : nil
  }

  private func blankLength(before offset: Int) -> Int? {
    if [0x20, 0x09, 0x0A, 0x0D].contains(bytes[offset - 1]) { return 1 }
    return ends(at: offset, with: [0xE3, 0x80, 0x80]) ? 3 : nil
  }
}
