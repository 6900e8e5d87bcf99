// SPDX-License-Identifier: Apache-2.0

/// A part of a text that a group of the query found.
struct Highlight: Sendable, Hashable {
  /// Where it stands in the text, in UTF-8 bytes.
  var range: Range<Int>
  /// The group of the plan.
  var group: Int

  /// The ranges of highlights, ascending, with overlapping and adjacent ones made one.
  static func merged(_ highlights: some Sequence<Highlight>) -> [Range<Int>] {
    var merged: [Range<Int>] = []
    for range in highlights.map(\.range).sorted(by: { $0.lowerBound < $1.lowerBound }) {
      if let last = merged.last, range.lowerBound <= last.upperBound {
        merged[merged.count - 1] = last.lowerBound..<max(last.upperBound, range.upperBound)
      } else {
        merged.append(range)
      }
    }
    return merged
  }
}
