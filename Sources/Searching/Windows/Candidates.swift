// SPDX-License-Identifier: Apache-2.0

internal import CKernels
internal import IndexFormat

/// Documents that may be hits, ascending, with the total of the scores known so far and a bit for
/// each clause satisfied so far.
struct Candidates {
  /// How many there are.
  private(set) var count = 0
  private var memory: CandidateMemory

  /// Creates none, with room for some.
  init(capacity: Int = 256) { memory = CandidateMemory(capacity: capacity) }

  /// Forgets all candidates.
  mutating func removeAll() { count = 0 }

  /// The document of a candidate.
  func document(_ index: Int) -> DocumentID {
    precondition(index >= 0 && index < count)
    return unsafe memory.documents[index]
  }

  /// The total of a candidate.
  func total(_ index: Int) -> Double {
    precondition(index >= 0 && index < count)
    return unsafe memory.totals[index]
  }

  /// Appends what a kernel writes: at most so many candidates, and an entry more.
  @unsafe mutating func append(
    atMost limit: Int, clauses mask: UInt64,
    _ write: (UnsafeMutablePointer<DocumentID>, UnsafeMutablePointer<Double>) -> UInt32
  ) {
    if count + limit + 1 > memory.capacity {
      memory = CandidateMemory(capacity: count + limit + 1, keeping: count, of: memory)
    }
    // Safe: there is room for `limit` + 1 entries behind the candidates.
    let end = count + Int(unsafe write(memory.documents + count, memory.totals + count))
    for index in count..<end { unsafe memory.clauses[index] = mask }
    count = end
  }

  /// Appends the documents of a block from `from` to before `to` whose score is above `least`.
  mutating func append(
    _ block: BlockBuffer, from: Int, to: Int, least: Double, clauses: UInt64
  ) {
    guard from < to else { return }
    precondition(from >= 0 && to <= PostingsBlock.capacity)
    unsafe append(atMost: to - from, clauses: clauses) { documents, totals in
      // Safe: entries from `from` to before `to` are read, at most as many and one more written.
      unsafe sakuin_append_candidates(
        block.documents, block.scores, UInt32(from), UInt32(to), least, documents, totals)
    }
  }

  /// Appends the documents of a block from `from` to before `to` that are in a set and whose score is
  /// above `least`.
  ///
  /// - Precondition: The block's frequencies are loaded; the set is of its segment.
  mutating func append(
    membersOf accepted: DocumentBitset, _ block: BlockBuffer, _ scale: VariantScale, from: Int,
    to: Int, weight: Float, least: Double, clauses: UInt64
  ) {
    guard from < to else { return }
    precondition(from >= 0 && to <= PostingsBlock.capacity)
    precondition(Int(block.document(at: to - 1)) < accepted.documentCount)
    // Safe: there is room for a block in every part, and the set reaches to the last document.
    let found = unsafe accepted.words.withUnsafeBufferPointer { words -> UInt32 in
      guard let words = words.baseAddress else { return 0 }
      return unsafe sakuin_find_members(
        block.documents, UInt32(from), UInt32(to), words, memory.places)
    }
    guard found > 0 else { return }
    // Safe: the places are those of the block's postings, found in ascending order.
    unsafe sakuin_gather_integers(block.frequencies, memory.places, found, memory.found)
    unsafe sakuin_gather_integers(block.documents, memory.places, found, memory.which)
    unsafe scale.norms.gather(memory.which, count: Int(found), into: memory.norms)
    unsafe sakuin_summands(memory.found, memory.norms, found, scale.weight, memory.scores)
    unsafe sakuin_saturate(memory.scores, found, weight, memory.scores)
    unsafe append(atMost: Int(found), clauses: clauses) { [memory] documents, totals in
      unsafe sakuin_append_candidates(
        memory.which, memory.scores, 0, found, least, documents, totals)
    }
  }

  /// Appends the documents of a block from `from` to before `to`, without scores.
  mutating func append(_ block: BlockBuffer, from: Int, to: Int, clauses: UInt64) {
    guard from < to else { return }
    precondition(from >= 0 && to <= PostingsBlock.capacity)
    unsafe append(atMost: to - from, clauses: clauses) { documents, totals in
      // Safe: there is room for as many entries.
      unsafe documents.update(from: block.documents + from, count: to - from)
      unsafe totals.update(repeating: 0, count: to - from)
      return UInt32(to - from)
    }
  }

