// SPDX-License-Identifier: Apache-2.0

internal import Storage

/// The record of a term in 1 to 128 documents: one stream of bits, from the low bits of the first byte.
///
/// ```
/// 8 bits   shortest length code of its fields     in several documents, not for documents only
/// w bits   last document; w is the bit width of the segment's last document   in several documents
/// 2 bits   narrowing; then Rice codes of the gaps of all documents but the last
/// Rice codes of the frequencies less 1            if one is above 1
/// 5 bits   width; then Rice codes of the gaps of the positions           with positions
/// zeros to a whole byte
/// ```
///
/// A Rice code of a width is the integer without its low `width` bits in unary, so many zeros and a one,
/// then the low bits. The width of the documents' gaps is `RiceWidth.best` for all gaps, which the last
/// document tells, less the narrowing; that of the frequencies is `RiceWidth.best` for them, which
/// the dictionary tells. Gaps are those of `PostingsFormat`.
enum ShortPostingsFormat {
  /// The most documents of a term with such a record.
  static let capacity = PostingsBlock.capacity
  /// The bits of the shortest length code.
  static let codeWidth = 8
  /// The bits of the narrowing.
  static let narrowingWidth = 2
  /// The bits that tell the width of the positions' codes.
  static let positionWidthWidth = 5

  /// The bits of a document.
  static func documentWidth(documentCount: Int) -> Int {
    Int.bitWidth - max(0, documentCount - 1).leadingZeroBitCount
  }

  /// The usual width of the documents' gaps.
  static func gapWidth(last: DocumentID, count: Int) -> Int {
    RiceWidth.best(sum: UInt64(max(0, Int(last) + 1 - count)), count: count)
  }

  /// The width of frequencies less 1.
  static func frequencyWidth(totalFrequency: UInt64, count: Int) -> Int {
    RiceWidth.best(sum: min(totalFrequency - UInt64(count), 1 << 40), count: count)
  }
}

/// Writes the record of a term in 1 to 128 documents.
enum ShortPostingsEncoder {
  /// Appends the bytes of the record. The gaps of the documents are given with that of the last.
  static func encode(
    gaps: Span<UInt32>, last: DocumentID, frequencies: Span<UInt32>, totalFrequency: UInt64,
    positionGaps: Span<UInt32>, shortestCode: UInt8, streams: TermStreams, documentCount: Int,
    to output: inout [UInt8]
  ) {
    let count = gaps.count
    var bits = BitWriter()
    if count > 1 {
      if streams >= .frequencies {
        bits.append(UInt64(shortestCode), width: ShortPostingsFormat.codeWidth, to: &output)
      }
      bits.append(
        UInt64(last), width: ShortPostingsFormat.documentWidth(documentCount: documentCount),
        to: &output)
      let usual = ShortPostingsFormat.gapWidth(last: last, count: count)
      let coded = gaps.extracting(first: count - 1)
      let width = best(of: max(0, usual - 3)...usual, for: coded)
      bits.append(UInt64(usual - width), width: ShortPostingsFormat.narrowingWidth, to: &output)
      for index in coded.indices { bits.append(rice: coded[index], width: width, to: &output) }
    }
    if streams >= .frequencies, count > 1, totalFrequency > UInt64(count) {
      let width = ShortPostingsFormat.frequencyWidth(totalFrequency: totalFrequency, count: count)
      for index in frequencies.indices {
        bits.append(rice: frequencies[index] - 1, width: width, to: &output)
      }
    }
    if streams == .positions {
      var sum: UInt64 = 0
      for index in positionGaps.indices { sum += UInt64(positionGaps[index]) }
      let middle = RiceWidth.best(sum: sum, count: positionGaps.count)
      let width = best(of: max(0, middle - 2)...min(31, middle + 1), for: positionGaps)
      bits.append(UInt64(width), width: ShortPostingsFormat.positionWidthWidth, to: &output)
      for index in positionGaps.indices {
        bits.append(rice: positionGaps[index], width: width, to: &output)
      }
    }
    bits.finish(to: &output)
  }

  /// The width of which Rice codes take the fewest bits; of several the least.
  private static func best(of widths: ClosedRange<Int>, for values: Span<UInt32>) -> Int {
    var best = (width: widths.upperBound, cost: UInt64.max)
    for width in widths {
      var cost = UInt64(values.count * width)
      for index in values.indices { cost += UInt64(values[index] >> UInt32(width)) }
      if cost < best.cost { best = (width, cost) }
    }
    return best.width
  }
}

/// Reads the record of a term in 1 to 128 documents. Nothing in it is trusted.
struct ShortPostingsReader: Sendable {
  let documentFrequency: Int
  let totalFrequency: UInt64
  let hasFrequencies: Bool
  /// The last document; of a term in one document not used.
  let last: DocumentID
  /// The shortest length code.
  let shortestCode: UInt8
  private let bytes: MappedBytes
  /// The bits of the record in the section, and the first one behind the last document.
  private let record: Range<Int>
  private let start: Int

