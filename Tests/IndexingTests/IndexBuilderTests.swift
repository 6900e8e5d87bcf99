// SPDX-License-Identifier: Apache-2.0
import DocumentModel
import Foundation
import IndexFormat
import Storage
import Testing

@testable import Indexing
@testable import TextAnalysis

/// The builder from documents to the bytes of a file, and what a reader finds there.
@Suite struct IndexBuilderTests {
  private let schema = RandomDocuments.schema
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func build(
    _ documents: [Document], name: String = "test", threads: Int = 1,
    memory: Int = IndexBuilderOptions.usualMemoryLimit, batch: Int = 2_000,
    commonness: Commonness = .usual
  ) throws -> (path: String, summary: IndexSummary) {
    let path = "\(folder.path)/\(name)-\(threads)-\(memory).sakuin"
    var options = IndexBuilderOptions(
      schema: schema, threadCount: threads, memoryLimit: memory)
    options.commonness = commonness
    var builder = try IndexBuilder(
      path: path, options: options, analysis: BlankAnalyzer.analysis(of: schema),
      description: [("analysis", "blank")],
      lexicon: nil, batchLimit: batch)
    for document in documents { try builder.add(document) }
    return (path, try builder.finish())
  }

  private func bytes(_ path: String) throws -> Data { try Data(contentsOf: URL(filePath: path)) }

  /// All postings of a term, as the reader decodes them.
  private func postings(of key: TermKey, in reader: SegmentReader) throws -> TermPostings? {
    guard let entry = try reader.term(key) else { return nil }
    let postings = try reader.postings(entry)
    var result = TermPostings()
    var block = PostingsBlock()
    var positions = PositionsBlock()
    for index in 0..<postings.blockCount {
      try postings.decode(block: index, into: &block)
      for posting in 0..<block.count {
        result.documents.append(block.documents[posting])
        result.frequencies.append(block.frequencies[posting])
      }
      guard postings.hasPositions else { continue }
      try postings.decodePositions(block: index, of: block, into: &positions)
      for posting in 0..<block.count {
        result.positions.append(contentsOf: positions.positions[positions.range(of: posting)])
      }
    }
    return result
  }

  @Test func readsBackWhatTheOracleHas() throws {
    let documents = RandomDocuments.make(count: 500, seed: 21)
    let (path, summary) = try build(documents, threads: 2, memory: 1 << 20)
    var oracle = InversionOracle()
    for document in documents { oracle.add(document, schema: schema) }
    let expected = oracle.postings()
    let reader = try SegmentReader(path: FilePath(path))
    #expect(reader.documentCount == 500)
    #expect(summary.documentCount == 500)
    #expect(summary.termCount == expected.count)
    #expect(summary.byteCount == (try bytes(path)).count)
    for (key, wanted) in expected where try postings(of: key, in: reader) != wanted {
      Issue.record("postings of \(key) differ")
    }
    for (index, document) in documents.enumerated() {
      let number = DocumentID(index)
      #expect(try reader.document(forKey: document.key) == number)
      #expect(try reader.storedDocument(number) == document)
    }
    let total = oracle.lengths.reduce(0) { $0 + UInt64($1[1]) }
    #expect(reader.statistics(ofField: 1).totalLength == total)
  }

  @Test func sameBytesForAnyNumberOfThreadsAndAnyMemory() throws {
    let documents = RandomDocuments.make(count: 400, seed: 22)
    let expected = try bytes(build(documents).path)
    for threads in [1, 2, 4] {
      for memory in [0, 1 << 20, 1 << 30] {
        let (path, summary) = try build(documents, threads: threads, memory: memory)
        #expect(try bytes(path) == expected, "\(threads) threads, \(memory) bytes")
        #expect(memory > 0 || summary.spilledRunCount > 10)
      }
    }
    #expect(try bytes(build(documents, batch: 1 << 20).path) == expected)
  }

  @Test func samePairsForAnyNumberOfThreadsAndAnyMemory() throws {
    let documents = RandomDocuments.make(count: 400, seed: 25)
    let common = Commonness(share: 0.05, leastDocumentFrequency: 4, termLimit: 30)
    let first = try build(documents, name: "pairs", commonness: common)
    let expected = try bytes(first.path)
    let reader = try SegmentReader(path: FilePath(first.path))
    #expect(IndexChecker.check(reader) == [])
    #expect(first.summary.termCount == reader.termCount)
    for (name, number) in [("title", 0), ("body", 1)] {
      let pairs = reader.commonTerms(ofField: number)?.pairCount ?? 0
      #expect(pairs > 0 || name == "title")
    }
    for (threads, memory) in [(1, 0), (3, 0), (2, 1 << 20)] {
      let (path, _) = try build(
        documents, name: "pairs", threads: threads, memory: memory, commonness: common)
      #expect(try bytes(path) == expected, "\(threads) threads, \(memory) bytes")
    }
  }

  @Test func leavesNoTemporaryFiles() throws {
    let (path, _) = try build(
      RandomDocuments.make(count: 100, seed: 23), memory: 0,
      commonness: Commonness(share: 0, leastDocumentFrequency: 1, termLimit: 50))
    #expect(try folder.names == [URL(filePath: path).lastPathComponent])
  }

