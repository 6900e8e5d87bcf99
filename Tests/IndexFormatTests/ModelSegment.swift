// SPDX-License-Identifier: Apache-2.0

import DocumentModel
import Foundation
import IndexFormat
import Storage
import TestSupport

/// What a segment is made of, in plain arrays, to compare a file with.
struct ModelSegment {
  struct Term {
    var key: TermKey
    var documents: [UInt32]
    var frequencies: [UInt32] = []
    var positions: [[UInt32]] = []
  }

  static let schema = Schema(
    fields: [
      .init(name: "title", type: .text, weight: 2), .init(name: "body", type: .text),
      .init(name: "url", type: .stored), .init(name: "lang", type: .keyword),
      .init(name: "tags", type: .keyword), .init(name: "rank", type: .number),
      .init(name: "price", type: .number), .init(name: "date", type: .date),
      .init(name: "secret", type: .text, isStored: false),
    ])

  var schema = Self.schema
  var description = [("analyzer", "bilingual"), ("icu", "72.1")]
  /// No pairs, unless a test asks for them.
  var commonness = Commonness(share: 1, leastDocumentFrequency: 1, termLimit: 0)
  var documents: [Document] = []
  var lengths: [[UInt32]] = []
  var terms: [Term] = []
  var readings: [[([UInt8], [UInt8])]] = []

  init() {}

  /// A segment with terms of every kind and every form of block.
  init(seed: UInt64, documentCount: Int, termsPerKind: Int = 40) {
    var random = SeededGenerator(seed: seed)
    for number in 0..<documentCount {
      addDocument(number, &random)
    }
    addTerms(termsPerKind, &random)
    addLengths()
    readings = (0..<3).map { table in
      (0..<Int.random(in: 1...90, using: &random)).map { number in
        (
          Array("key\(table)\(number + 1000)".utf8),
          Array(String(repeating: "よ", count: number % 7).utf8)
        )
      }
    }
  }

  private static let words = ["寝取", "ねとられ", "search", "engine", "東京", "tower", "サーバ", "run"]

  private mutating func addDocument(_ number: Int, _ random: inout SeededGenerator) {
    let text = (0..<Int.random(in: 0...30, using: &random)).map { _ in
      Self.words[Int.random(in: 0..<Self.words.count, using: &random)]
    }.joined(separator: " ")
    var fields: [Document.Field] = [
      .init(name: "title", value: .text("Title \(number)")),
      .init(name: "body", value: .text(text)),
    ]
    if number % 3 != 0 {
      fields.append(.init(name: "url", value: .text("https://example.org/\(number)")))
    }
    if number % 5 != 0 {
      fields.append(.init(name: "lang", value: .keywords([number % 2 == 0 ? "ja" : "en"])))
    }
    if number % 7 != 0 {
      fields.append(.init(name: "rank", value: .number(Double(number * 5 - 100))))
    }
    if number % 2 == 0 { fields.append(.init(name: "price", value: .number(Double(number) / 7))) }
    if number % 11 != 0 {
      fields.append(
        .init(name: "date", value: .date(1_600_000_000_000 + Int64(number) * 86_400_000)))
    }
    let key = "doc/\(UInt64.random(in: 0..<1_000_000, using: &random))/\(number)"
    documents.append(Document(key: key, fields: fields))
  }

  private mutating func addTerms(_ termsPerKind: Int, _ random: inout SeededGenerator) {
    let count = UInt32(documents.count)
    guard count > 0 else { return }
    for field: UInt8 in [0, 1] {
      for kind: UInt8 in 1...5 {
        for number in 0..<termsPerKind {
          let text = "\(Self.words[number % Self.words.count])\(number)"
          let key = TermKey(field: field, kind: kind, text: text)
          let matching = matching(number, of: count, &random)
          guard !matching.isEmpty else { continue }
          terms.append(Self.term(key, matching, number, &random))
        }
      }
    }
    // The terms of keyword fields are the values of the documents.
    var tags = [[String]](repeating: [], count: documents.count)
    for number in 0..<2 * termsPerKind {
      let text = "\(Self.words[number % Self.words.count])\(number)"
      for document in matching(number, of: count, &random) { tags[Int(document)].append(text) }
    }
    for (document, tags) in tags.enumerated() {
      documents[document].fields.append(.init(name: "tags", value: .keywords(tags)))
    }
    for (field, name) in [(UInt8(3), "lang"), (4, "tags")] {
      var holders: [String: [UInt32]] = [:]
      for (document, contents) in documents.enumerated() {
        for case .keywords(let words) in contents.fields.filter({ $0.name == name }).map(\.value) {
          for word in words { holders[word, default: []].append(UInt32(document)) }
        }
      }
      for (word, documents) in holders {
        terms.append(Term(key: TermKey(field: field, kind: 6, text: word), documents: documents))
      }
    }
    terms.sort { $0.key < $1.key }
  }

