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

  /// Takes in postings of other documents, before, between and behind those already here; `buffer` is
  /// overwritten.
  ///
  /// - Complexity: O(what is added) where all of it is behind, else O(postings).
  mutating func insert(contentsOf other: TermPostings, buffer: inout TermPostings) {
    guard let first = other.documents.first else { return }
    if let last = documents.last, first < last {
      buffer.merge(self, other)
      swap(&self, &buffer)
    } else {
      documents.append(contentsOf: other.documents)
      frequencies.append(contentsOf: other.frequencies)
      positions.append(contentsOf: other.positions)
    }
  }

  /// Replaces the contents by the postings of two lists that share no document.
  ///
  /// - Complexity: O(postings).
  private mutating func merge(_ first: TermPostings, _ second: TermPostings) {
    removeAll()
    documents.reserveCapacity(first.documents.count + second.documents.count)
    frequencies.reserveCapacity(first.documents.count + second.documents.count)
    positions.reserveCapacity(first.positions.count + second.positions.count)
    var (a, b) = (Reader(), Reader())
    while a.index < first.documents.count, b.index < second.documents.count {
      if first.documents[a.index] < second.documents[b.index] {
        a.move(first, below: second.documents[b.index], to: &self)
      } else {
        b.move(second, below: first.documents[a.index], to: &self)
      }
    }
    a.move(first, below: nil, to: &self)
    b.move(second, below: nil, to: &self)
  }

  /// How far postings are read.
  private struct Reader {
    var index = 0
    var position = 0

    /// Adds the documents below a limit, all of them without one, behind those of `target`.
    mutating func move(
      _ postings: TermPostings, below limit: UInt32?, to target: inout TermPostings
    ) {
      let start = (index, position)
      let hasPositions = !postings.positions.isEmpty
      while index < postings.documents.count, limit.map({ postings.documents[index] < $0 }) ?? true
      {
        if hasPositions { position += Int(postings.frequencies[index]) }
        index += 1
      }
      target.documents.append(contentsOf: postings.documents[start.0..<index])
      target.frequencies.append(contentsOf: postings.frequencies[start.0..<index])
      target.positions.append(contentsOf: postings.positions[start.1..<position])
    }
  }
}
