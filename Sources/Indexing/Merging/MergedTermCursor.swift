// SPDX-License-Identifier: Apache-2.0
import IndexFormat

/// Walks the terms of several segments in key order, each term once. Pairs are left out: a segment makes
/// its own of the terms that are common in it.
struct MergedTermCursor {
  /// A segment that has the term, by number, and what its dictionary says of the term.
  struct Source {
    var segment: Int
    var entry: TermEntry
  }

  private var cursors: [TermCursor]
  /// The next term of each segment, nil where the segment has ended.
  private var heads: [(key: TermKey, entry: TermEntry)?] = []
  /// The segments that have the term the cursor stands on, in their order.
  private(set) var sources: [Source] = []

  /// A cursor before the first term.
  ///
  /// - Throws: `IndexFormatError.damaged`.
  init(_ segments: [SegmentReader]) throws(IndexFormatError) {
    cursors = segments.map { $0.terms() }
    for index in cursors.indices { heads.append(try Self.next(&cursors[index])) }
  }

  /// In how many documents of all segments the term stands.
  var documentFrequency: Int { sources.reduce(0) { $0 + Int($1.entry.documentFrequency) } }

  /// Moves to the next term; nil behind the last.
  ///
  /// - Throws: `IndexFormatError.damaged`.
  /// - Complexity: O(segments).
  mutating func next() throws(IndexFormatError) -> TermKey? {
    sources.removeAll(keepingCapacity: true)
    guard let key = heads.lazy.compactMap(\.?.key).min() else { return nil }
    for index in heads.indices {
      guard let head = heads[index], head.key == key else { continue }
      sources.append(Source(segment: index, entry: head.entry))
      heads[index] = try Self.next(&cursors[index])
    }
    return key
  }

  private static func next(
    _ cursor: inout TermCursor
  ) throws(IndexFormatError) -> (key: TermKey, entry: TermEntry)? {
    while let term = try cursor.next() {
      if term.0.kind != PairTerm.kind { return (key: term.0, entry: term.1) }
    }
    return nil
  }
}
