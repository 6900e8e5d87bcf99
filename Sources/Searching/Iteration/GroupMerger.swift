// SPDX-License-Identifier: Apache-2.0

internal import IndexFormat

/// Merges the lists of a group in a segment to one: what the group comes to in each of its documents, by the
/// operations and in the order that make its sum when the lists are read one by one.
struct GroupMerger {
  private lazy var window = ScoreWindow()

  /// Merges a group.
  ///
  /// - Parameters:
  ///   - group: its lists.
  ///   - documentCount: the segment's documents.
  ///   - scale: how the occurrences of a variant count.
  /// - Returns: its documents with its sums; nil for none.
  /// - Throws: `IndexFormatError`.
  /// - Complexity: O(postings); finds all documents of sequences.
  mutating func merge(
    _ group: BoundGroup, documentCount: Int, scale: (BoundVariant) -> VariantScale
  ) throws(IndexFormatError) -> MaterializedPostings? {
    var own = try Self.cursors(of: group.variants, scale)
    var fallbacks = try Self.cursors(of: group.fallbacks, scale)
    let window = window
    var documents: [DocumentID] = []
    var sums: [Float] = []
    var start: DocumentID = 0
    while true {
      var next: DocumentID?
      for index in own.indices { next = try own[index].nearer(next, from: start) }
      for index in fallbacks.indices { next = try fallbacks[index].nearer(next, from: start) }
      guard let next, Int(next) < documentCount else { break }
      start = next
      let end = min(start + DocumentID(ScoreWindow.width), DocumentID(documentCount))
      for index in own.indices {
        try own[index].forEachBlock(from: start, to: end) { buffer, from, to in
          window.addSummands(buffer, from: from, to: to, start: start)
        }
      }
      if !fallbacks.isEmpty { window.saveMembers() }
      for index in fallbacks.indices {
        try fallbacks[index].forEachBlock(from: start, to: end) { buffer, from, to in
          window.keepGreatest(buffer, from: from, to: to, start: start)
        }
      }
      window.takeSums(start: start, into: &documents, sums: &sums)
      start = end
    }
    return documents.isEmpty ? nil : MaterializedPostings(documents: documents, sums: sums)
  }

  private static func cursors(
    of variants: [BoundVariant], _ scale: (BoundVariant) -> VariantScale
  ) throws(IndexFormatError) -> [BlockCursor] {
    var cursors: [BlockCursor] = []
    for variant in variants {
      guard let list = try variant.postings.list() else { continue }
      cursors.append(BlockCursor(list, scale: scale(variant)))
    }
    return cursors
  }
}

extension BlockCursor {
  /// The nearer of a document and one that none of the list from `start` on lies before.
  fileprivate mutating func nearer(
    _ document: DocumentID?, from start: DocumentID
  ) throws(IndexFormatError) -> DocumentID? {
    guard let own = try approach(start) else { return document }
    return document.map { min($0, own) } ?? own
  }

  /// Calls a closure with each block's summands and the places of its documents from `start` to before
  /// `end`.
  fileprivate mutating func forEachBlock(
    from start: DocumentID, to end: DocumentID, _ body: (BlockBuffer, Int, Int) -> Void
  ) throws(IndexFormatError) {
    guard reach(start) else { return }
    while first < end {
      try loadSummands()
      let (from, to) = places(from: start, to: end)
      body(buffer, from, to)
      guard last < end - 1 else { return }
      move(toBlock: block + 1)
      if isAtEnd { return }
    }
  }
}
