// SPDX-License-Identifier: Apache-2.0

// The one file of Searching that hands memory to C. Counts and places are checked here against the
// arrays, then the kernels of Scoring.c run unchecked. The plain twins are in PlainScoreKernels.swift.

internal import CKernels
internal import IndexFormat

/// Kernels over blocks of postings.
enum ScoreKernels {
  /// result[i] = (weight · frequencies[i]) · norms[i] for the first `count`; frequencies below 2³¹.
  static func summands(
    _ frequencies: [UInt32], _ norms: [Float], count: Int, weight: Float, to result: inout [Float]
  ) {
    precondition(
      count >= 0 && count <= frequencies.count && count <= norms.count && count <= result.count)
    // Safe: `count` entries of each array.
    unsafe frequencies.withUnsafeBufferPointer { frequencies in
      unsafe norms.withUnsafeBufferPointer { norms in
        unsafe result.withUnsafeMutableBufferPointer { result in
          guard let frequencies = frequencies.baseAddress, let norms = norms.baseAddress,
            let result = result.baseAddress
          else { return }
          unsafe sakuin_summands(frequencies, norms, UInt32(count), weight, result)
        }
      }
    }
  }

  /// values[i] = weight − weight / (1 + values[i]) for the first `count`.
  static func saturate(_ values: inout [Float], count: Int, weight: Float) {
    precondition(count >= 0 && count <= values.count)
    // Safe: `count` entries are read and written, each after it was read.
    unsafe values.withUnsafeMutableBufferPointer { values in
      guard let values = values.baseAddress else { return }
      unsafe sakuin_saturate(values, UInt32(count), weight, values)
    }
  }

  /// The first index from `from` on, up to `count`, whose document is not below `limit`.
  static func lowerBound(
    _ documents: [DocumentID], from: Int, count: Int, limit: DocumentID
  ) -> Int {
    precondition(from >= 0 && from <= count && count <= documents.count)
    // Safe: entries below `count` are read.
    return unsafe documents.withUnsafeBufferPointer { documents in
      guard let documents = documents.baseAddress else { return 0 }
      return Int(
        unsafe sakuin_lower_bound(documents, UInt32(from), UInt32(count), limit))
    }
  }
}

/// The scores of a window of documents, added up list by list.
struct ScoreWindow {
  /// Documents in a window.
  static let width = 4096

  // Made when first needed.
  private var totals: [Double] = []
  private var bits: [UInt64] = []
  // The same of one group with several lists.
  private var sums: [Float] = []
  private var sumBits: [UInt64] = []
  private var documents: [DocumentID] = []
  private var scores: [Float] = []

  /// Adds scores of documents of the window that begins at `start`.
  ///
  /// - Precondition: The documents from `from` to before `to` lie in the window.
  mutating func add(
    _ documents: [DocumentID], _ scores: [Float], from: Int, to: Int, start: DocumentID
  ) {
    guard from < to else { return }
    precondition(from >= 0 && to <= documents.count && to <= scores.count)
    precondition(documents[from] >= start && Int(documents[to - 1] - start) < Self.width)
    if totals.isEmpty {
      totals = [Double](repeating: 0, count: Self.width)
      bits = [UInt64](repeating: 0, count: Self.width / 64)
    }
    // Safe: documents ascend in decoded blocks, so those between the two checked lie in the window.
    unsafe documents.withUnsafeBufferPointer { documents in
      unsafe scores.withUnsafeBufferPointer { scores in
        unsafe totals.withUnsafeMutableBufferPointer { totals in
          unsafe bits.withUnsafeMutableBufferPointer { bits in
            guard let documents = documents.baseAddress, let scores = scores.baseAddress,
              let totals = totals.baseAddress, let bits = bits.baseAddress
            else { return }
            unsafe sakuin_add_scores(
              documents, scores, UInt32(from), UInt32(to), start, totals, bits)
          }
        }
      }
    }
  }

