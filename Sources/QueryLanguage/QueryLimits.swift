// SPDX-License-Identifier: Apache-2.0

/// How large a query may be; what is beyond is left out with a diagnostic.
package struct QueryLimits: Sendable {
  /// Bytes of query text that are read.
  package var byteCount = 65_536
  /// Words, quotations and ranges that are kept.
  package var leafCount = 1_024
  /// How deep parentheses and NOT may nest.
  package var depth = 64
  /// The factors that `^` may give.
  package static let boosts: ClosedRange<Float> = 0.001...1_000
  /// The largest distance that `~` may give.
  package static let maximumSlop = 1_000

  /// Creates the default limits.
  package init() {}
}
