// SPDX-License-Identifier: Apache-2.0

/// Which neighbouring segments of a live index are joined after a commit.
///
/// Neighbours only, so that documents keep their order. A run of segments is joined when there are
/// enough of them and together they are at least twice as large as the largest: then a document is
/// copied a logarithmic number of times, however often is committed. Deleted documents do not count
/// for the size of a segment; one in which too many are deleted is written anew, which costs at most
/// twice the bytes that were deleted.
struct MergePolicy: Sendable {
  /// What is known of a segment.
  struct Segment: Sendable, Hashable {
    var byteCount: Int
    var documentCount: Int
    var deletedCount: Int

    /// About the bytes of the documents that are not deleted.
    var liveByteCount: Int {
      guard documentCount > 0 else { return 0 }
      return Int(Double(byteCount) * Double(documentCount - deletedCount) / Double(documentCount))
    }
  }

  /// So many segments at least are joined.
  var fanIn = 8
  /// Smaller segments count as if they had so many bytes.
  var floorByteCount = 2 << 20
  /// Segments are not joined into larger ones.
  var largestByteCount = 4 << 30
  /// Of more segments, neighbours are joined whatever their sizes are.
  var segmentLimit = 64
  /// A segment with a larger share of deleted documents is written anew.
  var deletedShare = 1.0 / 3

  /// The segments to join next, or the one to write anew; nil when all is well.
  ///
  /// - Complexity: O(n²) in segments.
  func next(_ segments: [Segment]) -> Range<Int>? {
    for (index, segment) in segments.enumerated()
    where Double(segment.deletedCount) > deletedShare * Double(segment.documentCount) {
      return index..<index + 1
    }
    var best: (range: Range<Int>, byteCount: Int)?
    for start in segments.indices {
      var total = 0
      var largest = 0
      var byteCount = 0
      for end in start..<segments.count {
        let live = segments[end].liveByteCount
        byteCount += live
        guard byteCount <= largestByteCount else { break }
        total += max(live, floorByteCount)
        largest = max(largest, live, floorByteCount)
        guard end - start + 1 >= fanIn, total >= 2 * largest || segments.count > segmentLimit else {
          continue
        }
        if byteCount < best?.byteCount ?? .max { best = (start..<end + 1, byteCount) }
      }
    }
    return best?.range
  }
}
