// SPDX-License-Identifier: Apache-2.0

import IndexFormat
import TestSupport
import Testing
import TextAnalysis

@testable import Searching

@Suite("Sequences that are looked for are those that were made")
struct SoughtSequenceTests {
  private static let scale = RandomLists.scale(weight: 0.7)

  /// The sequences of random plans, opened but not found, with what they were opened for.
  private static func sequences(
    _ snapshot: Snapshot, seed: UInt64, vocabularySize: Int
  ) throws -> [(sequence: SoughtSequence, query: SequenceQuery)] {
    var plans = RandomPlans(seed: seed, vocabularySize: vocabularySize)
    var groups: [TermGroup] = []
    for number in 0..<150 {
      let query =
        number % 3 == 2
        ? plans.source(field: 2) : .sequence(plans.phrase(field: number % 3))
      var group = TermGroup(
        label: "x", variants: [Variant(source: query, field: number % 3 == 2 ? 2 : number % 3)])
      group.idf = .least(of: [])
      groups.append(group)
    }
    let plan = QueryPlan(
      groups: groups, matching: .everything, optional: Array(groups.indices))
    let binding = try PlanBinder(snapshot: snapshot) { NormalizedText($0).bytes }.bind(plan)
    return zip(binding.segments[0].groups, groups).compactMap { bound, group in
      guard case .sought(let sequence)? = bound.variants.first?.postings,
        case .sequence(let query) = group.variants[0].source
      else { return nil }
      return (sequence, query)
    }
  }

  /// The totals of some documents that are looked up.
  private static func totals(
    _ documents: [DocumentID], _ lookUp: inout SequenceLookUp
  ) throws -> [Double] {
    var candidates = Candidates()
    let buffer = BlockBuffer()
    for start in stride(from: 0, to: documents.count, by: 128) {
      let end = min(start + 128, documents.count)
      buffer.copyDocuments(documents[start..<end])
      candidates.append(buffer, from: 0, to: end - start, clauses: 0)
    }
    candidates.beginGroup()
    try lookUp.addSummands(to: &candidates, clauses: 2)
    candidates.endGroup(weight: 3)
    return (0..<candidates.count).map { candidates.total($0) }
  }

  @Test(arguments: [(61, 3000, 60, 6), (62, 900, 12, 0), (63, 20_000, 40, 8)])
  func lookUps(seed: Int, documentCount: Int, vocabularySize: Int, termLimit: Int) throws {
    var model = ModelCollection(
      seed: UInt64(seed), documentCount: documentCount, vocabularySize: vocabularySize)
    model.commonness = Commonness(share: 0.05, leastDocumentFrequency: 3, termLimit: termLimit)
    let (snapshot, _) = try model.snapshot(segmentCount: 1)
    var random = SeededGenerator(seed: UInt64(seed))
    var exact = 0
    var slots = 0
    var found = 0
    for (sequence, query) in try Self.sequences(
      snapshot, seed: UInt64(seed), vocabularySize: vocabularySize)
    {
      let postings = try sequence.list()?.postings() ?? []
      let materializer = SequenceMaterializer(query, segment: snapshot.segments[0]) {
        NormalizedText($0).bytes
      }
      let plain = try materializer.materializeSlots()
      #expect(postings.map(\.document) == plain.documents, "\(query)")
      #expect(postings.map(\.frequency) == plain.frequencies, "\(query)")
      let frequencies = Dictionary(
        uniqueKeysWithValues: postings.map { ($0.document, $0.frequency) })
      func summand(_ document: DocumentID) -> Float {
        frequencies[document].map { Self.scale.summand(frequency: $0, in: document) } ?? 0
      }
      #expect(sequence.cost >= postings.count)
      var lookUp = SequenceLookUp(sequence, scale: Self.scale)
      // Some documents, then others before and behind them.
      for round in 0..<6 {
        let share = [1, 2, 7, 300, 40, 3][round]
        let start = DocumentID.random(in: 0..<DocumentID(documentCount), using: &random)
        let documents = (start..<DocumentID(documentCount)).filter { _ in
          Int.random(in: 0..<share, using: &random) == 0
        }
        let totals = try Self.totals(Array(documents.prefix(1000)), &lookUp)
        for (document, total) in zip(documents, totals) {
          #expect(total == Double(BM25.score(weight: 3, summand(document))), "\(document)")
          if total > 0 { found += 1 }
        }
      }
      switch sequence.pattern {
      case .slots: slots += 1
      case .exact: exact += 1
      }
      let starts =
        stride(from: 0, to: documentCount, by: 128).map { DocumentID($0) }
        + [DocumentID(documentCount)]
      var bounds = [Float](repeating: 0, count: starts.count - 1)
      try sequence.bound(ranges: starts, scale: Self.scale, into: &bounds)
      for (document, _) in postings {
        #expect(summand(document) <= bounds[Int(document) / 128])
      }
    }
    #expect(exact > 10 && slots > 10 && found > 1000, "\(exact) \(slots) \(found)")
  }
}
