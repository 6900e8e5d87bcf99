// SPDX-License-Identifier: Apache-2.0

/// A run that reads a postings buffer in key order.
///
/// A class, because runs are kept in an array and have a place in it that moves.
final class BufferedRun {
  private let buffer: PostingsBuffer
  private let order: [Int]
  private var position = -1

  /// Creates a run over a buffer.
  ///
  /// - Complexity: O(n log n) in terms.
  init(_ buffer: consuming PostingsBuffer) {
    order = buffer.sortedTerms()
    self.buffer = buffer
  }

  /// The next term, or nil after the last.
  func next() -> RunTerm? {
    guard position + 1 < order.count else { return nil }
    position += 1
    return buffer.header(of: order[position])
  }

  /// Adds the bytes of the term last returned at the end of an array.
  func copyStream(to output: inout [UInt8]) {
    buffer.copyStream(of: order[position], to: &output)
  }
}
