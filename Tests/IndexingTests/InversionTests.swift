// SPDX-License-Identifier: Apache-2.0
import DocumentModel
import IndexFormat
import Storage
import Testing

@testable import Indexing
@testable import TextAnalysis

/// The inverter against the obvious one, whole: batches, buffer, runs, merge.
@Suite struct InversionTests {
  private let schema = RandomDocuments.schema
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  /// Inverts documents in batches of `batchSize`, which inverters take in turns; a new run after every
  /// `runSize` batches.
  private func invert(
    _ documents: [Document], batchSize: Int, runSize: Int = .max, inverters: Int = 1
  ) throws -> (terms: [(key: TermKey, postings: TermPostings)], readings: ReadingCollector) {
    let analysis = BlankAnalyzer.analysis(of: schema)
    var readings = ReadingCollector()
    var runs: [TermRun] = []
    for turn in 0..<inverters {
      var inverter = Inverter()
      for (number, start) in stride(from: 0, to: documents.count, by: batchSize).enumerated()
      where number % inverters == turn {
        var batch = DocumentBatch(firstDocument: UInt32(start))
        for document in documents[start...].prefix(batchSize) { batch.append(document) }
        _ = analysis.invert(batch, with: &inverter)
        if (number / inverters + 1) % runSize == 0 {
          let path = FilePath("\(folder.path)/inversion-run\(runs.count)")
          runs.append(
            TermRun(
              try SpilledRun(
                writing: inverter.takeRun(), path: path, fileSystem: SystemFiles())))
        }
      }
      runs.append(TermRun(inverter.takeRun()))
      readings.insert(contentsOf: inverter.collector.readings)
    }
    var merger = try RunMerger(runs)
    var terms: [(key: TermKey, postings: TermPostings)] = []
    var chunk = TermChunk()
    while try merger.fill(&chunk, byteCount: 1 << 10) {
      chunk.forEach { key, postings in
        terms.append((TermKey(bytes: key.indices.map { key[$0] }), postings))
      }
    }
    return (terms, readings)
  }

  private func expectOracle(
    _ documents: [Document], batchSize: Int, runSize: Int = .max, inverters: Int = 1,
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    var oracle = InversionOracle()
    for document in documents { oracle.add(document, schema: schema) }
    let (terms, readings) = try invert(
      documents, batchSize: batchSize, runSize: runSize, inverters: inverters)
    let expected = oracle.postings()
    #expect(terms.map(\.key) == expected.map(\.key), sourceLocation: sourceLocation)
    for (found, wanted) in zip(terms, expected) where found.postings != wanted.postings {
      Issue.record("postings of \(found.key) differ", sourceLocation: sourceLocation)
    }
    var collected: [[UInt8]: Set<[UInt8]>] = [:]
    readings.forEach { word, readings in
      #expect(collected[word] == nil, sourceLocation: sourceLocation)
      #expect(Set(readings).count == readings.count, sourceLocation: sourceLocation)
      collected[word] = Set(readings)
    }
    #expect(collected == oracle.readings, sourceLocation: sourceLocation)
  }

  @Test(arguments: [1, 7, 1_000])
  func equalsTheOracle(batchSize: Int) throws {
    try expectOracle(RandomDocuments.make(count: 250, seed: 11), batchSize: batchSize)
  }

  @Test(arguments: [1, 2, 5])
  func equalsTheOracleWithRunsOnDisk(runSize: Int) throws {
    try expectOracle(
      RandomDocuments.make(count: 150, seed: 12), batchSize: 10, runSize: runSize)
  }

  @Test(arguments: [2, 3])
  func equalsTheOracleWithDocumentsInTurns(inverters: Int) throws {
    let documents = RandomDocuments.make(count: 200, seed: 13)
    try expectOracle(documents, batchSize: 9, inverters: inverters)
    try expectOracle(documents, batchSize: 3, runSize: 4, inverters: inverters)
  }

  @Test func emptyTexts() throws {
    try expectOracle([], batchSize: 4)
    try expectOracle(
      (0..<3).map { Document(key: "\($0)", fields: [.init(name: "body", value: .text(""))]) },
      batchSize: 2)
  }

  @Test func longTermsAndFarPositions() throws {
    let long = String(repeating: "長", count: 10_000)
    let far = String(repeating: "a ", count: 140_000) + "end"
    try expectOracle(
      [
        Document(key: "1", fields: [.init(name: "body", value: .text("\(long) b \(long)c"))]),
        Document(key: "2", fields: [.init(name: "body", value: .text(far))]),
        Document(key: "3", fields: [.init(name: "body", value: .text("end end"))]),
      ], batchSize: 2)
  }

  @Test func aTermTooLongForADictionaryIsLeftOut() throws {
    let text = String(repeating: "x", count: TermCollector.largestTermByteCount + 1)
    let document = Document(key: "1", fields: [.init(name: "body", value: .text(text + " y"))])
    let surfaces = try invert([document], batchSize: 1).terms.map(\.key).filter { $0.kind == 1 }
    #expect(surfaces == [TermKey(field: 1, kind: 1, text: "y")])
  }

  @Test func oneTermAtOnePositionCountsOnce() {
    var text = AnalyzedText()
    text.bytes = Array("ab".utf8)
    text.terms = [3, 1, 3].map { position in
      AnalyzedTerm(
        kind: .surface, bytes: 0..<2, position: position, source: 0..<0, isFunctionWord: false,
        isCompound: false)
    }
    var inverter = Inverter()
    inverter.collector.beginText(field: 0)
    inverter.collector.add(text)
    inverter.add(document: 0)
    var stream: [UInt8] = []
    inverter.takeRun().copyStream(of: 0, to: &stream)
    var postings = TermPostings()
    PostingStream.decode(stream.span, kind: .surface, into: &postings)
    #expect(postings == TermPostings(documents: [0], frequencies: [2], positions: [1, 3]))
  }
}
