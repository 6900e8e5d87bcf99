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
    /// The term's postings record; empty for a term in one document.
    var postings: [UInt8] = []
    /// The term's positions; empty for a term that stands once.
    var positions: [UInt8] = []
  }

  private let streams: TermStreams
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

  /// Starts a term.
  init(streams: TermStreams) { self.streams = streams }

  /// Appends a posting. The caller has checked that documents ascend.
  mutating func append(document: DocumentID, frequency: UInt32, lengthCode: UInt8) {
    if documents.count == PostingsBlock.capacity { endBlock() }
    if result.documentFrequency == 0 { result.firstDocument = document }
    documents.append(document)
    frequencies.append(frequency)
    last = document
    result.documentFrequency += 1
    result.totalFrequency += UInt64(frequency)
    if streams >= .frequencies { collector.add(frequency: frequency, lengthCode: lengthCode) }
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
    guard result.documentFrequency > 1 || result.totalFrequency > 1 else { return result }
    if result.documentFrequency == 1 {
      appendPositions()
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
    if lasts.count == 1 { appendSingleHead() } else { appendTables() }
    result.postings.append(contentsOf: payload)
    return result
  }

  private mutating func appendSingleHead() {
    if streams >= .frequencies {
      result.postings.append(UInt8(impacts[0].count))
      for index in 0..<impacts[0].count {
        result.postings.append(impacts[0][index].frequency)
        result.postings.append(impacts[0][index].lengthCode)
      }
    }
    result.postings.append(variableByte: UInt64(lasts[0]))
  }

  private mutating func appendTables() {
    if streams >= .frequencies { result.postings.append(littleEndian: thresholds.packed) }
    let size = PostingsFormat.blocksPerSuperblock
    let starts = Array(stride(from: 0, to: lasts.count, by: size))
    for start in starts {
      result.postings.append(littleEndian: lasts[min(start + size, lasts.count) - 1])
    }
    if streams >= .frequencies {
      for start in starts {
        for index in start..<min(start + size, lasts.count) { collector.add(impacts[index]) }
        result.postings.append(littleEndian: collector.take().packed)
      }
    }
    for last in lasts { result.postings.append(littleEndian: last) }
    for end in ends { result.postings.append(littleEndian: end) }
    for end in positionEnds { result.postings.append(littleEndian: end) }
    for list in impacts { result.postings.append(littleEndian: list.packed) }
  }

  private mutating func endBlock() {
    let count = documents.count
    // Taken out of `self` while spans of its other arrays are read.
    var output: [UInt8] = []
    swap(&output, &payload)
    var previous = base
    scratch.removeAll(keepingCapacity: true)
    for document in documents {
      scratch.append(document &- previous &- 1)
      previous = document
    }
    if count == PostingsBlock.capacity {
      IntegerBlockEncoder.append(
        documents: documents.span, gaps: scratch.span, base: base, to: &output)
    } else if count > 1 {
      IntegerBlockEncoder.append(scratch.span.extracting(first: count - 1), to: &output)
    }
    if streams >= .frequencies {
      for index in frequencies.indices { frequencies[index] -= 1 }
      IntegerBlockEncoder.append(frequencies.span, to: &output)
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
        positionGaps.span.extracting(start..<end), to: &output)
      start = end
    }
    swap(&output, &result.positions)
    positionGaps.removeAll(keepingCapacity: true)
  }
}
