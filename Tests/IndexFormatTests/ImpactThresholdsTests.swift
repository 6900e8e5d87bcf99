// SPDX-License-Identifier: Apache-2.0

import DocumentModel
import Storage
import TestSupport
import Testing

@testable import IndexFormat

@Suite("Thresholds of terms")
struct ImpactThresholdsTests {
  private typealias Posting = (frequency: UInt32, code: UInt8)

  private static func reach(_ postings: [Posting], _ frequency: Int, _ code: Int) -> Int {
    postings.count { min(Int($0.frequency), 255) >= frequency && Int($0.code) <= code }
  }

  /// Every pair there is, tried one by one.
  private static func naive(
    _ postings: [Posting], count: Int, inverseLengths: [Float]
  ) -> Float? {
    var best: Float?
    let frequencies = Set(postings.map { min(Int($0.frequency), 255) })
    let codes = Set(postings.map { Int($0.code) })
    for frequency in frequencies {
      for code in codes where reach(postings, frequency, code) >= count {
        best = max(best ?? 0, Float(frequency) * inverseLengths[code])
      }
    }
    return best
  }

  @Test(arguments: 0..<6)
  func areTheBestThatEnoughReach(seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    var collector = ThresholdCollector()
    for size in [1, 9, 10, 11, 99, 100, 129, 999, 1000, 1500] {
      let spread = Int.random(in: 1...60, using: &random)
      let postings: [Posting] = (0..<size).map { _ in
        let isHuge = Int.random(in: 0..<40, using: &random) == 0
        return (
          isHuge ? 700 : UInt32.random(in: 1...UInt32(1 + spread / 4), using: &random),
          UInt8.random(in: 1...UInt8(3 * spread), using: &random)
        )
      }
      for posting in postings {
        collector.add(frequency: posting.frequency, lengthCode: posting.code)
      }
      let statistics = FieldStatistics(documentCount: 10, totalLength: 10 * UInt64(spread))
      let inverseLengths = ThresholdCollector.inverseLengths(
        Schema(fields: []), statistics)
      let thresholds = collector.take(inverseLengths: inverseLengths)
      #expect(thresholds.packed >> 48 == 0)
      for count in ImpactThresholds.counts {
        let impact = thresholds.impact(ofBest: count)
        #expect((impact == nil) == (size < count), "\(size) postings, best \(count)")
        guard let impact else { continue }
        let reached = Self.reach(postings, Int(impact.frequency), Int(impact.lengthCode))
        #expect(reached >= count)
        let score = Float(impact.frequency) * inverseLengths[Int(impact.lengthCode)]
        #expect(score == Self.naive(postings, count: count, inverseLengths: inverseLengths))
      }
    }
  }

  @Test func theNextCountDecides() {
    var thresholds = ImpactThresholds()
    for (place, frequency) in [30, 20, 10].enumerated() {
      thresholds.set(Impact(frequency: UInt8(frequency), lengthCode: 7), at: place)
    }
    let expected: [(Int, UInt8?)] = [
      (0, 30), (1, 30), (10, 30), (11, 20), (100, 20), (101, 10), (1000, 10), (1001, nil),
    ]
    for (count, frequency) in expected {
      #expect(thresholds.impact(ofBest: count)?.frequency == frequency, "best \(count)")
    }
  }

  /// Terms with 1, 128, 129, 999 and 1,000 documents, through a file.
  @Test func areInTheFilesOfTermsOfSeveralBlocks() throws {
    let schema = Schema(
      fields: [.init(name: "body", type: .text), .init(name: "tags", type: .keyword)])
    let lists = [("a", 1), ("b", 128), ("c", 129), ("d", 999), ("e", 1000)].map { name, count in
      (name, (0..<UInt32(count)).map { $0 * 1200 / UInt32(count) })
    }
    let bytes = try withTemporaryFolder { folder in
      let path = FilePath("\(folder)/x.sakuin")
      var writer = try SegmentWriter(path: path, schema: schema, description: [])
      for document in 0..<UInt32(1200) {
        let tags = lists.filter { $0.1.contains(document) }.map(\.0)
        try writer.addDocument(
          Document(
            key: "\(document)", fields: [.init(name: "tags", value: .keywords(tags))]),
          lengths: [1 + document % 50])
      }
      try writer.beginTerms()
      for kind: UInt8 in [1, 5, 6] {
        for (name, documents) in lists {
          let frequencies = documents.map { kind == 6 ? 1 : 1 + $0 % 5 }
          try writer.addTerm(
            TermKey(field: kind == 6 ? 1 : 0, kind: kind, text: name), documents: documents,
            frequencies: frequencies,
            positions: kind == 1
              ? frequencies.flatMap { [UInt32](repeating: 0, count: Int($0)) } : []
          )
        }
      }
      _ = try writer.finish()
      return try MappedFile(path: path).bytes().array
    }
    let reader = try SegmentReader(bytes: MappedBytes(bytes), name: "x")
    #expect(IndexChecker.check(reader) == [])
    for kind: UInt8 in [1, 5, 6] {
      for (name, expected) in [
        ("a", [false, false, false]), ("b", [false, false, false]), ("c", [true, true, false]),
        ("d", [true, true, false]), ("e", [true, true, true]),
      ] {
        let key = TermKey(field: kind == 6 ? 1 : 0, kind: kind, text: name)
        let entry = try #require(try reader.term(key))
        let postings = try reader.postings(entry)
        let found = [10, 100, 1000].map { postings.leastImpact(ofBest: $0) != nil }
        #expect(found == expected.map { $0 && kind != 6 }, "kind \(kind) \(name)")
      }
    }
    // A threshold that too few postings reach is found out: the term's record begins with it.
    var damaged = bytes
    let section = try #require(reader.sections.first { $0.name == "postings" })
    let entry = try #require(try reader.term(TermKey(field: 0, kind: 1, text: "e")))
    damaged[section.offset + entry.postingsStart] = 200
    let findings = IndexChecker.check(
      try SegmentReader(bytes: MappedBytes(damaged), name: "damaged"))
    #expect(findings.contains { $0.reason.contains("reach the threshold of 10") }, "\(findings)")
  }
}
