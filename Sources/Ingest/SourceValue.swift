// SPDX-License-Identifier: Apache-2.0

/// A value as a source gives it, before the schema gives it a type.
package indirect enum SourceValue: Hashable, Sendable {
  /// No value; the field counts as absent.
  case null
  /// True or false.
  case bool(Bool)
  /// A whole number.
  case integer(Int64)
  /// Another number.
  case number(Double)
  /// A string.
  case string(String)
  /// Text without a type, as YAML has it: a number, a date or a string, as the field wants it.
  case bare(String)
  /// Values in order.
  case array([SourceValue])
  /// Named values in order.
  case object([Member])

  /// A named value.
  package struct Member: Hashable, Sendable {
    /// The name.
    package var name: String
    /// The value.
    package var value: SourceValue

    /// Creates a named value.
    package init(_ name: String, _ value: SourceValue) {
      self.name = name
      self.value = value
    }
  }

  /// The value as one line of JSON.
  package var json: String {
    var writer = JSONWriter()
    writer.append(self)
    return writer.text
  }
}
