// SPDX-License-Identifier: Apache-2.0

import Foundation
import HostileFiles
import IndexFormat
import Storage
import TestSupport
import Testing

@Suite("Postings through kernels equal those of the plain reader")
struct PostingBlocksTests {
  private static func entries(_ reader: SegmentReader) -> [TermEntry] {
    var cursor = reader.terms()
    var entries: [TermEntry] = []
    while let next = try? cursor.next() { entries.append(next.1) }
    return entries
  }

  @Test(arguments: [(1, 3, 8), (2, 40, 10), (3, 150, 10), (4, 300, 10), (5, 4500, 7)])
  func soundSegments(seed: Int, documentCount: Int, termsPerKind: Int) throws {
    let model = ModelSegment(
      seed: UInt64(seed), documentCount: documentCount, termsPerKind: termsPerKind)
    let reader = try SegmentReader(bytes: MappedBytes(model.bytes()), name: "sound")
    let entries = Self.entries(reader)
    #expect(!entries.isEmpty)
    var random = SeededGenerator(seed: UInt64(seed))
    for entry in entries {
      let postings = try reader.postings(entry)
      let order = Array(0..<postings.blockCount).shuffled(using: &random)
      let agreement = try PostingBlocksAgreement(
        postings, documentCount: documentCount, order: order)
      #expect(agreement.disagreements == [] && agreement.refusedCount == 0)
    }
  }

  @Test(.timeLimit(.minutes(30)))
  func damagedSegments() throws {
    var random = SeededGenerator(seed: DamageTests.seed &+ 1)
    let segments = try [(3, 150, 8), (4, 700, 5)].map { seed, documents, terms in
      try ModelSegment(seed: seed, documentCount: documents, termsPerKind: terms).bytes()
    }
    var refused = 0
    var read = 0
    for number in 0..<max(200, DamageTests.caseCount / 4) {
      var damaged = segments[number % 2]
      let reader = try SegmentReader(bytes: MappedBytes(damaged), name: "sound")
      let section = try #require(reader.sections.first { $0.name == "postings" })
      // Damage where postings stand; the dictionary stays sound so that each is read.
      for _ in 0..<Int.random(in: 1...40, using: &random) {
        let place = section.offset + Int.random(in: 0..<section.byteCount, using: &random)
        switch Int.random(in: 0..<4, using: &random) {
        case 0:
          for index in place..<min(place + 8, section.offset + section.byteCount) {
            damaged[index] = Bool.random(using: &random) ? .max : 0
          }
        case 1:
          damaged[place] = [64, 80, 95, 128, 129, 32, 31, 24].randomElement(using: &random) ?? 0
        default: damaged[place] ^= 1 << UInt8.random(in: 0..<8, using: &random)
        }
      }
      let other = try SegmentReader(bytes: MappedBytes(damaged), name: "damaged")
      for entry in Self.entries(other) {
        guard let postings = try? other.postings(entry) else { continue }
        let agreement = try PostingBlocksAgreement(
          postings, documentCount: other.documentCount)
        #expect(agreement.disagreements == [], "case \(number)")
        refused += agreement.refusedCount
        read += postings.blockCount
      }
    }
    #expect(refused > 100 && refused < read)
  }
}
