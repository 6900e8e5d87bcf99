// SPDX-License-Identifier: Apache-2.0

internal import Storage

/// Encodes the postings and positions of one term after the other. See `PostingsFormat`.
struct PostingsWriter {
  /// What a term came to.
  struct Result {
    var documentFrequency = 0
    var totalFrequency: UInt64 = 0
    var firstDocument: DocumentID = 0
    var firstPosition: UInt32 = 0
    /// The term's postings record; empty for a term that stands once.
    var postings: [UInt8] = []
    /// The positions of a term in more than 128 documents.
    var positions: [UInt8] = []
  }

  private let streams: TermStreams
  private let documentCount: Int
  private let isShort: Bool
  private let forms: IntegerBlockEncoder.Forms
  private var result = Result()
  // The block so far: documents, frequencies, position gaps.
  private var documents: [UInt32] = []
  private var frequencies: [UInt32] = []
  private var positionGaps: [UInt32] = []
  private var base = UInt32.max
  private var last: DocumentID = 0
  private var payload: [UInt8] = []
  private var lasts: [UInt32] = []
  private var ends: [UInt32] = []
  private var positionEnds: [UInt32] = []
  private var impacts: [ImpactList] = []
  private var collector = ImpactCollector()
  private var scratch: [UInt32] = []
  private var thresholds = ImpactThresholds()
  private var shortestCode = UInt8.max

  /// Starts a term in so many of a segment's documents.
  init(streams: TermStreams, documentFrequency: Int, documentCount: Int) {
    self.streams = streams
    self.documentCount = documentCount
    isShort = documentFrequency <= ShortPostingsFormat.capacity
    forms = documentFrequency <= PostingsFormat.mostDocumentsForSize ? .all : .fast
  }

  /// Appends a posting. The caller has checked that documents ascend.
  ///
  /// - Precondition: There are not more than were announced.
  mutating func append(document: DocumentID, frequency: UInt32, lengthCode: UInt8) {
    if documents.count == PostingsBlock.capacity {
      precondition(!isShort, "more documents than announced")
      endBlock()
    }
    if result.documentFrequency == 0 { result.firstDocument = document }
    documents.append(document)
    frequencies.append(frequency)
    last = document
    result.documentFrequency += 1
    result.totalFrequency += UInt64(frequency)
    if isShort {
      shortestCode = min(shortestCode, lengthCode)
    } else if streams >= .frequencies {
      collector.add(frequency: frequency, lengthCode: lengthCode)
    }
  }

  /// Appends the positions of the posting just appended; false when they descend.
  mutating func append(positions: Span<UInt32>) -> Bool {
    if result.documentFrequency == 1, !positions.isEmpty { result.firstPosition = positions[0] }
    var previous: UInt32 = 0
    for index in positions.indices {
      guard positions[index] >= previous else { return false }
      positionGaps.append(positions[index] - previous)
      previous = positions[index]
    }
    return true
  }

  /// Ends the term. Its thresholds are written where it has several blocks.
  ///
  /// - Throws: `StorageError.structureTooLarge`.
  consuming func finish(
    thresholds: ImpactThresholds = ImpactThresholds()
  ) throws(StorageError) -> Result {
    self.thresholds = thresholds
    if isShort {
      encodeShort()
      return result
    }
    endBlock()
    guard
      payload.count <= PostingsFormat.maximumByteCount,
      result.positions.count <= PostingsFormat.maximumByteCount
    else {
      throw .structureTooLarge(
        structure: "term's postings", limit: PostingsFormat.maximumByteCount)
    }
    appendTables()
    result.postings.append(contentsOf: payload)
    return result
  }

  private mutating func encodeShort() {
    guard
      result.documentFrequency > 1 || (streams == .positions && result.totalFrequency > 1)
    else { return }
    takeGaps()
    result.postings = ShortPostingsEncoder.encode(
      gaps: scratch.span, last: last, frequencies: frequencies.span,
      totalFrequency: result.totalFrequency, positionGaps: positionGaps.span,
      shortestCode: shortestCode, streams: streams, documentCount: documentCount)
  }

