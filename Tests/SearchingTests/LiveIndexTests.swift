// SPDX-License-Identifier: Apache-2.0

import DocumentModel
import Foundation
import IndexFormat
import Storage
import TestSupport
import Testing
import TextAnalysis

@testable import Indexing
@testable import Searching

/// Live indexes, changed and searched.
@Suite struct LiveIndexTests {
  private let scratch: ScratchFolder

  init() throws { scratch = try ScratchFolder() }

  // MARK: A model

  /// Random documents in Latin letters and kana: their readings do not depend on their sentences.
  private struct Source {
    var random: SeededGenerator

    mutating func document(_ number: Int) -> Document {
      let vocabulary = ["ねこ", "いぬ", "さくら", "run", "running", "sushi", "tokyo", "ネコ", "a", "the"]
      func text(_ count: Int) -> String {
        (0..<count).map { _ in
          Int.random(in: 0..<3, using: &random) == 0
            ? "rare\(Int.random(in: 0..<400, using: &random))"
            : vocabulary[Int.random(in: 0..<vocabulary.count, using: &random)]
        }.joined(separator: " ")
      }
      return Document(
        key: "k\(number)",
        fields: [
          .init(name: "title", value: .text(text(2))),
          .init(name: "body", value: .text(text(Int.random(in: 0..<90, using: &random)))),
          .init(name: "tags", value: .keywords(["t\(number % 5)"])),
        ])
    }
  }

  private var options: IndexWriterOptions {
    var options = IndexWriterOptions()
    options.mergePolicy.floorByteCount = 20_000
    options.mergePolicy.fanIn = 3
    return options
  }

  private func rebuilt(_ documents: [Document], _ name: String) throws -> String {
    let path = scratch.path(name)
    var builder = try IndexBuilder(path: path)
    for document in documents { try builder.add(document) }
    _ = try builder.finish()
    return path
  }

  private func allKeys(_ index: SearchIndex) throws -> [String] {
    try index.keys(matching: SearchRequest(query: "-nothingatall"))
  }

  @Test(arguments: [1, 2, 3]) func randomChangesAgainstARebuild(_ seed: UInt64) throws {
    var source = Source(random: SeededGenerator(seed: seed))
    var random = SeededGenerator(seed: seed &* 77)
    let folder = scratch.path("live\(seed)")
    var update = try IndexUpdate(path: folder, start: .existingOrNew, options: options)
    var committed: [Document] = []
    var model: [Document] = []
    var reader: SearchIndex?
    for step in 0..<150 {
      switch Int.random(in: 0..<20, using: &random) {
      case 0..<10:
        let document = source.document(Int.random(in: 0..<60, using: &random))
        try update.put(document)
        model.removeAll { $0.key == document.key }
        model.append(document)
      case 10..<13:
        let key = "k\(Int.random(in: 0..<60, using: &random))"
        let isThere = model.contains { $0.key == key }
        #expect(try update.delete(key: key) == isThere)
        model.removeAll { $0.key == key }
      case 13:
        update.rollback()
        model = committed
      case 14:
        // Dropped and opened again.
        update.rollback()
        _ = consume update
        update = try IndexUpdate(path: folder, start: .existingOrNew, options: options)
        model = committed
      case 15 where !committed.isEmpty:
        update.rollback()
        model = committed
        // Some stay, some change, some go, some come.
        var wanted = model.filter { _ in Int.random(in: 0..<4, using: &random) > 0 }
        for index in wanted.indices where Int.random(in: 0..<5, using: &random) == 0 {
          wanted[index] = source.document(Int(wanted[index].key.dropFirst()) ?? 0)
        }
        let keys = Set(wanted.map(\.key))
        wanted += (0..<3).map { source.document(100 + step * 3 + $0) }
          .filter { !keys.contains($0.key) }
        _ = update.beginSync()
        var changed: [Document] = []
        for document in wanted {
          let isTakenIn = try update.sync(document)
          #expect(isTakenIn == !model.contains(document))
          if isTakenIn { changed.append(document) }
        }
        let gone = model.count { old in !wanted.contains { $0.key == old.key } }
        #expect(update.endSync() == gone)
        model = model.filter { old in
          wanted.contains(old) && !changed.contains { $0.key == old.key }
        }
        model += changed
      case 16:
        _ = try update.mergeAll()
        committed = model
      default:
        _ = try update.commit()
        committed = model
      }
      #expect(update.documentCount == model.count)
      guard update.manifest != nil else { continue }
      // What was opened before goes on; what is opened now has what was committed.
      let before = try reader.map { ($0, try allKeys($0)) }
      reader = try reader.map { try $0.reopened() ?? $0 } ?? SearchIndex(paths: [folder])
      if let before { #expect(try allKeys(before.0) == before.1) }
      #expect(try reader.map(allKeys) == committed.map(\.key), "step \(step)")
    }
    _ = try update.commit()
    var checker = FolderChecker(IndexFolder(FilePath(folder)))
    #expect(try checker.check().map(\.description) == [])
    let expected = try rebuilt(model, "rebuilt\(seed).sakuin")
    let merged = scratch.path("merged\(seed).sakuin")
    _ = try IndexMerger().merge([folder], into: merged)
    #expect(try scratch.bytes(merged) == scratch.bytes(expected))
    // In its place, and as an index that was made so.
    _ = try update.mergeAll()
    let fresh = scratch.path("fresh\(seed)")
    var other = try IndexUpdate(path: fresh, start: .existingOrNew, options: options)
    for document in model { try other.add(document) }
    _ = try other.commit()
    let segment = try #require(update.manifest?.segments.first)
    let same = try #require(other.manifest?.segments.first)
    #expect(update.manifest?.segments.count == 1 && segment.segmentID == same.segmentID)
    #expect(
      try scratch.bytes(IndexFolder(FilePath(folder)).segment(segment.file).string)
        == scratch.bytes(IndexFolder(FilePath(fresh)).segment(same.file).string))
  }

