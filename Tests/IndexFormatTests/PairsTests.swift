// SPDX-License-Identifier: Apache-2.0

import DocumentModel
import Storage
import TestSupport
import Testing

@testable import IndexFormat

/// Pairs as the writer records them against a scan of the texts.
@Suite("Pairs of common terms")
struct PairsTests {
  private static let schema = Schema(
    fields: [.init(name: "title", type: .text), .init(name: "body", type: .text)])

  /// Texts of small vocabularies: words by number, several at one position now and then.
  private struct Model {
    var fields: [[[[Int]]]]

    init(seed: UInt64, documentCount: Int, vocabularySize: Int) {
      var random = SeededGenerator(seed: seed)
      fields = (0..<2).map { _ in
        (0..<documentCount).map { _ in
          (0..<Int.random(in: 0...20, using: &random)).map { _ in
            (0..<(Int.random(in: 0..<6, using: &random) == 0 ? 2 : 1)).map { _ in
              let draw = Double.random(in: 0..<1, using: &random)
              return Int(Double(vocabularySize) * draw * draw)
            }
          }
        }
      }
    }

    static func key(_ field: Int, _ word: Int) -> TermKey {
      // Words that begin other words, so that keys do not sort as words do.
      TermKey(
        field: UInt8(field), kind: 1,
        text: String(repeating: "ab", count: word / 3 + 1) + "\(word % 3)")
    }

    /// The positions of each word in each document of a field.
    func postings(_ field: Int) -> [Int: [UInt32: [UInt32]]] {
      var result: [Int: [UInt32: [UInt32]]] = [:]
      for (document, positions) in fields[field].enumerated() {
        for (position, words) in positions.enumerated() {
          for word in Set(words) {
            result[word, default: [:]][UInt32(document), default: []].append(UInt32(position))
          }
        }
      }
      return result
    }

    func bytes(_ commonness: Commonness, memoryLimit: Int) throws -> [UInt8] {
      try withTemporaryFolder { folder in
        let path = FilePath("\(folder)/pairs.sakuin")
        var writer = try SegmentWriter(
          path: path, schema: PairsTests.schema, description: [], commonness: commonness,
          memoryLimit: memoryLimit)
        for document in fields[0].indices {
          try writer.addDocument(
            Document(key: "\(document)", fields: []),
            lengths: fields.map { UInt32($0[document].count) })
        }
        try writer.beginTerms()
        for field in fields.indices {
          let postings = postings(field).map { (Self.key(field, $0), $1) }
          for (key, documents) in postings.sorted(by: { $0.0 < $1.0 }) {
            let order = documents.sorted { $0.key < $1.key }
            try writer.addTerm(
              key, documents: order.map(\.key), frequencies: order.map { UInt32($0.value.count) },
              positions: order.flatMap(\.value))
          }
        }
        _ = try writer.finish()
        #expect(try files(in: folder) == ["pairs.sakuin"])
        return try MappedFile(path: path).bytes().array
      }
    }

    /// In each document of a field, how many positions of a word have another behind them.
    func pair(_ field: Int, _ first: Int, _ second: Int) -> [UInt32: UInt32] {
      var result: [UInt32: UInt32] = [:]
      for (document, positions) in fields[field].enumerated() {
        for (a, b) in zip(positions, positions.dropFirst())
        where a.contains(first) && b.contains(second) {
          result[UInt32(document), default: 0] += 1
        }
      }
      return result
    }
  }

  private static func postings(_ key: TermKey, _ reader: SegmentReader) throws -> [UInt32: UInt32]?
  {
    guard let entry = try reader.term(key) else { return nil }
    let postings = try reader.postings(entry)
    var block = PostingsBlock()
    var result: [UInt32: UInt32] = [:]
    for index in 0..<postings.blockCount {
      try postings.decode(block: index, into: &block)
      for place in 0..<block.count { result[block.documents[place]] = block.frequencies[place] }
    }
    return result
  }

