// SPDX-License-Identifier: Apache-2.0

internal import IndexFormat
internal import Storage

/// A set of a segment's documents, one bit each.
struct DocumentBitset: Sendable, Equatable {
  /// The number of documents, members or not.
  let documentCount: Int
  /// The bits, document 0 in the lowest of the first; bits from `documentCount` on are 0.
  private(set) var words: [UInt64]

  /// Creates a set of none or all of the documents.
  init(documentCount: Int, all: Bool = false) {
    self.documentCount = documentCount
    words = [UInt64](repeating: all ? .max : 0, count: (documentCount + 63) / 64)
    clearTail()
  }

  /// Creates the set of the documents of a segment that are not deleted.
  init(allBut tombstones: Tombstones) {
    documentCount = tombstones.documentCount
    words = tombstones.words.map(~)
    clearTail()
  }

  private mutating func clearTail() {
    let used = documentCount & 63
    if used != 0, !words.isEmpty { words[words.count - 1] &= (1 << UInt64(used)) - 1 }
  }

  /// The number of members.
  ///
  /// - Complexity: O(documentCount / 64).
  var count: Int { words.reduce(0) { $0 + $1.nonzeroBitCount } }

  /// Whether the document is a member.
  func contains(_ document: DocumentID) -> Bool {
    words[Int(document >> 6)] >> UInt64(document & 63) & 1 != 0
  }

  /// Makes the document a member.
  mutating func insert(_ document: DocumentID) {
    precondition(Int(document) < documentCount, "no such document")
    words[Int(document >> 6)] |= 1 << UInt64(document & 63)
  }

  /// Makes the documents of a list of the same segment members.
  ///
  /// - Throws: `IndexFormatError.damaged`.
  /// - Complexity: O(documents of the list).
  mutating func insert(_ list: PostingList) throws(IndexFormatError) {
    switch list {
    case .stored(let stored):
      let buffer = BlockBuffer()
      for block in 0..<stored.blockCount {
        try stored.insertDocuments(ofBlock: block, into: &words, decodingInto: buffer)
      }
    case .materialized(let postings):
      for document in postings.documents { insert(document) }
    }
  }

  /// The number of members among the documents of a list of the same segment.
  ///
  /// - Throws: `IndexFormatError.damaged`.
  func count(in list: PostingList) throws(IndexFormatError) -> Int {
    var count = 0
    try visitBlocks(of: list) { stored, block, buffer throws(IndexFormatError) in
      count += try stored.countMembers(ofBlock: block, in: words, decodingInto: buffer)
    } documents: { document in
      if contains(document) { count += 1 }
    }
    return count
  }

  /// Keeps only members that a list of the same segment has.
  ///
  /// - Throws: `IndexFormatError.damaged`.
  mutating func formIntersection(_ list: PostingList) throws(IndexFormatError) {
    let set = self
    let makeSpare: () throws(IndexFormatError) -> Spare = { Spare() }
    self = try Self.spares.withWorkspace(orNew: makeSpare) {
      (spare: Spare) throws(IndexFormatError) -> DocumentBitset in
      var result = DocumentBitset(documentCount: documentCount, reusing: spare)
      try set.visitBlocks(of: list) { stored, block, buffer throws(IndexFormatError) in
        try stored.insertMembers(
          ofBlock: block, in: set.words, into: &result.words, decodingInto: buffer)
      } documents: { document in
        if set.contains(document) { result.insert(document) }
      }
      spare.words = set.words
      return result
    }
  }

  /// The words of a set that is of no more use. A large piece of memory that is given back and taken
  /// anew for each query costs more than the intersection of small lists.
  private final class Spare {
    var words: [UInt64] = []
  }

  private static let spares = WorkspacePool<Spare>()

  /// Creates a set of none of the documents in the memory of another.
  private init(documentCount: Int, reusing spare: Spare) {
    self.documentCount = documentCount
    words = []
    swap(&words, &spare.words)
    let count = (documentCount + 63) / 64
    if words.count == count {
      for index in words.indices { words[index] = 0 }
    } else {
      words = [UInt64](repeating: 0, count: count)
    }
  }

  /// Calls a closure for each block of a stored list that may hold a member, or another for each
  /// document of a list that was made.
  private func visitBlocks(
    of list: PostingList,
    _ visit: (PostingBlocks, Int, BlockBuffer) throws(IndexFormatError) -> Void,
    documents visitDocument: (DocumentID) -> Void
  ) throws(IndexFormatError) {
    switch list {
    case .stored(let stored):
      let buffer = BlockBuffer()
      var block = 0
      var next = first(from: 0)
      while let document = next, block < stored.blockCount {
        block = stored.firstBlock(reaching: document, startingAt: block)
        guard block < stored.blockCount else { return }
        try visit(stored, block, buffer)
        let last = stored.lastDocument(ofBlock: block)
        next = Int(last) + 1 < documentCount ? first(from: last + 1) : nil
        block += 1
      }
    case .materialized(let postings):
      for document in postings.documents { visitDocument(document) }
    }
  }

  /// Keeps only members of the other set of the same segment.
  mutating func formIntersection(_ other: DocumentBitset) {
    for index in words.indices { words[index] &= other.words[index] }
  }

  /// Adds the members of the other set of the same segment.
  mutating func formUnion(_ other: DocumentBitset) {
    for index in words.indices { words[index] |= other.words[index] }
  }

  /// Removes the members of the other set of the same segment.
  mutating func subtract(_ other: DocumentBitset) {
    for index in words.indices { words[index] &= ~other.words[index] }
  }

  /// Makes members of exactly those that are none.
  mutating func invert() {
    for index in words.indices { words[index] = ~words[index] }
    clearTail()
  }

  /// Replaces 64 documents' bits; bits past the last document are dropped.
  mutating func setWord(_ word: UInt64, at index: Int) {
    words[index] = word
    if index == words.count - 1 { clearTail() }
  }

  /// The least member that is not less than the document, or nil.
  ///
  /// - Complexity: O(distance / 64).
  func first(from document: DocumentID) -> DocumentID? {
    var index = Int(document >> 6)
    guard index < words.count else { return nil }
    var word = words[index] & (UInt64.max << UInt64(document & 63))
    while word == 0 {
      index += 1
      guard index < words.count else { return nil }
      word = words[index]
    }
    return DocumentID(index * 64 + word.trailingZeroBitCount)
  }
}
