// SPDX-License-Identifier: Apache-2.0

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// How much the length of a field takes away from what stands in it: BM25's norm.
package enum LengthNorm {
  /// `(1 − b) + b · (length / averageLength)ᵉ` by length code, in `Double` and rounded once; it never
  /// falls with the length.
  ///
  /// - Precondition: `averageLength > 0`.
  package static func byCode(b: Float, exponent: Float, averageLength: Float) -> [Float] {
    FieldLengthCode.lengths.map { length in
      let ratio = Float(length) / averageLength
      guard exponent != 1 else { return (1 - b) + b * ratio }
      return (1 - b) + b * Float(pow(Double(ratio), Double(exponent)))
    }
  }
}
