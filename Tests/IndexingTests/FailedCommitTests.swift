// SPDX-License-Identifier: Apache-2.0

import Foundation
import IndexFormat
import Storage
import TestSupport
import Testing

@testable import Indexing

/// Each call of a commit and of the automatic merge behind it fails in turn, and the same writer goes on
/// when the disk is well again.
@Suite("Commits and merges that fail", .serialized)
struct FailedCommitTests {
  private let scratch: TemporaryFolder

  init() throws { scratch = try TemporaryFolder() }

  private static let before = ["k0": "zero", "k1": "one", "k2": "two", "k3": "three", "k4": "four"]
  private static let after = [
    "k0": "zero", "k1": "changed", "k3": "three", "k4": "four", "k5": "five",
  ]

  /// How a call fails: once with EIO or ENOSPC, or with ENOSPC from then on.
  private static func faults(_ call: Int) -> [RecordingFileSystem.Fault] {
    [(EIO, false), (ENOSPC, false), (ENOSPC, true)].map {
      .init(call: call, code: $0.0, isLasting: $0.1)
    }
  }

  /// A writer of an index that holds `before` in three segments, and whose next commit, of `after`,
  /// joins four of them.
  private static func writer(
    _ path: String, _ disk: RecordingFileSystem
  ) throws(IndexingError) -> IndexUpdate {
    var writer = try IndexUpdate(
      path: path, start: .existingOrNew, options: LiveSession.options(disk))
    for keys in [["k0", "k1"], ["k2", "k3"], ["k4"]] {
      for key in keys { try writer.put(LiveSession.document(key, before[key] ?? "")) }
      _ = try writer.commit()
    }
    return writer
  }

  private static func change(_ writer: inout IndexUpdate) throws(IndexingError) {
    try writer.put(LiveSession.document("k1", "changed"))
    try writer.put(LiveSession.document("k5", "five"))
    _ = try writer.delete(key: "k2")
  }

  /// The files of an index that are not the newest two commits'.
  private static func strangers(in path: String) throws -> [String] {
    let folder = IndexFolder(FilePath(path))
    let kept = try folder.manifestNumbers().prefix(2)
    var names = Set(kept.map { "manifest-\($0)" } + ["lock"])
    for number in kept {
      for segment in try folder.readManifest(number).segments {
        names.insert(folder.segment(segment.file).lastComponent)
        names.insert(folder.tombstones(segment.tombstoneFile).lastComponent)
      }
    }
    return try FileManager.default.contentsOfDirectory(atPath: path)
      .filter { !names.contains($0) }
  }