  // MARK: Shards

  @Test func shardsRankAsOneFile() throws {
    var source = Source(random: SeededGenerator(seed: 9))
    let documents = (0..<240).map { source.document($0) }
    let whole = try SearchIndex(paths: [rebuilt(documents, "whole.sakuin")])
    let queries = [
      "ねこ", "neko run", "sushi +tokyo", "\"さくら\" the", "running -a", "rare7 rare8 rare9 ネコ",
      "+run +the", "title:tokyo body:inu", "-run", "\"a the\"~2",
    ]
    var random = SeededGenerator(seed: 10)
    for count in 1...16 {
      let cuts = (0..<count - 1).map { _ in Int.random(in: 0...240, using: &random) }.sorted()
      var paths: [String] = []
      for (number, range) in zip([0] + cuts, cuts + [240]).enumerated() {
        let part = Array(documents[range.0..<range.1])
        if number % 3 == 1 {
          // A live index, with documents that are merged away.
          paths.append(scratch.path("part\(count)-\(number)"))
          var update = try IndexUpdate(
            path: paths[number], start: .existingOrNew, options: options)
          try update.put(source.document(1000))
          for document in part { try update.put(document) }
          _ = try update.commit()
          _ = try update.delete(key: "k1000")
          _ = try update.mergeAll()
        } else {
          paths.append(try rebuilt(part, "part\(count)-\(number).sakuin"))
        }
      }
      let shards = try SearchIndex(paths: paths)
      let merged = scratch.path("merged\(count).sakuin")
      _ = try IndexMerger().merge(paths, into: merged)
      #expect(try scratch.bytes(merged) == scratch.bytes(scratch.path("whole.sakuin")))
      for query in queries {
        for limit in [3, 500] {
          var request = SearchRequest(query: query)
          request.limit = limit
          let expected = try whole.search(request)
          let found = try shards.search(request)
          #expect(found.hits.map(\.key) == expected.hits.map(\.key), "\(count) shards, \(query)")
          #expect(found.hits.map(\.score.bitPattern) == expected.hits.map(\.score.bitPattern))
          #expect(found.total == expected.total)
        }
      }
    }
  }

  // MARK: Writers and readers

  @Test func aSecondWriterIsRefused() throws {
    let folder = scratch.path("locked")
    var source = Source(random: SeededGenerator(seed: 20))
    do {
      var first = try IndexUpdate(path: folder, start: .existingOrNew, options: options)
      try first.put(source.document(1))
      for start in [IndexUpdate.Start.existingOrNew, .replacing] {
        do {
          _ = try IndexUpdate(path: folder, start: start, options: options)
          Issue.record("two writers")
        } catch {
          #expect(error == .locked(path: folder, holder: getpid()))
        }
      }
      _ = try first.commit()
    }
    var second = try IndexUpdate(path: folder, start: .existing, options: options)
    #expect(second.documentCount == 1)
    #expect(try second.delete(key: "k1"))
    _ = try second.commit()
    #expect(try SearchIndex(paths: [folder]).documentCount == 0)
  }