  /// The documents of the n-th term of a kind.
  private func matching(
    _ number: Int, of count: UInt32, _ random: inout SeededGenerator
  ) -> [UInt32] {
    switch number % 10 {
    case 0: Array(0..<count)
    case 1: (0..<count).filter { $0 % 3 == 1 }
    case 2: (0..<count).filter { _ in Int.random(in: 0..<2, using: &random) == 0 }
    case 3: (0..<count).filter { _ in Int.random(in: 0..<20, using: &random) == 0 }
    case 4: Array((0..<count).prefix(128))
    case 5: Array((0..<count).suffix(129))
    case 6: (0..<count).filter { $0 < 100 || $0 + 90 > count }
    default: [UInt32.random(in: 0..<count, using: &random)]
    }
  }

  /// The lengths that the positions leave: where a document has a term, the field has words.
  private mutating func addLengths() {
    lengths = [[UInt32]](
      repeating: [UInt32](repeating: 0, count: schema.fields.count), count: documents.count)
    for term in terms where term.key.kind != 6 {
      for (place, document) in term.documents.enumerated() {
        let last = 1...3 ~= term.key.kind ? term.positions[place].last ?? 0 : 0
        let known = lengths[Int(document)][Int(term.key.field)]
        lengths[Int(document)][Int(term.key.field)] = max(known, last + 1)
      }
    }
    for document in lengths.indices { lengths[document][8] = UInt32(document % 2) }
  }

  private static func term(
    _ key: TermKey, _ documents: [UInt32], _ number: Int, _ random: inout SeededGenerator
  ) -> Term {
    var term = Term(key: key, documents: documents)
    term.frequencies = documents.map { _ in
      switch number % 4 {
      case 0: 1
      case 1:
        Int.random(in: 0..<30, using: &random) == 0 ? 300 : UInt32.random(in: 1...3, using: &random)
      case 2: 3
      default: UInt32.random(in: 1...9, using: &random)
      }
    }
    guard key.kind < 5 else { return term }
    term.positions = term.frequencies.map { frequency in
      var position: UInt32 = 0
      return (0..<frequency).map { _ in
        position += UInt32.random(in: 0..<(number % 3 == 0 ? 4 : 2000), using: &random)
        return position
      }
    }
    return term
  }

  /// Writes the segment to a file.
  func write(to path: FilePath) throws -> SegmentInfo {
    var writer = try SegmentWriter(
      path: path, schema: schema, description: description, commonness: commonness)
    for (document, lengths) in zip(documents, lengths) {
      try writer.addDocument(document, lengths: lengths)
    }
    try writer.beginTerms()
    for term in terms {
      try writer.addTerm(
        term.key, documents: term.documents, frequencies: term.frequencies,
        positions: Array(term.positions.joined()))
    }
    if !readings.isEmpty {
      let tables = try readings.map { entries in
        var table = KeyTableWriter()
        for (key, value) in entries { try table.append(key: key, value: value) }
        return table.finish()
      }
      try writer.setReadings(byKey: tables[0], byShortKey: tables[1], lexicon: tables[2])
    }
    return try writer.finish()
  }

  /// The bytes of the segment's file.
  func bytes() throws -> [UInt8] {
    try withTemporaryFolder { folder in
      let path = FilePath("\(folder)/model.sakuin")
      _ = try write(to: path)
      return try MappedFile(path: path).bytes().array
    }
  }

  /// The values of a document that the segment keeps.
  func storedDocument(_ number: Int) -> Document {
    var document = documents[number]
    document.fields.removeAll { field in
      schema.fields.first { $0.name == field.name }?.isStored == false
    }
    return document
  }
}

/// Calls a closure with a new folder and removes it and its files afterwards.
func withTemporaryFolder<Result>(_ body: (String) throws -> Result) throws -> Result {
  let folder = FileManager.default.temporaryDirectory.appending(path: "sakuin-\(UUID())")
  try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: false)
  defer { try? FileManager.default.removeItem(at: folder) }
  return try body(folder.path)
}

/// The names of the files in a folder, sorted.
func files(in folder: String) throws -> [String] {
  try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
}
