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

  /// Takes the documents of a window, whose bits are set, as the candidates, and clears the bits.
  mutating func takeDocuments(from start: DocumentID, width: Int, _ bits: inout [UInt64]) {
    candidateCount = Self.takeDocuments(from: start, width: width, &bits, into: &documents)
    survivorCount = candidateCount
    for candidate in 0..<candidateCount { survivors[candidate] = candidate }
    for candidate in 0..<candidateCount { partial[candidate] = 0 }
    for candidate in 0..<candidateCount { clauses[candidate] = 0 }
  }

  /// Turns the sums of a window into scores of a group and clears them.
  ///
  /// - Parameters:
  ///   - windowSums: the sums, that of the window's first document at `base`.
  ///   - base: where the window's sums start.
  ///   - start: the window's first document.
  ///   - group: the group.
  ///   - weight: boost times idf of the group.
  ///   - mask: a bit for each clause the group satisfies.
  mutating func takeSums(
    _ windowSums: inout [Float], base: Int, from start: DocumentID, group: Int, weight: Float,
    clauses mask: UInt64
  ) {
    Self.takeSums(
      &windowSums, base: base, from: start, of: documents, count: candidateCount, into: &sums)
    endSums(group: group, weight: weight, clauses: mask)
  }

  /// Keeps the candidates of a set.
  mutating func keep(_ accepted: DocumentBitset) {
    var kept = 0
    for index in 0..<survivorCount where accepted.contains(documents[survivors[index]]) {
      survivors[kept] = survivors[index]
      kept += 1
    }
    survivorCount = kept
  }

  /// Adds a candidate behind the others and gives its number.
  private mutating func append(_ document: DocumentID) -> Int {
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
  ///   - listWeight: what one occurrence of the list's variant counts.
  ///   - group: its group.
  ///   - weight: boost times idf of the group.
  ///   - clauses: a bit for each clause the group satisfies.
  /// - Returns: the place in the block of the first document that was left out, or the block's end.
  mutating func append(
    _ cursor: borrowing ListCursor, before end: DocumentID, accepted: DocumentBitset?,
    listWeight: Float, group: Int, weight: Float, clauses: UInt64
  ) -> Int {
    var place = cursor.index
    while place < cursor.count {
      let document = cursor.documents[place]
      guard document < end else { break }
      if accepted?.contains(document) ?? true {
        let sum = listWeight * Float(cursor.frequencies[place]) * cursor.norms[place]
        set(
          append(document), group: group, score: BM25.score(weight: weight, sum), clauses: clauses)
      }
      place += 1
    }
    return place
  }

  /// Records a candidate's score in a group.
  private mutating func set(_ candidate: Int, group: Int, score: Float, clauses mask: UInt64) {
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
    _ cursor: inout ListCursor, scale: VariantScale
  ) throws(IndexFormatError) {
    try Self.addSums(
      &cursor, scale, of: documents, survivors: survivors, count: survivorCount, to: &sums)
  }

  /// Turns the sums into scores of the group.
  mutating func endSums(group: Int, weight: Float, clauses mask: UInt64) {
    Self.endSums(
      sums, survivors: survivors, count: survivorCount, weight: weight, mask: mask,
      base: group * capacity, scores: &scores, partial: &partial, clauses: &clauses)
  }

  /// Keeps the candidates that satisfy the clauses and whose score can exceed the threshold.
  ///
  /// The sums here are of another order than the score's. With n groups either is within n·2⁻²⁴ of
  /// the true sum, relatively, as all parts are positive; the margin is more than twice that.
  mutating func keep(bound rest: Float, threshold: Float, clauses required: UInt64) {
    let margin = 1 - Float(groupCount + 8) * 0x1p-22
    let least = threshold > 0 ? threshold * margin : threshold
    survivorCount = Self.keep(
      &survivors, count: survivorCount, partial: partial, rest: rest, least: least,
      clauses: clauses, required: required)
  }

  // The loops take each array by itself: its storage is then checked once and not at each element.

  private static func takeDocuments(
    from start: DocumentID, width: Int, _ bits: inout [UInt64], into documents: inout [DocumentID]
  ) -> Int {
    var bits = bits.mutableSpan
    var documents = documents.mutableSpan
    var count = 0
    for word in 0..<(width + 63) / 64 {
      var rest = bits[word]
      bits[word] = 0
      while rest != 0 {
        documents[count] = start + DocumentID(word * 64 + rest.trailingZeroBitCount)
        rest &= rest - 1
        count += 1
      }
    }
    return count
  }

  private static func takeSums(
    _ windowSums: inout [Float], base: Int, from start: DocumentID, of documents: [DocumentID],
    count: Int, into sums: inout [Float]
  ) {
    var windowSums = windowSums.mutableSpan
    var sums = sums.mutableSpan
    for index in 0..<count {
      let slot = base + Int(documents[index] - start)
      sums[index] = windowSums[slot]
      windowSums[slot] = 0
    }
  }

  private static func addSums(
    _ cursor: inout ListCursor, _ scale: VariantScale, of documents: [DocumentID],
    survivors: [Int], count: Int, to sums: inout [Float]
  ) throws(IndexFormatError) {
    var sums = sums.mutableSpan
    for index in 0..<count {
      let candidate = survivors[index]
      let document = documents[candidate]
      try cursor.seek(to: document)
      guard cursor.document == document else { continue }
      sums[candidate] += scale.summand(frequency: cursor.frequency, in: document)
    }
  }

  private static func endSums(
    _ sums: [Float], survivors: [Int], count: Int, weight: Float, mask: UInt64, base: Int,
    scores: inout [Float], partial: inout [Float], clauses: inout [UInt64]
  ) {
    var scores = scores.mutableSpan
    var partial = partial.mutableSpan
    var clauses = clauses.mutableSpan
    for index in 0..<count {
      let candidate = survivors[index]
      let sum = sums[candidate]
      let score = sum > 0 ? BM25.score(weight: weight, sum) : 0
      scores[base + candidate] = score
      partial[candidate] += score
      clauses[candidate] |= sum > 0 ? mask : 0
    }
  }

  private static func keep(
    _ survivors: inout [Int], count: Int, partial: [Float], rest: Float, least: Float,
    clauses: [UInt64], required: UInt64
  ) -> Int {
    var survivors = survivors.mutableSpan
    var kept = 0
    for index in 0..<count {
      let candidate = survivors[index]
      guard partial[candidate] + rest > least, clauses[candidate] & required == required
      else { continue }
      survivors[kept] = candidate
      kept += 1
    }
    return kept
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
