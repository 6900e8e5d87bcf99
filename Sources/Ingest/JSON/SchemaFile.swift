// SPDX-License-Identifier: Apache-2.0

package import DocumentModel

/// Reads schemas from JSON text:
///
///     {"fields": [{"name": "title", "type": "text", "analyzer": "bilingual", "weight": 2,
///                  "stored": true, "default": true}, ...],
///      "k1": 0.75, "b": 0.9, "ranking": {"proximity": 0.2, ...}}
///
/// Only `fields`, and `name` and `type` in each, must be there; the others stand for what
/// `Schema`, `Schema.Field` and `RankingWeights` have when they are left out. `default` counts for text fields only.
package enum SchemaFile {
  private static let maximumByteCount = 1 << 20

  /// Reads a file.
  ///
  /// - Throws: `IngestError.schema` if the file is not a valid schema, `system` if it cannot be read.
  package static func read(path: String) throws(IngestError) -> Schema {
    let (bytes, isCut) = try FileBytes(path: path).readAll(limit: maximumByteCount)
    if isCut {
      throw .schema(path: path, reason: "longer than \(maximumByteCount) bytes")
    }
    do throws(SchemaError) {
      return try schema(json: bytes)
    } catch {
      throw .schema(path: path, reason: error.description)
    }
  }

  /// Reads and validates a schema.
  package static func schema(json: [UInt8]) throws(SchemaError) -> Schema {
    let root: SourceValue
    do throws(JSONParser.Failure) {
      root = try JSONParser.parse(json[...])
    } catch {
      switch error {
      case .notUTF8(let offset):
        throw .notJSON(
          reason: "not UTF-8 at byte \(offset)", line: 1 + json[..<offset].lineFeedCount)
      case .notJSON(let message, let line, _): throw .notJSON(reason: message, line: line)
      case .tooDeep: throw .notJSON(reason: "nested too deep", line: 1)
      }
    }
    guard case .object(let members) = root else {
      throw .wrongType(property: "schema", inField: nil, expected: "an object")
    }
    var schema = Schema(fields: [])
    var hasFields = false
    for member in members {
      let reader = PropertyReader(member: member, field: nil)
      switch member.name {
      case "fields":
        hasFields = true
        for element in try reader.array() { schema.fields.append(try field(element)) }
      case "k1": schema.k1 = try reader.number()
      case "b": schema.b = try reader.number()
      case "ranking":
        for member in try reader.object() {
          guard let known = RankingWeights.named.first(where: { $0.name == member.name }) else {
            throw .unknownProperty("ranking.\(member.name)", inField: nil)
          }
          schema.ranking[keyPath: known.weight] =
            try PropertyReader(member: member, field: nil).number()
        }
      default: throw .unknownProperty(member.name, inField: nil)
      }
    }
    if !hasFields { throw .missingProperty("fields", inField: nil) }
    try schema.validate()
    return schema
  }

  private static func field(_ value: SourceValue) throws(SchemaError) -> Schema.Field {
    guard case .object(let members) = value else {
      throw .wrongType(property: "fields", inField: nil, expected: "an array of objects")
    }
    guard let nameMember = members.first(where: { $0.name == "name" }) else {
      throw .missingProperty("name", inField: nil)
    }
    let name = try PropertyReader(member: nameMember, field: nil).string()
    guard let typeMember = members.first(where: { $0.name == "type" }) else {
      throw .missingProperty("type", inField: name)
    }
    let typeName = try PropertyReader(member: typeMember, field: name).string()
    guard let type = Schema.FieldType(rawValue: typeName) else {
      throw .unknownFieldType(typeName, field: name)
    }
    var field = Schema.Field(name: name, type: type)
    for member in members {
      let reader = PropertyReader(member: member, field: name)
      switch member.name {
      case "name", "type": break
      case "analyzer": field.analyzer = try reader.string()
      case "weight": field.weight = try reader.number()
      case "stored": field.isStored = try reader.bool()
      case "default": field.isDefault = try reader.bool()
      default: throw .unknownProperty(member.name, inField: name)
      }
    }
    return field
  }
}

/// Takes a property in the type it must have.
private struct PropertyReader {
  let member: SourceValue.Member
  let field: String?

  func string() throws(SchemaError) -> String {
    guard case .string(let text) = member.value else { throw wrongType("a string") }
    return text
  }

  func number() throws(SchemaError) -> Float {
    switch member.value {
    case .integer(let number): return Float(number)
    case .number(let number): return Float(number)
    default: throw wrongType("a number")
    }
  }

  func bool() throws(SchemaError) -> Bool {
    guard case .bool(let value) = member.value else { throw wrongType("true or false") }
    return value
  }

  func array() throws(SchemaError) -> [SourceValue] {
    guard case .array(let elements) = member.value else { throw wrongType("an array") }
    return elements
  }

  func object() throws(SchemaError) -> [SourceValue.Member] {
    guard case .object(let members) = member.value else { throw wrongType("an object") }
    return members
  }

  private func wrongType(_ expected: String) -> SchemaError {
    .wrongType(property: member.name, inField: field, expected: expected)
  }
}

extension Collection<UInt8> {
  fileprivate var lineFeedCount: Int { count { $0 == 0x0A } }
}
