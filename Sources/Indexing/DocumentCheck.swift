// SPDX-License-Identifier: Apache-2.0
import DocumentModel

/// Tells whether documents fit a schema. Keeps no document.
struct DocumentCheck: Sendable {
  private let fields: [String: Schema.FieldType]
  private let names: [String]

  /// The longest keyword in UTF-8 bytes.
  static let largestKeywordByteCount = 4096
  /// The longest document key in UTF-8 bytes.
  static let largestKeyByteCount = 4096

  /// Creates a check.
  init(schema: Schema) {
    names = schema.fields.map(\.name)
    fields = Dictionary(
      schema.fields.map { ($0.name, $0.type) }, uniquingKeysWith: { first, _ in first })
  }

  /// Does nothing if the document can be indexed.
  ///
  /// - Parameter acceptedCount: the documents taken in so far, for the message.
  /// - Throws: `IndexingError.emptyKey`, `.keyTooLong`, `.unknownField`, `.repeatedField`, `.wrongType`,
  ///   `.keywordTooLong`.
  func check(_ document: Document, acceptedCount: Int) throws(IndexingError) {
    let key = document.key
    guard !key.isEmpty else { throw .emptyKey(acceptedCount: acceptedCount) }
    guard key.utf8.count <= Self.largestKeyByteCount else {
      throw .keyTooLong(byteCount: key.utf8.count, limit: Self.largestKeyByteCount)
    }
    for (index, field) in document.fields.enumerated() {
      guard let type = fields[field.name] else {
        throw .unknownField(document: key, field: field.name, known: names)
      }
      if document.fields[..<index].contains(where: { $0.name == field.name }) {
        throw .repeatedField(document: key, field: field.name)
      }
      guard Self.fits(field.value, type) else {
        throw .wrongType(document: key, field: field.name, expected: type)
      }
      guard case .keywords(let values) = field.value, type == .keyword else { continue }
      let largest = values.lazy.map(\.utf8.count).max() ?? 0
      if largest > Self.largestKeywordByteCount {
        throw .keywordTooLong(
          document: key, field: field.name, byteCount: largest,
          limit: Self.largestKeywordByteCount)
      }
    }
  }

  private static func fits(_ value: FieldValue, _ type: Schema.FieldType) -> Bool {
    switch (value, type) {
    case (.text, .text), (.keywords, .keyword), (.number, .number), (.date, .date), (_, .stored):
      true
    default: false
    }
  }
}