  /// Makes gaps of the documents of the block.
  private mutating func takeGaps() {
    var previous = base
    scratch.removeAll(keepingCapacity: true)
    for document in documents {
      scratch.append(document &- previous &- 1)
      previous = document
    }
  }

  private mutating func appendTables() {
    let size = PostingsFormat.blocksPerSuperblock
    let starts = Array(stride(from: 0, to: lasts.count, by: size))
    let upperEnds = Self.superblockEnds(ends, starts)
    let upperPositionEnds = Self.superblockEnds(positionEnds, starts)
    let lowerEnds = Self.relative(ends, to: upperEnds)
    let lowerPositionEnds = Self.relative(positionEnds, to: upperPositionEnds)
    let isWide = lowerPositionEnds.contains { $0 > UInt16.max }
    if streams >= .frequencies {
      let positionEndByteCount: UInt64 = streams < .positions ? 0 : isWide ? 4 : 2
      result.postings.append(littleEndian: thresholds.packed | positionEndByteCount << 48)
    }
    for start in starts {
      result.postings.append(littleEndian: lasts[min(start + size, lasts.count) - 1])
    }
    for end in upperEnds { result.postings.append(littleEndian: end) }
    for end in upperPositionEnds { result.postings.append(littleEndian: end) }
    if streams >= .frequencies {
      for start in starts {
        for index in start..<min(start + size, lasts.count) { collector.add(impacts[index]) }
        result.postings.append(littleEndian: collector.take().packed)
      }
    }
    for last in lasts { result.postings.append(littleEndian: last) }
    for end in lowerEnds { result.postings.append(littleEndian: UInt16(end)) }
    for end in lowerPositionEnds {
      if isWide {
        result.postings.append(littleEndian: end)
      } else {
        result.postings.append(littleEndian: UInt16(end))
      }
    }
    for list in impacts { result.postings.append(littleEndian: list.packed) }
  }

  /// The ends of the superblocks that start at these blocks; none for no ends.
  private static func superblockEnds(_ ends: [UInt32], _ starts: [Int]) -> [UInt32] {
    guard !ends.isEmpty else { return [] }
    return starts.map { ends[min($0 + PostingsFormat.blocksPerSuperblock, ends.count) - 1] }
  }

  /// Ends of blocks counted from the end of the superblock before theirs.
  private static func relative(_ ends: [UInt32], to upper: [UInt32]) -> [UInt32] {
    ends.enumerated().map { index, end in
      let superblock = index / PostingsFormat.blocksPerSuperblock
      return superblock == 0 ? end : end - upper[superblock - 1]
    }
  }

  private mutating func endBlock() {
    let count = documents.count
    takeGaps()
    // Taken out of `self` while spans of its other arrays are read.
    var output: [UInt8] = []
    swap(&output, &payload)
    if count == PostingsBlock.capacity {
      IntegerBlockEncoder.append(
        documents: documents.span, gaps: scratch.span, base: base, forms, to: &output)
    } else if count > 1 {
      IntegerBlockEncoder.append(scratch.span.extracting(first: count - 1), forms, to: &output)
    }
    if streams >= .frequencies {
      for index in frequencies.indices { frequencies[index] -= 1 }
      IntegerBlockEncoder.append(frequencies.span, forms, to: &output)
      impacts.append(collector.take())
    }
    swap(&output, &payload)
    base = last
    lasts.append(last)
    ends.append(UInt32(truncatingIfNeeded: payload.count))
    if streams == .positions {
      appendPositions()
      positionEnds.append(UInt32(truncatingIfNeeded: result.positions.count))
    }
    documents.removeAll(keepingCapacity: true)
    frequencies.removeAll(keepingCapacity: true)
  }

  private mutating func appendPositions() {
    guard streams == .positions else { return }
    var output: [UInt8] = []
    swap(&output, &result.positions)
    var start = 0
    while start < positionGaps.count {
      let end = min(start + 128, positionGaps.count)
      IntegerBlockEncoder.append(
        positionGaps.span.extracting(start..<end), .all, to: &output)
      start = end
    }
    swap(&output, &result.positions)
    positionGaps.removeAll(keepingCapacity: true)
  }
}
