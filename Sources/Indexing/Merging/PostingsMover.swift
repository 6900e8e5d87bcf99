// SPDX-License-Identifier: Apache-2.0
import IndexFormat

/// Brings the postings of one term after the other from several segments into the order of the
/// segment that joins them.
struct PostingsMover {
  private let segments: [SegmentReader]
  private let order: DocumentOrder
  private var block = PostingsBlock()
  private var positionsBlock = PositionsBlock()
  private var gathered = TermPostings()
  private var sort = PostingSort()

  /// A mover of the postings of some segments.
  init(_ segments: [SegmentReader], order: DocumentOrder) {
    self.segments = segments
    self.order = order
  }

  /// Replaces `postings` by those of a term.
  ///
  /// - Parameters:
  ///   - sources: The segments that have the term, in their order.
  ///   - postings: Holds the postings of the term afterwards.
  /// - Throws: `IndexFormatError.damaged`.
  /// - Complexity: O(postings).
  mutating func move(
    _ sources: [MergedTermCursor.Source], into postings: inout TermPostings
  ) throws(IndexFormatError) {
    postings.removeAll()
    if order.isAscending {
      for source in sources { try append(source, to: &postings) }
      return
    }
    // Taken out of `self` while blocks are read into it.
    var gathered = TermPostings()
    swap(&gathered, &self.gathered)
    gathered.removeAll()
    for source in sources { try append(source, to: &gathered) }
    sort.start(count: gathered.documents.count)
    for document in gathered.documents { sort.append(document) }
    sort.finish(documentCount: order.documentCount)
    Self.permute(gathered, sort, into: &postings)
    swap(&gathered, &self.gathered)
  }

  private static func permute(
    _ old: TermPostings, _ sort: PostingSort, into new: inout TermPostings
  ) {
    let hasPositions = !old.positions.isEmpty
    var starts: [Int] = []
    if hasPositions {
      starts.reserveCapacity(old.frequencies.count)
      var start = 0
      for frequency in old.frequencies {
        starts.append(start)
        start += Int(frequency)
      }
    }
    new.documents.reserveCapacity(old.documents.count)
    new.frequencies.reserveCapacity(old.documents.count)
    new.positions.reserveCapacity(old.positions.count)
    for item in sort.items {
      let index = Int(truncatingIfNeeded: item & 0xFFFF_FFFF)
      let frequency = old.frequencies[index]
      new.documents.append(UInt32(truncatingIfNeeded: item >> 32))
      new.frequencies.append(frequency)
      guard hasPositions else { continue }
      if frequency == 1 {
        new.positions.append(old.positions[starts[index]])
      } else {
        new.positions.append(
          contentsOf: old.positions[starts[index]..<starts[index] + Int(frequency)])
      }
    }
  }

  /// Appends the postings of a term in one segment, documents by their new numbers, but for deleted
  /// ones.
  private mutating func append(
    _ source: MergedTermCursor.Source, to postings: inout TermPostings
  ) throws(IndexFormatError) {
    let start = order.starts[source.segment]
    let reader = try segments[source.segment].postings(source.entry)
    for number in 0..<reader.blockCount {
      try reader.decode(block: number, into: &block)
      if reader.hasPositions {
        try reader.decodePositions(block: number, of: block, into: &positionsBlock)
      }
      if order.newNumbers == nil {
        for index in 0..<block.count {
          postings.documents.append(UInt32(start) + block.documents[index])
          postings.frequencies.append(block.frequencies[index])
        }
        if reader.hasPositions {
          postings.positions.append(contentsOf: positionsBlock.positions)
        }
        continue
      }
      for index in 0..<block.count {
        guard let document = order.newNumber(ofOld: start + Int(block.documents[index])) else {
          continue
        }
        postings.documents.append(document)
        postings.frequencies.append(block.frequencies[index])
        guard reader.hasPositions else { continue }
        postings.positions.append(
          contentsOf: positionsBlock.positions[positionsBlock.range(of: index)])
      }
    }
  }
}

/// Sorts the postings of a term by their new documents: most of them by digits, in time that does not
/// grow with the logarithm of their number.
struct PostingSort {
  /// The new document above, the place among the postings below; sorted after `finish`.
  private(set) var items: [UInt64] = []
  private var buffer: [UInt64] = []
  private static let digitBitCount = 11
  /// Fewer are sorted by comparisons.
  private static let fewestByDigits = 512

  /// Forgets everything and makes room.
  mutating func start(count: Int) {
    items.removeAll(keepingCapacity: true)
    items.reserveCapacity(count)
  }

  /// Adds the next posting's new document.
  mutating func append(_ document: UInt32) {
    items.append(UInt64(document) << 32 | UInt64(items.count))
  }

  /// Sorts.
  ///
  /// - Parameter documentCount: One more than the highest document possible.
  /// - Complexity: O(n · digits of the document count).
  mutating func finish(documentCount: Int) {
    guard items.count >= Self.fewestByDigits else {
      items.sort()
      return
    }
    let bitCount = Int.bitWidth - documentCount.leadingZeroBitCount
    var shift = 0
    while shift < bitCount {
      sortByDigit(at: UInt64(32 + shift))
      shift += Self.digitBitCount
    }
  }

  private mutating func sortByDigit(at shift: UInt64) {
    let mask = UInt64(1) << UInt64(Self.digitBitCount) - 1
    var ends = [Int](repeating: 0, count: 1 << Self.digitBitCount)
    for item in items { ends[Int(item >> shift & mask)] += 1 }
    var start = 0
    for digit in ends.indices {
      let count = ends[digit]
      ends[digit] = start
      start += count
    }
    if buffer.count < items.count {
      buffer = [UInt64](repeating: 0, count: items.count)
    } else {
      buffer.removeSubrange(items.count...)
    }
    for item in items {
      let digit = Int(item >> shift & mask)
      buffer[ends[digit]] = item
      ends[digit] += 1
    }
    swap(&items, &buffer)
  }
}
