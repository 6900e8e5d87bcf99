// SPDX-License-Identifier: Apache-2.0

import IndexFormat
import TestSupport
import Testing
import TextAnalysis

@testable import Searching

@Suite("Phrases agree with a scan of the texts")
struct ExactSequenceTests {
  private static func frequencies(
    _ query: SequenceQuery, _ segment: SegmentReader, ways: inout Set<String>
  ) throws -> DocumentFrequencies {
    let materializer = SequenceMaterializer(query, segment: segment) { NormalizedText($0).bytes }
    var result = DocumentFrequencies()
    switch try materializer.materialize() {
    case .made(let postings): result = postings
    case .stored(let reader):
      ways.insert(query.slots.count == 1 ? "term" : "pair")
      var block = PostingsBlock()
      for index in 0..<reader.blockCount {
        try reader.decode(block: index, into: &block)
        for place in 0..<block.count {
          result.documents.append(block.documents[place])
          result.frequencies.append(block.frequencies[place])
        }
      }
    }
    if !result.documents.isEmpty { ways.insert("found") }
    #expect(try materializer.materializeSlots() == result, "by slots: \(query)")
    return result
  }

  /// The positions of the first slot from which every slot is where it should be.
  private static func scan(_ query: SequenceQuery, _ text: [TermKey: Set<Int>]) -> Int {
    let first = query.slots[0]
    return (text[first.alternatives[0]] ?? []).count { position in
      query.slots.allSatisfy { slot in
        text[slot.alternatives[0]]?.contains(position - first.offset + slot.offset) ?? false
      }
    }
  }

  struct Case: Sendable, CustomTestStringConvertible {
    var seed: UInt64
    var documentCount: Int
    var segmentCount: Int
    var vocabularySize: Int
    var termLimit: Int

    var testDescription: String { "seed \(seed), \(documentCount) documents" }
  }

  static let cases = [
    Case(seed: 1, documentCount: 30, segmentCount: 1, vocabularySize: 5, termLimit: 3),
    Case(seed: 2, documentCount: 500, segmentCount: 3, vocabularySize: 12, termLimit: 5),
    Case(seed: 3, documentCount: 3000, segmentCount: 1, vocabularySize: 40, termLimit: 8),
    Case(seed: 4, documentCount: 3000, segmentCount: 2, vocabularySize: 60, termLimit: 0),
    Case(seed: 5, documentCount: 2000, segmentCount: 2, vocabularySize: 8, termLimit: 100),
  ]

  @Test(arguments: cases)
  func sameDocumentsAndFrequencies(_ test: Case) throws {
    var model = ModelCollection(
      seed: test.seed, documentCount: test.documentCount, vocabularySize: test.vocabularySize)
    model.commonness = Commonness(
      share: 0.02, leastDocumentFrequency: 2, termLimit: test.termLimit)
    let (snapshot, starts) = try model.snapshot(segmentCount: test.segmentCount)
    let texts = model.entries.map { entry in
      Dictionary(grouping: ModelCollection.terms(of: entry), by: \.key)
        .mapValues { Set($0.map { Int($0.position) }) }
    }
    var random = SeededGenerator(seed: test.seed &* 77)
    var ways: Set<String> = []
    for number in 0..<150 {
      let field = Int.random(in: 0..<3, using: &random)
      var offset = 0
      let slots = (0..<Int.random(in: 1...5, using: &random)).map { _ in
        defer { offset += Int.random(in: 0..<8, using: &random) == 0 ? 2 : 1 }
        let draw = Double.random(in: 0..<1, using: &random)
        let word = Int(Double(test.vocabularySize) * draw * draw)
        let kana = { Int.random(in: 0..<4, using: &random) }
        let isLemma = Int.random(in: 0..<9, using: &random) == 0
        let key =
          field == 2
          ? ModelCollection.gram(kana(), kana())
          : isLemma
            ? ModelCollection.lemma(word, field: field)
            : ModelCollection.surface(word, field: field)
        return SequenceQuery.Slot([key], offset: offset)
      }
      let query = SequenceQuery(field: field, slots: slots)
      let expected = texts.map { Self.scan(query, $0) }
      var found = [Int](repeating: 0, count: expected.count)
      for (segment, start) in zip(snapshot.segments, starts) {
        let postings = try Self.frequencies(query, segment, ways: &ways)
        for (document, frequency) in zip(postings.documents, postings.frequencies) {
          found[start + Int(document)] = Int(frequency)
        }
      }
      #expect(found == expected, "query \(number): \(query)")
    }
    #expect(ways.contains("found") && ways.contains("term"))
    #expect(ways.contains("pair") == (test.termLimit > 0))
  }

  /// The pair decides alone: a damaged file could tell otherwise, a sound one cannot.
  @Test func aPhraseOfCommonWordsIsItsPair() throws {
    var model = ModelCollection(seed: 8, documentCount: 400, vocabularySize: 6)
    model.commonness = Commonness(share: 0.01, leastDocumentFrequency: 2, termLimit: 10)
    let segment = try model.segment(0..<400)
    let query = SequenceQuery(
      field: 1,
      slots: [
        .init([ModelCollection.surface(0, field: 1)], offset: 3),
        .init([ModelCollection.surface(1, field: 1)], offset: 4),
      ])
    guard case .stored(let reader)? = try ExactSequence.open(query, in: segment) else {
      Issue.record("not a stored list")
      return
    }
    #expect(!reader.hasPositions && reader.hasFrequencies)
    var apart = query
    apart.slots[1].offset = 5
    guard case .sought? = try ExactSequence.open(apart, in: segment) else {
      Issue.record("words two places apart are no pair")
      return
    }
    var loose = query
    loose.slop = 1
    #expect(try ExactSequence.open(loose, in: segment) == nil)
  }
}
