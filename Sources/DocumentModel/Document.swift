// SPDX-License-Identifier: Apache-2.0

/// A document as it is indexed and stored: the caller's key and named values.
public struct Document: Hashable, Sendable {
  /// The caller's identifier, unique in an index. Never empty.
  public var key: String
  /// The values by field name, in the order they were given.
  public var fields: [Field]

  /// A named value.
  public struct Field: Hashable, Sendable {
    /// The field's name in the schema.
    public var name: String
    /// The field's value.
    public var value: FieldValue

    /// Creates a named value.
    public init(name: String, value: FieldValue) {
      self.name = name
      self.value = value
    }
  }

  /// Creates a document.
  public init(key: String, fields: [Field]) {
    self.key = key
    self.fields = fields
  }

  /// The value of the first field with the given name, or nil.
  ///
  /// - Complexity: O(number of fields).
  public func value(of name: String) -> FieldValue? {
    fields.first { $0.name == name }?.value
  }
}
