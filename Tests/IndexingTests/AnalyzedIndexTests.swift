// SPDX-License-Identifier: Apache-2.0
import DocumentModel
import IndexFormat
import Storage
import Testing

@testable import Indexing
@testable import TextAnalysis

/// The builder with the analyzers that users get.
@Suite struct AnalyzedIndexTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func build(
    _ texts: [String], threads: Int = 1, memory: Int = IndexBuilderOptions.usualMemoryLimit
  ) throws -> SegmentReader {
    let path = "\(folder.path)/\(threads)-\(memory).sakuin"
    let options = IndexBuilderOptions(threadCount: threads, memoryLimit: memory)
    var builder = try IndexBuilder(path: path, options: options)
    for (number, text) in texts.enumerated() {
      try builder.add(
        Document(key: "\(number)", fields: [.init(name: "body", value: .text(text))]))
    }
    _ = try builder.finish()
    return try SegmentReader(path: FilePath(path))
  }

  @Test func wordsOfEveryScriptStandUnderOneReading() throws {
    let reader = try build(["すし", "スシ", "sushi"])
    let table = try #require(reader.readingsByKey)
    let key = try #require(MoraKey(kana: Array("すし".utf8)))
    let entries = ReadingEntry.decode(try #require(try table.value(forKey: key.bytes)))
    let words = Set(entries.map { String(decoding: $0.term, as: UTF8.self) })
    #expect(words.isSuperset(of: ["すし", "sushi"]))
  }

  @Test func threadsAndMemoryChangeNoByte() throws {
    let texts = (0..<60).map { number in
      "Running number \(number): 東京で食べられなかった寿司を\(number)回食べた。ネトラレ \(number % 7)"
    }
    let expected = try build(texts).segmentID
    #expect(try build(texts, threads: 3).segmentID == expected)
    #expect(try build(texts, threads: 2, memory: 0).segmentID == expected)
  }

  @Test func anUnknownAnalyzerIsNamed() throws {
    let options = IndexBuilderOptions(schema: .standard(analyzer: "klingon"))
    do throws(IndexingError) {
      _ = try IndexBuilder(path: "\(folder.path)/none.sakuin", options: options)
      Issue.record("there is no such analyzer")
    } catch {
      #expect(error.description.contains("klingon"))
    }
    #expect(try folder.names.isEmpty)
  }
}
