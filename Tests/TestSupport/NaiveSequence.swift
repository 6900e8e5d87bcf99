// SPDX-License-Identifier: Apache-2.0

/// Terms at fitting positions, found by trying all choices of one position a slot.
package enum NaiveSequence {
  /// How many positions of the first slot take part in a match.
  ///
  /// - Parameters:
  ///   - slots: for each slot its positions.
  ///   - offsets: for each slot its place in the sequence.
  ///   - slop: how far positions less their offsets may lie apart.
  ///   - ordered: whether displaced positions ascend with the slots.
  /// - Returns: from 0 to the number of positions of the first slot.
  package static func frequency(
    _ slots: [[Int]], offsets: [Int], slop: Int, ordered: Bool
  ) -> Int {
    slots[0].count { start in
      func extends(_ chosen: [Int]) -> Bool {
        let slot = chosen.count
        guard slot < slots.count else {
          let displacements = zip(chosen, offsets).map { $0 - $1 }
          guard let low = displacements.min(), let high = displacements.max() else { return false }
          return high - low <= slop
        }
        return slots[slot].contains { position in
          if slop > 0, chosen.contains(position) { return false }
          if slop > 0, ordered, let last = chosen.last, position < last { return false }
          return extends(chosen + [position])
        }
      }
      return extends([start])
    }
  }
}
