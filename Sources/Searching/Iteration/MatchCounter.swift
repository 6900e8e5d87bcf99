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

  /// The number of documents that all lists have.
  ///
  /// - Precondition: There is a list.
  /// - Throws: `IndexFormatError.damaged`.
  func count(ofAll lists: [PostingList]) throws(IndexFormatError) -> Int {
    let lists = lists.sorted { $0.documentFrequency < $1.documentFrequency }
    guard let rarest = lists.first, lists.count > 1 else { return lists[0].documentFrequency }
    let blocks = lists.dropFirst().reduce(0) { $0 + $1.blockCount }
    let lookUps = rarest.documentFrequency * (lists.count - 1)
    return lookUps * Self.lookUpCost <= blocks * Self.blockCost
      ? try countByLookUp(lists) : try countBySets(lists)
  }

  private func countByLookUp(_ lists: [PostingList]) throws(IndexFormatError) -> Int {
    var lead = BlockPlace(lists[0])
    var others = lists.dropFirst().map { BlockPlace($0) }
    var candidates = Candidates()
    var count = 0
    for block in 0..<lists[0].blockCount {
      lead.move(toBlock: block)
      try lead.load()
      candidates.take(lead.buffer, count: lead.count)
      for other in others.indices {
        var from = 0
        while from < candidates.count, others[other].reach(candidates.document(from)) {
          let to = candidates.end(of: others[other].last, from: from)
          try others[other].load()
          let found = candidates.match(
            from: from, to: to, in: others[other].buffer, blockCount: others[other].count)
          candidates.mark(found, clauses: 1 << UInt64(other & 63))
          from = to
        }
        candidates.keep(above: -1, clauses: 1 << UInt64(other & 63))
        if candidates.count == 0 { break }
      }
      count += candidates.count
    }
    return count
  }

  private func countBySets(_ lists: [PostingList]) throws(IndexFormatError) -> Int {
    var set = DocumentBitset(documentCount: documentCount)
    try set.insert(lists[0])
    for list in lists.dropFirst().dropLast() { try set.formIntersection(list) }
    return try set.count(in: lists[lists.count - 1])
  }

  /// The number of documents that any of the lists has.
  ///
  /// - Throws: `IndexFormatError.damaged`.
  func count(ofAny lists: [PostingList]) throws(IndexFormatError) -> Int {
    let lists = lists.sorted { $0.documentFrequency < $1.documentFrequency }
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
