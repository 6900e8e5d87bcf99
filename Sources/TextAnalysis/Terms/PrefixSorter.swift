// SPDX-License-Identifier: Apache-2.0

/// Sorts the members of a table by their spaces and prefixes: by digits of these, the last one first.
struct PrefixSorter {
  /// A member.
  struct Key {
    var prefix: UInt64
    var index: UInt32
    var space: UInt16
  }

  /// The members, sorted after `sort()`.
  private(set) var keys: [Key] = []
  private var sorted: [Key] = []

  private static let digitWidth = 11

  /// Creates a sorter of all members.
  init(_ entries: [ByteStringTable.Entry]) {
    keys.reserveCapacity(entries.count)
    for (index, entry) in entries.enumerated() {
      keys.append(
        Key(prefix: entry.prefix, index: UInt32(truncatingIfNeeded: index), space: entry.space))
    }
    sorted = keys
  }

  /// Sorts; members that are equal stay in order.
  ///
  /// - Complexity: O(n).
  mutating func sort() {
    let mask = UInt64(1) << UInt64(Self.digitWidth) - 1
    for shift in stride(from: 0, to: 64, by: Self.digitWidth) {
      sortByDigit { Int($0.prefix >> UInt64(shift) & mask) }
    }
    sortByDigit { Int($0.space & 0xFF) }
    sortByDigit { Int($0.space >> 8) }
  }

  @inline(__always)
  private mutating func sortByDigit(_ digit: (Key) -> Int) {
    var ends = [Int](repeating: 0, count: 1 << Self.digitWidth)
    for key in keys { ends[digit(key)] += 1 }
    var start = 0
    for index in ends.indices {
      // All have one digit: they are sorted by it.
      if ends[index] == keys.count { return }
      (ends[index], start) = (start, start + ends[index])
    }
    for key in keys {
      let place = digit(key)
      sorted[ends[place]] = key
      ends[place] += 1
    }
    swap(&keys, &sorted)
  }
}
