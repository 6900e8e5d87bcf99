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
    self.slop = min(max(0, slop), Int(UInt32.max))
    self.ordered = ordered
  }

  /// The indexes in `positions[0]` of the first slot's positions that take part in a match.
  ///
  /// - Parameter positions: for each slot its positions, strictly ascending.
  /// - Returns: indexes, ascending.
  /// - Complexity: O(all positions) without slop, and with slop where no slots share a position;
  ///   otherwise times the positions within slop of each other.
  func matches(_ positions: [[UInt32]]) -> [Int] {
    guard !positions.isEmpty, !positions.contains(where: { $0.isEmpty }) else { return [] }
    if positions.count == 2 {
      var matches: [Int] = []
      forEachMatch(of: positions[0], positions[1]) { matches.append($0) }
      return matches
    }
    guard slop > 0, positions.count > 1 else { return exactMatches(positions) }
    let starts = windowStarts(positions)
    let isFree = !ordered && !sharePositions(positions)
    return positions[0].indices.filter { index in
      let first = Int(positions[0][index])
      let base = first - offsets[0]
      var place = starts.partitioningIndex { $0 >= base - slop }
      while place < starts.count, starts[place] <= base {
        let start = starts[place]
        if isFree || hasChoice(start: start, first: first, positions) { return true }
        place += 1
      }
      return false
    }
  }

  /// Counts the first slot's positions that take part in a match.
  ///
  /// - Parameter positions: for each slot its positions, strictly ascending.
  /// - Returns: how many there are.
  /// - Complexity: as `matches`; for two slots nothing is allocated.
  func matchCount(_ positions: [[UInt32]]) -> Int {
    guard positions.count == 2 else { return matches(positions).count }
    var count = 0
    forEachMatch(of: positions[0], positions[1]) { _ in count += 1 }
    return count
  }

  /// Calls a closure with each index in the positions of the first of two slots that takes part in a match.
  private func forEachMatch(of first: [UInt32], _ second: [UInt32], _ body: (Int) -> Void) {
    let shift = offsets[1] - offsets[0]
    var next = 0
    for (index, position) in first.enumerated() {
      let position = Int(position)
      let least = position + shift - slop
      while next < second.count, Int(second[next]) < least { next += 1 }
      var place = next
      while place < second.count, Int(second[place]) <= position + shift + slop {
        let other = Int(second[place])
        // Displaced slots stand at different positions.
        if slop == 0 || (ordered ? other > position : other != position) {
          body(index)
          break
        }
        place += 1
      }
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

  /// The least displacements d, ascending, such that every slot has one from d to d + slop.
  ///
  /// A match's least displacement is that of one of its slots, so these are all there are.
  private func windowStarts(_ positions: [[UInt32]]) -> [Int] {
    var starts: [Int] = []
    for slot in positions.indices {
      for position in positions[slot] { starts.append(Int(position) - offsets[slot]) }
    }
    starts.sort()
    var next = [Int](repeating: 0, count: positions.count)
    var previous: Int?
    return starts.filter { start in
      if start == previous { return false }
      previous = start
      return positions.indices.allSatisfy { slot in
        while next[slot] < positions[slot].count,
          Int(positions[slot][next[slot]]) - offsets[slot] < start
        {
          next[slot] += 1
        }
        return next[slot] < positions[slot].count
          && Int(positions[slot][next[slot]]) - offsets[slot] <= start + slop
      }
    }
  }

  private func sharePositions(_ positions: [[UInt32]]) -> Bool {
    let all = positions.joined().sorted()
    return zip(all, all.dropFirst()).contains { $0 == $1 }
  }

  /// Whether some choice of one position for each slot has the first slot at `first`, all
  /// displacements from `start` to `start` + slop, and no position twice.
  private func hasChoice(start: Int, first: Int, _ positions: [[UInt32]]) -> Bool {
    ordered
      ? hasOrderedChoice(start: start, first: first, positions)
      : hasDistinctChoice(start: start, first: first, positions)
  }

  private func hasOrderedChoice(start: Int, first: Int, _ positions: [[UInt32]]) -> Bool {
    var previous = first
    for slot in positions.indices.dropFirst() {
      let low = max(start + offsets[slot], previous + 1)
      let place = positions[slot].partitioningIndex { Int($0) >= low }
      guard place < positions[slot].count,
        Int(positions[slot][place]) <= start + slop + offsets[slot]
      else { return false }
      previous = Int(positions[slot][place])
    }
    return true
  }

  /// A bipartite matching of slots and positions by augmenting paths.
  private func hasDistinctChoice(start: Int, first: Int, _ positions: [[UInt32]]) -> Bool {
    var slotAtPosition: [Int: Int] = [first: 0]
    func place(_ slot: Int, _ visited: inout Set<Int>) -> Bool {
      let low = start + offsets[slot]
      var index = positions[slot].partitioningIndex { Int($0) >= low }
      while index < positions[slot].count, Int(positions[slot][index]) <= low + slop {
        let position = Int(positions[slot][index])
        index += 1
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
}

extension Array {
  /// The first index whose element satisfies a condition that holds for all behind it, or the end.
  ///
  /// - Complexity: O(log count).
  func partitioningIndex(where isBehind: (Element) -> Bool) -> Int {
    var low = 0
    var high = count
    while low < high {
      let middle = (low + high) / 2
      if isBehind(self[middle]) { high = middle } else { low = middle + 1 }
    }
    return low
  }
}
