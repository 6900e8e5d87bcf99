// SPDX-License-Identifier: Apache-2.0

/// One of several shares of the documents of a run.
///
/// Share `number` of `count` has the items whose ordinal, from 0, leaves the remainder `number - 1`
/// when divided by `count`. The shares are disjoint and together are the whole.
package struct Slice: Hashable, Sendable {
  /// From 1 to `count`.
  package let number: Int
  /// How many shares there are.
  package let count: Int

  /// Creates a share, or nil unless 1 <= number <= count.
  package init?(number: Int, of count: Int) {
    guard number >= 1, number <= count else { return nil }
    self.number = number
    self.count = count
  }

  /// Reads `2/5`; nil if it is not of that form.
  package init?(_ text: String) {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false)
    guard parts.count == 2, let number = Int(parts[0]), let count = Int(parts[1]) else {
      return nil
    }
    self.init(number: number, of: count)
  }

  /// Whether the share has the item.
  func contains(ordinal: Int) -> Bool { ordinal % count == number - 1 }
}
