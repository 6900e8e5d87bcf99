// SPDX-License-Identifier: Apache-2.0
import Foundation
import TestSupport
import Testing

@testable import Indexing

/// The order that recursive graph bisection finds, against the obvious way to find it.
@Suite struct GraphBisectionTests {
  /// Documents of some topics, shuffled: most terms of a document are of its topic.
  private func documents(
    count: Int, topics: Int, termCount: Int, seed: UInt64
  ) -> (sets: [Set<Int>], topics: [Int]) {
    var random = SeededGenerator(seed: seed)
    let topicOf = (0..<count).map { $0 % topics }.shuffled(using: &random)
    let perTopic = termCount / (topics + 1)
    let sets = topicOf.map { topic in
      Set(
        (0..<Int.random(in: 0...24, using: &random)).map { _ in
          let isCommon = Int.random(in: 0..<4, using: &random) == 0
          return (isCommon ? topics : topic) * perTopic
            + Int.random(in: 0..<perTopic, using: &random)
        })
    }
    return (sets, topicOf)
  }

  /// The bits of all gaps, as Elias would write them.
  private func cost(_ sets: [Set<Int>], _ order: [UInt32]) -> Double {
    var last: [Int: Int] = [:]
    var bits = 0.0
    for (place, document) in order.enumerated() {
      for term in sets[Int(document)] {
        bits += log2(Double(place - (last[term] ?? -1))) + 1
        last[term] = place
      }
    }
    return bits
  }

  @Test(arguments: 1...40)
  func equalsThePlainWay(_ seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    let count = Int.random(in: 0...120, using: &random)
    let sets = documents(
      count: count, topics: Int.random(in: 1...4, using: &random), termCount: 60, seed: seed
    ).sets
    var settings = GraphBisection()
    settings.smallestRange = Int.random(in: 1...9, using: &random)
    settings.iterationLimit = Int.random(in: 1...12, using: &random)
    settings.quietShare = Bool.random(using: &random) ? 500 : 10
    let expected = PlainBisection(settings: settings, terms: sets).order(Array(0..<count))
    let index = ForwardIndex(sets, termCount: 60)
    for threads in [1, 2, 3] {
      #expect(settings.order(index, threadCount: threads).map { Int($0) } == expected)
    }
  }

  @Test func theSamePermutationForAnyNumberOfThreads() {
    let sets = documents(count: 5000, topics: 9, termCount: 900, seed: 7).sets
    let index = ForwardIndex(sets, termCount: 900)
    let order = GraphBisection().order(index, threadCount: 1)
    #expect(order.sorted() == index.documents)
    #expect(order != index.documents)
    for threads in [2, 3, 8] {
      #expect(GraphBisection().order(index, threadCount: threads) == order)
    }
  }

  @Test func separatesTwoTopics() {
    let (sets, topics) = documents(count: 2000, topics: 2, termCount: 300, seed: 11)
    let index = ForwardIndex(sets, termCount: 300)
    let order = GraphBisection().order(index, threadCount: 2)
    #expect(cost(sets, order) < 0.9 * cost(sets, index.documents))
    // Documents without terms go anywhere.
    let first = order.prefix(1000).filter { sets[Int($0)].count > 2 }
    let share = Double(first.count { topics[Int($0)] == 0 }) / Double(first.count)
    #expect(share < 0.02 || share > 0.98)
  }

  @Test func leavesDocumentsWithoutTermsInOrder() {
    let index = ForwardIndex(Array(repeating: [], count: 300), termCount: 5)
    #expect(GraphBisection().order(index, threadCount: 2) == index.documents)
    let none = ForwardIndex([], termCount: 0)
    #expect(GraphBisection().order(none, threadCount: 2) == [])
  }

  @Test func selectsWhatSortingWouldPutThere() {
    var random = SeededGenerator(seed: 3)
    for count in [1, 2, 3, 10, 1000] {
      var numbers = (0..<UInt64(count)).map { $0 << 32 | random.next() & 0xFFFF_FFFF }
      numbers.shuffle(using: &random)
      let sorted = numbers.sorted()
      for rank in [0, count / 3, count / 2, count - 1] {
        for input in [numbers, sorted, sorted.reversed()] {
          var moved = input
          #expect(Selection.element(at: rank, of: &moved) == sorted[rank])
          #expect(moved.sorted() == sorted)
        }
      }
    }
  }

  @Test func gainsAreThoseOfTheFormula() {
    for count in [0, 1, 2, 3, 7, 50, 1000, 70_000, 1_000_000] {
      let d = Double(count)
      let exact = (d + 1) * log2(d + 2) - d * log2(d + 1)
      #expect(abs(Double(MoveGains.gain(count)) / 1024 - exact) < 0.03, "\(count)")
    }
    #expect(zip(0..<2000, 1..<2001).allSatisfy { MoveGains.gain($0) <= MoveGains.gain($1) })
  }

  @Test func sortsPostingsByDigits() {
    var random = SeededGenerator(seed: 5)
    var sort = PostingSort()
    for count in [0, 1, 511, 512, 5000, 600] {
      let documents = (0..<5000).map { UInt32($0 * 800) }.shuffled(using: &random).prefix(count)
      sort.start(count: count)
      for document in documents { sort.append(document) }
      sort.finish(documentCount: 4_000_000)
      let expected = documents.enumerated().sorted { $0.element < $1.element }
      #expect(sort.items == expected.map { UInt64($0.element) << 32 | UInt64($0.offset) })
    }
  }
}
