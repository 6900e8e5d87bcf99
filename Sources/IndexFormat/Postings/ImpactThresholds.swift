// SPDX-License-Identifier: Apache-2.0

internal import DocumentModel

/// For 10, 100 and 1,000 postings of a term, one impact that at least so many of them reach: they are
/// as frequent or more, in a field as short or shorter.
///
/// Whatever a retrieval of the best k scores such an impact, k documents score as much: a safe
/// threshold to start from.
package struct ImpactThresholds: Hashable, Sendable {
  /// The numbers of postings, ascending.
  package static let counts = [10, 100, 1000]

  // Frequency in the low byte of each 16 of 48 bits, length code in the high one; 0 for none.
  var packed: UInt64 = 0

  /// Creates thresholds of none.
  init() {}

  /// Creates the thresholds from the six low bytes of eight.
  init(packed: UInt64) { self.packed = packed & 0xFFFF_FFFF_FFFF }

  /// The impact of the least of the counts that is not below `count`; nil where the term has fewer
  /// postings than that, or `count` is above them all.
  package func impact(ofBest count: Int) -> Impact? {
    guard let place = Self.counts.firstIndex(where: { $0 >= count }) else { return nil }
    return self[place]
  }

  /// The impact of the count at a place of `counts`, or nil.
  subscript(place: Int) -> Impact? {
    let pair = packed >> UInt64(16 * place)
    let frequency = UInt8(truncatingIfNeeded: pair)
    guard frequency > 0 else { return nil }
    return Impact(frequency: frequency, lengthCode: UInt8(truncatingIfNeeded: pair >> 8))
  }

  mutating func set(_ impact: Impact, at place: Int) {
    let pair = UInt64(impact.frequency) | UInt64(impact.lengthCode) << 8
    packed |= pair << UInt64(16 * place)
  }
}

/// Counts a term's postings by frequency and length code, and finds its thresholds.
///
/// Of the impacts that enough postings reach, the one of the best BM25 score counts. For one average
/// length that score is monotone in frequency / (1 - b + b · (length / average length)ᵉ), so `k1` and
/// the formula's form do not matter here.
struct ThresholdCollector {
  // Postings by length code, for each frequency from 0 to 255.
  private var counts = [UInt32](repeating: 0, count: 256 * 256)
  private var largestFrequency = 0

  /// Takes in a posting.
  mutating func add(frequency: UInt32, lengthCode: UInt8) {
    let frequency = Int(min(frequency, 255))
    largestFrequency = max(largestFrequency, frequency)
    counts[frequency << 8 | Int(lengthCode)] += 1
  }

  /// Returns the thresholds of what was taken in, and starts afresh. `inverseLengths` are
  /// 1 / (1 - b + b · (length / average length)ᵉ) by length code.
  ///
  /// - Complexity: O(256 · greatest frequency, at most 255).
  mutating func take(inverseLengths: [Float]) -> ImpactThresholds {
    var thresholds = ImpactThresholds()
    var best = InlineArray<3, Float>(repeating: -1)
    var impacts = InlineArray<3, Impact>(repeating: Impact(frequency: 0, lengthCode: 0))
    // Postings by length code of at least the frequency the loop is at.
    var reached = [Int](repeating: 0, count: 256)
    for frequency in stride(from: largestFrequency, through: 1, by: -1) {
      var sum = 0
      var place = 0
      for code in 0..<256 {
        let index = frequency << 8 | code
        reached[code] += Int(counts[index])
        counts[index] = 0
        sum += reached[code]
        while place < 3, sum >= ImpactThresholds.counts[place] {
          let score = Float(frequency) * inverseLengths[code]
          if score > best[place] {
            best[place] = score
            impacts[place] = Impact(frequency: UInt8(frequency), lengthCode: UInt8(code))
          }
          place += 1
        }
      }
    }
    largestFrequency = 0
    for place in 0..<3 where best[place] >= 0 { thresholds.set(impacts[place], at: place) }
    return thresholds
  }

  /// 1 / (1 - b + b · (length / average length)ᵉ) by length code; 1 where the field has no lengths.
  static func inverseLengths(_ schema: Schema, _ statistics: FieldStatistics) -> [Float] {
    guard statistics.documentCount > 0, statistics.totalLength > 0 else {
      return [Float](repeating: 1, count: 256)
    }
    let average = Float(Double(statistics.totalLength) / Double(statistics.documentCount))
    return LengthNorm.byCode(
      b: schema.b, exponent: schema.ranking.lengthExponent, averageLength: average
    ).map { 1 / $0 }
  }
}
