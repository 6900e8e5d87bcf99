// SPDX-License-Identifier: Apache-2.0

/// What is wrong with a schema.
public enum SchemaError: Error, Hashable, Sendable, CustomStringConvertible {
  /// There is no field.
  case noFields
  /// There are more fields than a field number can count.
  case tooManyFields(count: Int, limit: Int)
  /// A name is empty, too long, or has a character that queries give a meaning.
  case invalidName(String)
  /// Two fields have one name.
  case duplicateField(String)
  /// A weight is not one of `Schema.weights`.
  case invalidWeight(field: String, weight: Float)
  /// k1 is negative or not finite, or b is not from 0 to 1.
  case invalidConstant(name: String, value: Float)
  /// No text field is looked in by a word without a field name.
  case noDefaultField
  /// The text of a schema cannot be read as JSON.
  case notJSON(reason: String, line: Int)
  /// A property that schemas do not have.
  case unknownProperty(String, inField: String?)
  /// A property with a value of another type than it must have.
  case wrongType(property: String, inField: String?, expected: String)
  /// A field without a property it must have.
  case missingProperty(String, inField: String?)
  /// A field type that does not exist.
  case unknownFieldType(String, field: String)

  /// The error as a sentence.
  public var description: String {
    switch self {
    case .noFields: "the schema has no fields"
    case .tooManyFields(let count, let limit):
      "the schema has \(count) fields, at most \(limit) fit"
    case .invalidName(let name):
      "\"\(name)\" cannot be a field name: 1 to 64 letters, digits, _, - or . with a letter or _ first"
    case .duplicateField(let name): "two fields are named \"\(name)\""
    case .invalidWeight(let field, let weight):
      "the weight of field \"\(field)\" is \(weight); it must be from 2^-20 to 2^20"
    case .invalidConstant(let name, let value):
      "\(name) is \(value); \(name == "k1" ? "it must be 0 or more" : "it must be from 0 to 1")"
    case .noDefaultField: "no text field is searched by default"
    case .notJSON(let reason, let line): "the schema is not JSON: \(reason) in line \(line)"
    case .unknownProperty(let name, let field): "unknown property \"\(name)\"\(Self.place(field))"
    case .wrongType(let name, let field, let expected):
      "property \"\(name)\"\(Self.place(field)) must be \(expected)"
    case .missingProperty(let name, let field):
      "property \"\(name)\" is missing\(Self.place(field))"
    case .unknownFieldType(let type, let field):
      "field \"\(field)\" has the unknown type \"\(type)\"; the types are "
        + Schema.FieldType.allCases.map(\.rawValue).joined(separator: ", ")
    }
  }

  private static func place(_ field: String?) -> String {
    field.map { " in field \"\($0)\"" } ?? ""
  }
}