  /// Appends the documents of a block from `from` to before `to` whose summand is above a limit, without
  /// scores.
  ///
  /// - Precondition: The block's summands are loaded.
  mutating func append(
    _ block: BlockBuffer, from: Int, to: Int, summandsAbove limit: Double, clauses: UInt64
  ) {
    let first = count
    append(block, from: from, to: to, least: limit, clauses: clauses)
    // Safe: the candidates that were appended.
    for index in first..<count { unsafe memory.totals[index] = 0 }
  }

  /// Keeps the candidates whose total is above `least` and that satisfy the required clauses.
  mutating func keep(above least: Double, clauses required: UInt64) {
    // Safe: `count` entries of each part are read and at most as many written.
    count = Int(
      unsafe sakuin_keep_above(
        memory.documents, memory.totals, memory.clauses, UInt32(count), least, required))
  }

  /// Keeps the candidates of a set.
  ///
  /// - Precondition: The set is of the candidates' segment.
  mutating func keep(_ accepted: DocumentBitset) {
    guard count > 0 else { return }
    precondition(Int(document(count - 1)) < accepted.documentCount)
    // Safe: candidates ascend, so all lie in the set's words.
    unsafe accepted.words.withUnsafeBufferPointer { words in
      guard let words = words.baseAddress else { return }
      count = Int(
        unsafe sakuin_keep_members(
          memory.documents, memory.totals, memory.clauses, UInt32(count), words))
    }
  }

  /// The first candidate from `from` on that lies behind a document, or the count.
  func end(of document: DocumentID, from: Int) -> Int {
    guard self.document(count - 1) > document else { return count }
    precondition(from >= 0 && from <= count)
    // Safe: candidates below `count` are read.
    return Int(
      unsafe sakuin_lower_bound(
        memory.documents, UInt32(from), UInt32(count), document + 1))
  }

  /// The greatest total of the candidates from `from` to before `to`.
  func greatestTotal(from: Int, to: Int) -> Double {
    precondition(from >= 0 && to <= count)
    var greatest = -Double.infinity
    for index in from..<to { greatest = max(greatest, unsafe memory.totals[index]) }
    return greatest
  }

  /// Finds the candidates from `from` to before `to` among the first `blockCount` documents of a
  /// block; the matches stay until the next call.
  ///
  /// - Returns: how many were found.
  mutating func match(from: Int, to: Int, in block: BlockBuffer, blockCount: Int) -> Int {
    guard from < to else { return 0 }
    precondition(from >= 0 && to <= count)
    precondition(blockCount > 0 && blockCount <= PostingsBlock.capacity)
    // Safe: no more matches than candidates are looked up, and there is room for one more.
    return Int(
      unsafe sakuin_match(
        memory.documents, UInt32(from), UInt32(to), block.documents, UInt32(blockCount),
        memory.table, memory.which, memory.places))
  }

  /// The same in a block of a stored list that is coded as a bitset; nil for other blocks.
  mutating func matchBitset(
    from: Int, to: Int, in list: PostingList, block: Int
  ) -> (found: Int, frequenciesOffset: Int)? {
    guard case .stored(let stored) = list else { return nil }
    precondition(from >= 0 && from <= to && to <= count)
    // Safe: as in `match`.
    return unsafe stored.matchBitset(
      ofBlock: block, memory.documents, from: from, to: to, which: memory.which,
      places: memory.places)
  }

  /// Adds the scores of the matches in a list that is its group's only one.
  ///
  /// - Precondition: The block's frequencies are loaded, and it was matched last.
  mutating func addScores(
    _ matchCount: Int, _ block: BlockBuffer, _ scale: VariantScale, weight: Float,
    clauses mask: UInt64
  ) {
    precondition(matchCount <= count && count > 0)
    precondition(Int(document(count - 1)) < scale.norms.documentCount)
    // Safe: `which` are numbers of candidates, which ascend and lie in the segment; places are below
    // 128; every code has its entry.
    unsafe scale.norms.values.withUnsafeBufferPointer { table in
      guard let table = table.baseAddress else { return }
      unsafe sakuin_score_matches(
        memory.documents, block.frequencies, memory.which, memory.places, UInt32(matchCount),
        scale.norms.start, table, scale.weight, weight, mask, memory.totals, memory.clauses)
    }
  }

