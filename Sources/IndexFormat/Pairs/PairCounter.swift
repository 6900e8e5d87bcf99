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
  // The document's occurrences: a position above a term.
  private var places: [UInt64] = []
  // By position the term there plus 1, 0 for none.
  private var termAt = [Int32](repeating: 0, count: 256)
  // The occurrences, chained by the low bits of their positions.
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
    places.removeAll(keepingCapacity: true)
  }

  /// Takes in the positions of a term, each once.
  mutating func append(_ positions: some Sequence<UInt32>, ofTerm term: Int) {
    for position in positions { places.append(UInt64(position) << 32 | UInt64(term)) }
  }

  /// Takes in places: a position above a term.
  mutating func append(_ places: [UInt64]) { self.places.append(contentsOf: places) }

  private static func position(_ place: UInt64) -> UInt32 {
    UInt32(truncatingIfNeeded: place >> 32)
  }

  private static func term(_ place: UInt64) -> Int { Int(UInt32(truncatingIfNeeded: place)) }

  /// Finds the pairs of what was taken in.
  ///
  /// - Complexity: O(positions and pairs) on average.
  mutating func count() {
    guard places.count > 1, !countByPosition() else { return }
    countByHash()
  }

  /// False where positions are shared, or reach too far for a table.
  private mutating func countByPosition() -> Bool {
    let last = Int(Self.position(places.max() ?? 0))
    guard last < Self.largestTable else { return false }
    if termAt.count < last + 2 {
      termAt = [Int32](repeating: 0, count: 2 * (last + 2))
    }
    var isShared = false
    for place in places {
      let position = Int(Self.position(place))
      if termAt[position] != 0 { isShared = true }
      termAt[position] = Int32(Self.term(place) + 1)
    }
    if !isShared {
      for place in places {
        let second = termAt[Int(Self.position(place)) + 1]
        if second > 0 { add(Self.term(place) * termCount + Int(second) - 1) }
      }
    }
    for place in places { termAt[Int(Self.position(place))] = 0 }
    return !isShared
  }

  private mutating func countByHash() {
    while heads.count < 2 * places.count {
      heads = [Int32](repeating: -1, count: 2 * heads.count)
    }
    let mask = UInt32(heads.count - 1)
    chains.removeAll(keepingCapacity: true)
    for index in places.indices {
      let slot = Int(Self.position(places[index]) & mask)
      chains.append(heads[slot])
      heads[slot] = Int32(truncatingIfNeeded: index)
    }
    for place in places {
      let wanted = Self.position(place) &+ 1
      guard wanted != 0 else { continue }
      var other = Int(heads[Int(wanted & mask)])
      while other >= 0 {
        if Self.position(places[other]) == wanted {
          add(Self.term(place) * termCount + Self.term(places[other]))
        }
        other = Int(chains[other])
      }
    }
    for place in places { heads[Int(Self.position(place) & mask)] = -1 }
  }

  @inline(__always)
  private mutating func add(_ pair: Int) {
    guard isRecorded[pair] else { return }
    if counts[pair] == 0 { pairs.append(pair) }
    counts[pair] += 1
  }
}
