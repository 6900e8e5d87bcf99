// SPDX-License-Identifier: Apache-2.0

internal import Storage

/// Encodes the postings and positions of one term after the other. See `PostingsFormat`.
struct PostingsWriter {
  /// What a term came to.
  struct Record: Sendable {
    var documentFrequency = 0
    var totalFrequency: UInt64 = 0
    var firstDocument: DocumentID = 0
    var firstPosition: UInt32 = 0
    /// The size of the term's postings record; 0 for a term that stands once.
    var postingsByteCount = 0
    /// The size of the positions of a term in more than 128 documents.
    var positionsByteCount = 0
  }

  private let documentCount: Int
  private var streams = TermStreams.documents
  private var forms = IntegerBlockEncoder.Forms.all
  private var base = UInt32.max
  private var payload: [UInt8] = []
  private var lasts: [UInt32] = []
  private var ends: [UInt32] = []
  private var positionEnds: [UInt32] = []
  private var impacts: [ImpactList] = []
  private var collector = ImpactCollector()
  private var thresholds = ImpactThresholds()
  // Of a block: gaps of documents, frequencies less 1, gaps of positions.
  private var gaps: [UInt32] = []
  private var frequenciesLess1: [UInt32] = []
  private var positionGaps: [UInt32] = []

  /// Creates a writer for a segment of so many documents.
  init(documentCount: Int) { self.documentCount = documentCount }

  /// Encodes a term. The caller has checked that documents ascend and positions do in each.
  ///
  /// - Parameters:
  ///   - documents: At least one.
  ///   - frequencies: One a document; for documents only they are not read.
  ///   - positions: As many as the frequencies add up to, where there are positions.
  ///   - lengthCodes: Of the field, by document; empty where it has none.
  ///   - streams: What is recorded.
  ///   - thresholds: Written where the term has several blocks.
  ///   - postings: Gets the term's postings record behind what it has.
  ///   - positionBytes: Gets its positions, where they are not in that record.
  /// - Returns: The term's counts and the sizes of both.
  /// - Throws: `StorageError.structureTooLarge`.
  mutating func encode(
    documents: Span<UInt32>, frequencies: Span<UInt32>, positions: Span<UInt32>,
    lengthCodes: Span<UInt8>, streams: TermStreams, thresholds: ImpactThresholds,
    postings: inout [UInt8], positionBytes: inout [UInt8]
  ) throws(StorageError) -> Record {
    self.streams = streams
    self.thresholds = thresholds
    var record = Record()
    record.documentFrequency = documents.count
    record.firstDocument = documents[0]
    record.firstPosition = positions.isEmpty ? 0 : positions[0]
    if streams == .documents {
      record.totalFrequency = UInt64(documents.count)
    } else {
      for index in frequencies.indices { record.totalFrequency += UInt64(frequencies[index]) }
    }
    let start = (postings.count, positionBytes.count)
    if documents.count <= ShortPostingsFormat.capacity {
      encodeShort(
        documents, frequencies, positions, lengthCodes, totalFrequency: record.totalFrequency,
        to: &postings)
    } else {
      try encodeLong(
        documents, frequencies, positions, lengthCodes, to: &postings, &positionBytes)
    }
    record.postingsByteCount = postings.count - start.0
    record.positionsByteCount = positionBytes.count - start.1
    return record
  }

  private mutating func encodeShort(
    _ documents: Span<UInt32>, _ frequencies: Span<UInt32>, _ positions: Span<UInt32>,
    _ lengthCodes: Span<UInt8>, totalFrequency: UInt64, to output: inout [UInt8]
  ) {
    guard documents.count > 1 || (streams == .positions && totalFrequency > 1) else { return }
    var shortestCode = UInt8.max
    for index in documents.indices {
      shortestCode = min(shortestCode, Self.code(of: documents[index], lengthCodes))
    }
    gaps.takeGaps(of: documents, base: .max)
    positionGaps.removeAll(keepingCapacity: true)
    if streams == .positions { positionGaps.addGaps(of: positions, frequencies) }
    ShortPostingsEncoder.encode(
      gaps: gaps.span, last: documents[documents.count - 1], frequencies: frequencies,
      totalFrequency: totalFrequency, positionGaps: positionGaps.span,
      shortestCode: shortestCode, streams: streams, documentCount: documentCount, to: &output)
  }