  @Test func aDroppedBuilderLeavesNothing() throws {
    let path = "\(folder.path)/dropped.sakuin"
    do {
      var builder = try IndexBuilder(
        path: path, options: IndexBuilderOptions(schema: schema, threadCount: 2, memoryLimit: 0),
        analysis: BlankAnalyzer.analysis(of: schema), description: [], lexicon: nil, batchLimit: 99)
      for document in RandomDocuments.make(count: 50, seed: 24) { try builder.add(document) }
    }
    #expect(try folder.names.isEmpty)
  }

  @Test func noDocumentsAndOneDocument() throws {
    let none = try build([], name: "none")
    #expect(none.summary.documentCount == 0)
    #expect(try SegmentReader(path: FilePath(none.path)).documentCount == 0)
    let one = try build(
      [Document(key: "only", fields: [.init(name: "body", value: .text("k1 w2s"))])], name: "one")
    let reader = try SegmentReader(path: FilePath(one.path))
    let key = TermKey(field: 1, kind: TermKind.surface.rawValue, text: "w2s")
    #expect(
      try postings(of: key, in: reader)
        == TermPostings(documents: [0], frequencies: [1], positions: [1]))
    #expect(reader.statistics(ofField: 0).documentCount == 0)
  }

  @Test func documentsWithoutWordsAndPositionsBeyond16Bits() throws {
    let far = String(repeating: "a ", count: 140_000) + "end"
    let documents = [
      Document(key: "1", fields: []),
      Document(key: "2", fields: [.init(name: "body", value: .text(far))]),
      Document(key: "3", fields: [.init(name: "body", value: .text(""))]),
    ]
    let reader = try SegmentReader(path: FilePath(build(documents).path))
    let key = TermKey(field: 1, kind: TermKind.surface.rawValue, text: "end")
    #expect(try postings(of: key, in: reader)?.positions == [140_000])
    #expect(reader.documentCount == 3)
    #expect(reader.statistics(ofField: 1).documentCount == 1)
  }

  @Test func refusesSingleDocumentsAndGoesOn() throws {
    let path = "\(folder.path)/refused.sakuin"
    var builder = try IndexBuilder(
      path: path, options: IndexBuilderOptions(schema: schema),
      analysis: BlankAnalyzer.analysis(of: schema), description: [], lexicon: nil,
      documentLimit: 50_000)
    try builder.add(Document(key: "a", fields: [.init(name: "body", value: .text("first"))]))
    let huge = String(repeating: "h", count: 50_001)
    let refused: [(Document, IndexingError)] = [
      (
        Document(key: "a", fields: [.init(name: "body", value: .text("second"))]),
        .duplicateKey("a")
      ),
      (Document(key: "", fields: []), .invalidDocument(key: "", issue: .emptyKey)),
      (
        Document(key: "b", fields: [.init(name: "size", value: .text("large"))]),
        .invalidDocument(key: "b", issue: .wrongType(field: "size", expected: .number))
      ),
      (
        Document(
          key: "c",
          fields: [
            .init(name: "tags", value: .keywords([String(repeating: "t", count: 32_001)]))
          ]),
        .keywordTooLong(document: "c", field: "tags", byteCount: 32_001, limit: 32_000)
      ),
      (
        Document(key: "d", fields: [.init(name: "url", value: .text(huge))]),
        .documentTooLarge(document: "d", byteCount: 50_001, limit: 50_000)
      ),
    ]
    for (document, expected) in refused {
      do throws(IndexingError) {
        try builder.add(document)
        Issue.record("document '\(document.key)' was taken in")
      } catch {
        #expect(error == expected)
        #expect(error.concernsOneDocument)
      }
    }
    // A refused key is free.
    try builder.add(Document(key: "b", fields: [.init(name: "body", value: .text("third"))]))
    #expect(try builder.finish().documentCount == 2)
    let reader = try SegmentReader(path: FilePath(path))
    #expect(try reader.storedDocument(0).value(of: "body") == .text("first"))
    #expect(try reader.key(of: 1) == "b")
  }

  @Test func saysWhyNothingCanBeWritten() throws {
    #expect(throws: IndexingError.self) {
      _ = try IndexBuilder(
        path: "/nonexistent/folder/x.sakuin", options: IndexBuilderOptions(schema: schema),
        analysis: BlankAnalyzer.analysis(of: schema), description: [], lexicon: nil)
    }
    #expect(throws: IndexingError.invalidSchema(.noFields)) {
      _ = try IndexBuilder(
        path: "\(folder.path)/none",
        options: IndexBuilderOptions(schema: Schema(fields: [])),
        analysis: FieldAnalysis(schema: Schema(fields: []), analyzers: []), description: [],
        lexicon: nil)
    }
  }

  @Test func keywordsAreExact() throws {
    let documents = [
      Document(
        key: "1", fields: [.init(name: "tags", value: .keywords(["Tokyo", "Tokyo", "東 京"]))]),
      Document(key: "2", fields: [.init(name: "tags", value: .keywords(["tokyo", ""]))]),
    ]
    let reader = try SegmentReader(path: FilePath(build(documents).path))
    func documentsWith(_ tag: String) throws -> [UInt32]? {
      let key = TermKey(field: 2, kind: TermKind.keyword.rawValue, text: tag)
      return try postings(of: key, in: reader)?.documents
    }
    #expect(try documentsWith("Tokyo") == [0])
    #expect(try documentsWith("tokyo") == [1])
    #expect(try documentsWith("東 京") == [0])
    #expect(try documentsWith("") == [1])
  }
}
