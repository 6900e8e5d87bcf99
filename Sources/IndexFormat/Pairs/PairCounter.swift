// SPDX-License-Identifier: Apache-2.0

/// Counts the pairs of numbered terms in one document: how many positions of the first have the
/// second directly behind them.
///
/// Positions come in any order. Where no two terms share one, as in nearly all documents, they are joined
/// in a table by position, else in a hash table.
struct PairCounter {
  private let termCount: Int
  private let isRecorded: [Bool]
  /// By first term · term count + second term.
  private(set) var counts: [UInt32]
  /// The pairs that occur, each once, in no order.
  private(set) var pairs: [Int] = []
  private var positions: [UInt32] = []
  private var terms: [Int32] = []
  // By position the term there plus 1, 0 for none.
  private var termAt = [Int32](repeating: 0, count: 256)
  // The document's occurrences, chained by the low bits of their positions.
  private var chains: [Int32] = []
  private var heads = [Int32](repeating: -1, count: 256)

  private static let largestTable = 1 << 16

  /// Creates a counter for terms numbered from 0, of all pairs, or of those recorded by first term ·
  /// term count + second term.
  init(termCount: Int, isRecorded: [Bool]? = nil) {
    self.termCount = termCount
    self.isRecorded = isRecorded ?? [Bool](repeating: true, count: termCount * termCount)
    counts = [UInt32](repeating: 0, count: termCount * termCount)
  }

  /// Forgets the document and its pairs.
  mutating func removeAll() {
    for pair in pairs { counts[pair] = 0 }
    pairs.removeAll(keepingCapacity: true)
    positions.removeAll(keepingCapacity: true)
    terms.removeAll(keepingCapacity: true)
  }

  /// Takes in the positions of a term, each once.
  mutating func append(_ positions: some Sequence<UInt32>, ofTerm term: Int) {
    for position in positions {
      self.positions.append(position)
      terms.append(Int32(truncatingIfNeeded: term))
    }
  }

  /// Takes in places: a position above a term.
  mutating func append(_ places: [UInt64]) {
    for place in places {
      positions.append(UInt32(truncatingIfNeeded: place >> 32))
      terms.append(Int32(truncatingIfNeeded: place))
    }
  }

  /// Finds the pairs of what was taken in.
  ///
  /// - Complexity: O(positions and pairs) on average.
  mutating func count() {
    guard positions.count > 1, !countByPosition() else { return }
    countByHash()
  }

  /// False where positions are shared, or reach too far for a table.
  private mutating func countByPosition() -> Bool {
    let last = Int(positions.max() ?? 0)
    guard last < Self.largestTable else { return false }
    if termAt.count < last + 2 {
      termAt = [Int32](repeating: 0, count: 2 * (last + 2))
    }
    var isShared = false
    for index in positions.indices {
      let place = Int(positions[index])
      if termAt[place] != 0 { isShared = true }
      termAt[place] = terms[index] + 1
    }
    if !isShared {
      for index in positions.indices {
        let second = termAt[Int(positions[index]) + 1]
        if second > 0 { add(Int(terms[index]) * termCount + Int(second) - 1) }
      }
    }
    for position in positions { termAt[Int(position)] = 0 }
    return !isShared
  }

  private mutating func countByHash() {
    while heads.count < 2 * positions.count {
      heads = [Int32](repeating: -1, count: 2 * heads.count)
    }
    let mask = UInt32(heads.count - 1)
    chains.removeAll(keepingCapacity: true)
    for index in positions.indices {
      let slot = Int(positions[index] & mask)
      chains.append(heads[slot])
      heads[slot] = Int32(truncatingIfNeeded: index)
    }
    for index in positions.indices {
      let wanted = positions[index] &+ 1
      guard wanted != 0 else { continue }
      var other = Int(heads[Int(wanted & mask)])
      while other >= 0 {
        if positions[other] == wanted {
          add(Int(terms[index]) * termCount + Int(terms[other]))
        }
        other = Int(chains[other])
      }
    }
    for position in positions { heads[Int(position & mask)] = -1 }
  }

  @inline(__always)
  private mutating func add(_ pair: Int) {
    guard isRecorded[pair] else { return }
    if counts[pair] == 0 { pairs.append(pair) }
    counts[pair] += 1
  }
}
