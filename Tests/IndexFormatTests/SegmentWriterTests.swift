// SPDX-License-Identifier: Apache-2.0

import DocumentModel
import IndexFormat
import Storage
import TestSupport
import Testing

@Suite("Segment writer")
struct SegmentWriterTests {
  private let schema = Schema(fields: [
    .init(name: "body", type: .text), .init(name: "tag", type: .keyword),
  ])

  /// The error of some calls on a new writer.
  private func error(_ body: (inout SegmentWriter) throws -> Void) throws -> IndexFormatError? {
    try withTemporaryFolder { folder in
      var writer = try SegmentWriter(
        path: FilePath("\(folder)/a.sakuin"), schema: schema, description: [])
      do {
        try body(&writer)
        _ = try writer.finish()
        return nil
      } catch let error as IndexFormatError { return error }
    }
  }

  private func document(_ key: String, _ fields: [Document.Field] = []) -> Document {
    Document(key: key, fields: fields)
  }

  @Test func wrongDocuments() throws {
    let text = FieldValue.text("a")
    #expect(
      try error { try $0.addDocument(document("a", [.init(name: "x", value: text)]), lengths: []) }
        == .unknownField(name: "x"))
    #expect(
      try error {
        try $0.addDocument(document("a", [.init(name: "tag", value: text)]), lengths: [])
      }
        == .unexpectedValue(field: "tag"))
    #expect(
      try error { try $0.addDocument(document(""), lengths: []) } == .invalidKey("", limit: 8192))
    #expect(
      try error {
        for key in ["a", "b", "a"] { try $0.addDocument(document(key), lengths: []) }
        try $0.beginTerms()
      } == .duplicateKey("a"))
  }

  @Test func wrongOrder() throws {
    func isOutOfOrder(_ body: (inout SegmentWriter) throws -> Void) throws -> Bool {
      if case .outOfOrder? = try error(body) { true } else { false }
    }
    #expect(try isOutOfOrder { _ in })
    #expect(
      try isOutOfOrder {
        try $0.beginTerms()
        try $0.beginTerms()
      })
    #expect(
      try isOutOfOrder {
        try $0.beginTerms()
        try $0.addDocument(document("a"), lengths: [])
      })
    #expect(
      try isOutOfOrder {
        try $0.addTerm(
          TermKey(field: 0, kind: 6, text: "a"), documents: [0], frequencies: [], positions: [])
      })
  }

  @Test func wrongTerms() throws {
    func reason(
      _ kind: UInt8, _ documents: [UInt32], _ frequencies: [UInt32], _ positions: [UInt32],
      field: UInt8 = 0
    ) throws -> String? {
      switch try error({
        for key in ["a", "b"] { try $0.addDocument(document(key), lengths: [3]) }
        try $0.beginTerms()
        try $0.addTerm(
          TermKey(field: field, kind: kind, text: "t"), documents: documents,
          frequencies: frequencies, positions: positions)
      }) {
      case .invalidTerm(_, let reason)?, .invalidPostings(_, let reason)?: return reason
      case nil: return nil
      case let other?: return other.description
      }
    }
    #expect(try reason(1, [0, 1], [1, 2], [4, 0, 9]) == nil)
    #expect(try reason(6, [0, 1], [], []) == nil)
    #expect(try reason(5, [0, 1], [3, 4], []) == nil)
    #expect(try reason(7, [0], [1], []) == "pairs are made by the writer")
    #expect(try reason(8, [0], [1], [1]) == "no kind 8")
    #expect(try reason(1, [0], [1], [1], field: 2) == "no field 2")
    #expect(try reason(1, [], [], []) == "0 documents, 0 frequencies, 0 positions")
    #expect(try reason(1, [1, 0], [1, 1], [1, 1]) == "document 0 after 1")
    #expect(try reason(1, [1, 1], [1, 1], [1, 1]) == "document 1 after 1")
    #expect(try reason(1, [2], [1], [1]) == "document 2 of 2")
    #expect(try reason(1, [0], [0], []) == "a frequency of 0")
    #expect(try reason(1, [0], [2], [1]) == "1 positions are too few")
    #expect(try reason(1, [0], [1], [1, 2]) == "2 positions are too many")
    #expect(try reason(1, [0], [2], [2, 1]) == "positions of document 0 out of order")
    #expect(try reason(5, [0], [1], [1]) == "1 documents, 1 frequencies, 1 positions")
    #expect(try reason(5, [0, 1], [1], []) == "2 documents, 1 frequencies, 0 positions")
    let unsorted = try error {
      try $0.addDocument(document("a"), lengths: [])
      try $0.beginTerms()
      for text in ["b", "b"] {
        try $0.addTerm(
          TermKey(field: 1, kind: 6, text: text), documents: [0], frequencies: [], positions: [])
      }
    }
    #expect(
      unsorted
        == .invalidTerm(TermKey(field: 1, kind: 6, text: "b"), reason: "does not sort after 1:6:b"))
  }

  @Test func manyAndLongStoredDocumentsUseADictionary() throws {
    try withTemporaryFolder { folder in
      let path = FilePath("\(folder)/a.sakuin")
      var random = SeededGenerator(seed: 31)
      // Sentences that come back in other blocks rather than in their own.
      let sentences = (0..<100).map { _ in
        (0..<30).map { _ in "索引\(UInt16.random(in: 0...(.max), using: &random))" }.joined()
      }
      let texts = (0..<900).map { number in
        (0..<(number == 450 ? 300 : 2)).map { _ in
          sentences[Int.random(in: 0..<sentences.count, using: &random)]
        }.joined(separator: " ")
      }
      var writer = try SegmentWriter(path: path, schema: schema, description: [])
      for (number, text) in texts.enumerated() {
        try writer.addDocument(
          document("k\(number)", [.init(name: "body", value: .text(text))]), lengths: [1])
      }
      try writer.beginTerms()
      _ = try writer.finish()
      let reader = try SegmentReader(path: path)
      #expect(reader.sections.contains { $0.name == "stored dictionary" })
      for (number, text) in texts.enumerated() where number % 50 == 0 {
        let stored = try reader.storedDocument(DocumentID(number))
        #expect(stored.value(of: "body") == .text(text))
      }
      #expect(IndexChecker.check(reader) == [])
    }
  }
}
