// SPDX-License-Identifier: Apache-2.0
// The one file of this module that hands memory to CKernels: bounds are checked here.
internal import CKernels

/// A word of a text, with what a hash table wants to know of it.
typealias CutWord = sakuin_word

extension CutWord {
  /// Where it stands in the text.
  var range: Range<Int> { Int(start)..<Int(end) }
}

/// Kernels over text.
enum WordKernels {
  /// Adds ASCII text in lower case behind an array's end, up to the first byte that is not ASCII.
  ///
  /// - Returns: how many bytes of the source that are.
  /// - Complexity: O(n) in bytes.
  static func foldASCII(_ source: Span<UInt8>, to result: inout [UInt8]) -> Int {
    let start = result.count
    let count = asciiPrefix(of: source)
    result.append(contentsOf: repeatElement(0, count: count))
    // Safe: `count` bytes are read, and written behind `start`.
    return unsafe source.withUnsafeBufferPointer { source in
      unsafe result.withUnsafeMutableBufferPointer { result in
        guard let from = source.baseAddress, let to = result.baseAddress else { return 0 }
        return unsafe sakuin_fold_ascii(from, count, to + start)
      }
    }
  }

  /// How many bytes from the beginning are ASCII.
  static func asciiPrefix(of text: Span<UInt8>) -> Int {
    // Safe: the kernel reads within the span.
    unsafe text.withUnsafeBufferPointer { text in
      guard let base = text.baseAddress else { return 0 }
      return unsafe sakuin_ascii_prefix(base, text.count)
    }
  }

  /// The first eight bytes, most significant first, filled up with zeros, and a hash.
  static func digest(of text: Span<UInt8>) -> (prefix: UInt64, hash: UInt32) {
    var hash: UInt32 = 0
    // Safe: the kernel reads within the span, nothing of one without memory, and writes one integer.
    let prefix = unsafe text.withUnsafeBufferPointer { text in
      guard let base = text.baseAddress else { return unsafe sakuin_digest([0], 0, &hash) }
      return unsafe sakuin_digest(base, text.count, &hash)
    }
    return (prefix, hash)
  }

  /// Adds the words of ASCII `text[range]`, which is in lower case, behind an array's end; equal to
  /// Unicode's.
  ///
  /// - Precondition: the text has less than 4 GiB.
  /// - Complexity: O(n) in bytes.
  static func cutASCII(_ text: Span<UInt8>, _ range: Range<Int>, into words: inout [CutWord]) {
    precondition(
      range.lowerBound >= 0 && range.upperBound <= text.count && text.count <= Int(UInt32.max),
      "a range of a text")
    var next = range.lowerBound
    while next < range.upperBound {
      let start = words.count
      // Words and what parts them take a byte each at least.
      let room = min((range.upperBound - next) / 2 + 1, largestRoom)
      words.append(contentsOf: repeatElement(CutWord(), count: room))
      // Safe: the range is the text's, and there is room for `room` words behind `start`.
      let count = unsafe text.withUnsafeBufferPointer { text in
        unsafe words.withUnsafeMutableBufferPointer { words in
          guard let from = text.baseAddress, let to = words.baseAddress else { return 0 }
          return unsafe sakuin_cut_ascii_words(
            from, next, range.upperBound, to + start, room, &next)
        }
      }
      words.removeSubrange((start + count)...)
    }
  }

  private static let largestRoom = 4_096
}