  /// Adds the scores of the matches in a list of a whole group.
  ///
  /// - Precondition: The block that was matched last has these sums.
  mutating func addScores(
    _ matchCount: Int, sums: ArraySlice<Float>, weight: Float, clauses mask: UInt64
  ) {
    precondition(matchCount <= count)
    for match in 0..<matchCount {
      // Safe: `which` are numbers of candidates; the place is checked.
      let (index, place) = unsafe (Int(memory.which[match]), Int(memory.places[match]))
      let score = BM25.score(weight: weight, sums[sums.startIndex + place])
      unsafe memory.totals[index] += Double(score)
      unsafe memory.clauses[index] |= mask
    }
  }

  /// Marks the matches as satisfying clauses, without a score.
  mutating func mark(_ matchCount: Int, clauses mask: UInt64) {
    precondition(matchCount <= count)
    // Safe: `which` are numbers of candidates.
    for match in 0..<matchCount { unsafe memory.clauses[Int(memory.which[match])] |= mask }
  }

  /// Forgets which clauses the candidates satisfy.
  mutating func forgetClauses() {
    // Safe: an entry for each candidate.
    for index in 0..<count { unsafe memory.clauses[index] = 0 }
  }

  /// Starts the look-up of a group of several lists.
  mutating func beginGroup() {
    for index in 0..<count { unsafe memory.sums[index] = 0 }
  }

  /// Adds the summands of the matches in a list of the group.
  ///
  /// - Precondition: As of `addScores`.
  mutating func addSummands(
    _ matchCount: Int, _ block: BlockBuffer, _ scale: VariantScale, clauses mask: UInt64
  ) {
    precondition(matchCount <= count && count > 0)
    precondition(Int(document(count - 1)) < scale.norms.documentCount)
    // Safe: as in `addScores`.
    unsafe scale.norms.values.withUnsafeBufferPointer { table in
      guard let table = table.baseAddress else { return }
      unsafe sakuin_sum_matches(
        memory.documents, block.frequencies, memory.which, memory.places, UInt32(matchCount),
        scale.norms.start, table, scale.weight, mask, memory.sums, memory.clauses)
    }
  }

  /// Adds the summand of one candidate, or keeps the greatest.
  mutating func addSummand(
    _ index: Int, _ frequency: UInt32, _ scale: VariantScale, clauses mask: UInt64,
    takesGreatest: Bool
  ) {
    precondition(index >= 0 && index < count)
    // Safe: the index was checked.
    let summand = unsafe scale.summand(frequency: frequency, in: memory.documents[index])
    let sum = unsafe memory.sums[index]
    unsafe memory.sums[index] = takesGreatest ? max(sum, summand) : sum + summand
    unsafe memory.clauses[index] |= mask
  }

  /// Keeps the greatest summand of each match in a list of the group's fallbacks.
  ///
  /// - Precondition: As of `addScores`.
  mutating func keepGreatest(
    _ matchCount: Int, _ block: BlockBuffer, _ scale: VariantScale, clauses mask: UInt64
  ) {
    precondition(matchCount <= count)
    for match in 0..<matchCount {
      // Safe: `which` are numbers of candidates, places are below 128.
      let (index, frequency) = unsafe (
        Int(memory.which[match]), block.frequencies[Int(memory.places[match])]
      )
      addSummand(index, frequency, scale, clauses: mask, takesGreatest: true)
    }
  }

  /// Copies the candidates that have no sum to others, which keep where they came from.
  func copyWithoutSums(to others: inout Candidates) {
    others.reserve(count)
    // Safe: there is room for all candidates in both.
    for index in 0..<count where unsafe memory.sums[index] == 0 {
      unsafe others.copy(index, of: memory)
    }
  }

