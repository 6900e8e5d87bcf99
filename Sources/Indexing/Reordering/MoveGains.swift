// SPDX-License-Identifier: Apache-2.0

/// What it saves, in bits of gaps, when a document with a term changes sides.
///
/// A side of n documents in which a term stands d times costs about d · log2(n / (d + 1)) bits. The
/// sides are equally large, so n cancels out, and one document more on a side of d saves
///
///     g(d) = (d + 1) · log2(d + 2) − d · log2(d + 1) ≈ log2(d + 2) + 2 · d / ((2 · d + 3) · ln 2)
///
/// All in whole numbers of 1/1024 bit, the same on every machine.
struct MoveGains: Sendable {
  /// By d, up to the number of documents.
  private let table: [Int32]

  /// Binary digits behind the point.
  static let fractionBitCount = 10

  /// Prepares the table for collections of so many documents.
  ///
  /// - Complexity: O(documents).
  init(documentCount: Int) {
    table = (0...max(1, documentCount)).map { Self.gain($0) }
  }

  /// One more document on a side where a term stands in `count` already: the bits it saves, in units
  /// of 1/1024.
  static func gain(_ count: Int) -> Int32 {
    // 2955 is 2 / ln 2 in units of 1/1024.
    Self.binaryLogarithm(UInt32(clamping: count + 2)) + Int32(2955 * count / (2 * count + 3))
  }

  /// For each term two numbers, what draws a document of the left side to the right, and what keeps
  /// a document of the right side there. A document does not count itself.
  ///
  /// - Parameters:
  ///   - left: In how many documents of the left side each term stands.
  ///   - right: The same for the right side.
  /// - Returns: What a document of the left side goes by, then what one of the right side goes by,
  ///   term by term.
  func ofMoves(left: [UInt32], right: [UInt32]) -> [Int32] {
    var moves: [Int32] = []
    moves.reserveCapacity(2 * left.count)
    for term in left.indices {
      let (l, r) = (Int(left[term]), Int(right[term]))
      moves.append(l > 0 ? table[r] - table[l - 1] : 0)
      moves.append(r > 0 ? table[r - 1] - table[l] : 0)
    }
    return moves
  }

  /// The binary logarithm in units of 1/1024, rounded down. By squaring: each step gives a digit.
  private static func binaryLogarithm(_ value: UInt32) -> Int32 {
    let whole = 31 - value.leadingZeroBitCount
    var result = Int32(whole)
    // From 1 up to 2, in units of 2⁻³¹.
    var mantissa = UInt64(value) << UInt64(31 - whole)
    for _ in 0..<fractionBitCount {
      mantissa = (mantissa &* mantissa) &>> 31
      result &<<= 1
      if mantissa >= 1 << 32 {
        result |= 1
        mantissa &>>= 1
      }
    }
    return result
  }
}
