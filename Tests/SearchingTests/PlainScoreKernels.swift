// SPDX-License-Identifier: Apache-2.0

/// The kernels of Scoring.c in plain Swift over whole arrays: their definition, and what the tests
/// hold them to. A set of documents is an array of words here too, the first in the lowest bit.
enum PlainScoreKernels {
  /// `(weight · frequency) · norm`, each step rounded.
  static func summands(_ frequencies: [UInt32], _ norms: [Float], weight: Float) -> [Float] {
    zip(frequencies, norms).map { (weight * Float($0)) * $1 }
  }

  /// `weight − weight / (1 + sum)`, each step rounded.
  static func saturate(_ sums: [Float], weight: Float) -> [Float] {
    sums.map { weight - weight / (1 + $0) }
  }

  /// The places of the scores above `least`.
  static func places(above least: Double, in scores: [Float]) -> [UInt32] {
    scores.indices.filter { Double(scores[$0]) > least }.map { UInt32($0) }
  }

  /// The first place from `from` on whose document is not below `limit`.
  static func lowerBound(_ documents: [UInt32], from: Int, limit: UInt32) -> Int {
    documents[from...].firstIndex { $0 >= limit } ?? documents.count
  }

  /// Whether a set has a member.
  static func contains(_ words: [UInt64], _ member: UInt32) -> Bool {
    words[Int(member) / 64] >> UInt64(member % 64) & 1 == 1
  }

  /// The members of a set, ascending.
  static func members(_ words: [UInt64]) -> [UInt32] {
    (0..<UInt32(64 * words.count)).filter { contains(words, $0) }
  }

  /// A window of documents: a number and a bit for each from `start` on.
  struct Window<Number: BinaryFloatingPoint> {
    var numbers: [Number]
    var bits: [UInt64]
    let start: UInt32

    init(width: Int, start: UInt32) {
      numbers = [Number](repeating: 0, count: width)
      bits = [UInt64](repeating: 0, count: width / 64)
      self.start = start
    }

    /// Adds the scores of documents.
    mutating func add(_ documents: ArraySlice<UInt32>, _ scores: ArraySlice<Float>) {
      for (document, score) in zip(documents, scores) {
        let slot = document - start
        numbers[Int(slot)] += Number(score)
        bits[Int(slot) / 64] |= 1 << UInt64(slot % 64)
      }
    }

    /// Keeps the greatest scores of documents that are no members.
    mutating func keepGreatest(
      _ documents: ArraySlice<UInt32>, _ scores: ArraySlice<Float>, butMembers members: [UInt64]
    ) {
      for (document, score) in zip(documents, scores) {
        let slot = document - start
        if !contains(members, slot) {
          numbers[Int(slot)] = max(numbers[Int(slot)], Number(score))
        }
        bits[Int(slot) / 64] |= 1 << UInt64(slot % 64)
      }
    }

    /// Takes out the documents of which the number passes and clears the window.
    mutating func take(_ passes: (Number) -> Bool) -> (documents: [UInt32], numbers: [Number]) {
      let found = members(bits).filter { passes(numbers[Int($0)]) }
      let result = (found.map { start + $0 }, found.map { numbers[Int($0)] })
      self = Window(width: numbers.count, start: start)
      return result
    }
  }

  /// A candidate: a document, the total of its scores, and a bit for each clause it satisfies.
  struct Candidate: Equatable {
    var document: UInt32
    var total: Double
    var clauses: UInt64
  }

  /// The candidates whose total is above `least` and that satisfy the required clauses.
  static func keep(
    _ candidates: [Candidate], above least: Double, required: UInt64
  ) -> [Candidate] {
    candidates.filter { $0.total > least && $0.clauses & required == required }
  }

  /// Which of the candidates from `from` to before `to` are among the documents, and where.
  static func match(
    _ candidates: [UInt32], from: Int, to: Int, _ documents: [UInt32]
  ) -> (which: [UInt32], places: [UInt32]) {
    var which: [UInt32] = []
    var places: [UInt32] = []
    for number in from..<to {
      guard let place = documents.firstIndex(of: candidates[number]) else { continue }
      which.append(UInt32(number))
      places.append(UInt32(place))
    }
    return (which, places)
  }
}
