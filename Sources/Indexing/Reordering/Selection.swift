// SPDX-License-Identifier: Apache-2.0

/// Finds an element by its rank without sorting.
enum Selection {
  /// The element that would stand at `rank` if the distinct numbers were sorted; they are moved about.
  ///
  /// Hoare's selection (CACM 4, 1961) with the median of three as pivot.
  ///
  /// - Precondition: `rank` is an index of the numbers.
  /// - Complexity: O(n) on average.
  static func element(at rank: Int, of numbers: inout [UInt64]) -> UInt64 {
    precondition(numbers.indices.contains(rank), "no such rank")
    var numbers = numbers.mutableSpan
    var low = 0
    var high = numbers.count - 1
    while low < high {
      let pivot = median(numbers[low], numbers[low + (high - low) / 2], numbers[high])
      var left = low
      var right = high
      while left <= right {
        while numbers[left] < pivot { left &+= 1 }
        while numbers[right] > pivot { right &-= 1 }
        guard left <= right else { break }
        numbers.swapAt(left, right)
        left &+= 1
        right &-= 1
      }
      if rank <= right {
        high = right
      } else if rank >= left {
        low = left
      } else {
        break
      }
    }
    return numbers[rank]
  }

  private static func median(_ a: UInt64, _ b: UInt64, _ c: UInt64) -> UInt64 {
    max(min(a, b), min(max(a, b), c))
  }
}
