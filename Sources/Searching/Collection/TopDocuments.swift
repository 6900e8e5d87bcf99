// SPDX-License-Identifier: Apache-2.0

internal import IndexFormat

/// The best documents of one segment seen so far, at most a fixed number, offered in any order.
///
/// A document is one integer, its key: the score's bits above, the document's complement below, so
/// that a greater key ranks before. Few are kept in a heap; many in a buffer of twice as many, which
/// is cut in half when it is full.
struct TopDocuments {
  private let capacity: Int
  private let isHeap: Bool
  private var keys: [UInt64] = []
  /// The greatest key that is known to be of no use.
  private var worst: UInt64
  /// The score that a document must reach to be kept: more, if it comes behind `worstDocument`.
  private(set) var threshold: Float
  private var worstDocument: DocumentID
  private let shared: SharedThreshold?

  /// More than this are kept in a buffer.
  private static let heapLimit = 48

  /// Creates a collection of at most `capacity` documents.
  ///
  /// - Parameters:
  ///   - capacity: how many are kept.
  ///   - floor: a score that documents must reach; nil for any.
  ///   - shared: what other threads know of that; nil for one thread.
  init(capacity: Int, floor: Float? = nil, shared: SharedThreshold? = nil) {
    self.shared = shared
    // A segment has fewer documents than 2³¹.
    let capacity = min(capacity, Int(Int32.max))
    self.capacity = capacity
    isHeap = capacity <= Self.heapLimit
    threshold = floor ?? -1
    worstDocument = .max
    worst = floor.map { Self.key($0, .max) } ?? 0
    if capacity == 0 {
      threshold = .infinity
      worst = .max
    }
    keys.reserveCapacity(min(isHeap ? capacity : 2 * capacity, 4096))
  }

  private static func key(_ score: Float, _ document: DocumentID) -> UInt64 {
    // Scores are 0 or more, so their bits sort as they do.
    UInt64(score.bitPattern) << 32 | UInt64(~document)
  }

  /// The total that a document of some documents from `start` on must exceed to be kept.
  func least(from start: DocumentID) -> Double {
    let own = Double(start > worstDocument ? threshold : threshold.nextDown)
    // A document of the same score may rank before those of another thread.
    return shared.map { max(own, Double($0.value.nextDown)) } ?? own
  }

  /// Keeps the candidates that are among the best.
  mutating func offer(_ candidates: borrowing Candidates) {
    for index in 0..<candidates.count {
      let key = Self.key(Float(candidates.total(index)), candidates.document(index))
      if key > worst { insert(key) }
    }
  }

  /// Keeps the documents of a block that are among the best.
  ///
  /// - Parameters:
  ///   - block: documents with their scores.
  ///   - count: how many.
  ///   - accepted: the documents that may be hits; nil for all.
  mutating func offer(_ block: BlockBuffer, count: Int, accepted: DocumentBitset?) {
    ScoreKernels.forEachScore(above: least(from: 0), in: block, count: count) { place in
      let document = block.document(at: place)
      guard accepted?.contains(document) ?? true else { return }
      let key = Self.key(block.score(at: place), document)
      if key > worst { insert(key) }
    }
  }

  private mutating func insert(_ key: UInt64) {
    if isHeap {
      if keys.count < capacity {
        keys.append(key)
        siftUp(keys.count - 1)
        if keys.count < capacity { return }
      } else {
        keys[0] = key
        siftDown()
      }
      if keys[0] > worst { setWorst(keys[0]) }
    } else {
      keys.append(key)
      if keys.count == 2 * capacity { cut() }
    }
  }

  private mutating func setWorst(_ key: UInt64) {
    worst = key
    threshold = Float(bitPattern: UInt32(key >> 32))
    worstDocument = ~DocumentID(truncatingIfNeeded: key)
    shared?.raise(to: threshold)
  }

  private mutating func siftUp(_ start: Int) {
    var child = start
    while child > 0 {
      let parent = (child - 1) / 2
      guard keys[parent] > keys[child] else { return }
      keys.swapAt(parent, child)
      child = parent
    }
  }

  private mutating func siftDown() {
    var parent = 0
    while true {
      var least = parent
      let left = 2 * parent + 1
      if left < keys.count, keys[left] < keys[least] { least = left }
      if left + 1 < keys.count, keys[left + 1] < keys[least] { least = left + 1 }
      guard least != parent else { return }
      keys.swapAt(parent, least)
      parent = least
    }
  }

  /// Keeps the best `capacity` of the buffer.
  private mutating func cut() {
    guard keys.count > capacity else { return }
    Self.select(capacity, of: &keys)
    keys.removeLast(keys.count - capacity)
    if let least = keys.min(), least > worst { setWorst(least) }
  }

  /// Puts the `count` greatest keys first, in any order (Hoare's selection).
  private static func select(_ count: Int, of keys: inout [UInt64]) {
    var keys = keys.mutableSpan
    var low = 0
    var high = keys.count - 1
    while low < high {
      let (left, right) = partition(&keys, low, high)
      if count - 1 <= right {
        high = right
      } else if count - 1 >= left {
        low = left
      } else {
        return
      }
    }
  }

  /// Sorts keys from the greatest (quicksort; the keys of one segment differ).
  private static func sort(_ keys: inout [UInt64]) {
    var keys = keys.mutableSpan
    var pending = [0..<keys.count]
    while let range = pending.popLast() {
      guard range.count > 12 else {
        for index in range.dropFirst() {
          let key = keys[index]
          var place = index
          while place > range.lowerBound, keys[place - 1] < key {
            keys[place] = keys[place - 1]
            place -= 1
          }
          keys[place] = key
        }
        continue
      }
      let (left, right) = partition(&keys, range.lowerBound, range.upperBound - 1)
      pending.append(range.lowerBound..<right + 1)
      pending.append(left..<range.upperBound)
    }
  }

  /// Brings the keys above a pivot before those below it (Hoare).
  ///
  /// - Returns: where the part behind begins and where the part before ends.
  private static func partition(
    _ keys: inout MutableSpan<UInt64>, _ low: Int, _ high: Int
  ) -> (left: Int, right: Int) {
    let a = keys[low]
    let b = keys[low + (high - low) / 2]
    let c = keys[high]
    let pivot = max(min(a, b), min(max(a, b), c))
    var left = low
    var right = high
    while left <= right {
      while keys[left] > pivot { left += 1 }
      while keys[right] < pivot { right -= 1 }
      guard left <= right else { break }
      (keys[left], keys[right]) = (keys[right], keys[left])
      left += 1
      right -= 1
    }
    return (left, right)
  }

  /// The documents kept, best first.
  ///
  /// - Complexity: O(n log n) in the number kept.
  consuming func ranked(segment: Int) -> [ScoredDocument] {
    if !isHeap { cut() }
    Self.sort(&keys)
    return keys.map {
      ScoredDocument(
        segment: segment, document: ~DocumentID(truncatingIfNeeded: $0),
        score: Float(bitPattern: UInt32($0 >> 32)))
    }
  }
}
