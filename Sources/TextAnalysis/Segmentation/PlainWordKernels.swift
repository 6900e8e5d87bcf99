// SPDX-License-Identifier: Apache-2.0

/// What `WordKernels` does, the plain way; the tests hold the kernels to it.
enum PlainWordKernels {
  /// The first eight bytes, most significant first, filled up with zeros, and a hash.
  static func digest(of text: [UInt8]) -> (prefix: UInt64, hash: UInt32) {
    var hash: UInt64 = 0x9E37_79B9_7F4A_7C15
    for start in stride(from: 0, to: max(1, text.count), by: 8) {
      let piece = text[start..<min(start + 8, text.count)]
      let word = piece.reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
      hash = folded(hash ^ word, 0xD6E8_FEB8_6659_FD93)
    }
    hash = folded(hash ^ UInt64(text.count), 0xA076_1D64_78BD_642F)
    var prefix: UInt64 = 0
    for index in 0..<8 { prefix = prefix << 8 | (index < text.count ? UInt64(text[index]) : 0) }
    return (prefix, UInt32(truncatingIfNeeded: hash))
  }

  /// The two halves of a 128-bit product, one over the other.
  private static func folded(_ a: UInt64, _ b: UInt64) -> UInt64 {
    let product = a.multipliedFullWidth(by: b)
    return product.high ^ product.low
  }

  /// The words of case-folded ASCII `text[range]`.
  static func asciiWords(in text: [UInt8], range: Range<Int>) -> [Range<Int>] {
    var words: [Range<Int>] = []
    var index = range.lowerBound
    let end = range.upperBound
    while index < end {
      guard isWordByte(text[index]) else {
        index += 1
        continue
      }
      let start = index
      var hasAlphanumeric = false
      while index < end {
        let byte = text[index]
        if isWordByte(byte) {
          hasAlphanumeric = hasAlphanumeric || byte != 0x5F
          index += 1
          continue
        }
        // A single mark joins two letters or two digits.
        guard index > start, index + 1 < end else { break }
        let before = text[index - 1]
        let after = text[index + 1]
        let joinsLetters = byte == 0x2E || byte == 0x27
        let joinsDigits = byte == 0x2E || byte == 0x27 || byte == 0x2C || byte == 0x3B
        guard
          joinsLetters && ASCII.isLetter(before) && ASCII.isLetter(after)
            || joinsDigits && ASCII.isDigit(before) && ASCII.isDigit(after)
        else { break }
        index += 1
      }
      if hasAlphanumeric { words.append(start..<index) }
    }
    return words
  }

  private static func isWordByte(_ byte: UInt8) -> Bool {
    ASCII.isAlphanumeric(byte) || byte == 0x5F
  }
}
