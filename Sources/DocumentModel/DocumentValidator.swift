// SPDX-License-Identifier: Apache-2.0

/// Holds documents against a schema.
public struct DocumentValidator: Sendable {
  /// What is wrong with a document.
  public enum Issue: Error, Hashable, Sendable, CustomStringConvertible {
    /// The key is empty.
    case emptyKey
    /// The key is longer than an index stores.
    case keyTooLong(byteCount: Int, limit: Int)
    /// A field that the schema does not have.
    case unknownField(String)
    /// A value of another type than the schema gives the field.
    case wrongType(field: String, expected: Schema.FieldType)
    /// A field that stands twice.
    case repeatedField(String)
    /// A number that is not finite.
    case notFinite(field: String)

    /// The issue as a sentence.
    public var description: String {
      switch self {
      case .emptyKey: "the id is empty"
      case .keyTooLong(let byteCount, let limit):
        "the id has \(byteCount) bytes, at most \(limit) are allowed"
      case .unknownField(let name): "the schema has no field \"\(name)\""
      case .wrongType(let field, let expected):
        "field \"\(field)\" must be \(expected.expectation)"
      case .repeatedField(let name): "field \"\(name)\" stands twice"
      case .notFinite(let field): "field \"\(field)\" is not a finite number"
      }
    }
  }

  /// The largest key in UTF-8 bytes.
  public static let maximumKeyByteCount = 4_096

  private let types: [String: Schema.FieldType]

  /// Creates a validator for a schema.
  public init(schema: Schema) {
    types = Dictionary(
      schema.fields.map { ($0.name, $0.type) }, uniquingKeysWith: { first, _ in first })
  }

  /// Checks a document.
  ///
  /// - Throws: The first fault, the key before the fields, these in their order.
  /// - Complexity: O(number of fields).
  public func check(_ document: Document) throws(Issue) {
    try check(key: document.key)
    var seen: Set<String> = []
    for field in document.fields {
      guard let type = types[field.name] else { throw .unknownField(field.name) }
      guard seen.insert(field.name).inserted else { throw .repeatedField(field.name) }
      switch (type, field.value) {
      case (.text, .text), (.stored, .text), (.keyword, .keywords), (.date, .date): break
      case (.number, .number(let value)):
        if !value.isFinite { throw .notFinite(field: field.name) }
      default: throw .wrongType(field: field.name, expected: type)
      }
    }
  }

  /// Checks a key alone.
  ///
  /// - Throws: `emptyKey` or `keyTooLong`.
  public func check(key: String) throws(Issue) {
    if key.isEmpty { throw .emptyKey }
    let byteCount = key.utf8.count
    if byteCount > Self.maximumKeyByteCount {
      throw .keyTooLong(byteCount: byteCount, limit: Self.maximumKeyByteCount)
    }
  }
}

extension Schema.FieldType {
  /// What a value of this type must be, in words.
  var expectation: String {
    switch self {
    case .text: "a string"
    case .keyword: "a string or an array of strings"
    case .number: "a number"
    case .date: "a date (2026-11-21 or 2026-11-21T10:30:00Z)"
    case .stored: "a string"
    }
  }
}
