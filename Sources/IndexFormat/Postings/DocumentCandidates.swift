// SPDX-License-Identifier: Apache-2.0

/// Up to 128 documents that a phrase may stand in: a block of the list that leads, narrowed down by
/// the others.
package struct DocumentCandidates {
  /// The documents, ascending; the first `count` mean something.
  package internal(set) var documents = [DocumentID](repeating: 0, count: PostingsBlock.capacity)
  /// For each its number in the block it came from; always below 128.
  var indexes = [UInt32](repeating: 0, count: PostingsBlock.capacity)
  /// The number of candidates.
  package internal(set) var count = 0

  /// The places where the phrase may start in each candidate, back to back.
  var starts: [UInt32] = []
  /// Where the starts of each candidate end.
  var ends = [UInt32](repeating: 0, count: PostingsBlock.capacity)

  // While positions are read: the candidates kept, the end of their starts, and the end of the starts
  // that were read of those before.
  var kept = 0
  var startsEnd = 0
  var startsRead = 0

  /// Creates none.
  package init() {}

  /// Makes some documents the candidates, whose indexes are their numbers.
  ///
  /// - Precondition: There are at most 128, ascending.
  package mutating func take(count: Int, _ document: (Int) -> DocumentID) {
    precondition(count >= 0 && count <= PostingsBlock.capacity, "more than a block")
    for number in 0..<count {
      documents[number] = document(number)
      indexes[number] = UInt32(number)
    }
    self.count = count
  }

  /// Takes over others' documents and indexes, in the memory there is.
  package mutating func take(_ others: borrowing DocumentCandidates) {
    for candidate in 0..<others.count {
      documents[candidate] = others.documents[candidate]
      indexes[candidate] = others.indexes[candidate]
    }
    count = others.count
  }

  /// Keeps the candidates whose index has its bit set in a mask of 128.
  package mutating func keep(indexes mask: UInt128) {
    var kept = 0
    for candidate in 0..<count where mask >> UInt128(indexes[candidate]) & 1 == 1 {
      documents[kept] = documents[candidate]
      indexes[kept] = indexes[candidate]
      kept += 1
    }
    count = kept
  }

  /// The index of a candidate: its number in the block, or among the documents, that it came from.
  package func index(of candidate: Int) -> Int { Int(indexes[candidate]) }

  /// The places where the phrase may start in a candidate, ascending, after positions were read.
  package func starts(of candidate: Int) -> ArraySlice<UInt32> {
    starts[(candidate > 0 ? Int(ends[candidate - 1]) : 0)..<Int(ends[candidate])]
  }

  /// In how many places of a candidate the phrase may start, after positions were read.
  package func startCount(of candidate: Int) -> Int {
    Int(ends[candidate]) - (candidate > 0 ? Int(ends[candidate - 1]) : 0)
  }

  /// Before the positions of a term are read.
  mutating func beginPositions() { (kept, startsEnd, startsRead) = (0, 0, 0) }

  /// After the positions of a term were read.
  mutating func endPositions() { count = kept }

  /// Makes room for more starts behind those there are.
  mutating func reserveStarts(_ more: Int) {
    let missing = startsEnd + more - starts.count
    if missing > 0 { starts.append(contentsOf: repeatElement(0, count: missing + starts.count)) }
  }
}
