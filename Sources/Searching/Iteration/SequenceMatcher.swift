// SPDX-License-Identifier: Apache-2.0

/// Decides whether slots stand at fitting positions of one document, and how often.
///
/// The rules are those of `SequenceQuery`; positions come from an index or from a fresh analysis.
struct SequenceMatcher: Sendable {
  /// The slots' offsets from the start of the sequence.
  let offsets: [Int]
  /// How far slots may be displaced against each other.
  let slop: Int
  /// Whether displaced slots keep their order.
  let ordered: Bool

  /// Creates a matcher for slots of one position space.
  init(offsets: [Int], slop: Int, ordered: Bool) {
    self.offsets = offsets
    self.slop = max(0, slop)
    self.ordered = ordered
  }

  /// The indexes in `positions[0]` of the first slot's positions that take part in a match.
  ///
  /// - Parameter positions: for each slot its positions, strictly ascending.
  /// - Complexity: without slop O(all positions); with slop O(first slot's positions × positions
  ///   within slop × slots).
  func matches(_ positions: [[UInt32]]) -> [Int] {
    guard !positions.isEmpty, !positions.contains(where: \.isEmpty) else { return [] }
    return slop == 0
      ? exactMatches(positions)
      : positions[0].indices.filter {
        isSloppyMatch(first: Int(positions[0][$0]), positions)
      }
  }

  private func exactMatches(_ positions: [[UInt32]]) -> [Int] {
    var survivors = Array(positions[0].indices)
    for slot in positions.indices.dropFirst() {
      let shift = offsets[slot] - offsets[0]
      let others = positions[slot]
      var next = 0
      survivors.removeAll { index in
        let wanted = Int(positions[0][index]) + shift
        while next < others.count, Int(others[next]) < wanted { next += 1 }
        return next == others.count || Int(others[next]) != wanted
      }
      if survivors.isEmpty { break }
    }
    return survivors
  }

  /// Whether some choice of one position for each slot has the first slot at `first`, all
  /// displacements within `slop` of each other, and no position twice.
  private func isSloppyMatch(first: Int, _ positions: [[UInt32]]) -> Bool {
    let base = first - offsets[0]
    // The least displacement is that of some slot, and at most `slop` below the first slot's.
    var starts: Set<Int> = []
    for slot in positions.indices {
      for position in window(
        positions[slot], from: base - slop + offsets[slot], through: base + offsets[slot])
      {
        starts.insert(Int(position) - offsets[slot])
      }
    }
    return starts.contains { start in
      ordered
        ? hasOrderedChoice(start: start, first: first, positions)
        : hasDistinctChoice(start: start, first: first, positions)
    }
  }

  private func hasOrderedChoice(start: Int, first: Int, _ positions: [[UInt32]]) -> Bool {
    var previous = first
    for slot in positions.indices.dropFirst() {
      let low = max(start + offsets[slot], previous + 1)
      guard
        let next = window(positions[slot], from: low, through: start + slop + offsets[slot]).first
      else { return false }
      previous = Int(next)
    }
    return true
  }

  /// A bipartite matching of slots and positions by augmenting paths.
  private func hasDistinctChoice(start: Int, first: Int, _ positions: [[UInt32]]) -> Bool {
    var slotAtPosition: [Int: Int] = [first: 0]
    func place(_ slot: Int, _ visited: inout Set<Int>) -> Bool {
      let low = start + offsets[slot]
      for position in window(positions[slot], from: low, through: low + slop) {
        let position = Int(position)
        guard position != first, visited.insert(position).inserted else { continue }
        if let holder = slotAtPosition[position], !place(holder, &visited) { continue }
        slotAtPosition[position] = slot
        return true
      }
      return false
    }
    for slot in positions.indices.dropFirst() {
      var visited: Set<Int> = []
      guard place(slot, &visited) else { return false }
    }
    return true
  }

  private func window(_ positions: [UInt32], from low: Int, through high: Int) -> ArraySlice<UInt32>
  {
    var start = 0
    var end = positions.count
    while start < end {
      let middle = (start + end) / 2
      if Int(positions[middle]) < low { start = middle + 1 } else { end = middle }
    }
    end = start
    while end < positions.count, Int(positions[end]) <= high { end += 1 }
    return positions[start..<end]
  }
}