  /// Makes room for candidates and forgets all.
  private mutating func reserve(_ capacity: Int) {
    if capacity > memory.capacity { memory = CandidateMemory(capacity: capacity) }
    count = 0
  }

  @unsafe private mutating func copy(_ index: Int, of other: CandidateMemory) {
    unsafe memory.documents[count] = other.documents[index]
    unsafe memory.totals[count] = other.totals[index]
    unsafe memory.sums[count] = 0
    unsafe memory.clauses[count] = 0
    unsafe memory.origins[count] = UInt32(index)
    count += 1
  }

  /// Takes over the sums and clauses of candidates that were copied from here.
  mutating func takeSums(of others: borrowing Candidates) {
    // Safe: candidates of both, and the origins are checked.
    for index in 0..<others.count {
      let origin = unsafe Int(others.memory.origins[index])
      precondition(origin < count)
      unsafe memory.sums[origin] = others.memory.sums[index]
      unsafe memory.clauses[origin] |= others.memory.clauses[index]
    }
  }

  /// Ends the look-up of a group of several lists: adds the score of each candidate's sum.
  mutating func endGroup(weight: Float) {
    // Safe: a sum for each candidate.
    unsafe sakuin_saturate(memory.sums, UInt32(count), weight, memory.sums)
    for index in 0..<count { unsafe memory.totals[index] += Double(memory.sums[index]) }
  }
}

/// The memory of candidates and of a look-up of them. Its fields never change, so that they are read
/// without checks; it belongs to one value of `Candidates`.
@safe private final class CandidateMemory {
  let capacity: Int
  // By candidate.
  let documents: UnsafeMutablePointer<DocumentID>
  let totals: UnsafeMutablePointer<Double>
  let clauses: UnsafeMutablePointer<UInt64>
  let sums: UnsafeMutablePointer<Float>
  // Of copies: the number of the candidate that was copied.
  let origins: UnsafeMutablePointer<UInt32>
  // By match: the candidate, its place in the block, what stands there, norm and score.
  let which: UnsafeMutablePointer<UInt32>
  let places: UnsafeMutablePointer<UInt32>
  let found: UnsafeMutablePointer<UInt32>
  let norms: UnsafeMutablePointer<Float>
  let scores: UnsafeMutablePointer<Float>
  /// For `match`.
  let table: UnsafeMutablePointer<UInt8>

  private static let tableByteCount = 4096
  private let memory: UnsafeMutableRawPointer

  /// Allocates memory, whose content means nothing but for the candidates that are kept.
  init(capacity: Int, keeping count: Int = 0, of other: CandidateMemory? = nil) {
    let capacity = (capacity + 15) / 16 * 16
    self.capacity = capacity
    // Safe: two parts of 8 bytes an entry, then eight of 4, then the table; every part is
    // aligned to 64 bytes.
    let memory = UnsafeMutableRawPointer.allocate(
      byteCount: 48 * capacity + Self.tableByteCount, alignment: 64)
    unsafe self.memory = memory
    unsafe totals = memory.bindMemory(to: Double.self, capacity: capacity)
    unsafe clauses = (memory + 8 * capacity).bindMemory(to: UInt64.self, capacity: capacity)
    func part<Element>(_ number: Int, of type: Element.Type) -> UnsafeMutablePointer<Element> {
      unsafe (memory + (16 + 4 * number) * capacity).bindMemory(to: type, capacity: capacity)
    }
    unsafe documents = part(0, of: DocumentID.self)
    unsafe which = part(1, of: UInt32.self)
    unsafe places = part(2, of: UInt32.self)
    unsafe found = part(3, of: UInt32.self)
    unsafe norms = part(4, of: Float.self)
    unsafe scores = part(5, of: Float.self)
    unsafe sums = part(6, of: Float.self)
    unsafe origins = part(7, of: UInt32.self)
    unsafe table = (memory + 48 * capacity).initializeMemory(
      as: UInt8.self, repeating: 0, count: Self.tableByteCount)
    if let other, count > 0 {
      unsafe documents.update(from: other.documents, count: count)
      unsafe totals.update(from: other.totals, count: count)
      unsafe clauses.update(from: other.clauses, count: count)
    }
  }

  deinit { unsafe memory.deallocate() }
}
