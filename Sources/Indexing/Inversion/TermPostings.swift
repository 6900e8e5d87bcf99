// SPDX-License-Identifier: Apache-2.0

/// The postings of one term, flat, as `SegmentWriter.addTerm` takes them.
struct TermPostings: Sendable, Equatable {
  /// The documents, ascending.
  var documents: [UInt32] = []
  /// The frequency in each document.
  var frequencies: [UInt32] = []
  /// The positions of the first document ascending, then of the next; empty without positions.
  var positions: [UInt32] = []

  /// Forgets the contents and keeps the storage.
  mutating func removeAll() {
    documents.removeAll(keepingCapacity: true)
    frequencies.removeAll(keepingCapacity: true)
    positions.removeAll(keepingCapacity: true)
  }

  /// Takes in postings of other documents, before, between and behind those already here.
  ///
  /// - Complexity: O(what is added, and what is behind its first document).
  mutating func insert(contentsOf other: TermPostings) {
    guard let first = other.documents.first else { return }
    // Documents of this from `cut` on are dealt with again.
    var cut = documents.count
    var positionCut = positions.count
    while cut > 0, documents[cut - 1] > first {
      cut -= 1
      if !positions.isEmpty { positionCut -= Int(frequencies[cut]) }
    }
    let tail = TermPostings(
      documents: Array(documents[cut...]), frequencies: Array(frequencies[cut...]),
      positions: Array(positions[positionCut...]))
    documents.removeSubrange(cut...)
    frequencies.removeSubrange(cut...)
    positions.removeSubrange(positionCut...)
    var (mine, theirs) = (Reader(tail), Reader(other))
    while !mine.isAtEnd || !theirs.isAtEnd {
      if theirs.isAtEnd || !mine.isAtEnd && mine.document < theirs.document {
        mine.move(upTo: theirs.isAtEnd ? nil : theirs.document, to: &self)
      } else {
        theirs.move(upTo: mine.isAtEnd ? nil : mine.document, to: &self)
      }
    }
  }

  /// Postings that are read from front to back.
  private struct Reader {
    let postings: TermPostings
    var index = 0
    var position = 0

    init(_ postings: TermPostings) { self.postings = postings }

    var isAtEnd: Bool { index == postings.documents.count }
    var document: UInt32 { postings.documents[index] }

    /// Adds the documents below a limit, all of them without one, behind those of `target`.
    mutating func move(upTo limit: UInt32?, to target: inout TermPostings) {
      let start = index
      var positionEnd = position
      while !isAtEnd, limit.map({ document < $0 }) ?? true {
        if !postings.positions.isEmpty { positionEnd += Int(postings.frequencies[index]) }
        index += 1
      }
      target.documents.append(contentsOf: postings.documents[start..<index])
      target.frequencies.append(contentsOf: postings.frequencies[start..<index])
      target.positions.append(contentsOf: postings.positions[position..<positionEnd])
      position = positionEnd
    }
  }
}
