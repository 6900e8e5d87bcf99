// SPDX-License-Identifier: Apache-2.0

/// A frequency and a field length that bound postings from above: no posting they dominate is more
/// frequent or stands in a shorter field.
package struct Impact: Hashable, Sendable {
  /// How often the term stands in a document; 255 stands for 255 or more.
  package var frequency: UInt8
  /// The code of the field's length there; see `FieldLengthCode`.
  package var lengthCode: UInt8

  /// Creates an impact.
  package init(frequency: UInt8, lengthCode: UInt8) {
    self.frequency = frequency
    self.lengthCode = lengthCode
  }

  /// True when a posting of this frequency and length is bounded by the impact.
  package func dominates(frequency other: UInt32, lengthCode otherCode: UInt8) -> Bool {
    UInt8(clamping: other) <= frequency && otherCode >= lengthCode
  }
}

/// One to four impacts of which every posting of a block is dominated by at least one, ascending in
/// frequency and in length code.
package struct ImpactList: Hashable, Sendable {
  /// At most this many impacts.
  package static let capacity = 4

  // Frequency in the low byte of each 16 bits, length code in the high one; unused ones are zero.
  var packed: UInt64 = 0
  /// The number of impacts.
  package private(set) var count = 0

  /// Creates an empty list.
  init() {}

  /// Creates the list from its eight bytes. At least one impact is taken, whatever the bytes are.
  init(packed: UInt64) {
    self.packed = packed
    count = 1
    while count < Self.capacity, UInt8(truncatingIfNeeded: packed >> UInt64(16 * count)) != 0 {
      count += 1
    }
  }

  /// The impact at an index.
  package subscript(index: Int) -> Impact {
    precondition(index >= 0 && index < count, "no such impact")
    let pair = packed >> UInt64(16 * index)
    return Impact(
      frequency: UInt8(truncatingIfNeeded: pair), lengthCode: UInt8(truncatingIfNeeded: pair >> 8))
  }

  mutating func append(_ impact: Impact) {
    precondition(count < Self.capacity, "too many impacts")
    let pair = UInt64(impact.frequency) | UInt64(impact.lengthCode) << 8
    packed |= pair << UInt64(16 * count)
    count += 1
  }

  /// True when some impact bounds a posting.
  package func dominate(frequency: UInt32, lengthCode: UInt8) -> Bool {
    (0..<count).contains { self[$0].dominates(frequency: frequency, lengthCode: lengthCode) }
  }
}
