// SPDX-License-Identifier: Apache-2.0

internal import IndexFormat

/// Counts the documents of a segment that have all, or any, of some lists, by the cheaper of two ways:
/// looking each document of the rarest list up in the others, or sets of bits.
struct MatchCounter {
  private let documentCount: Int

  /// Creates a counter for a segment.
  init(documentCount: Int) {
    self.documentCount = documentCount
  }

  // About what a step costs, in nanoseconds: to look a document up in a list where it lies blocks from
  // the one before, and to read a block of 128 documents against a set or into one.
  private static let lookUpCost = 70
  private static let blockCost = 90

  /// Whether lists are better intersected as sets than by looking documents of the rarest up.
  ///
  /// - Precondition: There is a list.
  func prefersSets(_ lists: [PostingList]) -> Bool {
    let rarest = lists.min { $0.documentFrequency < $1.documentFrequency } ?? lists[0]
    let blocks = lists.reduce(0) { $0 + $1.blockCount } - rarest.blockCount
    let lookUps = rarest.documentFrequency * (lists.count - 1)
    return lookUps * Self.lookUpCost > blocks * Self.blockCost
  }

  /// The number of documents that all lists have.
  ///
  /// - Precondition: There is a list.
  /// - Throws: `IndexFormatError.damaged`.
  func count(ofAll lists: [PostingList]) throws(IndexFormatError) -> Int {
    let lists = Self.ascending(lists)
    guard lists.count > 1 else { return lists[0].documentFrequency }
    if prefersSets(lists) {
      return try set(ofAll: lists.dropLast()).count(in: lists[lists.count - 1])
    }
    var count = 0
    try lookUp(lists) { count += $0.count }
    return count
  }

  /// The documents that all lists have.
  ///
  /// - Precondition: There is a list.
  /// - Throws: `IndexFormatError.damaged`.
  func documents(ofAll lists: [PostingList]) throws(IndexFormatError) -> DocumentBitset {
    let lists = Self.ascending(lists)
    if lists.count == 1 || prefersSets(lists) { return try set(ofAll: lists[...]) }
    var set = DocumentBitset(documentCount: documentCount)
    try lookUp(lists) { candidates in
      for index in 0..<candidates.count { set.insert(candidates.document(index)) }
    }
    return set
  }

  /// The lists from the rarest on, each once.
  private static func ascending(_ lists: [PostingList]) -> [PostingList] {
    var result: [PostingList] = []
    for list in lists.sorted(by: { $0.documentFrequency < $1.documentFrequency })
    where !result.contains(where: { $0.isSame(as: list) }) {
      result.append(list)
    }
    return result
  }

  private func set(ofAll lists: ArraySlice<PostingList>) throws(IndexFormatError) -> DocumentBitset
  {
    var set = DocumentBitset(documentCount: documentCount)
    for (number, list) in lists.enumerated() {
      if number == 0 { try set.insert(list) } else { try set.formIntersection(list) }
    }
    return set
  }

  /// Looks the documents of the first list up in the others and hands on those found, a block at a
  /// time.
  private func lookUp(
    _ lists: [PostingList], _ take: (borrowing Candidates) -> Void
  ) throws(IndexFormatError) {
    var lead = BlockPlace(lists[0])
    var others = lists.dropFirst().map { BlockPlace($0) }
    var candidates = Candidates()
    for block in 0..<lists[0].blockCount {
      lead.move(toBlock: block)
      try lead.load()
      candidates.removeAll()
      candidates.append(lead.buffer, from: 0, to: lead.count, clauses: 0)
      for other in others.indices {
        var from = 0
        while from < candidates.count, others[other].reach(candidates.document(from)) {
          let to = candidates.end(of: others[other].last, from: from)
          let found = try others[other].match(&candidates, from: from, to: to)
          candidates.mark(found, clauses: 1)
          from = to
        }
        candidates.keep(above: -1, clauses: 1)
        candidates.forgetClauses()
        if candidates.count == 0 { break }
      }
      take(candidates)
    }
  }

  /// The number of documents that any of the lists has.
  ///
  /// - Throws: `IndexFormatError.damaged`.
  func count(ofAny lists: [PostingList]) throws(IndexFormatError) -> Int {
    let lists = Self.ascending(lists)
    guard let commonest = lists.last, lists.count > 1 else {
      return lists.first?.documentFrequency ?? 0
    }
    // |A ∪ B| = |A| + |B| − |A ∩ B|
    if lists.count == 2 {
      return lists[0].documentFrequency + commonest.documentFrequency - (try count(ofAll: lists))
    }
    var set = DocumentBitset(documentCount: documentCount)
    for list in lists.dropLast() { try set.insert(list) }
    return set.count + commonest.documentFrequency - (try set.count(in: commonest))
  }
}

/// A block of a list whose documents alone are read.
struct BlockPlace {
  private let list: PostingList
  /// The block's documents, after `load`.
  let buffer = BlockBuffer()
  private var block = 0
  /// The block's last document; `ListCursor.end` behind the last block.
  private(set) var last: DocumentID = 0
  /// The number of postings in the block.
  private(set) var count = 0
  private let blockCount: Int
  private var loaded = -1

  /// Creates a place at the first block.
  init(_ list: PostingList) {
    self.list = list
    blockCount = list.blockCount
    move(toBlock: 0)
  }

  /// Moves to a block, or behind the last.
  mutating func move(toBlock next: Int) {
    block = next
    last = next < blockCount ? list.lastDocument(ofBlock: next) : ListCursor.end
    count = min(
      PostingsBlock.capacity, list.documentFrequency - next * PostingsBlock.capacity)
  }

  /// Moves forward to the block that holds the first document not below the target.
  ///
  /// - Returns: false when there is none.
  mutating func reach(_ target: DocumentID) -> Bool {
    if last < target { move(toBlock: list.firstBlock(reaching: target, startingAt: block + 1)) }
    return block < blockCount
  }

  /// Finds candidates in the block, without decoding it where that is not needed.
  ///
  /// - Precondition: Those from `from` to before `to` can lie in no other block.
  /// - Returns: how many were found.
  /// - Throws: `IndexFormatError.damaged`.
  mutating func match(
    _ candidates: inout Candidates, from: Int, to: Int
  ) throws(IndexFormatError) -> Int {
    if loaded != block, count == PostingsBlock.capacity,
      let match = candidates.matchBitset(from: from, to: to, in: list, block: block)
    {
      return match.found
    }
    try load()
    return candidates.match(from: from, to: to, in: buffer, blockCount: count)
  }

  /// Decodes the block's documents, unless that is done.
  ///
  /// - Throws: `IndexFormatError.damaged`.
  mutating func load() throws(IndexFormatError) {
    guard loaded != block else { return }
    loaded = -1
    _ = try list.decodeDocuments(ofBlock: block, into: buffer)
    loaded = block
  }
}
