// SPDX-License-Identifier: Apache-2.0

internal import DocumentModel

/// Makes documents of named values, as the schema wants them.
struct DocumentAssembler {
  /// Unknown field names that are remembered, so that a hostile source fills no memory.
  private static let notedFieldLimit = 1_000

  let schema: Schema
  let idField: String
  private let validator: DocumentValidator
  private let types: [String: Schema.Field]
  private var keys = DuplicateKeyFilter()
  private var notedFields: Set<String> = []
  /// How lines are hashed; nil where they are not.
  var lineHashing: LineHashing?
  /// Notes since they were last taken.
  var notes: [IngestNote] = []

  init(schema: Schema, idField: String) {
    self.schema = schema
    self.idField = idField
    validator = DocumentValidator(schema: schema)
    types = Dictionary(schema.fields.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
  }

  /// Makes a document, the first of its key.
  ///
  /// - Parameters:
  ///   - members: The named values, the id among them unless `defaultKey` is given.
  ///   - defaultKey: The key where the values have none.
  ///   - location: Where the document stands, for notes.
  /// - Returns: A document that fits the schema.
  /// - Throws: Why the document is not taken.
  mutating func document(
    _ members: [SourceValue.Member], defaultKey: String? = nil, location: SourceLocation
  ) throws(AssemblyFailure) -> Document {
    var key: String?
    var fields: [Document.Field] = []
    fields.reserveCapacity(members.count)
    for member in members where member.value != .null {
      if member.name == idField {
        guard key == nil, let text = Self.key(member.value) else {
          throw AssemblyFailure(.wrongTypeOfID(field: idField))
        }
        key = text
        if types[idField] == nil { continue }
      }
      guard let field = field(named: member.name) else {
        note(member.name, location)
        continue
      }
      guard let value = Self.value(member.value, as: field.type) else {
        throw AssemblyFailure(.invalid(.wrongType(field: member.name, expected: field.type)))
      }
      fields.append(Document.Field(name: field.name, value: value))
    }
    guard let key = key ?? defaultKey else { throw AssemblyFailure(.missingID(field: idField)) }
    let document = Document(key: key, fields: fields)
    do throws(DocumentValidator.Issue) {
      try validator.check(document)
    } catch {
      throw AssemblyFailure(.invalid(error))
    }
    guard keys.insert(document.key) else { throw AssemblyFailure(.duplicateID(document.key)) }
    return document
  }

  /// Whether the schema has a field.
  func hasField(_ name: String) -> Bool { types[name] != nil }

  private func field(named name: String) -> Schema.Field? {
    types[name] ?? schema.fieldNumber(of: name).map { schema.fields[$0] }
  }

  private mutating func note(_ name: String, _ location: SourceLocation) {
    guard notedFields.count < Self.notedFieldLimit, notedFields.insert(name).inserted else {
      return
    }
    notes.append(.unknownField(name: name, location: location))
  }

  private static func key(_ value: SourceValue) -> String? {
    switch value {
    case .string(let text), .bare(let text): text
    case .integer(let number): String(number)
    default: nil
    }
  }

  /// A value in the type of its field, or nil if it is of another.
  static func value(_ value: SourceValue, as type: Schema.FieldType) -> FieldValue? {
    switch (type, value) {
    case (.text, .string(let text)), (.text, .bare(let text)): return .text(text)
    case (.stored, .string(let text)), (.stored, .bare(let text)): return .text(text)
    case (.stored, _): return .text(value.json)
    case (.keyword, .array(let elements)):
      var keywords: [String] = []
      for element in elements where element != .null {
        guard let keyword = keyword(element) else { return nil }
        keywords.append(keyword)
      }
      return .keywords(keywords)
    case (.keyword, _): return keyword(value).map { .keywords([$0]) }
    case (.number, .integer(let number)): return .number(Double(number))
    case (.number, .number(let number)): return .number(number)
    case (.number, .bare(let text)): return Double(text).map { .number($0) }
    case (.date, .string(let text)), (.date, .bare(let text)):
      return ISODate.milliseconds(from: text).map { .date($0) }
    default: return nil
    }
  }

  private static func keyword(_ value: SourceValue) -> String? {
    switch value {
    case .string(let text), .bare(let text): text
    case .integer(let number): String(number)
    case .number(let number): String(number)
    case .bool(let isTrue): isTrue ? "true" : "false"
    default: nil
    }
  }
}

/// Why a document could not be made.
struct AssemblyFailure: Error {
  let reason: RejectionReason

  init(_ reason: RejectionReason) {
    self.reason = reason
  }
}
