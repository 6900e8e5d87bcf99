// SPDX-License-Identifier: Apache-2.0

// With ScoreWindow.swift and Candidates.swift the place where Searching hands memory to C. Counts and
// places are checked here, then the kernels of Scoring.c run unchecked. The plain twins are in
// PlainScoreKernels.swift.

internal import CKernels
internal import IndexFormat

/// Kernels over decoded blocks and over arrays of bounds.
enum ScoreKernels {
  /// Fills a block's scores with `(weight · frequency) · norm` of its first `count` postings; their
  /// frequencies are below 2³¹.
  static func summands(in buffer: BlockBuffer, count: Int, weight: Float) {
    precondition(count >= 0 && count <= PostingsBlock.capacity)
    // Safe: a buffer has room for a block.
    unsafe sakuin_summands(
      buffer.frequencies, buffer.norms, UInt32(count), weight, buffer.scores)
  }

  /// Turns a block's first `count` scores from sums into `weight − weight / (1 + sum)`.
  static func saturate(_ buffer: BlockBuffer, count: Int, weight: Float) {
    precondition(count >= 0 && count <= PostingsBlock.capacity)
    // Safe: a buffer has room for a block.
    unsafe sakuin_saturate(buffer.scores, UInt32(count), weight, buffer.scores)
  }

  /// The same for the elements of an array.
  static func saturate(_ values: inout [Float], weight: Float) {
    let count = UInt32(values.count)
    // Safe: each element is written after it was read.
    unsafe values.withUnsafeMutableBufferPointer { values in
      guard let values = values.baseAddress else { return }
      unsafe sakuin_saturate(values, count, weight, values)
    }
  }

  /// Calls a closure with the place of each of a block's first `count` postings whose score is above
  /// `least`.
  static func forEachScore(
    above least: Double, in buffer: BlockBuffer, count: Int, _ take: (Int) -> Void
  ) {
    precondition(count >= 0 && count <= PostingsBlock.capacity)
    // Safe: `count` scores are read, and there is room for one place more.
    let found = unsafe sakuin_find_above(buffer.scores, UInt32(count), least, buffer.places)
    for index in 0..<Int(found) { take(unsafe Int(buffer.places[index])) }
  }

  /// The first place from `from` on, up to `count`, whose document is not below `limit`.
  static func lowerBound(
    in buffer: BlockBuffer, from: Int, count: Int, limit: DocumentID
  ) -> Int {
    precondition(from >= 0 && from <= count && count <= PostingsBlock.capacity)
    // Safe: places below `count` are read.
    return Int(
      unsafe sakuin_lower_bound(buffer.documents, UInt32(from), UInt32(count), limit))
  }
}
