// SPDX-License-Identifier: Apache-2.0

/// The layout of a column: the values of one keyword, number or date field, by document.
///
/// ```
/// u8 type (1 keywords, 2 numbers, 3 dates), u8 form, 6 zeros
///
/// keywords, form 0 (no document has two values):
///   bit-packed array   for each document, 0 for none, else the value's ordinal + 1
///   front-coded table  the distinct values, UTF-8; the payloads are empty
/// keywords, form 1:
///   bit-packed array   for each document, where its ordinals start; one entry more for the end
///   bit-packed array   the ordinals of all documents, ascending in each
///   front-coded table  as above
///
/// numbers and dates, form 0 (integers):
///   i64 minimum, u64 step
///   bit-packed array   for each document, 0 for none, else (value - minimum) / step + 1
/// numbers and dates, form 1:
///   bit-packed array   for each document, 1 where it has a value
///   bit-packed array   for each document, its value's 64 bits (IEEE 754 or two's complement), or 0
/// ```
enum ColumnFormat {
  static let keywords: UInt8 = 1
  static let numbers: UInt8 = 2
  static let dates: UInt8 = 3
  static let headByteCount = 8
  /// The longest keyword value, in bytes.
  static let maximumValueByteCount = 32_767
}
