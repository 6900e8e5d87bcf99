// SPDX-License-Identifier: Apache-2.0

import IndexFormat
import TestSupport
import Testing

@testable import Searching

@Suite("Cursors over blocks")
struct BlockCursorTests {
  private static let weight: Float = 1.7

  private func check(_ list: PostingList, _ scale: VariantScale, seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    let postings = try list.postings()
    let documents = postings.map(\.document)
    let blockCount = (documents.count + 127) / 128
    func last(_ block: Int) -> DocumentID { documents[min(documents.count, 128 * block + 128) - 1] }
    var cursor = BlockCursor(list, scale: scale)
    // A cursor loads summands or scores, never both.
    let isOnly = seed % 2 == 0
    for _ in 0..<250 {
      let near = cursor.isAtEnd ? 0 : cursor.last
      let target: DocumentID =
        switch Int.random(in: 0..<6, using: &random) {
        case 0: DocumentID.random(in: 0...(documents[documents.count - 1] + 2), using: &random)
        case 1: near
        case 2: near + 1
        case 3: documents.randomElement(using: &random) ?? 0
        case 4: near > 200 ? near - 200 : 0
        default: 2_147_483_646
        }
      if Int.random(in: 0..<5, using: &random) == 0, !cursor.isAtEnd {
        cursor.move(toBlock: cursor.block + 1)
      } else {
        let expected = (0..<blockCount).first { last($0) >= target } ?? blockCount
        #expect(cursor.reach(target) == (expected < blockCount))
        #expect(cursor.block == expected, "\(target)")
      }
      #expect(cursor.first == (cursor.block == 0 ? 0 : last(cursor.block - 1) + 1))
      guard !cursor.isAtEnd else {
        #expect(cursor.last == ListCursor.end && cursor.count == 0)
        try checkApproach(&cursor, target, documents)
        continue
      }
      #expect(cursor.last == last(cursor.block))
      let range = 128 * cursor.block..<min(documents.count, 128 * cursor.block + 128)
      #expect(cursor.count == range.count)
      try load(&cursor, isOnly: isOnly, Int.random(in: 0..<4, using: &random), postings[range])
      try checkPlaces(&cursor, Array(documents[range]), &random)
      try checkApproach(&cursor, target, documents)
    }
  }

  /// From the target to its first document nothing lies before what the cursor approaches.
  private func checkApproach(
    _ cursor: inout BlockCursor, _ target: DocumentID, _ documents: [DocumentID]
  ) throws {
    let approached = try cursor.approach(target)
    if let next = documents.first(where: { $0 >= target }) {
      #expect(approached.map { $0 >= target && $0 <= next } == true)
    } else {
      #expect(approached == nil)
    }
  }

  private func load(
    _ cursor: inout BlockCursor, isOnly: Bool, _ depth: Int,
    _ postings: ArraySlice<(document: DocumentID, frequency: UInt32)>
  ) throws {
    try cursor.loadDocuments()
    if depth > 0 { try cursor.loadFrequencies() }
    if depth > 1 {
      // Twice is once.
      for _ in 0..<depth {
        if isOnly {
          try cursor.loadScores(weight: Self.weight)
        } else {
          try cursor.loadSummands()
        }
      }
    }
    for (place, posting) in postings.enumerated() {
      #expect(cursor.buffer.document(at: place) == posting.document)
      // Safe: a place of the block.
      if depth > 0 { #expect(unsafe cursor.buffer.frequencies[place] == posting.frequency) }
      guard depth > 1 else { continue }
      let sum = cursor.scale.summand(frequency: posting.frequency, in: posting.document)
      let expected = isOnly ? BM25.score(weight: Self.weight, sum) : sum
      #expect(cursor.buffer.score(at: place).bitPattern == expected.bitPattern)
    }
  }

  private func checkPlaces(
    _ cursor: inout BlockCursor, _ documents: [DocumentID], _ random: inout SeededGenerator
  ) throws {
    try cursor.loadDocuments()
    for _ in 0..<4 {
      let start = DocumentID.random(in: 0...cursor.last + 2, using: &random)
      let end = DocumentID.random(in: start...cursor.last + 3, using: &random)
      let (from, to) = cursor.places(from: start, to: end)
      #expect(
        Array(documents[from..<to]) == documents.filter { $0 >= start && $0 < end },
        "\(start)..<\(end)")
    }
  }

  @Test func listsThatWereMade() throws {
    for (number, share) in [1, 2, 7, 100, 2000].enumerated() {
      var lists = RandomLists(seed: UInt64(number), documentCount: 9000)
      for seed in 0..<2 {
        try check(
          .materialized(lists.list(share: share)), RandomLists.scale(weight: 0.6),
          seed: UInt64(seed))
      }
    }
  }

  @Test func storedLists() throws {
    let model = ModelCollection(seed: 41, documentCount: 6000, vocabularySize: 100)
    let segment = try model.segment(0..<6000)
    let lengths = segment.fieldLengths(1)
    let norms = BM25(k1: 1.2, b: 0.75).inverseNorms(averageLength: 8)
    let scale = VariantScale(
      weight: 0.85, norms: LengthTable(norms, lengths: lengths), lengths: lengths)
    for (seed, list) in try model.lists(of: [0, 1, 2, 30, 60, 99], in: segment).enumerated() {
      try check(list, scale, seed: UInt64(seed))
    }
  }
}
