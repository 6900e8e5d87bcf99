// SPDX-License-Identifier: Apache-2.0

@testable import IndexFormat

/// The kernels of Blocks.c over sets and bounds in plain Swift: their definition, and what the tests
/// hold them to. `IntegerBlockDecoder` is the twin of those that decode.
enum PlainBlockKernels {
  /// The members of a set of words, the first in the lowest bit.
  static func members(_ words: [UInt64]) -> Set<UInt32> {
    Set(
      (0..<64 * words.count).filter { words[$0 / 64] >> UInt64($0 % 64) & 1 == 1 }
        .map { UInt32($0) })
  }

  /// The documents of a block that is coded as a bitset, however many, those that leave 32 bits not
  /// among them; nil for other blocks.
  static func bitsetDocuments(_ bytes: [UInt8], base: UInt32) -> [Int]? {
    guard bytes.count >= 2, bytes[0] == IntegerBlockFormat.bitset,
      bytes.count >= 2 + 8 * Int(bytes[1])
    else { return nil }
    return (0..<64 * Int(bytes[1])).filter { bytes[2 + $0 / 8] >> UInt8($0 % 8) & 1 == 1 }
      .map { Int(base &+ 1) + $0 }
  }

  /// The greatest `(weight · frequency) · table[length code]` of a list of impacts.
  static func bound(_ impacts: ImpactList, table: [Float], weight: Float) -> Float {
    (0..<impacts.count).reduce(0) { bound, index in
      let impact = impacts[index]
      let frequency = impact.frequency == 255 ? Float.infinity : Float(impact.frequency)
      return max(bound, weight * frequency * table[Int(impact.lengthCode)])
    }
  }

  /// The greatest bound of the blocks that may hold documents of each range.
  static func bound(ranges starts: [UInt32], lasts: [UInt32], bounds: [Float]) -> [Float] {
    zip(starts, starts.dropFirst()).map { start, end in
      bounds.indices.filter { block in
        let first = block == 0 ? 0 : lasts[block - 1] + 1
        return first < end && lasts[block] >= start
      }.map { bounds[$0] }.max() ?? 0
    }
  }
}
