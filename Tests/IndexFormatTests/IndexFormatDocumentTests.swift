// SPDX-License-Identifier: Apache-2.0

import DocumentModel
import Storage
import Testing

@testable import IndexFormat

@Suite("The examples of docs/IndexFormat.md")
struct IndexFormatDocumentTests {
  @Test func everyKindIsThere() throws {
    let kinds = Set(try DocumentExample.all().map(\.kind))
    #expect(
      kinds == [
        "varint", "header", "footer", "contents", "key-table", "bit-packed", "integer-block",
        "postings", "thresholds", "term-entries", "returns", "common-terms", "field-lengths",
        "number-column", "stored-document", "content-hash", "ranking", "manifest", "tombstones",
      ])
  }

  @Test(arguments: try DocumentExample.all())
  func example(_ example: DocumentExample) throws {
    let expected = example.bytes()
    let encoded = try encode(example, decoding: MappedBytes(expected))
    #expect(encoded == expected, "\(hexadecimal(encoded))")
  }

  private func hexadecimal(_ bytes: [UInt8]) -> String {
    bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16, uppercase: true) }
      .joined(separator: " ")
  }

  /// Encodes an example's values, and checks that its bytes decode to them.
  private func encode(
    _ example: DocumentExample, decoding bytes: MappedBytes
  ) throws -> [UInt8] {
    switch example.kind {
    case "varint": try variableByte(example, bytes)
    case "header": SegmentFileFormat.header(version: UInt32(example.integers("version")[0]))
    case "footer": footer(example)
    case "contents": try contents(example, bytes)
    case "key-table": try keyTable(example, bytes)
    case "bit-packed": try bitPacked(example, bytes)
    case "integer-block": try integerBlock(example, bytes)
    case "postings": try postings(example)
    case "thresholds": try thresholds(example, bytes)
    case "returns": returns(example)
    case "term-entries": try termEntries(example, bytes)
    case "common-terms": try commonTerms(example, bytes)
    case "field-lengths": example.integers("lengths").map { FieldLengthCode.code(of: UInt32($0)) }
    case "number-column": try numberColumn(example, bytes)
    case "stored-document": try storedDocument(example, bytes)
    case "content-hash": try contentHash(example)
    case "ranking": try ranking(example, bytes)
    case "manifest": try manifest(example, bytes)
    case "tombstones": try tombstones(example, bytes)
    default: []
    }
  }

  private func variableByte(_ example: DocumentExample, _ bytes: MappedBytes) throws -> [UInt8] {
    let value = example.integers("value")[0]
    var at = 0
    #expect(try bytes.variableByte(at: &at) == value)
    var encoded: [UInt8] = []
    encoded.append(variableByte: value)
    return encoded
  }

  private func ranking(_ example: DocumentExample, _ bytes: MappedBytes) throws -> [UInt8] {
    let section = SectionView(
      file: "example", name: "ranking", offset: 0, bytes: bytes, paddedBytes: bytes)
    var decoded = try RankingFormat.decode(section)
    var encoded: [UInt8] = []
    for line in example.all("weight") {
      let parts = line.split(separator: " ")
      let name = String(parts[0])
      let known = try #require(RankingWeights.named.first { $0.name == name })
      let value = try #require(Float(parts[1]))
      #expect(decoded[keyPath: known.weight] == value)
      decoded[keyPath: known.weight] = RankingWeights.plain[keyPath: known.weight]
      RankingFormat.append(name, value, to: &encoded)
    }
    #expect(decoded == .plain)
    return encoded
  }

  private func footer(_ example: DocumentExample) -> [UInt8] {
    let id = example["segmentID"]
    return SegmentFileFormat.footer(
      tableOffset: Int(example.integers("tableOffset")[0]),
      tableByteCount: Int(example.integers("tableLength")[0]),
      tableChecksum: example.integers("tableChecksum", radix: 16)[0],
      segmentID: SegmentID(
        high: UInt64(id.prefix(16), radix: 16) ?? 0, low: UInt64(id.suffix(16), radix: 16) ?? 0))
  }

  private func contents(_ example: DocumentExample, _ bytes: MappedBytes) throws -> [UInt8] {
    var contents = TableOfContents()
    contents.documentCount = Int(example.integers("documents")[0])
    contents.termCount = Int(example.integers("terms")[0])
    for field in example.all("field") {
      let words = field.split(separator: " ").map(String.init)
      let type = try #require(Schema.FieldType(rawValue: words[1]))
      contents.schema.fields.append(
        Schema.Field(
          name: words[0], type: type, analyzer: words[2],
          weight: try #require(Float(words[3])), isStored: words[4].contains("stored"),
          isDefault: words[4].contains("default")))
      contents.statistics.append(
        FieldStatistics(
          documentCount: try #require(Int(words[5])), totalLength: try #require(UInt64(words[6]))))
    }
    contents.schema.k1 = try #require(Float(example["k1"]))
    contents.schema.b = try #require(Float(example["b"]))
    contents.description = example.all("description").map { line in
      let parts = line.split(separator: "=").map(String.init)
      return (parts[0], parts[1])
    }
    for section in example.all("section") {
      let words = section.split(separator: " ").map(String.init)
      contents.sections.append(
        TableOfContents.Section(
          kind: try #require(UInt32(words[0])),
          field: words[1] == "none" ? TableOfContents.noField : try #require(UInt32(words[1])),
          offset: try #require(Int(words[2])), byteCount: try #require(Int(words[3])),
          checksum: try #require(UInt64(words[4], radix: 16)),
          isRequired: words.last == "required"))
    }
    let decoded = try TableOfContents(bytes)
    #expect(decoded.encoded() == bytes.array)
    #expect(decoded.sections == contents.sections)
    return contents.encoded()
  }

  private func keyTable(_ example: DocumentExample, _ bytes: MappedBytes) throws -> [UInt8] {
    var writer = KeyTableWriter()
    let reader = try KeyTableReader(bytes)
    for entry in example.all("entry") {
      let parts = entry.split(separator: " = ", omittingEmptySubsequences: false)
      let key = Array(parts[0].utf8)
      let value = parts.count > 1 ? Array(parts[1].utf8) : []
      let bare = parts.count > 1 ? key : Array(entry.dropLast(2).utf8)
      try writer.append(key: bare, value: value)
      #expect(try reader.value(forKey: bare) == value)
    }
    return writer.finish()
  }

  private func bitPacked(_ example: DocumentExample, _ bytes: MappedBytes) throws -> [UInt8] {
    let values = example.integers("values")
    let reader = try BitPackedArrayReader(bytes, at: 0)
    #expect((0..<reader.count).map { reader[$0] } == values)
    var encoded: [UInt8] = []
    BitPackedArray.append(values, to: &encoded)
    return encoded
  }

  private func integerBlock(_ example: DocumentExample, _ bytes: MappedBytes) throws -> [UInt8] {
    let times = Int(example.integers("times").first ?? 1)
    let values = (0..<times).flatMap { _ in example.integers("values").map { UInt32($0) } }
    var decoded = InlineArray<128, UInt32>(repeating: 0)
    var at = 0
    try IntegerBlockDecoder.decode(
      MappedBytes(bytes.array + [UInt8](repeating: 0, count: 8)), at: &at, count: values.count,
      to: &decoded)
    #expect(at == bytes.count)
    #expect((0..<values.count).map { decoded[$0] } == values)
    var encoded: [UInt8] = []
    IntegerBlockEncoder.append(
      values.span, example["forms"] == "fast" ? .fast : .all, to: &encoded)
    return encoded
  }

  private func term(
    _ example: DocumentExample
  ) throws -> (record: PostingsWriter.Record, postings: [UInt8], positions: [UInt8]) {
    let streams = try #require(TermStreams.recorded(ofKind: UInt8(example.integers("kind")[0])))
    let documents = example.integers("documents").map { UInt32($0) }
    let frequencies = example.integers("frequencies").map { UInt32($0) }
    let positions = example["positions"].split { " |".contains($0) }.compactMap { UInt32($0) }
    let documentCount = Int(example.integers("documentCount")[0])
    var lengthCodes = [UInt8](repeating: 0, count: documentCount)
    for (document, code) in zip(documents, example.integers("lengthCodes")) {
      lengthCodes[Int(document)] = UInt8(code)
    }
    var writer = PostingsWriter(documentCount: documentCount)
    var postings: [UInt8] = []
    var positionBytes: [UInt8] = []
    let record = try writer.encode(
      documents: documents.span, frequencies: frequencies.span, positions: positions.span,
      lengthCodes: lengthCodes.span, streams: streams, thresholds: ImpactThresholds(),
      postings: &postings, positionBytes: &positionBytes)
    #expect(record.postingsByteCount == postings.count)
    #expect(record.positionsByteCount == positionBytes.count)
    return (record, postings, positionBytes)
  }

  private func postings(_ example: DocumentExample) throws -> [UInt8] {
    let term = try term(example)
    #expect(term.positions.isEmpty)
    func view(_ bytes: [UInt8]) -> SectionView {
      SectionView(
        file: "example", name: "postings", offset: 0, bytes: MappedBytes(bytes),
        paddedBytes: MappedBytes(bytes + [UInt8](repeating: 0, count: 64)))
    }
    let documents = example.integers("documents").map { UInt32($0) }
    var entry = TermEntry(
      field: 0, kind: 1, streams: .positions, documentFrequency: UInt32(documents.count),
      totalFrequency: term.record.totalFrequency)
    entry.postingsByteCount = example.bytes().count
    let reader = try PostingsReader(
      entry, documentCount: Int(example.integers("documentCount")[0]),
      postings: view(example.bytes()), positions: view([]), singletonCode: 0)
    var block = PostingsBlock()
    var positions = PositionsBlock()
    try reader.decode(block: 0, into: &block)
    try reader.decodePositions(block: 0, of: block, into: &positions)
    #expect((0..<block.count).map { block.documents[$0] } == documents)
    let stated = example["positions"].split { " |".contains($0) }.compactMap { UInt32($0) }
    #expect(positions.positions == stated)
    return term.postings
  }

  private func thresholds(_ example: DocumentExample, _ bytes: MappedBytes) throws -> [UInt8] {
    var collector = ThresholdCollector()
    let documents = Int(example.integers("documents")[0])
    let average = example.integers("averageLength")[0]
    let times = Int(example.integers("times")[0])
    var total = 0
    for posting in example.all("posting") {
      let parts = posting.split(separator: " ").compactMap { UInt32($0) }
      for _ in 0..<times {
        collector.add(frequency: parts[0], lengthCode: FieldLengthCode.code(of: parts[1]))
        total += 1
      }
    }
    let statistics = FieldStatistics(
      documentCount: documents, totalLength: average * UInt64(documents))
    let thresholds = collector.take(
      inverseLengths: ThresholdCollector.inverseLengths(
        Schema(fields: [], b: try #require(Float(example["b"])), ranking: .plain), statistics))
    let decoded = ImpactThresholds(packed: bytes.entry(0, ofUInt64TableAt: 0))
    #expect(decoded == thresholds)
    #expect(decoded.impact(ofBest: total + 1000) == nil)
    var encoded: [UInt8] = []
    encoded.append(littleEndian: thresholds.packed)
    return encoded
  }

  private func commonTerms(_ example: DocumentExample, _ bytes: MappedBytes) throws -> [UInt8] {
    let terms = CommonTerms(
      leastDocumentFrequency: UInt32(example.integers("leastDocumentFrequency")[0]),
      termCount: UInt32(example.integers("terms")[0]),
      pairCount: UInt32(example.integers("pairs")[0]),
      leastProduct: example.integers("leastProduct")[0])
    let view = SectionView(
      file: "example", name: "common terms", offset: 0, bytes: bytes, paddedBytes: bytes)
    #expect(try CommonTerms(view) == terms)
    return terms.encoded
  }

  private func termEntries(_ example: DocumentExample, _ bytes: MappedBytes) throws -> [UInt8] {
    let start = (
      Int(example.integers("postingsStart")[0]), Int(example.integers("positionsStart")[0])
    )
    var reader = try TermEntryReader(bytes, payload: 0..<bytes.count)
    var several = TermEntry(
      field: 0, kind: 1, streams: .positions, documentFrequency: 3, totalFrequency: 4)
    several.postingsStart = start.0
    several.postingsByteCount = 10
    #expect(try reader.next(field: 0, kind: 1) == several)
    var many = TermEntry(
      field: 0, kind: 1, streams: .positions, documentFrequency: 129, totalFrequency: 129)
    many.postingsStart = start.0 + 10
    many.postingsByteCount = 300
    many.positionsStart = start.1
    many.positionsByteCount = 200
    #expect(try reader.next(field: 0, kind: 1) == many)
    var keyword = TermEntry(
      field: 0, kind: 6, streams: .documents, documentFrequency: 1, totalFrequency: 1)
    keyword.document = 9
    #expect(try reader.next(field: 0, kind: 6) == keyword)
    var single = TermEntry(
      field: 0, kind: 1, streams: .positions, documentFrequency: 1, totalFrequency: 1)
    single.document = 9
    single.position = 77
    #expect(try reader.next(field: 0, kind: 1) == single)
    #expect(reader.isAtEnd)
    let bases = TermDictionaryFormat.Bases(postings: start.0, positions: start.1)
    var payload: [UInt8] = []
    TermEntryEncoder.append(bases, to: &payload)
    let terms: [(TermStreams, PostingsWriter.Record)] = [
      (
        .positions,
        .init(documentFrequency: 3, totalFrequency: 4, postingsByteCount: 10)
      ),
      (
        .positions,
        .init(
          documentFrequency: 129, totalFrequency: 129, postingsByteCount: 300,
          positionsByteCount: 200)
      ),
      (.documents, .init(documentFrequency: 1, totalFrequency: 1, firstDocument: 9)),
      (
        .positions,
        .init(documentFrequency: 1, totalFrequency: 1, firstDocument: 9, firstPosition: 77)
      ),
    ]
    for (streams, term) in terms { TermEntryEncoder.append(term, streams, to: &payload) }
    return payload
  }

  private func returns(_ example: DocumentExample) -> [UInt8] {
    let ranks = (0..<UInt64(example.integers("documents")[0])).map {
      ($0 + example.integers("shift")[0]) % example.integers("documents")[0]
    }
    var encoded: [UInt8] = []
    BitPackedArray.append(DocumentKeysFormat.returns(ranks: ranks), to: &encoded)
    return encoded
  }

  private func numberColumn(_ example: DocumentExample, _ bytes: MappedBytes) throws -> [UInt8] {
    let values = example["values"].split(separator: " ").map { Double($0) }
    let view = SectionView(
      file: "example", name: "column", offset: 0, bytes: bytes, paddedBytes: bytes)
    let column = NumberColumn(
      values: try NumericColumnReader(view, documentCount: values.count))
    var writer = NumericColumnWriter(type: ColumnFormat.numbers)
    for (document, value) in values.enumerated() {
      #expect(column.value(of: DocumentID(document)) == value)
      writer.append(value)
    }
    return writer.finish()
  }

  private func segmentID(_ text: String) -> SegmentID {
    SegmentID(
      high: UInt64(text.prefix(16), radix: 16) ?? 0, low: UInt64(text.suffix(16), radix: 16) ?? 0)
  }

  private func contentHash(_ example: DocumentExample) throws -> [UInt8] {
    var fields: [Document.Field] = []
    for line in example.all("value") {
      let words = line.split(separator: " ").map(String.init)
      let field = try #require(Int(words[0]))
      fields.append(
        Document.Field(
          name: ModelSegment.schema.fields[field].name,
          value: words[1] == "text" ? .text(words[2]) : .keywords(Array(words[2...]))))
    }
    let document = Document(key: example["key"], fields: fields)
    var data = UpdateData(schema: ModelSegment.schema)
    data.append(
      ContentHash(of: document, schema: ModelSegment.schema),
      source: example.integers("sourceHash", radix: 16)[0])
    return data.hashes
  }

  private func manifest(_ example: DocumentExample, _ bytes: MappedBytes) throws -> [UInt8] {
    var manifest = Manifest(
      number: example.integers("number")[0], nextFile: example.integers("nextFile")[0],
      statistics: [], segments: [])
    for field in example.all("field") {
      let numbers = field.split(separator: " ").compactMap { UInt64($0) }
      manifest.statistics.append(
        FieldStatistics(documentCount: Int(numbers[0]), totalLength: numbers[1]))
    }
    for segment in example.all("segment") {
      let words = segment.split(separator: " ").map(String.init)
      var record = Manifest.Segment(
        file: try #require(UInt64(words[0])), segmentID: segmentID(words[1]),
        byteCount: try #require(Int(words[2])), documentCount: try #require(Int(words[3])))
      record.deletedCount = try #require(Int(words[4]))
      record.tombstoneFile = try #require(UInt64(words[5]))
      record.tombstoneChecksum = try #require(UInt64(words[6], radix: 16))
      manifest.segments.append(record)
    }
    #expect(try Manifest(bytes, file: "example") == manifest)
    return manifest.encoded()
  }

  private func tombstones(_ example: DocumentExample, _ bytes: MappedBytes) throws -> [UInt8] {
    var tombstones = Tombstones(
      segmentID: segmentID(example["segmentID"]),
      documentCount: Int(example.integers("documents")[0]))
    for document in example.integers("deleted") { tombstones.insert(DocumentID(document)) }
    #expect(try Tombstones(bytes, file: "example") == tombstones)
    return tombstones.encoded()
  }

  private func storedDocument(_ example: DocumentExample, _ bytes: MappedBytes) throws -> [UInt8] {
    var encoded: [UInt8] = []
    var fields: [Document.Field] = []
    let names = ModelSegment.schema.fields.map(\.name)
    for line in example.all("value") {
      let words = line.split(separator: " ").map(String.init)
      let field = try #require(Int(words[0]))
      let value: FieldValue =
        switch words[1] {
        case "text": .text(words[2])
        case "keywords": .keywords(Array(words[2...]))
        case "number": .number(try #require(Double(words[2])))
        default: .date(try #require(Int64(words[2])))
        }
      StoredDocument.append(value, field: field, to: &encoded)
      fields.append(Document.Field(name: names[field], value: value))
    }
    #expect(try StoredDocument.fields(bytes, schema: ModelSegment.schema) == fields)
    return encoded
  }
}