  /// Adds summands of a group of several lists; `endGroup` turns their sums into scores.
  ///
  /// - Precondition: As of `add`.
  mutating func addSummands(
    _ documents: [DocumentID], _ summands: [Float], from: Int, to: Int, start: DocumentID
  ) {
    guard from < to else { return }
    precondition(from >= 0 && to <= documents.count && to <= summands.count)
    precondition(documents[from] >= start && Int(documents[to - 1] - start) < Self.width)
    if sums.isEmpty {
      sums = [Float](repeating: 0, count: Self.width)
      sumBits = [UInt64](repeating: 0, count: Self.width / 64)
      self.documents = [DocumentID](repeating: 0, count: Self.width)
      scores = [Float](repeating: 0, count: Self.width)
    }
    // Safe: as in `add`.
    unsafe documents.withUnsafeBufferPointer { documents in
      unsafe summands.withUnsafeBufferPointer { summands in
        unsafe sums.withUnsafeMutableBufferPointer { sums in
          unsafe sumBits.withUnsafeMutableBufferPointer { bits in
            guard let documents = documents.baseAddress, let summands = summands.baseAddress,
              let sums = sums.baseAddress, let bits = bits.baseAddress
            else { return }
            unsafe sakuin_add_sums(
              documents, summands, UInt32(from), UInt32(to), start, sums, bits)
          }
        }
      }
    }
  }

  /// Ends a group of several lists: adds the score of each document's sum.
  mutating func endGroup(weight: Float, start: DocumentID) {
    guard !sums.isEmpty else { return }
    // Safe: at most `width` bits are set, and there is room for as many documents.
    let count = unsafe sumBits.withUnsafeMutableBufferPointer { bits in
      unsafe sums.withUnsafeMutableBufferPointer { sums in
        unsafe documents.withUnsafeMutableBufferPointer { documents in
          unsafe scores.withUnsafeMutableBufferPointer { scores -> Int in
            guard let bits = bits.baseAddress, let sums = sums.baseAddress,
              let documents = documents.baseAddress, let scores = scores.baseAddress
            else { return 0 }
            return Int(
              unsafe sakuin_take_sums(
                bits, UInt32(Self.width / 64), sums, start, documents, scores))
          }
        }
      }
    }
    ScoreKernels.saturate(&scores, count: count, weight: weight)
    add(documents, scores, from: 0, to: count, start: start)
  }

  /// Moves the documents whose total is above `least` to the candidates and clears the window.
  mutating func take(
    width: Int, start: DocumentID, least: Double, clauses: UInt64, into candidates: inout Candidates
  ) {
    precondition(width <= Self.width)
    // Safe: at most `width` bits are set, and `take` is given room for one more.
    unsafe bits.withUnsafeMutableBufferPointer { bits in
      unsafe totals.withUnsafeMutableBufferPointer { totals in
        guard let bits = bits.baseAddress, let totals = totals.baseAddress else { return }
        unsafe candidates.append(atMost: width, clauses: clauses) { documents, result in
          unsafe sakuin_take_candidates(
            bits, UInt32((width + 63) / 64), totals, start, least, documents, result)
        }
      }
    }
  }
}

/// Documents that may be hits, ascending, with the total of the scores known so far and a bit for
/// each clause satisfied so far. Arrays that are used again and again.
struct Candidates {
  /// How many there are.
  private(set) var count = 0
  private(set) var documents: [DocumentID] = []
  private(set) var totals: [Double] = []
  private var clauses: [UInt64] = []
  // Matches of a look-up: the numbers of candidates, their places in a block, what is found there.
  private var which: [UInt32] = []
  private var places: [UInt32] = []
  private var found: [UInt32] = []
  private var norms: [Float] = []
  private var scores: [Float] = []
  // Of a group with several lists, by candidate.
  private var groupScores: [Float] = []

  /// Forgets all candidates.
  mutating func removeAll() { count = 0 }

  private mutating func reserve(_ capacity: Int) {
    guard documents.count < capacity else { return }
    let capacity = max(capacity, 2 * documents.count)
    documents.append(contentsOf: repeatElement(0, count: capacity - documents.count))
    totals.append(contentsOf: repeatElement(0, count: capacity - totals.count))
    clauses.append(contentsOf: repeatElement(0, count: capacity - clauses.count))
  }

