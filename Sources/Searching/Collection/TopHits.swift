// SPDX-License-Identifier: Apache-2.0

package import IndexFormat

/// A document of a snapshot with its score.
package struct ScoredDocument: Sendable, Hashable {
  /// The segment's place in the snapshot.
  package var segment: Int
  /// The document in the segment.
  package var document: DocumentID
  /// The score.
  package var score: Float

  /// Whether this one ranks before the other: higher score, then earlier segment, then earlier
  /// document.
  @inline(__always)
  func ranksBefore(_ other: ScoredDocument) -> Bool {
    if score != other.score { return score > other.score }
    if segment != other.segment { return segment < other.segment }
    return document < other.document
  }
}

/// The best documents seen so far, at most a fixed number: a binary heap with the worst on top.
///
/// Documents may come in any order; offered in ascending order, one that only equals the threshold
/// is never kept, so retrievals may skip what cannot exceed it.
struct TopHits: Sendable {
  /// How many are kept.
  let capacity: Int
  private var heap: [ScoredDocument] = []

  /// The score that a later document must exceed to be kept; -1 while there is room, infinite when
  /// nothing is kept at all.
  private(set) var threshold: Float

  /// Creates a collection of at most `capacity` documents.
  init(capacity: Int) {
    self.capacity = max(0, capacity)
    threshold = capacity > 0 ? -1 : .infinity
    heap.reserveCapacity(min(self.capacity, 1024))
  }

  /// The number of documents kept.
  var count: Int { heap.count }

  /// Keeps the document if it is among the best.
  ///
  /// - Complexity: O(log capacity).
  @inline(__always)
  mutating func offer(segment: Int, document: DocumentID, score: Float) {
    if score < threshold { return }
    insert(ScoredDocument(segment: segment, document: document, score: score))
  }

  private mutating func insert(_ candidate: ScoredDocument) {
    if heap.count < capacity {
      heap.append(candidate)
      siftUp(heap.count - 1)
    } else {
      guard let worst = heap.first, candidate.ranksBefore(worst) else { return }
      heap[0] = candidate
      siftDown(0)
    }
    if heap.count == capacity, let worst = heap.first { threshold = worst.score }
  }

  private mutating func siftUp(_ start: Int) {
    var child = start
    while child > 0 {
      let parent = (child - 1) / 2
      guard heap[parent].ranksBefore(heap[child]) else { return }
      heap.swapAt(parent, child)
      child = parent
    }
  }

  private mutating func siftDown(_ start: Int) {
    var parent = start
    while true {
      var worst = parent
      let left = 2 * parent + 1
      if left < heap.count, heap[worst].ranksBefore(heap[left]) { worst = left }
      if left + 1 < heap.count, heap[worst].ranksBefore(heap[left + 1]) { worst = left + 1 }
      guard worst != parent else { return }
      heap.swapAt(parent, worst)
      parent = worst
    }
  }

  /// The documents kept, best first.
  ///
  /// - Complexity: O(n log n) in the number kept.
  consuming func ranked() -> [ScoredDocument] {
    heap.sorted { $0.ranksBefore($1) }
  }
}
