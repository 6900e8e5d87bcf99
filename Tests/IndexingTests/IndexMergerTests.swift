// SPDX-License-Identifier: Apache-2.0
import DocumentModel
import Foundation
import IndexFormat
import Storage
import TestSupport
import Testing

@testable import Indexing

/// Indexes joined into one, in their order and in another.
@Suite struct IndexMergerTests {
  private let schema = RandomDocuments.schema
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func build(
    _ documents: some Sequence<Document>, _ name: String, schema: Schema? = nil,
    description: [(String, String)] = [("analysis", "blank")], reorders: Bool = false
  ) throws -> String {
    let path = "\(folder.path)/\(name).sakuin"
    let schema = schema ?? self.schema
    var builder = try IndexBuilder(
      path: path, options: IndexBuilderOptions(schema: schema, reorders: reorders),
      analysis: BlankAnalyzer.analysis(of: schema), description: description, lexicon: nil)
    for document in documents { try builder.add(document) }
    _ = try builder.finish()
    return path
  }

  private func bytes(_ path: String) throws -> Data { try Data(contentsOf: URL(filePath: path)) }

  /// A merger that reorders small collections too.
  private func reordering(threads: Int = 1) -> IndexMerger {
    var merger = IndexMerger(reorders: true, threadCount: threads)
    merger.bisection.smallestRange = 8
    merger.termLimits.lowestDocumentFrequency = 2
    return merger
  }

  /// All that a segment tells of its documents and terms, by document key.
  private struct Contents: Equatable {
    var documents: [String: Document] = [:]
    var columns: [String: [String]] = [:]
    var lengths: [String: [UInt8]] = [:]
    var postings: [TermKey: [String: [UInt32]]] = [:]
    var statistics: [FieldStatistics] = []

    init(_ reader: SegmentReader) throws {
      let fields = reader.schema.fields
      statistics = fields.indices.map { reader.statistics(ofField: $0) }
      for document in 0..<DocumentID(reader.documentCount) {
        let key = try reader.key(of: document)
        documents[key] = try reader.storedDocument(document)
        lengths[key] = fields.indices.filter { fields[$0].type == .text }.map {
          reader.fieldLengths($0).code(of: document)
        }
        columns[key] = try fields.indices.map { field in
          switch reader.column(field) {
          case .keywords(let column)?:
            "\(try column.ordinals(of: document).map { try column.value(ofOrdinal: $0) })"
          case .numbers(let column)?: "\(String(describing: column.value(of: document)))"
          case .dates(let column)?: "\(String(describing: column.value(of: document)))"
          case nil: ""
          }
        }
      }
      var terms = reader.terms()
      var block = PostingsBlock()
      var positions = PositionsBlock()
      while let (term, entry) = try terms.next() {
        let postings = try reader.postings(entry)
        for number in 0..<postings.blockCount {
          try postings.decode(block: number, into: &block)
          if postings.hasPositions {
            try postings.decodePositions(block: number, of: block, into: &positions)
          }
          for index in 0..<block.count {
            self.postings[term, default: [:]][try reader.key(of: block.documents[index])] =
              [block.frequencies[index]]
              + (postings.hasPositions ? positions.positions[positions.range(of: index)] : [])
          }
        }
      }
    }
  }

  @Test(arguments: [[], [250], [0, 1], [100, 101, 300], [400], [1, 1, 1, 399]])
  func aMergeOfSlicesIsTheWhole(_ cuts: [Int]) throws {
    let documents = RandomDocuments.make(count: 400, seed: 31)
    let whole = try build(documents, "whole")
    var paths: [String] = []
    for (index, start) in ([0] + cuts).enumerated() {
      let end = index < cuts.count ? cuts[index] : documents.count
      paths.append(try build(documents[min(start, end)..<end], "slice\(index)"))
    }
    let summary = try IndexMerger().merge(paths, into: "\(folder.path)/merged.sakuin")
    #expect(try bytes("\(folder.path)/merged.sakuin") == bytes(whole))
    #expect(summary.documentCount == 400)
    #expect(summary.byteCount == (try bytes(whole)).count)
    #expect(try folder.names.count == paths.count + 2)
  }

  @Test func aReorderedIndexHasTheSameContents() throws {
    let documents = RandomDocuments.make(count: 700, seed: 32)
    let first = try build(documents[..<300], "first")
    let second = try build(documents[300...], "second")
    let whole = try SegmentReader(path: FilePath(build(documents, "whole")))
    let path = "\(folder.path)/reordered.sakuin"
    let summary = try reordering().merge([first, second], into: path)
    #expect(summary.times.ordering > .zero)
    let reordered = try SegmentReader(path: FilePath(path))
    #expect(IndexChecker.check(reordered).isEmpty)
    #expect(try Contents(reordered) == Contents(whole))
    let keys = try (0..<700).map { try reordered.key(of: DocumentID($0)) }
    #expect(keys != documents.map(\.key))
    for threads in 2...3 {
      let again = "\(folder.path)/again.sakuin"
      _ = try reordering(threads: threads).merge([first, second], into: again)
      #expect(try bytes(again) == bytes(path))
    }
    // Into the place of one of them.
    _ = try reordering().merge([first, second], into: second)
    #expect(try bytes(second) == bytes(path))
  }

