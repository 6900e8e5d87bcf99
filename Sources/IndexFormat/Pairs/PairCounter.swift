// SPDX-License-Identifier: Apache-2.0

/// Counts the pairs of numbered terms in one document: how many positions of the first have the
/// second directly behind them.
///
/// The positions are joined in a hash table, so their order does not matter.
struct PairCounter {
  private let termCount: Int
  /// By first term · term count + second term.
  private(set) var counts: [UInt32]
  /// The pairs that occur, each once, in no order.
  private(set) var pairs: [Int] = []
  // The document's occurrences, chained by the low bits of their positions.
  private var positions: [UInt32] = []
  private var terms: [Int32] = []
  private var chains: [Int32] = []
  private var heads = [Int32](repeating: -1, count: 256)

  /// Creates a counter for terms numbered from 0.
  init(termCount: Int) {
    self.termCount = termCount
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
    guard positions.count > 1 else { return }
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
          let pair = Int(terms[index]) * termCount + Int(terms[other])
          if counts[pair] == 0 { pairs.append(pair) }
          counts[pair] += 1
        }
        other = Int(chains[other])
      }
    }
    for position in positions { heads[Int(position & mask)] = -1 }
  }
}
