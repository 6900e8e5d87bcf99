// SPDX-License-Identifier: Apache-2.0

/// The value of one field of a document, in the type its schema gives the field.
public enum FieldValue: Hashable, Sendable {
  /// Text that is analyzed and searched by words.
  case text(String)
  /// Exact strings, in the order given; searched whole.
  case keywords([String])
  /// A number.
  case number(Double)
  /// A moment, in milliseconds since 1970-01-01T00:00:00Z.
  case date(Int64)
}