  /// Appends what a kernel writes: at most so many candidates, and an entry more.
  @unsafe fileprivate mutating func append(
    atMost limit: Int, clauses mask: UInt64,
    _ write: (UnsafeMutablePointer<DocumentID>, UnsafeMutablePointer<Double>) -> UInt32
  ) {
    reserve(count + limit + 1)
    let start = count
    // Safe: there is room for `limit` + 1 entries behind the candidates.
    let added = unsafe documents.withUnsafeMutableBufferPointer { documents in
      unsafe totals.withUnsafeMutableBufferPointer { totals -> Int in
        guard let documents = documents.baseAddress, let totals = totals.baseAddress else {
          return 0
        }
        return Int(unsafe write(documents + start, totals + start))
      }
    }
    count += added
    for index in start..<count { clauses[index] = mask }
  }

  /// Appends the documents of a block from `from` to before `to` whose score is above `least`.
  mutating func append(
    _ block: [DocumentID], _ scores: [Float], from: Int, to: Int, least: Double, clauses: UInt64
  ) {
    guard from < to else { return }
    precondition(from >= 0 && to <= block.count && to <= scores.count)
    // Safe: entries from `from` to before `to` are read, at most as many and one more written.
    unsafe block.withUnsafeBufferPointer { block in
      unsafe scores.withUnsafeBufferPointer { scores in
        guard let block = block.baseAddress, let scores = scores.baseAddress else { return }
        unsafe append(atMost: to - from, clauses: clauses) { documents, totals in
          unsafe sakuin_append_candidates(
            block, scores, UInt32(from), UInt32(to), least, documents, totals)
        }
      }
    }
  }

  /// Keeps the candidates whose total is above `least` and that satisfy the required clauses.
  mutating func keep(above least: Double, clauses required: UInt64) {
    // Safe: `count` entries of each array are read and at most as many written.
    unsafe documents.withUnsafeMutableBufferPointer { documents in
      unsafe totals.withUnsafeMutableBufferPointer { totals in
        unsafe clauses.withUnsafeMutableBufferPointer { clauses in
          guard let documents = documents.baseAddress, let totals = totals.baseAddress,
            let clauses = clauses.baseAddress
          else { return }
          count = Int(
            unsafe sakuin_keep_above(
              documents, totals, clauses, UInt32(count), least, required))
        }
      }
    }
  }

  /// Keeps the candidates of a set.
  ///
  /// - Precondition: The set is of the candidates' segment.
  mutating func keep(_ accepted: DocumentBitset) {
    guard count > 0 else { return }
    precondition(Int(documents[count - 1]) < accepted.documentCount)
    // Safe: candidates ascend, so all lie in the set's words.
    unsafe documents.withUnsafeMutableBufferPointer { documents in
      unsafe totals.withUnsafeMutableBufferPointer { totals in
        unsafe clauses.withUnsafeMutableBufferPointer { clauses in
          unsafe accepted.words.withUnsafeBufferPointer { words in
            guard let documents = documents.baseAddress, let totals = totals.baseAddress,
              let clauses = clauses.baseAddress, let words = words.baseAddress
            else { return }
            count = Int(
              unsafe sakuin_keep_members(
                documents, totals, clauses, UInt32(count), words))
          }
        }
      }
    }
  }

  /// The first candidate from `from` on that lies behind a document, or the count.
  func end(of document: DocumentID, from: Int) -> Int {
    guard documents[count - 1] > document else { return count }
    return ScoreKernels.lowerBound(documents, from: from, count: count, limit: document + 1)
  }

  /// The greatest total of the candidates from `from` to before `to`.
  func greatestTotal(from: Int, to: Int) -> Double {
    var greatest = -Double.infinity
    for index in from..<to { greatest = max(greatest, totals[index]) }
    return greatest
  }

  /// Finds the candidates from `from` to before `to` among the first `blockCount` documents of a
  /// block; the matches stay until the next call.
  ///
  /// - Returns: how many were found.
  mutating func match(from: Int, to: Int, in block: [DocumentID], blockCount: Int) -> Int {
    guard from < to, blockCount > 0 else { return 0 }
    precondition(from >= 0 && to <= count && blockCount <= block.count)
    if which.count < to - from + 1 {
      let capacity = max(to - from + 1, 256)
      which = [UInt32](repeating: 0, count: capacity)
      places = which
      found = which
      norms = [Float](repeating: 0, count: capacity)
      scores = norms
    }
    // Safe: no more matches than candidates are looked up, and there is room for one more.
    return unsafe documents.withUnsafeBufferPointer { documents in
      unsafe block.withUnsafeBufferPointer { block in
        unsafe which.withUnsafeMutableBufferPointer { which in
          unsafe places.withUnsafeMutableBufferPointer { places -> Int in
            guard let documents = documents.baseAddress, let block = block.baseAddress,
              let which = which.baseAddress, let places = places.baseAddress
            else { return 0 }
            return Int(
              unsafe sakuin_match(
                documents, UInt32(from), UInt32(to), block, 0, UInt32(blockCount), which, places))
          }
        }
      }
    }
  }