  @Test(arguments: [(1, 40, 5, 3), (2, 300, 12, 8), (3, 700, 30, 100), (4, 3, 4, 4)], [0.0, 5])
  func areThoseOfTheTexts(
    _ sizes: (seed: UInt64, documentCount: Int, vocabularySize: Int, limit: Int), _ chance: Double
  ) throws {
    let (seed, documentCount, vocabularySize, limit) = sizes
    let model = Model(seed: seed, documentCount: documentCount, vocabularySize: vocabularySize)
    let commonness = Commonness(
      share: 0.1, leastDocumentFrequency: 2, termLimit: limit, leastChance: chance)
    let bytes = try model.bytes(commonness, memoryLimit: 1 << 20)
    #expect(try model.bytes(commonness, memoryLimit: 0) == bytes)
    let reader = try SegmentReader(bytes: MappedBytes(bytes), name: "pairs")
    #expect(IndexChecker.check(reader) == [])
    var found = 0
    for field in 0..<2 {
      let frequencies = model.postings(field).mapValues(\.count)
      let common = frequencies.filter { $0.value > documentCount / 10 && $0.value >= 2 }
      let isCommon = { (word: Int) in
        let rivals = common.values.count { $0 >= common[word] ?? .max }
        return common[word] != nil && rivals <= limit
      }
      var pairCount = 0
      let hasPairs = reader.commonTerms(ofField: field) != nil
      for first in 0..<vocabularySize {
        let key = Model.key(field, first)
        guard let entry = try reader.term(key) else { continue }
        for second in 0..<vocabularySize {
          let expected = model.pair(field, first, second)
          let product = (frequencies[first] ?? 0) * (frequencies[second] ?? 0)
          let isRecorded =
            isCommon(first) && isCommon(second) && product >= Int(chance) * documentCount
          if let other = try reader.term(Model.key(field, second)) {
            #expect(
              reader.recordsPair(entry, other) == (isRecorded && hasPairs),
              "words \(first) and \(second)")
          }
          let pair = try Self.postings(PairTerm.key(key, Model.key(field, second)), reader)
          #expect(
            pair == (isRecorded && !expected.isEmpty ? expected : nil),
            "words \(first) and \(second)")
          if pair != nil { pairCount += 1 }
        }
      }
      #expect(Int(reader.commonTerms(ofField: field)?.pairCount ?? 0) == pairCount)
      found += pairCount
    }
    #expect(found > 0 || Int(chance) > documentCount)
  }

  @Test func spillsGiveTheSameBytes() throws {
    let model = Model(seed: 9, documentCount: 4000, vocabularySize: 6)
    let commonness = Commonness(share: 0.01, leastDocumentFrequency: 2, termLimit: 6)
    #expect(
      try model.bytes(commonness, memoryLimit: 0) == model.bytes(commonness, memoryLimit: 1 << 30))
  }

  @Test func smallSegmentsHaveNone() throws {
    let model = Model(seed: 5, documentCount: 900, vocabularySize: 5)
    let reader = try SegmentReader(
      bytes: MappedBytes(model.bytes(.usual, memoryLimit: 1 << 20)), name: "small")
    var pairs = reader.terms(prefix: [0, PairTerm.kind])
    #expect(try pairs.next() == nil)
    #expect(reader.commonTerms(ofField: 0) == nil)
  }

  @Test func areNotAddedFromOutside() throws {
    try withTemporaryFolder { folder in
      var writer = try SegmentWriter(
        path: FilePath("\(folder)/x.sakuin"), schema: Self.schema, description: [])
      try writer.addDocument(Document(key: "1", fields: []), lengths: [2, 0])
      try writer.beginTerms()
      let key = TermKey(field: 0, kind: PairTerm.kind, text: "a")
      do throws(IndexFormatError) {
        try writer.addTerm(key, documents: [0], frequencies: [1], positions: [])
        Issue.record("a pair was added")
      } catch {
        #expect(error == .invalidTerm(key, reason: "pairs are made by the writer"))
      }
    }
  }

  /// A sound file whose pairs are not those of the positions: the last word moves one place on.
  @Test func theCheckerCountsThemAnew() throws {
    func bytes(_ moved: UInt32) throws -> [UInt8] {
      try withTemporaryFolder { folder in
        let path = FilePath("\(folder)/x.sakuin")
        var writer = try SegmentWriter(
          path: path, schema: Self.schema, description: [],
          commonness: Commonness(share: 0, leastDocumentFrequency: 1, termLimit: 4))
        for document in 0..<200 {
          try writer.addDocument(Document(key: "\(document)", fields: []), lengths: [9, 0])
        }
        try writer.beginTerms()
        for (text, position) in [("a", 4), ("b", 5 + moved)] as [(String, UInt32)] {
          try writer.addTerm(
            TermKey(field: 0, kind: 1, text: text), documents: Array(0..<200),
            frequencies: .init(repeating: 1, count: 200),
            positions: .init(repeating: position, count: 200))
        }
        _ = try writer.finish()
        return try MappedFile(path: path).bytes().array
      }
    }
    let sound = try SegmentReader(bytes: MappedBytes(bytes(0)), name: "sound")
    #expect(sound.commonTerms(ofField: 0)?.pairCount == 1)
    let positions = try #require(sound.sections.first { $0.name == "positions" })
    let other = try SegmentReader(bytes: MappedBytes(bytes(1)), name: "other")
    let moved = try #require(other.sections.first { $0.name == "positions" })
    #expect(positions.byteCount == moved.byteCount)
    var damaged = try bytes(0)
    let source = try bytes(1)
    for index in 0..<moved.byteCount {
      damaged[positions.offset + index] = source[moved.offset + index]
    }
    let findings = IndexChecker.check(
      try SegmentReader(bytes: MappedBytes(damaged), name: "damaged"))
    #expect(findings.contains { $0.reason.contains("differ from the positions") }, "\(findings)")
  }
}
