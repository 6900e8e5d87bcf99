// SPDX-License-Identifier: Apache-2.0

internal import DocumentModel
internal import IndexFormat

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// BM25 over the variants of a word: Robertson and Zaragoza, "The Probabilistic Relevance
/// Framework: BM25 and Beyond" (2009), with Lucene's idf and Lucene's order of `Float` operations.
///
///     inverseNorm(field, code) = 1 / (k1 · ((1 − b) + b · (length(code) / averageLength(field))ᵉ))
///     x(group, document)       = Σ variants (weight · frequency) · inverseNorm
///     score(group, document)   = W − W / (1 + x)          with W = boost · idf
///     score(document)          = Σ matching groups
///
/// Group scores are `Float`; their sum is made in `Double`, where it is exact, and rounded once: a
/// score does not depend on the order in which words are looked up. It is exact because `W − W / (1 + x)`
/// is a multiple of 2⁻²⁴ times the power of two below `W` (one of the two terms of the difference is at
/// least `W / 2`), so that sums fit 53 bits as long as weights differ by less than 2²⁸.
///
/// `W − W / (1 + x)` is `W · tf / (k1 · norm + tf)` for one variant of weight 1. Every operation is
/// monotone in `Float`, rounding included, so the score of a greater frequency, a shorter field or
/// one more group is never less, and bounds computed by the same operations are exact.
struct BM25: Sendable, Hashable {
  /// The saturation constant; 0 makes every occurrence count alike.
  var k1: Float
  /// The length constant, from 0 to 1.
  var b: Float
  /// The power e of length / average length, from 0 to 1; 1 is Robertson's formula.
  var lengthExponent: Float = 1

  /// Creates the formula with its constants.
  init(k1: Float, b: Float, lengthExponent: Float = 1) {
    self.k1 = k1
    self.b = b
    self.lengthExponent = lengthExponent
  }

  /// The formula with a schema's constants.
  init(_ schema: Schema) {
    self.init(k1: schema.k1, b: schema.b, lengthExponent: schema.ranking.lengthExponent)
  }

  /// `ln(1 + (N − n + 0.5) / (n + 0.5))`, computed in `Double`: how much a word says.
  ///
  /// - Precondition: `documentFrequency <= documentCount`.
  static func inverseDocumentFrequency(documentCount: Int, documentFrequency: Int) -> Float {
    let total = Double(documentCount)
    let matching = Double(documentFrequency)
    return Float(log(1 + (total - matching + 0.5) / (matching + 0.5)))
  }

  /// What one occurrence counts in a field of each length code, as 256 entries.
  ///
  /// - Parameter averageLength: words per document that has the field; 0 where the field has no
  ///   lengths, which makes every document average.
  /// - Returns: by length code.
  func inverseNorms(averageLength: Float) -> [Float] {
    guard averageLength > 0 else { return [Float](repeating: 1 / k1, count: 256) }
    return LengthNorm.byCode(b: b, exponent: lengthExponent, averageLength: averageLength).map {
      1 / (k1 * $0)
    }
  }

  /// Raises weights above 0 to at least 2⁻²⁷ of the sum of all, so that sums of scores are exact.
  static func raiseToCommonScale(_ weights: inout [Float]) {
    let least = weights.reduce(0, +) * 0x1p-27
    for index in weights.indices where weights[index] > 0 && weights[index] < least {
      weights[index] = least
    }
  }

  /// The score of a group from the sum of its variants.
  ///
  /// - Parameters:
  ///   - weight: boost times idf.
  ///   - x: the sum over the variants; 0 gives 0.
  /// - Returns: from 0 to the weight.
  @inline(__always)
  static func score(weight: Float, _ x: Float) -> Float {
    weight - weight / (1 + x)
  }
}
