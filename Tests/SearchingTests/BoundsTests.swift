// SPDX-License-Identifier: Apache-2.0

import IndexFormat
import TestSupport
import Testing

@testable import Searching

@Suite("Bounds that pruning relies on")
struct BoundsTests {
  /// Groups of one to three lists.
  private struct Group {
    var weight: Float
    var lists: [(list: PostingList, scale: VariantScale)]
    var clauses: UInt64
    /// How many of the last lists are fallbacks.
    var fallbackCount = 0

    /// The sum of each document that has some of the lists.
    private func sums(
      of lists: ArraySlice<(list: PostingList, scale: VariantScale)>, takesGreatest: Bool
    ) throws -> [DocumentID: Float] {
      var sums: [DocumentID: Float] = [:]
      for (list, scale) in lists {
        for posting in try list.postings() {
          let summand = scale.summand(frequency: posting.frequency, in: posting.document)
          let sum = sums[posting.document, default: 0]
          sums[posting.document] = takesGreatest ? max(sum, summand) : sum + summand
        }
      }
      return sums
    }

    /// The sum of each document that has only fallbacks of the group.
    func fallbackSums() throws -> [DocumentID: Float] {
      let own = try sums(of: lists.dropLast(fallbackCount), takesGreatest: false)
      return try sums(of: lists.suffix(fallbackCount), takesGreatest: true)
        .filter { own[$0.key] == nil }
    }

    /// The sum of each document that has the group.
    func sums() throws -> [DocumentID: Float] {
      try sums(of: lists.dropLast(fallbackCount), takesGreatest: false)
        .merging(fallbackSums()) { own, _ in own }
    }
  }

  private func check(_ groups: [Group], documentCount: Int) throws {
    let blockCount = groups.flatMap(\.lists).map(\.list.blockCount).max() ?? 1
    var ranges = RangeBounds(documentCount: documentCount, blockCount: blockCount)
    for group in groups {
      ranges.beginGroup()
      for (number, (list, scale)) in group.lists.enumerated() {
        if number == group.lists.count - group.fallbackCount { ranges.beginFallbacks() }
        ranges.add(list, scale: scale)
      }
      ranges.endGroup(weight: group.weight, clauses: group.clauses)
    }
    #expect(ranges.starts.first == 0 && Int(ranges.starts[ranges.count]) == documentCount)
    #expect(ranges.count <= max(1, 2 * blockCount))
    #expect(zip(ranges.starts, ranges.starts.dropFirst()).allSatisfy { $0 < $1 })
    var totals = [Double](repeating: 0, count: documentCount)
    for (number, group) in groups.enumerated() {
      for (document, sum) in try group.sums() {
        let range = (ranges.starts.firstIndex { $0 > document } ?? 1) - 1
        let score = BM25.score(weight: group.weight, sum)
        #expect(score <= ranges.bound(ofGroup: number, in: range..<range + 1))
        #expect(score <= ranges.bound(ofGroup: number, in: 0..<ranges.count))
        #expect(ranges.clauses[range] & group.clauses == group.clauses)
        totals[Int(document)] += Double(score)
        #expect(totals[Int(document)] <= ranges.totals[range])
      }
    }
    // From the best range down, each once.
    var previous = Double.infinity
    var seen = 0
    let all = ranges.clauses.reduce(0, |)
    while let best = ranges.best(clauses: all) {
      #expect(ranges.totals[best] <= previous && !ranges.isDone[best])
      previous = ranges.totals[best]
      ranges.isDone[best] = true
      seen += 1
    }
    #expect(seen == ranges.clauses.count { $0 == all })
  }

  @Test func rangesOfListsThatWereMade() throws {
    for (number, documentCount) in [1, 128, 4096, 4097, 30_000].enumerated() {
      var lists = RandomLists(seed: UInt64(number), documentCount: documentCount)
      var groups: [Group] = []
      for number in 0..<4 {
        var group = Group(weight: Float(number) + 0.7, lists: [], clauses: 1 << UInt64(number % 2))
        if number == 3 { group.weight = 0 }
        for place in 0..<1 + number % 3 {
          let share = [1, 30, 4000][(number + place) % 3]
          let list = PostingList.materialized(lists.list(share: share))
          group.lists.append((list, RandomLists.scale(weight: 0.4 + Float(place))))
        }
        group.fallbackCount = number % 3
        groups.append(group)
      }
      try check(groups, documentCount: documentCount)
    }
  }

