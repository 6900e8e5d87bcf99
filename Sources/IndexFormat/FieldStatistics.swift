// SPDX-License-Identifier: Apache-2.0

/// The sums over a field that scoring needs.
package struct FieldStatistics: Hashable, Sendable {
  /// The documents in which the field has a length above 0.
  package var documentCount: Int
  /// The exact lengths of the field in all documents, added.
  package var totalLength: UInt64

  /// Creates statistics.
  package init(documentCount: Int = 0, totalLength: UInt64 = 0) {
    self.documentCount = documentCount
    self.totalLength = totalLength
  }
}

/// The identity of a segment: a hash of its content.
package struct SegmentID: Hashable, Sendable, CustomStringConvertible {
  /// The first eight bytes.
  package var high: UInt64
  /// The last eight bytes.
  package var low: UInt64

  /// Creates an identity.
  package init(high: UInt64, low: UInt64) {
    self.high = high
    self.low = low
  }

  /// 32 hexadecimal digits.
  package var description: String { Self.hexadecimal(high) + Self.hexadecimal(low) }

  private static func hexadecimal(_ value: UInt64) -> String {
    let digits = String(value, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }
}

/// What a finished segment file is.
package struct SegmentInfo: Hashable, Sendable {
  /// The hash of its content.
  package var segmentID: SegmentID
  /// The number of documents.
  package var documentCount: Int
  /// The number of terms.
  package var termCount: Int
  /// The size of the file.
  package var byteCount: Int
}
