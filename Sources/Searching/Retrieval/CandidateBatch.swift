// SPDX-License-Identifier: Apache-2.0

internal import IndexFormat

/// Documents of a window that may be hits, with the scores of the groups looked up so far. Arrays
/// of one capacity that are used again and again.
struct CandidateBatch {
  private let capacity: Int
  private let groupCount: Int
  /// Documents in ascending order, by candidate.
  private var documents: [DocumentID]
  /// The sum of the known scores in the order of look-ups, by candidate.
  private var partial: [Float]
  /// The clauses satisfied so far, by candidate.
  private var clauses: [UInt64]
  /// The group being looked up, by candidate.
  private var sums: [Float]
  /// Group by group the scores, by candidate.
  private var scores: [Float]
  /// The candidates that are still in, ascending; the first `survivorCount` count.
  private var survivors: [Int]
  private var survivorCount = 0
  private var candidateCount = 0

  /// Creates an empty batch.
  init(groupCount: Int, capacity: Int) {
    self.capacity = capacity
    self.groupCount = groupCount
    documents = [DocumentID](repeating: 0, count: capacity)
    partial = [Float](repeating: 0, count: capacity)
    clauses = [UInt64](repeating: 0, count: capacity)
    sums = [Float](repeating: 0, count: capacity)
    survivors = [Int](repeating: 0, count: capacity)
    scores = [Float](repeating: 0, count: groupCount * capacity)
  }

  /// Whether no candidate is left.
  var isEmpty: Bool { survivorCount == 0 }

  /// Forgets all candidates.
  mutating func removeAll() {
    survivorCount = 0
    candidateCount = 0
  }

  /// Adds a candidate behind the others and gives its number.
  mutating func append(_ document: DocumentID) -> Int {
    let candidate = candidateCount
    documents[candidate] = document
    partial[candidate] = 0
    clauses[candidate] = 0
    survivors[candidate] = candidate
    candidateCount += 1
    survivorCount = candidateCount
    return candidate
  }

  /// Adds the documents of a list's decoded block as candidates, from the cursor's place on, with
  /// their scores in the list's group. The block's norms must be loaded.
  ///
  /// - Parameters:
  ///   - cursor: the list's cursor.
  ///   - end: documents from here on are left out.
  ///   - accepted: the documents that may be hits; nil for all.
  ///   - variant: the list's variant.
  ///   - group: its group.
  ///   - weight: boost times idf of the group.
  ///   - clauses: a bit for each clause the group satisfies.
  /// - Returns: the place in the block of the first document that was left out, or the block's end.
  mutating func append(
    _ cursor: borrowing ListCursor, before end: DocumentID, accepted: DocumentBitset?,
    variant: BoundVariant, group: Int, weight: Float, clauses: UInt64
  ) -> Int {
    var place = cursor.index
    while place < cursor.block.count {
      let document = cursor.block.documents[place]
      guard document < end else { break }
      if accepted?.contains(document) ?? true {
        let sum = cursor.summand(at: place, weight: variant.weight)
        set(
          append(document), group: group, score: BM25.score(weight: weight, sum), clauses: clauses)
      }
      place += 1
    }
    return place
  }

  /// Records a candidate's score in a group.
  mutating func set(_ candidate: Int, group: Int, score: Float, clauses mask: UInt64) {
    scores[group * capacity + candidate] = score
    partial[candidate] += score
    clauses[candidate] |= mask
  }

  /// Starts the look-up of a group.
  mutating func beginSums() {
    for index in 0..<survivorCount { sums[survivors[index]] = 0 }
  }

  /// Adds a variant of the group.
  ///
  /// - Throws: `IndexFormatError.damaged`.
  mutating func addSums(
    _ cursor: inout ListCursor, variant: BoundVariant, inverseNorms: [Float],
    lengths: FieldLengthsReader?
  ) throws(IndexFormatError) {
    for index in 0..<survivorCount {
      let candidate = survivors[index]
      let document = documents[candidate]
      try cursor.seek(to: document)
      guard cursor.document == document else { continue }
      let code = Int(lengths?.code(of: document) ?? 0)
      sums[candidate] += variant.weight * Float(cursor.frequency) * inverseNorms[code]
    }
  }

  /// Turns the sums into scores of the group.
  mutating func endSums(group: Int, weight: Float, clauses mask: UInt64) {
    for index in 0..<survivorCount {
      let candidate = survivors[index]
      let sum = sums[candidate]
      set(
        candidate, group: group, score: sum > 0 ? BM25.score(weight: weight, sum) : 0,
        clauses: sum > 0 ? mask : 0)
    }
  }

  /// Keeps the candidates that satisfy the clauses and whose score can exceed the threshold.
  ///
  /// The sums here are of another order than the score's. With n groups either is within n·2⁻²⁴ of
  /// the true sum, relatively, as all parts are positive; the margin is more than twice that.
  mutating func keep(bound rest: Float, threshold: Float, clauses required: UInt64) {
    let margin = 1 - Float(groupCount + 8) * 0x1p-22
    let least = threshold > 0 ? threshold * margin : threshold
    var kept = 0
    for index in 0..<survivorCount {
      let candidate = survivors[index]
      guard partial[candidate] + rest > least, clauses[candidate] & required == required
      else { continue }
      survivors[kept] = candidate
      kept += 1
    }
    survivorCount = kept
  }

  /// Offers the candidates that are left, each with its score in the order of the groups.
  mutating func offer(segment: Int, to hits: inout TopHits) {
    for index in 0..<survivorCount {
      let candidate = survivors[index]
      var score: Float = 0
      for group in 0..<groupCount { score += scores[group * capacity + candidate] }
      hits.offer(segment: segment, document: documents[candidate], score: score)
    }
  }
}