  @Test func anyOrderInAnyMemory() throws {
    let documents = RandomDocuments.make(count: 300, seed: 33)
    let segments = try [0..<90, 90..<90, 90..<300].enumerated().map {
      try SegmentReader(path: FilePath(build(documents[$1], "part\($0)")))
    }
    var random = SeededGenerator(seed: 34)
    let permutation = (0..<300).shuffled(using: &random)
    let expected = try build(permutation.map { documents[$0] }, "expected")
    let order = DocumentOrder(documentCounts: segments.map(\.documentCount))
      .reordered(permutation.map { UInt32($0) })
    let path = "\(folder.path)/moved.sakuin"
    for memory in [1, 2000, 50_000, 1 << 30] {
      _ = try IndexMerger(memoryLimit: memory).write(
        segments.map { LiveSegment($0) }, in: order, to: path)
      #expect(try bytes(path) == bytes(expected), "\(memory) bytes")
    }
    #expect(try folder.names.count == 5)
  }

  @Test func littleMemoryLeavesRareTermsOut() throws {
    let documents = RandomDocuments.make(count: 500, seed: 35)
    let segment = try SegmentReader(path: FilePath(build(documents, "all")))
    let order = DocumentOrder(documentCounts: [500])
    var limits = ForwardIndexBuilder.TermLimits()
    limits.lowestDocumentFrequency = 3
    func index(_ memory: Int) throws -> ForwardIndex {
      try ForwardIndexBuilder([segment], order: order, limits: limits, memoryLimit: memory).build()
    }
    let all = try index(1 << 30)
    #expect(all.documentFrequencies(in: 0..<500).allSatisfy { (3...50).contains($0) })
    for memory in [0, 1000, 20_000] {
      let some = try index(memory)
      #expect(some.terms.count * ForwardIndex.byteCountPerPosting <= memory)
      #expect(some.terms.count < all.terms.count)
      // The next rarer terms would not have fitted.
      let lowest = some.documentFrequencies(in: 0..<500).min() ?? .max
      let frequencies = all.documentFrequencies(in: 0..<500)
      let next = try #require(frequencies.filter { $0 < lowest }.max())
      let more = frequencies.filter { $0 >= next }.reduce(0, +)
      #expect(Int(more) * ForwardIndex.byteCountPerPosting > memory)
    }
  }

  @Test func aBuilderReorders() throws {
    let documents = RandomDocuments.make(count: 3000, seed: 36)
    let plain = try build(documents, "plain")
    let merged = "\(folder.path)/merged.sakuin"
    _ = try IndexMerger(reorders: true).merge([plain], into: merged)
    let built = try build(documents, "built", reorders: true)
    #expect(try bytes(built) == bytes(merged))
    #expect(try bytes(built) != bytes(plain))
    #expect(try folder.names == ["built.sakuin", "merged.sakuin", "plain.sakuin"])
  }

  @Test func refusesWhatDoesNotFit() throws {
    let documents = RandomDocuments.make(count: 20, seed: 37)
    let first = try build(documents[..<10], "first")
    let output = "\(folder.path)/output.sakuin"
    func expect(_ second: String, _ error: IndexingError) {
      #expect(throws: error) { try IndexMerger().merge([first, second], into: output) }
    }
    expect(
      try build(documents[9...], "overlap"),
      .keyInTwoIndexes(key: "document-9", first: first, second: "\(folder.path)/overlap.sakuin"))
    expect(first, .keyInTwoIndexes(key: "document-0", first: first, second: first))
    var other = schema
    other.fields[1].weight = 3
    expect(
      try build(documents[10...], "weight", schema: other),
      .unlikeSchemas(
        first: first, second: "\(folder.path)/weight.sakuin",
        difference: "the field 'body' is declared differently"))
    expect(
      try build(documents[10...], "blank2", description: [("analysis", "blank2")]),
      .unlikeAnalysis(
        first: first, second: "\(folder.path)/blank2.sakuin",
        difference: "analysis blank and analysis blank2"))
    let missing = "\(folder.path)/missing.sakuin"
    #expect {
      try IndexMerger().merge([first, missing], into: output)
    } throws: {
      if case .notRead(let path, _)? = $0 as? IndexingError { path == missing } else { false }
    }
    #expect(try !folder.names.contains("output.sakuin"))
    #expect(try folder.names.allSatisfy { $0.hasSuffix(".sakuin") })
  }

  @Test func damageIsNotCopied() throws {
    let path = try build(RandomDocuments.make(count: 60, seed: 38), "damaged")
    let sound = try bytes(path)
    var random = SeededGenerator(seed: 39)
    for _ in 0..<60 {
      var damaged = sound
      damaged[Int.random(in: 0..<sound.count, using: &random)] ^=
        1
        << UInt8.random(
          in: 0..<8, using: &random)
      try damaged.write(to: URL(filePath: path))
      for reorders in [false, true] {
        #expect {
          var merger = reordering()
          merger.reorders = reorders
          _ = try merger.merge([path], into: "\(folder.path)/output.sakuin")
        } throws: {
          if case .notRead(path, _)? = $0 as? IndexingError { true } else { false }
        }
      }
    }
    #expect(try folder.names == ["damaged.sakuin"])
  }
}