  @Test func aReaderKeepsItsSnapshot() throws {
    let folder = scratch.path("snapshot")
    var source = Source(random: SeededGenerator(seed: 21))
    var update = try IndexUpdate(path: folder, start: .existingOrNew, options: options)
    for number in 0..<50 { try update.put(source.document(number)) }
    _ = try update.commit()
    let old = try SearchIndex(paths: [folder])
    var request = SearchRequest(query: "ねこ run the")
    request.limit = 100
    let before = try old.search(request).hits
    #expect(try old.isCurrent() && old.reopened() == nil)
    for round in 0..<12 {
      for number in 0..<10 { try update.put(source.document(round * 7 + number)) }
      _ = try round % 3 == 2 ? update.mergeAll() : update.commit()
      #expect(try old.search(request).hits == before)
    }
    // The first files are gone.
    #expect(!FileManager.default.fileExists(atPath: folder + "/segment-1.sakuin"))
    #expect(try !old.isCurrent())
    let new = try #require(try old.reopened())
    #expect(try new.search(request).hits != before)
    // Segments that stay are shared.
    try update.put(source.document(500))
    _ = try update.commit()
    let next = try #require(try new.reopened())
    #expect(next.snapshot.segments.count > 1)
    #expect(next.snapshot.segments[0] === new.snapshot.segments[0])
  }

