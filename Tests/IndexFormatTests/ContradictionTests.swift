// SPDX-License-Identifier: Apache-2.0

import DocumentModel
import HostileFiles
import Storage
import Testing

@testable import IndexFormat

/// Files whose checksums are right and whose structures contradict each other: one for each reference
/// from a structure to another, which verifying must find, and name the section of.
@Suite("Contradictions between sections")
struct ContradictionTests {
  /// A segment with all sections, and one like it.
  private static func model() -> ModelSegment {
    var model = ModelSegment(seed: 12, documentCount: 150, termsPerKind: 8)
    model.commonness = Commonness(share: 0.2, leastDocumentFrequency: 20, termLimit: 5)
    return model
  }

  private static func findings(_ bytes: [UInt8]) throws -> [Finding] {
    IndexChecker.check(try SegmentReader(bytes: MappedBytes(bytes), name: "contradiction"))
  }

  /// The file with some sections of a segment that differs in one respect.
  private static func transplant(
    _ kinds: [SectionKind], of field: String? = nil, change: (inout ModelSegment) throws -> Void
  ) throws -> [UInt8] {
    var other = model()
    try change(&other)
    let donor = try other.bytes()
    var result = try model().bytes()
    for kind in kinds {
      let frame = try #require(SegmentFrame(result))
      let source = try #require(SegmentFrame(donor))
      let number = UInt32(
        field.flatMap { name in ModelSegment.schema.fields.firstIndex { $0.name == name } }
          ?? Int(UInt32.max))
      let place = try #require(
        frame.sections.firstIndex { $0.kind == Int(kind.rawValue) && $0.field == Int(number) })
      #expect(frame.content(place) != source.content(place), "\(kind) is the same")
      result = frame.replacing(place, with: source.content(place))
    }
    return result
  }

  /// The file with changed bytes in a section.
  private static func changed(
    _ kind: SectionKind, of field: Int? = nil, _ change: (inout [UInt8]) -> Void
  ) throws -> [UInt8] {
    let bytes = try model().bytes()
    let frame = try #require(SegmentFrame(bytes))
    let place = try #require(
      frame.sections.firstIndex {
        $0.kind == Int(kind.rawValue) && $0.field == field ?? Int(UInt32.max)
      })
    var content = frame.content(place)
    change(&content)
    return frame.replacing(place, with: content)
  }

  /// The file with another table of contents.
  private static func tabled(_ change: (inout TableOfContents) -> Void) throws -> [UInt8] {
    let bytes = try model().bytes()
    var contents = try SegmentFileReader(bytes: MappedBytes(bytes), file: "sound").contents
    change(&contents)
    return try #require(SegmentFrame(bytes)).replacingTable(with: contents.encoded())
  }

  private func expect(
    _ bytes: [UInt8], _ section: String, _ reason: String,
    location: SourceLocation = #_sourceLocation
  ) throws {
    let findings = try Self.findings(bytes)
    #expect(
      findings.contains { $0.section == section && $0.reason.contains(reason) },
      "\(findings.prefix(5))", sourceLocation: location)
    // Checksums are right: whatever is found is found by looking.
    #expect(!findings.contains { $0.reason.contains("checksum") }, sourceLocation: location)
  }

  @Test func aSoundFileHasNone() throws {
    let bytes = try Self.model().bytes()
    #expect(try Self.findings(bytes) == [])
    #expect(SegmentFrame.sealed(bytes) == bytes)
    let frame = try #require(SegmentFrame(bytes))
    #expect(frame.sections.count > 15)
    var table = bytes
    table[frame.table.lowerBound] ^= 1
    #expect(throws: IndexFormatError.self) { _ = try Self.findings(table) }
  }

  @Test func lengthsAgainstPostingsAndPositions() throws {
    let title = try Self.changed(.fieldLengths, of: 0) { $0[17] = 0 }
    try expect(title, "postings", "document 17, where its field has no length")
    try expect(title, "table of contents", "its lengths say")
    let short = try Self.changed(.fieldLengths, of: 1) { $0[17] = 1 }
    try expect(short, "positions", "behind the end of document 17")
    try expect(short, "postings", "covers document 17")
  }

  @Test func statisticsAgainstLengths() throws {
    try expect(
      Self.tabled { $0.statistics[1].totalLength *= 2 }, "table of contents", "field body has")
    try expect(
      Self.tabled { $0.statistics[1].documentCount -= 1 }, "table of contents", "field body has")
  }

  @Test func postingsAgainstTerms() throws {
    let bytes = try Self.transplant([.postings]) { model in
      let term = try #require(
        model.terms.firstIndex { $0.key.kind == 5 && $0.documents.count > 128 })
      model.terms[term].frequencies[3] += 1
    }
    let findings = try Self.findings(bytes)
    #expect(findings.contains { $0.section == "postings" || $0.section == "terms" })
    let terms = try Self.transplant([.terms]) { model in
      let term = try #require(
        model.terms.firstIndex { $0.key.kind == 5 && $0.documents.count > 128 })
      model.terms[term].frequencies[3] += 1
    }
    try expect(terms, "postings", "times, the dictionary says")
  }

  @Test func positionsAgainstPairs() throws {
    let bytes = try Self.transplant([.positions]) { model in
      for term in model.terms.indices
      where model.terms[term].key.kind == 1 && model.terms[term].documents.count == 150 {
        for place in model.terms[term].positions.indices {
          guard let first = model.terms[term].positions[place].first, first > 0 else { continue }
          model.terms[term].positions[place][0] = first - 1
        }
      }
    }
    let findings = try Self.findings(bytes)
    #expect(findings.contains { $0.reason.contains("pair") || $0.section == "positions" })
    try expect(
      Self.changed(.commonTerms, of: 0) { $0[8] ^= 1 }, "common terms of title", "pairs of")
    try expect(
      Self.changed(.commonTerms, of: 0) { $0[4] ^= 1 }, "common terms of title", "common terms of")
  }

  @Test func termsAgainstFields() throws {
    var model = Self.model()
    model.terms.append(.init(key: TermKey(field: 8, kind: 6, text: "x"), documents: [1]))
    try expect(model.bytes(), "terms", "no term of its field: 8:6:x")
    model = Self.model()
    model.terms.append(
      .init(key: TermKey(bytes: [8, 1, 0xC0]), documents: [1], frequencies: [1], positions: [[0]]))
    try expect(model.bytes(), "terms", "no term of its field")
    try expect(Self.tabled { $0.schema.fields[0].name = "1x" }, "table of contents", "1x")
    // What would reach formulas is refused when a file is opened.
    #expect(throws: IndexFormatError.self) {
      try Self.findings(Self.tabled { $0.schema.k1 = .nan })
    }
    #expect(throws: IndexFormatError.self) {
      try Self.findings(Self.tabled { $0.schema.fields[0].weight = 0 })
    }
  }

  @Test func keysAgainstDocuments() throws {
    let bytes = try Self.changed(.keys) { content in
      // The second document has the rank of the first: eight bits each.
      #expect(content[0] == 8)
      content[17] = content[16]
    }
    try expect(bytes, "keys", "the key of document 1 is that of document 0")
    let returns = try Self.changed(.keys) { content in
      // Behind the ranks, 150 bytes and zeros: five returns of seven bits.
      #expect(content[176] == 7 && content[184] == 5)
      content[192] ^= 1
    }
    try expect(returns, "keys", "the return of document 0")
  }

  @Test func keywordsAgainstTermsAndStoredValues() throws {
    let bytes = try Self.transplant([.column], of: "lang") { model in
      let field = try #require(model.documents[6].fields.firstIndex { $0.name == "lang" })
      #expect(model.documents[6].fields[field].value == .keywords(["ja"]))
      model.documents[6].fields[field].value = .keywords(["en"])
    }
    try expect(bytes, "terms", "the documents of term 3:6:en differ")
    try expect(bytes, "column of lang", "document 6 has another value than is stored")
    let more = try Self.transplant([.column], of: "lang") { model in
      let field = try #require(model.documents[6].fields.firstIndex { $0.name == "lang" })
      model.documents[6].fields[field].value = .keywords(["zh"])
    }
    try expect(more, "column of lang", "3 values, but 2 terms")
  }

  @Test func numbersAndDatesAgainstStoredValues() throws {
    for (name, value) in [("rank", FieldValue.number(77)), ("date", .date(7))] {
      let bytes = try Self.transplant([.column], of: name) { model in
        let field = try #require(model.documents[5].fields.firstIndex { $0.name == name })
        model.documents[5].fields[field].value = value
      }
      try expect(bytes, "column of \(name)", "document 5 has another value than is stored")
    }
    let stored = try Self.transplant([.storedFields, .storedBlocks]) { model in
      model.documents[5].fields.removeAll { $0.name == "rank" }
    }
    try expect(stored, "column of rank", "document 5 has another value than is stored")
    // A fraction where no document has a number.
    let noise = try Self.changed(.column, of: 6) { content in
      #expect(content[1] == 1)
      content[8 + 16] &= 0xFB
    }
    try expect(noise, "column of price", "the value of document 2 is none that is written")
  }

  @Test func storedDocumentsAgainstTheirNumber() throws {
    let bytes = try Self.transplant([.storedFields, .storedBlocks]) { model in
      model.documents[5].fields.append(.init(name: "secret", value: .text("not to be stored")))
      model.schema.fields[8].isStored = true
    }
    try expect(bytes, "stored fields", "document 5: field secret")
    let blocks = try Self.changed(.storedBlocks) { $0[8] = 1 }
    try expect(blocks, "stored blocks", "the first frame starts at 1")
  }
}
