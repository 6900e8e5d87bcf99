// SPDX-License-Identifier: Apache-2.0

import IndexFormat
import TestSupport
import Testing

@testable import Searching

@Suite("Counts of matches equal those of sets")
struct MatchCounterTests {
  private func check(_ lists: [PostingList], documentCount: Int, _ comment: String) throws -> Bool {
    let sets = try lists.map { Set(try $0.postings().map(\.document)) }
    let all = sets.dropFirst().reduce(sets[0]) { $0.intersection($1) }
    let any = sets.reduce(Set()) { $0.union($1) }
    let counter = MatchCounter(documentCount: documentCount)
    #expect(try counter.count(ofAll: lists) == all.count, "all of \(comment)")
    #expect(try counter.count(ofAny: lists) == any.count, "any of \(comment)")
    var expected = DocumentBitset(documentCount: documentCount)
    for document in all { expected.insert(document) }
    #expect(try counter.documents(ofAll: lists) == expected, "documents of \(comment)")
    return counter.prefersSets(lists)
  }

  @Test func listsThatWereMade() throws {
    var usedSets = 0
    var usedLookUps = 0
    for number in 0..<120 {
      var lists = RandomLists(
        seed: UInt64(number), documentCount: [1, 63, 64, 129, 5000, 20_000][number % 6])
      var chosen = (0..<1 + number / 6 % 5).map { _ -> PostingList in
        .materialized(
          lists.list(share: [1, 2, 3, 20, 300].randomElement(using: &lists.random) ?? 1))
      }
      // The same list twice.
      if number % 3 == 0 { chosen.append(chosen[0]) }
      if try check(chosen, documentCount: lists.documentCount, "plan \(number)") {
        usedSets += 1
      } else {
        usedLookUps += 1
      }
    }
    #expect(usedSets > 5 && usedLookUps > 5)
    #expect(try MatchCounter(documentCount: 9).count(ofAny: []) == 0)
  }

  @Test func storedLists() throws {
    let model = ModelCollection(seed: 31, documentCount: 9000, vocabularySize: 200)
    let segment = try model.segment(0..<9000)
    var random = SeededGenerator(seed: 31)
    var usedSets = 0
    for number in 0..<60 {
      let words = (0..<2 + number % 3).map { place in
        // Common with common, rare with common, rare with rare.
        place == 0 && number % 2 == 0
          ? Int.random(in: 0..<200, using: &random) : Int.random(in: 0..<12, using: &random)
      }
      let lists = try model.lists(of: words, in: segment)
      guard !lists.isEmpty else { continue }
      if try check(lists, documentCount: 9000, "words \(words)") { usedSets += 1 }
    }
    #expect(usedSets > 5)
  }

  /// More lists than a mask has bits, each of which alone lacks some documents of the rarest.
  @Test func manyLists() throws {
    for count in [64, 65, 66, 100] {
      func list(_ documents: [DocumentID]) -> PostingList {
        .materialized(
          MaterializedPostings(
            documents: documents, frequencies: documents.map { _ in 1 }, lengths: nil))
      }
      let rare = list((0..<UInt32(count + 5)).map { 16 * $0 })
      let common = (0..<UInt32(count)).map { number in
        list((0..<15_000).filter { $0 % 16 > 0 || $0 / 16 != number })
      }
      #expect(!(try check([rare] + common, documentCount: 15_000, "\(count) lists")))
    }
  }

  @Test func noParts() throws {
    let model = ModelCollection(seed: 33, documentCount: 20)
    let (snapshot, _) = try model.snapshot(segmentCount: 1)
    let binding = try PlanBinder(snapshot: snapshot) { Array($0.utf8) }
      .bind(QueryPlan(groups: [], matching: .all([])))
    let sets = MatchSets(binding.segments[0])
    #expect(try sets.count(matching: .all([])) == 20)
    #expect(try sets.count(matching: .any([])) == 0)
  }
}