  @Test func nothingUncommittedShowsAndLeftoversGo() throws {
    let folder = scratch.path("leftovers")
    var source = Source(random: SeededGenerator(seed: 22))
    do {
      var update = try IndexUpdate(path: folder, start: .existingOrNew, options: options)
      try update.put(source.document(1))
      _ = try update.commit()
      try update.put(source.document(2))
      // Twice the same key: the first goes to a segment of its own, which is not committed.
      try update.put(source.document(2))
    }
    #expect(try allKeys(SearchIndex(paths: [folder])) == ["k1"])
    for name in ["segment-9.sakuin.partial-1", "manifest-7.partial-1", "tombstones-3.partial-2"] {
      try Data([1]).write(to: URL(filePath: "\(folder)/\(name)"))
    }
    try Data([1]).write(to: URL(filePath: "\(folder)/README"))
    _ = try IndexUpdate(path: folder, start: .existing, options: options)
    #expect(
      try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
        == ["README", "lock", "manifest-1", "segment-1.sakuin"])
  }

  @Test func otherSettingsAreRefused() throws {
    let folder = scratch.path("settings")
    var source = Source(random: SeededGenerator(seed: 23))
    var plain = options
    plain.schema = .standard(analyzer: "words")
    do {
      var update = try IndexUpdate(path: folder, start: .existingOrNew, options: plain)
      try update.put(source.document(1))
      _ = try update.commit()
    }
    #expect(throws: IndexingError.self) {
      var other = options
      other.schema = .standard(analyzer: "english")
      _ = try IndexUpdate(path: folder, start: .existing, options: other)
    }
    #expect(throws: IndexingError.notALiveIndex(path: scratch.path("other"))) {
      try FileManager.default.createDirectory(
        atPath: scratch.path("other"), withIntermediateDirectories: false)
      try Data([1]).write(to: URL(filePath: scratch.path("other") + "/notes.txt"))
      _ = try IndexUpdate(path: scratch.path("other"), start: .existingOrNew, options: options)
    }
    // A segment of another analysis.
    let stranger = scratch.path("stranger")
    do {
      var update = try IndexUpdate(path: stranger, start: .existingOrNew, options: options)
      try update.put(source.document(1))
      _ = try update.commit()
    }
    let segment = IndexFolder(FilePath(stranger)).segment(1)
    var writer = try SegmentWriter(
      path: segment, schema: .standard(), description: [("analysis", "0"), ("lexicon", "abc")],
      isUpdatable: true)
    try writer.addDocument(source.document(1), lengths: [1, 1])
    try writer.beginTerms()
    let info = try writer.finish()
    let reader = LiveSegment(try SegmentReader(path: segment))
    let manifest = Manifest(
      number: 1, nextFile: 2, statistics: LiveSegment.statistics(of: [reader]),
      segments: [
        .init(file: 1, segmentID: info.segmentID, byteCount: info.byteCount, documentCount: 1)
      ])
    try Data(manifest.encoded()).write(to: URL(filePath: stranger + "/manifest-1"))
    do {
      var update = try IndexUpdate(path: stranger, start: .existing, options: options)
      try update.put(source.document(2))
      Issue.record("another analysis")
    } catch {
      guard case .analysisChanged(_, let differences) = error else {
        Issue.record("\(error)")
        return
      }
      #expect(differences.contains("lexicon is abc there and none here"))
    }
    // What needs no analysis is possible.
    var deleting = try IndexUpdate(path: stranger, start: .existing, options: options)
    #expect(try deleting.delete(key: "k1"))
    _ = try deleting.commit()
  }

  @Test func theActor() async throws {
    let folder = scratch.path("actor")
    var source = Source(random: SeededGenerator(seed: 24))
    let writer = try IndexWriter(folder: folder)
    let documents = (0..<20).map { source.document($0) }
    for document in documents { try await writer.put(document) }
    #expect(try await writer.commit().addedCount == 20)
    #expect(try await writer.delete(key: "k3"))
    #expect(try await !writer.delete(key: "k3"))
    await writer.rollback()
    #expect(await writer.documentCount == 20)
    let refused = try await writer.synchronize(
      with: documents.dropFirst(5) + [Document(key: "", fields: [])])
    #expect(refused.count == 1)
    let summary = try await writer.commit()
    #expect(summary.addedCount == 0 && summary.removedCount == 5 && summary.documentCount == 15)
    #expect(try await writer.merge().segmentCount == 1)
    #expect(try allKeys(SearchIndex(paths: [folder])) == documents.dropFirst(5).map(\.key))
    await writer.close()
    await #expect(throws: IndexingError.self) { try await writer.commit() }
    #expect(try IndexUpdate(path: folder, start: .existing, options: options).documentCount == 15)
  }

  // MARK: Damage

  private func flip(_ path: String, at offset: Int) throws {
    var bytes = try scratch.bytes(path)
    bytes[offset] ^= 0x40
    // As a new file: what is mapped stays as it is.
    try bytes.write(to: URL(filePath: path), options: .atomic)
  }

  private func threeCommits(_ name: String) throws -> String {
    let folder = scratch.path(name)
    var source = Source(random: SeededGenerator(seed: 25))
    var options = options
    options.mergesAutomatically = false
    var update = try IndexUpdate(path: folder, start: .existingOrNew, options: options)
    for commit in 0..<3 {
      try update.put(source.document(commit))
      _ = try update.commit()
    }
    return folder
  }

  @Test func recoveryFromADamagedManifest() throws {
    let folder = try threeCommits("damaged-manifest")
    #expect(try IndexRecovery(folder: folder).recover().leftOut.isEmpty)
    try flip(folder + "/manifest-3", at: 50)
    let index = try SearchIndex(paths: [folder])
    #expect(index.unreadableCommits.count == 1)
    #expect(try allKeys(index) == ["k0", "k1"])
    #expect(try index.isCurrent())
    do {
      _ = try IndexUpdate(path: folder, start: .existing, options: options)
      Issue.record("a writer on a damaged commit")
    } catch {
      guard case .needsRecovery = error else {
        Issue.record("\(error)")
        return
      }
    }
    var checker = FolderChecker(IndexFolder(FilePath(folder)))
    #expect(try checker.check().first?.file == folder + "/manifest-3")
    let summary = try IndexRecovery(folder: folder).recover()
    #expect(summary.manifest == 2 && summary.documentCount == 2)
    #expect(summary.setAside == ["manifest-3", "segment-3.sakuin"])
    var update = try IndexUpdate(path: folder, start: .existing, options: options)
    #expect(try update.delete(key: "k0"))
    _ = try update.commit()
    #expect(update.manifest?.number == 4)
    #expect(update.manifest?.segments.last?.tombstoneFile ?? 0 == 0)
    #expect(try allKeys(SearchIndex(paths: [folder])) == ["k1"])
    #expect(
      try FileManager.default.contentsOfDirectory(atPath: folder).contains(
        "segment-3.sakuin.set-aside"))
  }

  @Test func recoveryFromADamagedSegment() throws {
    let folder = try threeCommits("damaged-segment")
    try flip(folder + "/segment-3.sakuin", at: 200)
    var checker = FolderChecker(IndexFolder(FilePath(folder)))
    #expect(try !checker.check().isEmpty)
    let summary = try IndexRecovery(folder: folder).recover()
    #expect(summary.manifest == 2 && summary.leftOut.map(\.manifest) == [3])
    #expect(try allKeys(SearchIndex(paths: [folder])) == ["k0", "k1"])
    // The first segment is in both commits that are left.
    try flip(folder + "/segment-1.sakuin", at: 200)
    #expect(throws: IndexingError.self) { try IndexRecovery(folder: folder).recover() }
    try FileManager.default.removeItem(atPath: folder + "/segment-2.sakuin")
    do {
      _ = try SearchIndex(paths: [folder])
      Issue.record("a segment is missing")
    } catch {
      #expect("\(error)".contains("segment-2.sakuin"))
    }
  }
}

/// A folder for the files of one test, gone with this object.
final class ScratchFolder: Sendable {
  private let folder: String

  init() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "sakuin-\(UUID())")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    self.folder = folder.path
  }

  func path(_ name: String) -> String { "\(folder)/\(name)" }

  func bytes(_ path: String) throws -> Data { try Data(contentsOf: URL(filePath: path)) }

  deinit { try? FileManager.default.removeItem(atPath: folder) }
}
