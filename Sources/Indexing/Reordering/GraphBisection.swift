// SPDX-License-Identifier: Apache-2.0

internal import Dispatch
internal import Synchronization

/// Orders documents so that those with terms in common stand near each other: gaps between the
/// documents of a term become small, and blocks of postings alike.
///
/// Recursive graph bisection. A range of documents is cut in two; documents change sides while that
/// lowers the estimated bits of the gaps; then each half is treated alike. Source: Dhulipala et al.,
/// "Compressing graphs and indexes with recursive graph bisection", KDD 2016, with the engineering of
/// Mackenzie et al., "Faster index reordering with bipartite graph partitioning", SIGIR 2021, and
/// "Tradeoff options for bipartite graph partitioning", TKDE 2022: the half that goes left is selected,
/// not sorted; costs come from a table, in whole numbers.
///
/// The order depends on the input alone, not on the number of threads: all sums are of integers, and
/// documents that gain as much go by number.
struct GraphBisection: Sendable, Hashable {
  /// Ranges of so many documents or fewer are not divided.
  var smallestRange = 32
  /// How often the documents of a range change sides at most.
  var iterationLimit = 20
  /// When fewer than one in so many documents of a range changed sides, it is done.
  var quietShare = 500

  /// The documents of an index in their new order.
  ///
  /// - Parameters:
  ///   - index: All documents.
  ///   - threadCount: The threads that may work at once.
  /// - Returns: The numbers of the documents, each once.
  /// - Complexity: O(postings · iterations · log(documents / smallest range)) time; beside the index
  ///   itself, memory for its postings once more.
  func order(_ index: consuming ForwardIndex, threadCount: Int) -> [UInt32] {
    let gains = MoveGains(documentCount: index.documentCount)
    return order(index, gains, threadCount: threadCount)
  }

  private func order(
    _ index: consuming ForwardIndex, _ gains: MoveGains, threadCount: Int
  ) -> [UInt32] {
    guard index.documentCount > max(1, smallestRange), index.termCount > 0 else {
      return index.documents
    }
    let halves = divide(index, gains, threadCount: threadCount)
    guard threadCount > 1 else {
      return order(halves.left, gains, threadCount: 1) + order(halves.right, gains, threadCount: 1)
    }
    // Handed over, so that a half is gone when it has been divided itself.
    let work = Mutex<[ForwardIndex?]>([halves.left, halves.right])
    let results = Mutex<[[UInt32]]>([[], []])
    DispatchQueue.concurrentPerform(iterations: 2) { side in
      guard let half = work.withLock({ $0[side].take() }) else { return }
      let threads = side == 0 ? (threadCount + 1) / 2 : threadCount / 2
      let order = order(half, gains, threadCount: max(1, threads))
      results.withLock { $0[side] = order }
    }
    return results.withLock { $0[0] + $0[1] }
  }

  /// Cuts an index into halves with few terms in common.
  private func divide(
    _ index: consuming ForwardIndex, _ gains: MoveGains, threadCount: Int
  ) -> (left: ForwardIndex, right: ForwardIndex) {
    let count = index.documentCount
    let middle = count / 2
    var sides = [UInt8](repeating: 0, count: count)
    for document in middle..<count { sides[document] = 1 }
    var left = index.documentFrequencies(in: 0..<middle)
    var right = index.documentFrequencies(in: middle..<count)
    var keys: [UInt64] = []
    for _ in 0..<iterationLimit {
      let moves = gains.ofMoves(left: left, right: right)
      keys = Self.keys(index, sides: sides, moves: moves, threadCount: threadCount)
      var candidates = keys
      let threshold = Selection.element(at: middle, of: &candidates)
      var changed = 0
      for document in 0..<count {
        let side: UInt8 = keys[document] < threshold ? 0 : 1
        guard side != sides[document] else { continue }
        sides[document] = side
        changed += 1
        Self.move(index, document, to: side, left: &left, right: &right)
      }
      if changed * quietShare <= count { break }
    }
    return (
      index.half(0, of: sides, frequencies: left), index.half(1, of: sides, frequencies: right)
    )
  }

  /// For each document what draws it to the right, above its number, so that keys order documents
  /// from left to right and no two are equal.
  private static func keys(
    _ index: borrowing ForwardIndex, sides: [UInt8], moves: [Int32], threadCount: Int
  ) -> [UInt64] {
    let count = index.documentCount
    guard threadCount > 1 else { return keys(index, 0..<count, sides: sides, moves: moves) }
    let parts = Mutex<[[UInt64]]>(Array(repeating: [], count: threadCount))
    let index = copy index
    DispatchQueue.concurrentPerform(iterations: threadCount) { part in
      let range = count * part / threadCount..<count * (part + 1) / threadCount
      let keys = keys(index, range, sides: sides, moves: moves)
      parts.withLock { $0[part] = keys }
    }
    return parts.withLock { Array($0.joined()) }
  }

  private static func keys(
    _ index: borrowing ForwardIndex, _ range: Range<Int>, sides: [UInt8], moves: [Int32]
  ) -> [UInt64] {
    var keys: [UInt64] = []
    keys.reserveCapacity(range.count)
    let terms = index.terms.span
    let starts = index.starts.span
    let moves = moves.span
    for document in range {
      let side = Int(sides[document])
      var sum = 0
      for at in starts[document]..<starts[document + 1] {
        sum &+= Int(moves[Int(terms[at]) &* 2 &+ side])
      }
      let bits = UInt32(bitPattern: Int32(clamping: sum)) ^ 0x8000_0000
      keys.append(UInt64(bits) << 32 | UInt64(document))
    }
    return keys
  }

  private static func move(
    _ index: borrowing ForwardIndex, _ document: Int, to side: UInt8, left: inout [UInt32],
    right: inout [UInt32]
  ) {
    let terms = index.terms.span
    var left = left.mutableSpan
    var right = right.mutableSpan
    for at in index.starts[document]..<index.starts[document + 1] {
      let term = Int(terms[at])
      if side == 0 {
        left[term] &+= 1
        right[term] &-= 1
      } else {
        left[term] &-= 1
        right[term] &+= 1
      }
    }
  }
}