  /// Puts what an array of the block has at the places of the matches into `found`.
  private mutating func gather(_ values: [UInt32], _ matchCount: Int) {
    precondition(matchCount <= places.count)
    // Safe: the places are those of the block's documents, of which `values` has an entry for each.
    unsafe values.withUnsafeBufferPointer { values in
      unsafe places.withUnsafeBufferPointer { places in
        unsafe found.withUnsafeMutableBufferPointer { found in
          guard let values = values.baseAddress, let places = places.baseAddress,
            let found = found.baseAddress
          else { return }
          unsafe sakuin_gather_integers(values, places, UInt32(matchCount), found)
        }
      }
    }
  }

  /// The summands of the matches, in `scores`.
  private mutating func findSummands(_ matchCount: Int, _ cursor: borrowing BlockCursor) {
    let scale = cursor.scale
    if let lengths = scale.lengths {
      gather(cursor.documents, matchCount)
      lengths.gather(found, count: matchCount, table: scale.inverseNorms, into: &norms)
    } else {
      for index in 0..<matchCount { norms[index] = scale.inverseNorms[0] }
    }
    gather(cursor.frequencies, matchCount)
    ScoreKernels.summands(
      found, norms, count: matchCount, weight: scale.weight, to: &scores)
  }

  /// Adds the scores of the matches in a list that is its group's only one.
  mutating func addScores(
    _ matchCount: Int, _ cursor: borrowing BlockCursor, weight: Float, clauses mask: UInt64
  ) {
    findSummands(matchCount, cursor)
    ScoreKernels.saturate(&scores, count: matchCount, weight: weight)
    add(matchCount, mask)
  }

  private mutating func add(_ matchCount: Int, _ mask: UInt64) {
    precondition(matchCount <= which.count && matchCount <= scores.count)
    // Safe: `which` are numbers of candidates.
    unsafe scores.withUnsafeBufferPointer { scores in
      unsafe which.withUnsafeBufferPointer { which in
        unsafe totals.withUnsafeMutableBufferPointer { totals in
          unsafe clauses.withUnsafeMutableBufferPointer { clauses in
            guard let scores = scores.baseAddress, let which = which.baseAddress,
              let totals = totals.baseAddress, let clauses = clauses.baseAddress
            else { return }
            unsafe sakuin_add_matches(
              scores, which, UInt32(matchCount), mask, totals, clauses)
          }
        }
      }
    }
  }

  /// Marks the matches as satisfying clauses, without a score.
  mutating func mark(_ matchCount: Int, clauses mask: UInt64) {
    for match in 0..<matchCount { clauses[Int(which[match])] |= mask }
  }

  /// Starts the look-up of a group of several lists.
  mutating func beginGroup() {
    if groupScores.count < count {
      groupScores = [Float](repeating: 0, count: max(count, 256))
    }
    for index in 0..<count { groupScores[index] = 0 }
  }

  /// Adds the summands of the matches in a list of the group.
  mutating func addSummands(
    _ matchCount: Int, _ cursor: borrowing BlockCursor, clauses mask: UInt64
  ) {
    findSummands(matchCount, cursor)
    for match in 0..<matchCount {
      let candidate = Int(which[match])
      groupScores[candidate] += scores[match]
      clauses[candidate] |= mask
    }
  }

  /// Ends the look-up of a group of several lists: adds the score of each candidate's sum.
  mutating func endGroup(weight: Float) {
    ScoreKernels.saturate(&groupScores, count: count, weight: weight)
    for index in 0..<count { totals[index] += Double(groupScores[index]) }
  }
}
