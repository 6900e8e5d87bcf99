// SPDX-License-Identifier: Apache-2.0

import DocumentModel
import Foundation
import Storage
import TestSupport
import Testing

@testable import IndexFormat

@Suite("Manifests, tombstones and names of a live index")
struct LiveFormatTests {
  private let id = SegmentID(high: 1, low: 2)

  private func manifest(_ random: inout SeededGenerator) -> Manifest {
    var manifest = Manifest(number: 9, nextFile: 1, statistics: [], segments: [])
    for _ in 0..<Int.random(in: 0..<4, using: &random) {
      manifest.statistics.append(
        FieldStatistics(
          documentCount: Int.random(in: 0...Int.max, using: &random), totalLength: random.next()))
    }
    for _ in 0..<Int.random(in: 1..<5, using: &random) {
      var segment = Manifest.Segment(
        file: manifest.nextFile, segmentID: SegmentID(high: random.next(), low: random.next()),
        byteCount: Int.random(in: 0...Int.max, using: &random),
        documentCount: Int.random(in: 0...Int(Int32.max), using: &random))
      manifest.nextFile += 1
      if Bool.random(using: &random), segment.documentCount > 0 {
        segment.deletedCount = Int.random(in: 1...segment.documentCount, using: &random)
        segment.tombstoneFile = manifest.nextFile
        segment.tombstoneChecksum = random.next()
        manifest.nextFile += 1
      }
      manifest.segments.append(segment)
    }
    return manifest
  }

  private func tombstones(_ random: inout SeededGenerator) -> Tombstones {
    var tombstones = Tombstones(
      segmentID: id, documentCount: Int.random(in: 1..<300, using: &random))
    for _ in 0..<Int.random(in: 1..<60, using: &random) {
      tombstones.insert(
        DocumentID(Int.random(in: 0..<tombstones.documentCount, using: &random)))
    }
    return tombstones
  }

  @Test func roundTrips() throws {
    var random = SeededGenerator(seed: 71)
    for _ in 0..<200 {
      let manifest = manifest(&random)
      #expect(try Manifest(MappedBytes(manifest.encoded()), file: "m") == manifest)
      let tombstones = tombstones(&random)
      let read = try Tombstones(MappedBytes(tombstones.encoded()), file: "t")
      #expect(read == tombstones)
      #expect(
        (0..<DocumentID(read.documentCount)).count { read.contains($0) } == tombstones.count)
    }
  }

  /// Whatever byte changes, wherever a file ends, it is an error.
  @Test func damageIsFound() throws {
    var random = SeededGenerator(seed: 72)
    for bytes in [manifest(&random).encoded(), tombstones(&random).encoded()] {
      func isRead(_ bytes: [UInt8]) -> Bool {
        (try? Manifest(MappedBytes(bytes), file: "m")) != nil
          || (try? Tombstones(MappedBytes(bytes), file: "t")) != nil
      }
      #expect(isRead(bytes))
      for index in bytes.indices {
        var damaged = bytes
        damaged[index] ^= 1 << UInt8(random.next() % 8)
        #expect(!isRead(damaged), "byte \(index)")
        #expect(!isRead(Array(bytes[..<index])), "\(index) bytes")
      }
      #expect(!isRead(bytes + [0]))
    }
  }

  /// Hostile bytes under a right checksum: an error or a value, never a crash.
  @Test func hostileNumbers() throws {
    var random = SeededGenerator(seed: 73)
    for round in 0..<20_000 {
      var bytes = round % 2 == 0 ? manifest(&random).encoded() : tombstones(&random).encoded()
      bytes.removeLast(8)
      for _ in 0..<Int.random(in: 1..<4, using: &random) {
        let at = Int.random(in: 8..<bytes.count, using: &random)
        let value: [UInt8] = [0, 1, 0x7F, 0x80, 0xFF, UInt8(truncatingIfNeeded: random.next())]
        bytes[at] = value[Int.random(in: 0..<value.count, using: &random)]
      }
      bytes.append(littleEndian: Checksum.xxh3(bytes))
      _ = try? Manifest(MappedBytes(bytes), file: "m")
      _ = try? Tombstones(MappedBytes(bytes), file: "t")
    }
    var twice = manifest(&random)
    twice.segments = [twice.segments[0], twice.segments[0]]
    #expect(throws: IndexFormatError.self) {
      try Manifest(MappedBytes(twice.encoded()), file: "m")
    }
  }

  @Test func names() {
    typealias Folder = IndexFolder
    #expect(Folder.entry(named: "manifest-7") == .manifest(7))
    #expect(Folder.entry(named: "segment-12.sakuin") == .segment(12))
    #expect(Folder.entry(named: "tombstones-1") == .tombstones(1))
    #expect(Folder.entry(named: "manifest-8.partial-4711") == .leftover)
    #expect(Folder.entry(named: "segment-3.sakuin.run0.partial-1") == .leftover)
    #expect(Folder.entry(named: "manifest-9.set-aside") == .setAside(number: 9, isManifest: true))
    #expect(
      Folder.entry(named: "segment-9.sakuin.set-aside") == .setAside(number: 9, isManifest: false))
    for name in [
      "manifest-", "manifest-0", "manifest-07", "manifest-x", "manifest-7x", "segment-12",
      "segment-1.sakuin2", "tombstones--1", "lock", "README", "manifest-99999999999999999999",
      "Manifest-7", "manifest-٧",
    ] {
      #expect(Folder.entry(named: name) == nil, "\(name)")
    }
    let folder = Folder("a/b//")
    #expect(folder.manifest(3).string == "a/b/manifest-3")
    #expect(Folder.entry(named: folder.segment(4).lastComponent) == .segment(4))
    #expect(Folder.index(ofSegment: "a/b/segment-4.sakuin") == "a/b")
    #expect(Folder.index(ofSegment: "a/c.sakuin") == "a/c.sakuin")
  }
}