  @Test func rangesOfStoredLists() throws {
    let model = ModelCollection(seed: 51, documentCount: 9000, vocabularySize: 60)
    let segment = try model.segment(0..<9000)
    let lengths = segment.fieldLengths(1)
    let norms = BM25(k1: 1.2, b: 0.75).inverseNorms(averageLength: 8)
    let scale = VariantScale(
      weight: 0.85, norms: LengthTable(norms, lengths: lengths), lengths: lengths)
    let groups = try [[0], [1, 7], [30], [59, 2, 3]].map { words in
      Group(
        weight: 1.3, lists: try model.lists(of: words, in: segment).map { ($0, scale) },
        clauses: 1 << UInt64(words[0]), fallbackCount: words.count == 2 ? 1 : 0)
    }
    try check(groups, documentCount: 9000)
    // Block by block, and superblock by superblock.
    for (list, scale) in groups.flatMap(\.lists) {
      var bounds = BlockBounds(list, scale: scale)
      let ofSuperblocks = bounds.superblockBounds()
      for (number, posting) in try list.postings().enumerated() {
        let sum = scale.summand(frequency: posting.frequency, in: posting.document)
        #expect(sum <= bounds.bound(ofBlock: number / 128))
        #expect(sum <= ofSuperblocks[number / 128 / BlockBounds.blocksAtOnce])
      }
    }
  }

  @Test func splits() {
    var random = SeededGenerator(seed: 52)
    var given = 0
    for round in 0..<3000 {
      let count = Int.random(in: 1...9, using: &random)
      let clauseCount = Int.random(in: 1...min(3, count), using: &random)
      // Each group is in one clause at most, each clause has a group.
      let clauses = (0..<count).map { group -> UInt64 in
        if group < clauseCount { return 1 << UInt64(group) }
        return Bool.random(using: &random)
          ? 0 : 1 << UInt64.random(in: 0..<UInt64(clauseCount), using: &random)
      }
      let lead = (0..<count).filter { clauses[$0] & 1 == 1 }
      let costs = (0..<count).map { _ in Int.random(in: 0...1000, using: &random) }
      var split = GroupSplit(
        lead: lead, costs: costs, clauses: clauses, clauseCount: clauseCount)
      // Twice: the order of the first split must not matter.
      for _ in 0..<2 {
        let bounds = (0..<count).map { _ in
          round % 7 == 0 ? 0 : Float(Int.random(in: 0...40, using: &random)) / 8
        }
        let total = bounds.reduce(0) { $0 + Double($1) }
        let least =
          round % 5 == 0 ? -.infinity : Double(Int.random(in: -1...40, using: &random)) / 4
        guard split.split(bounds: bounds, least: least) else {
          #expect(total <= least)
          continue
        }
        #expect(total > least)
        #expect(!split.essential.isEmpty && split.essential.allSatisfy(lead.contains))
        let others = (0..<count).filter { !split.essential.contains($0) }
        #expect(split.steps.map(\.group).sorted() == others)
        // No document of the leading clause that no essential list has can exceed it.
        let leadGivenUp = others.filter(lead.contains)
        let withoutEssential = others.reduce(0) { $0 + Double(bounds[$1]) }
        #expect(withoutEssential <= least || leadGivenUp.isEmpty)
        given += leadGivenUp.count
        #expect(split.rest == withoutEssential)
        var restAfter = split.rest
        var looked = split.essential.reduce(UInt64.max) { $0 & clauses[$1] }
        for (number, step) in split.steps.enumerated() {
          restAfter -= Double(bounds[step.group])
          #expect(step.restAfter == restAfter)
          looked |= clauses[step.group]
          guard clauseCount > 1 else { continue }
          // What is required after a step has been looked up, and nothing of it comes later.
          #expect(step.requiredClauses & ~looked == 0)
          for later in split.steps[(number + 1)...] {
            #expect(
              step.requiredClauses & clauses[later.group] == 0
                || step.requiredClauses & clauses[later.group] & 1 == 1)
          }
        }
        if clauseCount > 1, let last = split.steps.last {
          #expect(last.requiredClauses == UInt64.max >> UInt64(64 - clauseCount))
        }
      }
    }
    #expect(given > 100)
  }
}
