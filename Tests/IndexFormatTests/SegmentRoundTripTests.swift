// SPDX-License-Identifier: Apache-2.0

import DocumentModel
import IndexFormat
import Storage
import Testing

@Suite("A segment reads as it was written")
struct SegmentRoundTripTests {
  @Test(arguments: [(0, 40), (1, 40), (130, 40), (700, 40), (4300, 10)])
  func everything(documentCount: Int, termsPerKind: Int) throws {
    let model = ModelSegment(
      seed: UInt64(documentCount), documentCount: documentCount, termsPerKind: termsPerKind)
    let reader = try SegmentReader(bytes: MappedBytes(model.bytes()), name: "model")
    #expect(reader.documentCount == documentCount)
    #expect(reader.schema == model.schema)
    #expect(reader.description.map(\.0) == model.description.map(\.0))
    #expect(reader.description.map(\.1) == model.description.map(\.1))
    #expect(reader.termCount == model.terms.count)
    for field in model.schema.fields.indices {
      let lengths = model.lengths.map { $0[field] }
      let statistics = reader.statistics(ofField: field)
      #expect(statistics.documentCount == lengths.count { $0 > 0 })
      #expect(statistics.totalLength == lengths.reduce(0) { $0 + UInt64($1) })
      guard model.schema.fields[field].type == .text else { continue }
      let codes = reader.fieldLengths(field)
      for (document, length) in lengths.enumerated() {
        check(codes.code(of: DocumentID(document)) == FieldLengthCode.code(of: length))
      }
    }
    try compareTerms(model, reader)
    try compareDocuments(model, reader)
    try compareReadings(model, reader)
  }

  /// As `#expect`, and quick where it is asked a million times.
  private func check(_ isTrue: Bool, _ location: SourceLocation = #_sourceLocation) {
    if !isTrue { Issue.record("not as written", sourceLocation: location) }
  }

  private func compareTerms(_ model: ModelSegment, _ reader: SegmentReader) throws {
    var cursor = reader.terms()
    for term in model.terms {
      let (key, entry) = try #require(try cursor.next())
      check(key == term.key)
      try check(reader.term(term.key) == entry)
      check(Int(entry.documentFrequency) == term.documents.count)
      let total =
        term.frequencies.isEmpty
        ? UInt64(term.documents.count) : term.frequencies.reduce(0) { $0 + UInt64($1) }
      check(entry.totalFrequency == total)
      try comparePostings(term, try reader.postings(entry), reader)
      try check(reader.term(TermKey(bytes: term.key.bytes + [0])) == nil)
      try check(reader.term(TermKey(bytes: term.key.bytes.dropLast() + [1])) == nil)
    }
    try check(cursor.next() == nil)
    var prefixed = reader.terms(prefix: [1, 4])
    var count = 0
    while let (key, _) = try prefixed.next() {
      check(key.field == 1 && key.kind == 4)
      count += 1
    }
    check(count == model.terms.count { $0.key.field == 1 && $0.key.kind == 4 })
  }

  private func comparePostings(
    _ term: ModelSegment.Term, _ postings: PostingsReader, _ reader: SegmentReader
  ) throws {
    check(postings.documentFrequency == term.documents.count)
    check(postings.hasFrequencies == (term.key.kind < 6))
    check(postings.hasPositions == (term.key.kind < 5))
    check(postings.blockCount == (term.documents.count + 127) / 128)
    let isText = reader.schema.fields[Int(term.key.field)].type == .text
    let codes = isText ? reader.fieldLengths(Int(term.key.field)) : nil
    var block = PostingsBlock()
    var positions = PositionsBlock()
    for index in 0..<postings.blockCount {
      try postings.decode(block: index, into: &block)
      let range = index * 128..<min(index * 128 + 128, term.documents.count)
      let found = (0..<block.count).map { block.documents[$0] }
      check(found == Array(term.documents[range]))
      check(postings.lastDocument(ofBlock: index) == found.last)
      check(postings.lastDocument(ofSuperblock: index / 32) >= found[0])
      let impacts = postings.impacts(ofBlock: index)
      let upper = postings.impacts(ofSuperblock: index / 32)
      var gathered = InlineArray<128, UInt8>(repeating: 0)
      codes?.gather(block, into: &gathered)
      for (place, document) in found.enumerated() {
        let code = codes?.code(of: document) ?? 0
        check(gathered[place] == code)
        guard postings.hasFrequencies else { continue }
        check(impacts.dominate(frequency: block.frequencies[place], lengthCode: code))
        check(upper.dominate(frequency: block.frequencies[place], lengthCode: code))
      }
      let frequencies = (0..<block.count).map { block.frequencies[$0] }
      check(
        frequencies
          == (postings.hasFrequencies
            ? Array(term.frequencies[range]) : [UInt32](repeating: 1, count: block.count)))
      guard postings.hasPositions else { continue }
      try postings.decodePositions(block: index, of: block, into: &positions)
      for place in 0..<block.count {
        check(
          Array(positions.positions[positions.range(of: place)])
            == term.positions[range.lowerBound + place])
      }
    }
    for document in stride(from: 0, to: UInt32(reader.documentCount) + 2, by: 17) {
      let expected = term.documents.firstIndex { $0 >= document }.map { $0 / 128 }
      check(postings.block(from: document) == expected)
      let superblock = postings.superblock(from: document)
      check(superblock == expected.map { $0 / 32 })
      if let expected, expected > 0 {
        check(postings.block(from: document, startingAt: expected - 1) == expected)
        check(postings.block(from: document, startingAt: expected) == expected)
      }
    }
  }