  private mutating func encodeLong(
    _ documents: Span<UInt32>, _ frequencies: Span<UInt32>, _ positions: Span<UInt32>,
    _ lengthCodes: Span<UInt8>, to output: inout [UInt8], _ positionBytes: inout [UInt8]
  ) throws(StorageError) {
    forms = documents.count <= PostingsFormat.mostDocumentsForSize ? .all : .fast
    base = .max
    payload.removeAll(keepingCapacity: true)
    lasts.removeAll(keepingCapacity: true)
    ends.removeAll(keepingCapacity: true)
    positionEnds.removeAll(keepingCapacity: true)
    impacts.removeAll(keepingCapacity: true)
    let positionsStart = positionBytes.count
    var start = 0
    var position = 0
    while start < documents.count {
      let range = start..<min(start + PostingsBlock.capacity, documents.count)
      let block = documents.extracting(range)
      appendDocuments(block)
      if streams >= .frequencies {
        let blockFrequencies = frequencies.extracting(range)
        appendFrequencies(blockFrequencies, block, lengthCodes)
        if streams == .positions {
          var end = position
          for index in blockFrequencies.indices { end += Int(blockFrequencies[index]) }
          appendPositions(
            positions.extracting(position..<end), blockFrequencies, to: &positionBytes)
          positionEnds.append(
            UInt32(truncatingIfNeeded: positionBytes.count - positionsStart))
          position = end
        }
      }
      base = block[block.count - 1]
      lasts.append(base)
      ends.append(UInt32(truncatingIfNeeded: payload.count))
      start = range.upperBound
    }
    guard
      payload.count <= PostingsFormat.maximumByteCount,
      positionBytes.count - positionsStart <= PostingsFormat.maximumByteCount
    else {
      throw .structureTooLarge(
        structure: "term's postings", limit: PostingsFormat.maximumByteCount)
    }
    appendTables(to: &output)
    output.append(contentsOf: payload)
  }

  @inline(__always)
  private static func code(of document: DocumentID, _ lengthCodes: Span<UInt8>) -> UInt8 {
    lengthCodes.isEmpty ? 0 : lengthCodes[Int(document)]
  }

  private mutating func appendDocuments(_ documents: Span<UInt32>) {
    gaps.takeGaps(of: documents, base: base)
    let count = documents.count
    var output: [UInt8] = []
    swap(&output, &payload)
    if count == PostingsBlock.capacity {
      IntegerBlockEncoder.append(
        documents: documents, gaps: gaps.span, base: base, forms, to: &output)
    } else if count > 1 {
      IntegerBlockEncoder.append(gaps.span.extracting(first: count - 1), forms, to: &output)
    }
    swap(&output, &payload)
  }

  private mutating func appendFrequencies(
    _ frequencies: Span<UInt32>, _ documents: Span<UInt32>, _ lengthCodes: Span<UInt8>
  ) {
    frequenciesLess1.removeAll(keepingCapacity: true)
    for index in frequencies.indices {
      frequenciesLess1.append(frequencies[index] - 1)
      collector.add(
        frequency: frequencies[index], lengthCode: Self.code(of: documents[index], lengthCodes))
    }
    impacts.append(collector.take())
    var output: [UInt8] = []
    swap(&output, &payload)
    IntegerBlockEncoder.append(frequenciesLess1.span, forms, to: &output)
    swap(&output, &payload)
  }

  private mutating func appendPositions(
    _ positions: Span<UInt32>, _ frequencies: Span<UInt32>, to output: inout [UInt8]
  ) {
    positionGaps.removeAll(keepingCapacity: true)
    positionGaps.addGaps(of: positions, frequencies)
    var start = 0
    while start < positionGaps.count {
      let end = min(start + 128, positionGaps.count)
      IntegerBlockEncoder.append(positionGaps.span.extracting(start..<end), .all, to: &output)
      start = end
    }
  }

  private mutating func appendTables(to output: inout [UInt8]) {
    let size = PostingsFormat.blocksPerSuperblock
    let starts = Array(stride(from: 0, to: lasts.count, by: size))
    let upperEnds = Self.superblockEnds(ends, starts)
    let upperPositionEnds = Self.superblockEnds(positionEnds, starts)
    let lowerEnds = Self.relative(ends, to: upperEnds)
    let lowerPositionEnds = Self.relative(positionEnds, to: upperPositionEnds)
    let isWide = lowerPositionEnds.contains { $0 > UInt16.max }
    if streams >= .frequencies {
      let positionEndByteCount: UInt64 = streams < .positions ? 0 : isWide ? 4 : 2
      output.append(littleEndian: thresholds.packed | positionEndByteCount << 48)
    }
    for start in starts {
      output.append(littleEndian: lasts[min(start + size, lasts.count) - 1])
    }
    for end in upperEnds { output.append(littleEndian: end) }
    for end in upperPositionEnds { output.append(littleEndian: end) }
    if streams >= .frequencies {
      for start in starts {
        for index in start..<min(start + size, lasts.count) { collector.add(impacts[index]) }
        output.append(littleEndian: collector.take().packed)
      }
    }
    for last in lasts { output.append(littleEndian: last) }
    for end in lowerEnds { output.append(littleEndian: UInt16(end)) }
    for end in lowerPositionEnds {
      if isWide {
        output.append(littleEndian: end)
      } else {
        output.append(littleEndian: UInt16(end))
      }
    }
    for list in impacts { output.append(littleEndian: list.packed) }
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
}

extension Array where Element == UInt32 {
  /// Replaces the contents by the gaps of a block's documents.
  fileprivate mutating func takeGaps(of documents: Span<UInt32>, base: UInt32) {
    var previous = base
    removeAll(keepingCapacity: true)
    for index in documents.indices {
      append(documents[index] &- previous &- 1)
      previous = documents[index]
    }
  }

  /// Adds the gaps of the positions of some documents.
  fileprivate mutating func addGaps(of positions: Span<UInt32>, _ frequencies: Span<UInt32>) {
    var at = 0
    for index in frequencies.indices {
      var previous: UInt32 = 0
      for _ in 0..<frequencies[index] {
        append(positions[at] &- previous)
        previous = positions[at]
        at += 1
      }
    }
  }
}