  @Test func everyCallOfACommitThatMerges() throws {
    let disk = RecordingFileSystem()
    let path = "\(scratch.path)/index"
    var whole = try Self.writer(path, disk)
    let first = disk.callCount
    try Self.change(&whole)
    let summary = try whole.commit()
    #expect(summary.mergedSegmentCount >= 4 && summary.segmentCount == 1)
    #expect(try LiveSession.model(at: path) == Self.after)
    let end = disk.callCount
    _ = consume whole
    var refused = 0
    var unmerged = 0
    var unhurt = 0
    for fault in (first..<end).flatMap(Self.faults) {
      try FileManager.default.removeItem(atPath: path)
      let disk = RecordingFileSystem(fault: fault)
      var writer = try Self.writer(path, disk)
      do {
        try Self.change(&writer)
        let summary = try writer.commit()
        #expect(try LiveSession.model(at: path) == Self.after, "\(fault)")
        if let failure = summary.mergeFailure {
          unmerged += 1
          #expect(!failure.description.isEmpty && summary.mergedSegmentCount == 0)
          #expect(summary.segmentCount == 4 && summary.documentCount == 5)
          // A document of the commit is still one that may be replaced and kept.
          _ = writer.beginSync()
          for (key, text) in Self.after.sorted(by: { $0.key < $1.key }) where key != "k3" {
            #expect(try !writer.sync(LiveSession.document(key, text)), "\(fault)")
          }
          #expect(writer.endSync() == 1)
          if fault.isLasting {
            #expect(throws: IndexingError.self) { try writer.commit() }
            #expect(try LiveSession.model(at: path) == Self.after, "\(fault)")
            disk.repair()
            writer.rollback()
            #expect(try writer.delete(key: "k3"))
          }
          try writer.add(LiveSession.document("k1", "changed again"))
          let next = try writer.commit()
          #expect(next.mergeFailure == nil && next.mergedSegmentCount > 0, "\(fault)")
          let model = Self.after.merging(["k1": "changed again"]) { $1 }.filter { $0.key != "k3" }
          #expect(try LiveSession.model(at: path) == model, "\(fault)")
        } else {
          unhurt += 1
        }
      } catch is IndexingError {
        refused += 1
        let found = try LiveSession.model(at: path)
        #expect(found == Self.before || found == Self.after, "\(fault)")
        disk.repair()
        writer.rollback()
        #expect(try LiveSession.model(at: path) == Self.before, "\(fault)")
        try Self.change(&writer)
        #expect(try writer.commit().mergeFailure == nil)
        #expect(try LiveSession.model(at: path) == Self.after, "\(fault)")
      }
      disk.repair()
      try writer.put(LiveSession.document("k9", "the end"))
      _ = try writer.commit()
      #expect(try Self.strangers(in: path) == [], "\(fault)")
    }
    print(
      "\(end - first) calls of a commit that joins segments, each failing in three ways:",
      "\(refused) commits refused, \(unmerged) stood but were not merged, \(unhurt) had no need of it"
    )
    #expect(refused > 20 && unmerged > 20 && unhurt < refused)
  }

  @Test func everyCallOfAFirstCommit() throws {
    let path = "\(scratch.path)/index"
    var end = 0
    for isCounting in [true, false] {
      for fault in isCounting
        ? [.init(call: -1, code: 0, isLasting: false)] : (0..<end).flatMap(Self.faults)
      {
        try? FileManager.default.removeItem(atPath: path)
        let disk = RecordingFileSystem(fault: fault)
        do {
          var writer = try IndexUpdate(
            path: path, start: .existingOrNew, options: LiveSession.options(disk))
          do {
            try writer.put(LiveSession.document("a", "first"))
            _ = try writer.commit()
            end = max(end, disk.callCount)
          } catch {
            disk.repair()
            writer.rollback()
            #expect(try LiveSession.model(at: path) == nil, "\(fault)")
            try writer.put(LiveSession.document("b", "second"))
            _ = try writer.commit()
            #expect(try LiveSession.model(at: path) == ["b": "second"], "\(fault)")
            #expect(try Self.strangers(in: path) == [], "\(fault)")
          }
        } catch is IndexingError {
          // Not even opened.
          #expect(fault.call < 8, "\(fault)")
        }
      }
    }
    #expect(end > 15)
  }

  /// A writer that is to replace what it cannot read does not touch it before it does.
  @Test func rollingBackKeepsWhatCannotBeRead() throws {
    let path = "\(scratch.path)/index"
    _ = try Self.writer(path, RecordingFileSystem())
    let newest = "\(path)/manifest-3"
    var bytes = try Data(contentsOf: URL(filePath: newest))
    bytes[50] ^= 1
    try bytes.write(to: URL(filePath: newest), options: .atomic)
    let names = try FileManager.default.contentsOfDirectory(atPath: path).sorted()
    do {
      var writer = try IndexUpdate(
        path: path, start: .replacing, options: LiveSession.options())
      for text in ["other", "another"] { try writer.put(LiveSession.document("k1", text)) }
      #expect(try FileManager.default.contentsOfDirectory(atPath: path).count > names.count)
      writer.rollback()
    }
    #expect(try FileManager.default.contentsOfDirectory(atPath: path).sorted() == names)
    let summary = try IndexRecovery(folder: path).recover()
    #expect(summary.manifest == 2 && summary.documentCount == 4)
  }
}