  /// Reads the beginning of a record, whose section is padded.
  ///
  /// - Throws: `StorageError.damaged` or `.outOfBounds`.
  init(
    _ bytes: MappedBytes, record: Range<Int>, documentFrequency: Int, totalFrequency: UInt64,
    streams: TermStreams, documentCount: Int
  ) throws(StorageError) {
    self.bytes = bytes
    self.record = 8 * record.lowerBound..<8 * record.upperBound
    self.documentFrequency = documentFrequency
    self.totalFrequency = totalFrequency
    hasFrequencies = streams >= .frequencies
    var at = 8 * record.lowerBound
    guard documentFrequency > 1 else {
      (last, shortestCode, start) = (0, 0, at)
      return
    }
    if hasFrequencies {
      shortestCode = try bytes.byte(at: record.lowerBound)
      at += ShortPostingsFormat.codeWidth
    } else {
      shortestCode = 0
    }
    let width = ShortPostingsFormat.documentWidth(documentCount: documentCount)
    guard at + width + ShortPostingsFormat.narrowingWidth <= self.record.upperBound else {
      throw Self.damaged(self.record, "a record without documents")
    }
    last = UInt32(truncatingIfNeeded: Self.bits(bytes, at: at, width: width))
    guard Int(last) < documentCount else {
      throw Self.damaged(self.record, "document \(last) of \(documentCount)")
    }
    start = at + width
  }

  /// Reads the documents, ascending strictly.
  ///
  /// - Returns: The bit behind them.
  /// - Throws: `StorageError.damaged` or `.outOfBounds`.
  func decodeDocuments(
    into values: inout InlineArray<128, UInt32>
  ) throws(StorageError) -> Int {
    let count = documentFrequency - 1
    let width = try Kernels.decodeRice(
      bytes, record, at: start + ShortPostingsFormat.narrowingWidth, width: gapWidth, count: count,
      to: &values)
    Kernels.sumDocuments(&values, count: count, base: .max)
    guard Kernels.ascends(&values, count: count, base: .max), values[count - 1] < last else {
      throw Self.damaged(record, "documents out of order")
    }
    values[count] = last
    return width
  }

  /// The width of the documents' gaps.
  var gapWidth: Int {
    let narrowing = Self.bits(bytes, at: start, width: ShortPostingsFormat.narrowingWidth)
    let usual = ShortPostingsFormat.gapWidth(last: last, count: documentFrequency)
    return max(0, usual - Int(narrowing))
  }

  /// Reads the frequencies from a bit on.
  ///
  /// - Returns: The bit behind them.
  /// - Throws: `StorageError.damaged` or `.outOfBounds`.
  func decodeFrequencies(
    at bit: Int, into values: inout InlineArray<128, UInt32>
  ) throws(StorageError) -> Int {
    guard documentFrequency > 1 else {
      guard let frequency = Int32(exactly: totalFrequency) else {
        throw Self.damaged(record, "a frequency of \(totalFrequency)")
      }
      values[0] = UInt32(frequency)
      return bit
    }
    guard hasFrequencies, totalFrequency > UInt64(documentFrequency) else {
      for index in 0..<documentFrequency { values[index] = 1 }
      return bit
    }
    let end = try Kernels.decodeRice(
      bytes, record, at: bit,
      width: ShortPostingsFormat.frequencyWidth(
        totalFrequency: totalFrequency, count: documentFrequency),
      count: documentFrequency, to: &values)
    for index in 0..<documentFrequency {
      guard values[index] < UInt32(Int32.max) else {
        throw Self.damaged(record, "a frequency of more than 31 bits")
      }
      values[index] += 1
    }
    return end
  }

  /// The bit behind documents and frequencies, and the frequencies.
  ///
  /// - Throws: `StorageError.damaged` or `.outOfBounds`.
  func positionsStart(
    frequencies: inout InlineArray<128, UInt32>
  ) throws(StorageError) -> Int {
    var at = start
    if documentFrequency > 1 { at = try decodeDocuments(into: &frequencies) }
    return try decodeFrequencies(at: at, into: &frequencies)
  }

  /// The width of the positions' codes and the bit of the first one, from the bit behind the
  /// frequencies.
  ///
  /// - Throws: `StorageError.damaged`.
  func positionWidth(at bit: Int) throws(StorageError) -> (width: Int, bit: Int) {
    let end = bit + ShortPostingsFormat.positionWidthWidth
    guard end <= record.upperBound else { throw Self.damaged(record, "no positions") }
    let width = Self.bits(bytes, at: bit, width: ShortPostingsFormat.positionWidthWidth)
    return (Int(width), end)
  }

  /// Appends so many position gaps, read from the bit behind the frequencies on.
  ///
  /// - Returns: The bit behind them.
  /// - Throws: `StorageError.damaged` or `.outOfBounds`.
  func decodePositionGaps(
    at bit: Int, count: UInt64, into gaps: inout [UInt32]
  ) throws(StorageError) -> Int {
    // Every code takes a bit or more, so the bits bound what is allocated.
    guard count <= UInt64(record.count) else {
      throw Self.damaged(record, "\(count) positions in \(record.count) bits")
    }
    var (width, at) = try positionWidth(at: bit)
    var run = InlineArray<128, UInt32>(repeating: 0)
    var left = Int(count)
    while left > 0 {
      let few = min(128, left)
      at = try Kernels.decodeRice(bytes, record, at: at, width: width, count: few, to: &run)
      Kernels.append(run, count: few, to: &gaps)
      left -= few
    }
    return at
  }

  /// Whether the record ends in the byte of this bit.
  func isEnd(_ bit: Int) -> Bool { (bit + 7) / 8 == record.upperBound / 8 }

  /// Up to 56 bits from a bit on.
  private static func bits(_ bytes: MappedBytes, at bit: Int, width: Int) -> UInt64 {
    bytes.entry(0, ofUInt64TableAt: bit / 8) >> UInt64(bit % 8) & ((1 << UInt64(width)) - 1)
  }

  private static func damaged(_ record: Range<Int>, _ reason: String) -> StorageError {
    .damaged(structure: "postings", offset: record.lowerBound / 8, reason: reason)
  }
}
