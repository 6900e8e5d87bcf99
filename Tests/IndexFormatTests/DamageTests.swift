// SPDX-License-Identifier: Apache-2.0

import Foundation
import HostileFiles
import IndexFormat
import Storage
import TestSupport
import Testing

@Suite("Damaged files", .serialized)
struct DamageTests {
  /// How many damaged files are tried; a make target raises it.
  static let caseCount =
    ProcessInfo.processInfo.environment["SAKUIN_FUZZ_CASES"].flatMap { Int($0) } ?? 400
  /// The seed of the damage.
  static let seed =
    ProcessInfo.processInfo.environment["SAKUIN_FUZZ_SEED"].flatMap { UInt64($0) } ?? 20_261_121

  private static func segments() throws -> [[UInt8]] {
    try [(1, 3, 8), (2, 40, 10), (3, 150, 10), (4, 300, 8)].map { seed, documents, terms in
      var model = ModelSegment(
        seed: UInt64(seed), documentCount: documents, termsPerKind: terms)
      model.commonness = Commonness(share: 0.2, leastDocumentFrequency: 20, termLimit: 5)
      return try model.bytes()
    }
  }

  @Test(.timeLimit(.minutes(30)))
  func readingDamagedFilesNeverCrashes() throws {
    var random = SeededGenerator(seed: Self.seed)
    let segments = try Self.segments()
    let sound = segments.map { SegmentWalk($0) }
    for walk in sound { #expect(walk.errorCount == 0) }
    var damages = try segments.map { try Damage($0) }
    var failed = 0
    let memoryBefore = Self.peakMemory()
    for number in 0..<Self.caseCount {
      let index = number % damages.count
      let bytes = damages[index].next(&random)
      if SegmentWalk(bytes).errorCount > 0 { failed += 1 }
      if number % 4 == 0,
        let reader = try? SegmentReader(bytes: MappedBytes(bytes), name: "damaged")
      {
        _ = IndexChecker.check(reader)
      }
    }
    let growth = Self.peakMemory() - memoryBefore
    print(
      "\(Self.caseCount) damaged files read, \(failed) with errors, seed \(Self.seed), peak memory grew by \(growth) KiB"
    )
    #expect(growth < 512 << 10, "a damaged file made a reader allocate \(growth) KiB")
    #expect(failed > Self.caseCount / 4)
  }

  @Test(.timeLimit(.minutes(30)))
  func everyFlippedBitIsReportedOrHarmless() throws {
    var random = SeededGenerator(seed: Self.seed)
    var model = ModelSegment(seed: 5, documentCount: 12, termsPerKind: 8)
    model.commonness = Commonness(share: 0.2, leastDocumentFrequency: 4, termLimit: 3)
    let bytes = try model.bytes()
    let sound = SegmentWalk(bytes).digest.finalize()
    var reported = 0
    let caseCount = min(Self.caseCount, 8 * bytes.count)
    for number in 0..<caseCount {
      // Spread over the file; every bit when there are cases enough.
      let bit =
        caseCount == 8 * bytes.count
        ? number
        : min(
          number * 8 * bytes.count / caseCount + Int.random(in: 0..<8, using: &random),
          8 * bytes.count - 1)
      var damaged = bytes
      damaged[bit / 8] ^= 1 << UInt8(bit % 8)
      if Self.isReported(damaged) {
        reported += 1
      } else {
        let walk = SegmentWalk(damaged)
        #expect(
          walk.errorCount == 0 && walk.digest.finalize() == sound, "bit \(bit) goes unnoticed")
      }
    }
    print(
      "\(caseCount) flipped bits of \(8 * bytes.count), \(reported) reported, seed \(Self.seed)")
    #expect(reported == caseCount)
  }

  @Test func findingsNameSectionAndOffset() throws {
    var model = ModelSegment(seed: 6, documentCount: 150, termsPerKind: 8)
    model.commonness = Commonness(share: 0.2, leastDocumentFrequency: 20, termLimit: 5)
    let bytes = try model.bytes()
    let reader = try SegmentReader(bytes: MappedBytes(bytes), name: "sound")
    #expect(IndexChecker.check(reader) == [])
    #expect(reader.sections.contains { $0.name == "common terms" })
    for section in reader.sections where section.byteCount > 0 {
      var damaged = bytes
      damaged[section.offset + section.byteCount / 2] ^= 0x10
      let name = section.field.map { "\(section.name) of \($0)" } ?? section.name
      guard let reader = try? SegmentReader(bytes: MappedBytes(damaged), name: "damaged") else {
        continue
      }
      let finding = IndexChecker.check(reader).first { $0.section == name }
      let range = section.offset..<section.offset + section.byteCount
      #expect(finding.map { range.contains($0.offset) } == true, "\(name)")
    }
  }

  @Test func truncatedFilesAreNotOpened() throws {
    let bytes = try ModelSegment(seed: 7, documentCount: 5, termsPerKind: 4).bytes()
    for count in stride(from: 0, to: bytes.count, by: 13) {
      #expect(throws: IndexFormatError.self) {
        try SegmentReader(bytes: MappedBytes(Array(bytes[..<count])), name: "cut")
      }
    }
  }

  @Test func otherFilesAndVersionsAreTold() throws {
    let bytes = try ModelSegment(seed: 7, documentCount: 5, termsPerKind: 4).bytes()
    func error(_ change: (inout [UInt8]) -> Void) -> IndexFormatError? {
      var changed = bytes
      change(&changed)
      do {
        _ = try SegmentReader(bytes: MappedBytes(changed), name: "x")
        return nil
      } catch { return error }
    }
    #expect(error { _ in } == nil)
    #expect(error { $0[0] = 0x7F } == .notAnIndex(path: "x"))
    #expect(error { $0 = [] } == .notAnIndex(path: "x"))
    #expect(error { $0[8] = 4 } == .tooNew(path: "x", version: 4))
    for version: UInt8 in 0...2 {
      #expect(error { $0[8] = version } == .tooOld(path: "x", version: UInt32(version)))
    }
  }

  private static func isReported(_ bytes: [UInt8]) -> Bool {
    guard let reader = try? SegmentReader(bytes: MappedBytes(bytes), name: "damaged") else {
      return true
    }
    return !IndexChecker.check(reader).isEmpty
  }

  /// The most memory this process has had, in KiB.
  private static func peakMemory() -> Int {
    let status = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
    let line = status.split(separator: "\n").first { $0.hasPrefix("VmHWM:") } ?? ""
    return line.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0
  }
}
