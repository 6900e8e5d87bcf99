// SPDX-License-Identifier: Apache-2.0

/// A condition on a document's keyword, number and date values that never scores.
///
/// A document without a value in the field satisfies no comparison, so `not` of one includes it.
indirect enum DocumentFilter: Sendable, Hashable {
  /// One of the document's values in the keyword field is one of these, byte for byte.
  case keyword(field: Int, values: [String])
  /// The document's value in the number field lies in the range.
  case number(field: Int, ValueRange<Double>)
  /// The document's value in the date field, in milliseconds since 1970, lies in the range.
  case date(field: Int, ValueRange<Int64>)
  /// The document has a value in the keyword, number or date field.
  case exists(field: Int)
  /// All hold; true when there is none.
  case and([DocumentFilter])
  /// At least one holds; false when there is none.
  case or([DocumentFilter])
  /// The condition does not hold.
  case not(DocumentFilter)
}

/// A range of values, either end open, closed or missing.
struct ValueRange<Value: Comparable & Hashable & Sendable>: Sendable, Hashable {
  /// One end of a range.
  struct Bound: Sendable, Hashable {
    /// The end.
    var value: Value
    /// Whether the end itself is in the range.
    var isInclusive: Bool

    /// Creates an end.
    init(_ value: Value, isInclusive: Bool = true) {
      self.value = value
      self.isInclusive = isInclusive
    }
  }

  /// The low end, or nil for none.
  var lower: Bound?
  /// The high end, or nil for none.
  var upper: Bound?

  /// Creates a range.
  init(lower: Bound? = nil, upper: Bound? = nil) {
    self.lower = lower
    self.upper = upper
  }

  /// The range that holds one value.
  init(exactly value: Value) {
    self.init(lower: Bound(value), upper: Bound(value))
  }

  /// Whether the value is in the range. A value that compares with nothing (NaN) is not.
  func contains(_ value: Value) -> Bool {
    guard value == value else { return false }
    if let lower, !(lower.isInclusive ? lower.value <= value : lower.value < value) { return false }
    if let upper, !(upper.isInclusive ? value <= upper.value : value < upper.value) { return false }
    return true
  }
}
