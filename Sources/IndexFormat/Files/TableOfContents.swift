// SPDX-License-Identifier: Apache-2.0

internal import DocumentModel
internal import Storage

/// The table of contents of a segment file: everything but the bodies of its sections.
///
/// ```
/// u32 document count
/// u64 term count
/// u16 field count, then for each field
///   string name, u8 type (0 text, 1 keyword, 2 number, 3 date, 4 stored), string analyzer,
///   f32 weight, u8 flags (1 stored, 2 default),
///   u32 documents with a length above 0, u64 total length
/// f32 k1, f32 b
/// u32 description count, then for each: string key, string value
/// u32 section count, then for each, 48 bytes
///   u32 kind, u32 field number or 0xFFFFFFFF, u64 offset, u64 length, u64 XXH3-64,
///   u32 flags (1 required), 12 zeros
/// string: u32 byte count, UTF-8
/// ```
struct TableOfContents: Sendable {
  /// One section.
  struct Section: Hashable, Sendable {
    var kind: UInt32
    var field: UInt32
    var offset: Int
    var byteCount: Int
    var checksum: UInt64
    var isRequired: Bool
  }

  static let noField = UInt32.max
  private static let fieldTypes: [Schema.FieldType] = [.text, .keyword, .number, .date, .stored]

  var documentCount = 0
  var termCount = 0
  var schema = Schema(fields: [])
  var statistics: [FieldStatistics] = []
  var description: [(String, String)] = []
  var sections: [Section] = []

  /// The table's bytes.
  func encoded() -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.append(littleEndian: UInt32(documentCount))
    bytes.append(littleEndian: UInt64(termCount))
    bytes.append(littleEndian: UInt16(schema.fields.count))
    for (field, statistics) in zip(schema.fields, statistics) {
      Self.append(field.name, to: &bytes)
      bytes.append(UInt8(Self.fieldTypes.firstIndex(of: field.type) ?? 0))
      Self.append(field.analyzer, to: &bytes)
      bytes.append(littleEndian: field.weight.bitPattern)
      bytes.append((field.isStored ? 1 : 0) | (field.isDefault ? 2 : 0))
      bytes.append(littleEndian: UInt32(statistics.documentCount))
      bytes.append(littleEndian: statistics.totalLength)
    }
    bytes.append(littleEndian: schema.k1.bitPattern)
    bytes.append(littleEndian: schema.b.bitPattern)
    bytes.append(littleEndian: UInt32(description.count))
    for (key, value) in description {
      Self.append(key, to: &bytes)
      Self.append(value, to: &bytes)
    }
    bytes.append(littleEndian: UInt32(sections.count))
    for section in sections {
      bytes.append(littleEndian: section.kind)
      bytes.append(littleEndian: section.field)
      bytes.append(littleEndian: UInt64(section.offset))
      bytes.append(littleEndian: UInt64(section.byteCount))
      bytes.append(littleEndian: section.checksum)
      bytes.append(littleEndian: UInt32(section.isRequired ? 1 : 0))
      bytes.append(contentsOf: repeatElement(0, count: 12))
    }
    return bytes
  }

  init() {}

  /// Reads a table.
  ///
  /// - Throws: `StorageError` where the bytes end early, leave something over or contradict
  ///   themselves.
  init(_ bytes: MappedBytes) throws(StorageError) {
    var at = 0
    documentCount = Int(try Self.uint32(bytes, &at))
    termCount = try bytes.integer(at: at)
    at += 8
    guard documentCount <= SegmentFileFormat.maximumDocumentCount else {
      throw Self.damaged(0, "\(documentCount) documents")
    }
    let fieldCount = try bytes.uint16(at: at)
    at += 2
    guard fieldCount <= 255 else { throw Self.damaged(at - 2, "\(fieldCount) fields") }
    for _ in 0..<fieldCount {
      let name = try Self.string(bytes, &at)
      let type = Int(try bytes.byte(at: at))
      at += 1
      guard type < Self.fieldTypes.count else { throw Self.damaged(at - 1, "field type \(type)") }
      let analyzer = try Self.string(bytes, &at)
      let weight = Float(bitPattern: try Self.uint32(bytes, &at))
      guard Schema.weights.contains(weight) else {
        throw Self.damaged(at - 4, "a weight of \(weight)")
      }
      let flags = try bytes.byte(at: at)
      at += 1
      guard flags < 4 else { throw Self.damaged(at - 1, "field flags \(flags)") }
      schema.fields.append(
        Schema.Field(
          name: name, type: Self.fieldTypes[type], analyzer: analyzer, weight: weight,
          isStored: flags & 1 != 0, isDefault: flags & 2 != 0))
      let documents = Int(try Self.uint32(bytes, &at))
      let total = try bytes.uint64(at: at)
      at += 8
      guard documents <= documentCount, total >= UInt64(documents) else {
        throw Self.damaged(at - 12, "a field in \(documents) documents with \(total) words")
      }
      statistics.append(FieldStatistics(documentCount: documents, totalLength: total))
    }
    schema.k1 = Float(bitPattern: try Self.uint32(bytes, &at))
    schema.b = Float(bitPattern: try Self.uint32(bytes, &at))
    guard schema.k1 >= 0, schema.k1.isFinite, (0...1).contains(schema.b) else {
      throw Self.damaged(at - 8, "k1 \(schema.k1) and b \(schema.b)")
    }
    for _ in 0..<(try Self.uint32(bytes, &at)) {
      let key = try Self.string(bytes, &at)
      description.append((key, try Self.string(bytes, &at)))
    }
    for _ in 0..<(try Self.uint32(bytes, &at)) {
      let section = Section(
        kind: try bytes.uint32(at: at), field: try bytes.uint32(at: at + 4),
        offset: try bytes.integer(at: at + 8), byteCount: try bytes.integer(at: at + 16),
        checksum: try bytes.uint64(at: at + 24),
        isRequired: try bytes.uint32(at: at + 32) & 1 != 0)
      at += 48
      guard at <= bytes.count else {
        throw .outOfBounds(offset: at - 48, count: 48, size: bytes.count)
      }
      sections.append(section)
    }
    guard at == bytes.count else {
      throw Self.damaged(at, "\(bytes.count - at) bytes too many")
    }
  }

  private static func append(_ string: String, to bytes: inout [UInt8]) {
    bytes.append(littleEndian: UInt32(string.utf8.count))
    bytes.append(contentsOf: string.utf8)
  }

  private static func uint32(_ bytes: MappedBytes, _ at: inout Int) throws(StorageError) -> UInt32 {
    let value = try bytes.uint32(at: at)
    at += 4
    return value
  }

  private static func string(_ bytes: MappedBytes, _ at: inout Int) throws(StorageError) -> String {
    let count = Int(try uint32(bytes, &at))
    let value = try bytes.string(at..<at + count)
    at += count
    return value
  }

  private static func damaged(_ offset: Int, _ reason: String) -> StorageError {
    .damaged(structure: "table of contents", offset: offset, reason: reason)
  }
}
