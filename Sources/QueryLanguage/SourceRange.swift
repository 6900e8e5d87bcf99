// SPDX-License-Identifier: Apache-2.0

/// Where a part of a query stands in the text it was parsed from.
///
/// All source ranges are equal, so that two queries are equal when they mean the same.
package struct SourceRange: Hashable, Sendable {
  /// The UTF-8 bytes of the query text; empty for a query that was not parsed.
  package var utf8: Range<Int>

  /// Creates a source range.
  package init(_ utf8: Range<Int> = 0..<0) {
    self.utf8 = utf8
  }

  package static func == (a: SourceRange, b: SourceRange) -> Bool { true }

  package func hash(into hasher: inout Hasher) {}
}