  private func compareDocuments(_ model: ModelSegment, _ reader: SegmentReader) throws {
    for number in model.documents.indices {
      let id = DocumentID(number)
      let document = model.documents[number]
      try check(reader.key(of: id) == document.key)
      try check(reader.document(forKey: document.key) == id)
      if number % 37 == 0 {
        try check(reader.storedDocument(id) == model.storedDocument(number))
      }
      for (field, definition) in model.schema.fields.enumerated() {
        let value = document.value(of: definition.name)
        switch reader.column(field) {
        case .keywords(let column):
          let values = try column.ordinals(of: id).map { ordinal throws in
            try column.value(ofOrdinal: ordinal)
          }
          guard case .keywords(let expected)? = value else {
            check(values == [])
            continue
          }
          check(values == Set(expected).sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) })
          for text in expected {
            let ordinal = try #require(try column.ordinal(of: text))
            try check(column.value(ofOrdinal: ordinal) == text)
          }
        case .numbers(let column): check(column.value(of: id).map { .number($0) } == value)
        case .dates(let column): check(column.value(of: id).map { .date($0) } == value)
        case nil: check([.text, .stored].contains(definition.type))
        }
      }
    }
    try check(reader.document(forKey: "no such key") == nil)
  }

  private func compareReadings(_ model: ModelSegment, _ reader: SegmentReader) throws {
    let tables = [reader.readingsByKey, reader.readingsByShortKey, reader.lexicon]
    for (entries, table) in zip(model.readings, tables) {
      let table = try #require(table)
      check(table.count == entries.count)
      for (key, value) in entries { try check(table.value(forKey: key) == value) }
    }
  }

  @Test func severalTasksReadAtOnce() async throws {
    let model = ModelSegment(seed: 10, documentCount: 700, termsPerKind: 6)
    let reader = try SegmentReader(bytes: MappedBytes(model.bytes()), name: "model")
    let wrong = try await withThrowingTaskGroup(of: Int.self) { group in
      for task in 0..<4 {
        group.addTask {
          try stride(from: task, to: 700, by: 3).count { number in
            try reader.storedDocument(DocumentID(number)) != model.storedDocument(number)
          }
        }
      }
      return try await group.reduce(0, +)
    }
    #expect(wrong == 0)
  }

  @Test func sameInputSameBytes() throws {
    let model = ModelSegment(seed: 9, documentCount: 500)
    #expect(try model.bytes() == model.bytes())
  }

  @Test func replacesAnExistingFileAndLeavesNothingBeside() throws {
    try withTemporaryFolder { folder in
      let path = FilePath("\(folder)/a.sakuin")
      let first = try ModelSegment(seed: 1, documentCount: 3).write(to: path)
      let old = try SegmentReader(path: path)
      let second = try ModelSegment(seed: 2, documentCount: 4).write(to: path)
      #expect(first.segmentID != second.segmentID)
      #expect(try SegmentReader(path: path).segmentID == second.segmentID)
      #expect(try old.key(of: 2).hasPrefix("doc/"))
      #expect(try files(in: folder) == ["a.sakuin"])
    }
  }

  @Test func aDroppedWriterLeavesTheOldFile() throws {
    try withTemporaryFolder { folder in
      let path = FilePath("\(folder)/a.sakuin")
      let first = try ModelSegment(seed: 1, documentCount: 3).write(to: path)
      do {
        var writer = try SegmentWriter(path: path, schema: ModelSegment.schema, description: [])
        try writer.addDocument(Document(key: "a", fields: []), lengths: [])
      }
      #expect(try SegmentReader(path: path).segmentID == first.segmentID)
      #expect(try files(in: folder) == ["a.sakuin"])
    }
  }
}
