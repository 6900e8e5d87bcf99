// SPDX-License-Identifier: Apache-2.0

internal import DocumentModel
internal import Storage

/// The stored values of a document as bytes. See `StoredFieldsFormat`.
enum StoredDocument {
  /// Appends a value.
  static func append(_ value: FieldValue, field: Int, to bytes: inout [UInt8]) {
    bytes.append(UInt8(field))
    switch value {
    case .text(let text):
      bytes.append(StoredFieldsFormat.text)
      append(text, to: &bytes)
    case .keywords(let keywords):
      bytes.append(StoredFieldsFormat.keywords)
      bytes.append(variableByte: UInt64(keywords.count))
      for keyword in keywords { append(keyword, to: &bytes) }
    case .number(let number):
      bytes.append(StoredFieldsFormat.number)
      bytes.append(littleEndian: number.bitPattern)
    case .date(let date):
      bytes.append(StoredFieldsFormat.date)
      bytes.append(littleEndian: date)
    }
  }

  /// The values in some bytes.
  ///
  /// - Throws: `StorageError` where the bytes end early or contradict themselves.
  static func fields(
    _ bytes: MappedBytes, schema: Schema
  ) throws(StorageError) -> [Document.Field] {
    var fields: [Document.Field] = []
    var at = 0
    while at < bytes.count {
      let start = at
      let number = Int(try bytes.byte(at: at))
      let type = try bytes.byte(at: at + 1)
      at += 2
      guard number < schema.fields.count else { throw damaged(start, "field \(number)") }
      let value: FieldValue
      switch type {
      case StoredFieldsFormat.text:
        value = .text(try text(bytes, &at))
      case StoredFieldsFormat.keywords:
        let count = try bytes.variableByte(at: &at)
        guard count <= UInt64(bytes.count - at) else { throw damaged(start, "\(count) keywords") }
        var keywords: [String] = []
        for _ in 0..<count { keywords.append(try text(bytes, &at)) }
        value = .keywords(keywords)
      case StoredFieldsFormat.number:
        value = .number(Double(bitPattern: try bytes.uint64(at: at)))
        at += 8
      case StoredFieldsFormat.date:
        value = .date(Int64(bitPattern: try bytes.uint64(at: at)))
        at += 8
      default:
        throw damaged(start, "a value of type \(type)")
      }
      fields.append(Document.Field(name: schema.fields[number].name, value: value))
    }
    return fields
  }

  private static func append(_ text: String, to bytes: inout [UInt8]) {
    bytes.append(variableByte: UInt64(text.utf8.count))
    bytes.append(contentsOf: text.utf8)
  }

  private static func text(_ bytes: MappedBytes, _ at: inout Int) throws(StorageError) -> String {
    let start = at
    let count = try bytes.variableByte(at: &at)
    guard at <= bytes.count, count <= UInt64(bytes.count - at) else {
      throw damaged(start, "a text of \(count) bytes")
    }
    defer { at += Int(count) }
    return try bytes.string(at..<at + Int(count))
  }

  private static func damaged(_ offset: Int, _ reason: String) -> StorageError {
    .damaged(structure: "stored document", offset: offset, reason: reason)
  }
}
