// SPDX-License-Identifier: Apache-2.0

import DocumentModel
import Foundation
import IndexFormat
import Storage
import TestSupport
import TextAnalysis

@testable import Searching

/// Documents of made-up words and characters in plain arrays, which can be written as segments.
struct ModelCollection {
  /// A document: words by number in two fields, characters by number in a third.
  struct Entry {
    var title: [Int]
    var body: [Int]
    var kana: [Int]
    var tags: [String]
    var price: Double?
    var date: Int64?
  }

  static let alphabet = Array("あいうかきくさし")
  static let schema = Schema(
    fields: [
      .init(name: "title", type: .text, weight: 2), .init(name: "body", type: .text),
      .init(name: "kana", type: .text), .init(name: "tags", type: .keyword),
      .init(name: "price", type: .number), .init(name: "date", type: .date),
    ])

  var schema = Self.schema
  /// Low enough for pairs in small segments.
  var commonness = Commonness(share: 0.05, leastDocumentFrequency: 3, termLimit: 6)
  var entries: [Entry] = []
  let vocabularySize: Int

  init(seed: UInt64, documentCount: Int, vocabularySize: Int = 60) {
    var random = SeededGenerator(seed: seed)
    self.vocabularySize = vocabularySize
    for number in 0..<documentCount {
      let topic = number * 7 / max(1, documentCount)
      func word() -> Int {
        // Frequent words have small numbers; each topic has words of its own.
        let draw = Double.random(in: 0..<1, using: &random)
        let word = Int(Double(vocabularySize) * draw * draw * draw)
        return word % 5 == 4 ? min(vocabularySize - 1, word + topic) : word
      }
      var entry = Entry(title: [], body: [], kana: [], tags: [])
      if number % 9 != 3 {
        entry.title = (0..<Int.random(in: 1...5, using: &random)).map { _ in word() }
      }
      let length = Int.random(in: 0...9, using: &random) == 0 ? 120 : 14
      entry.body = (0..<Int.random(in: 0...length, using: &random)).map { _ in word() }
      entry.kana = (0..<Int.random(in: 0...12, using: &random)).map { _ in
        Int.random(in: 0..<Self.alphabet.count, using: &random)
      }
      entry.tags = Set((0..<number % 3).map { _ in "t\(Int.random(in: 0..<14, using: &random))" })
        .sorted()
      if number % 4 != 1 { entry.price = Double(Int.random(in: 0..<500, using: &random)) / 4 }
      if number % 5 != 2 { entry.date = Int64.random(in: 0..<1_700_000_000_000, using: &random) }
      entries.append(entry)
    }
  }

  static func surface(_ word: Int, field: Int) -> TermKey {
    TermKey(field: UInt8(field), kind: TermKind.surface.rawValue, text: "w\(word)")
  }
  /// Three words in a row share a lemma.
  static func lemma(_ word: Int, field: Int) -> TermKey {
    TermKey(field: UInt8(field), kind: TermKind.lemma.rawValue, text: "l\(word / 3)")
  }
  static func gram(_ first: Int, _ second: Int) -> TermKey {
    TermKey(
      field: 2, kind: TermKind.gram.rawValue, text: "\(alphabet[first])\(alphabet[second])")
  }
  static func character(_ character: Int) -> TermKey {
    TermKey(field: 2, kind: TermKind.character.rawValue, text: "\(alphabet[character])")
  }
  static func tag(_ tag: String) -> TermKey {
    TermKey(field: 3, kind: TermKind.keyword.rawValue, text: tag)
  }

  static func text(_ characters: [Int]) -> String {
    String(characters.map { alphabet[$0] })
  }

  /// The terms of an entry with their positions, in no order.
  static func terms(of entry: Entry) -> [(key: TermKey, position: UInt32)] {
    var terms: [(key: TermKey, position: UInt32)] = []
    for (field, words) in [entry.title, entry.body].enumerated() {
      for (position, word) in words.enumerated() {
        terms.append((surface(word, field: field), UInt32(position)))
        terms.append((lemma(word, field: field), UInt32(position)))
      }
    }
    for (position, character) in entry.kana.enumerated() {
      terms.append((self.character(character), 0))
      if position > 0 {
        terms.append((gram(entry.kana[position - 1], character), UInt32(position - 1)))
      }
    }
    terms += entry.tags.map { (tag($0), 0) }
    return terms
  }

  func document(_ number: Int) -> Document {
    let entry = entries[number]
    var fields: [Document.Field] = [
      .init(name: "title", value: .text(entry.title.map { "w\($0)" }.joined(separator: " "))),
      .init(name: "body", value: .text(entry.body.map { "w\($0)" }.joined(separator: " "))),
      .init(name: "kana", value: .text(Self.text(entry.kana))),
      .init(name: "tags", value: .keywords(entry.tags)),
    ]
    if let price = entry.price { fields.append(.init(name: "price", value: .number(price))) }
    if let date = entry.date { fields.append(.init(name: "date", value: .date(date))) }
    return Document(key: "d\(number)", fields: fields)
  }

  /// Some of the documents as an open segment.
  func segment(_ range: Range<Int>) throws -> SegmentReader {
    try SegmentReader(bytes: MappedBytes(segmentBytes(range)), name: "model")
  }

  /// Some of the documents as a segment file.
  func segmentBytes(_ range: Range<Int>) throws -> [UInt8] {
    let folder = FileManager.default.temporaryDirectory.appending(path: "sakuin-\(UUID())")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: false)
    defer { try? FileManager.default.removeItem(at: folder) }
    let path = FilePath(folder.path + "/model.sakuin")
    var writer = try SegmentWriter(
      path: path, schema: schema, description: [], commonness: commonness)
    var postings: [TermKey: [(document: UInt32, positions: [UInt32])]] = [:]
    for number in range {
      let entry = entries[number]
      let lengths = [entry.title.count, entry.body.count, entry.kana.count].map { UInt32($0) }
      let id = try writer.addDocument(document(number), lengths: lengths)
      for (key, occurrences) in Dictionary(grouping: Self.terms(of: entry), by: \.key) {
        postings[key, default: []].append((id, occurrences.map(\.position)))
      }
    }
    try writer.beginTerms()
    for (key, list) in postings.sorted(by: { $0.key < $1.key }) {
      let kind = TermKind(rawValue: key.kind)
      try writer.addTerm(
        key, documents: list.map(\.document),
        frequencies: kind == .keyword ? [] : list.map { UInt32($0.positions.count) },
        positions: kind == .keyword || kind == .character ? [] : list.flatMap(\.positions))
    }
    _ = try writer.finish()
    let bytes = try MappedFile(path: path).bytes()
    return try bytes.array(0..<bytes.count)
  }

  /// All documents in segments of about equal size.
  func snapshot(segmentCount: Int) throws -> (snapshot: Snapshot, starts: [Int]) {
    let starts = (0..<segmentCount).map { entries.count * $0 / segmentCount }
    let ends = starts.dropFirst() + [entries.count]
    let segments = try zip(starts, ends).map { try segment($0..<$1) }
    return (try Snapshot(segments: segments), starts)
  }
}
