// SPDX-License-Identifier: Apache-2.0
import IndexFormat
import Storage

/// Brings the documents of several segments into a writer, in the order of the segment that joins
/// them.
///
/// Stored documents are compressed in blocks, and a new order takes them from all over the place. So
/// that each block is decompressed once, they are first dealt out to buckets by their new numbers,
/// in memory and then in unnamed temporary files; then one bucket after the other is read whole.
struct DocumentMover {
  private let sources: [CopiedSegment]
  private let order: DocumentOrder
  private let path: String
  private let memoryLimit: Int
  private let fileSystem: any FileSystem

  private static let largestBucketCount = 1 << 12
  /// The head of a document in a bucket: new number, old number and byte count.
  private static let headByteCount = 12

  /// A mover of the documents of some segments.
  ///
  /// - Parameters:
  ///   - segments: The segments, all of one schema, of which deleted documents are left out.
  ///   - order: Where their documents go.
  ///   - path: Temporary files are made beside it.
  ///   - memoryLimit: About how many bytes of stored documents may be in memory.
  ///   - fileSystem: Where temporary files are made.
  /// - Throws: `IndexFormatError.damaged`.
  init(
    _ segments: [LiveSegment], order: DocumentOrder, path: String, memoryLimit: Int,
    fileSystem: any FileSystem
  ) throws(IndexFormatError) {
    var sources: [CopiedSegment] = []
    for segment in segments { sources.append(try CopiedSegment(segment)) }
    self.sources = sources
    self.order = order
    self.path = path
    self.memoryLimit = memoryLimit
    self.fileSystem = fileSystem
  }

  /// Adds all documents to a writer that has none.
  ///
  /// - Throws: `IndexFormatError`, what reading the segments and writing gives.
  /// - Complexity: O(stored bytes).
  func move(into writer: inout SegmentWriter) throws(IndexFormatError) {
    for source in sources { writer.addStatistics(of: source) }
    guard !order.isAscending, let newNumbers = order.newNumbers else {
      return try moveInOrder(into: &writer)
    }
    try move(newNumbers, into: &writer)
  }

  private func moveInOrder(into writer: inout SegmentWriter) throws(IndexFormatError) {
    for source in sources {
      for block in 0..<source.segment.storedBlockCount {
        let stored = try source.segment.storedBlock(block)
        for (index, range) in stored.documents.enumerated() {
          let document = stored.firstDocument + DocumentID(index)
          if source.tombstones?.contains(document) ?? false { continue }
          try writer.copy(document, of: source, stored: stored.bytes[range])
        }
      }
    }
  }

  private func move(
    _ newNumbers: [UInt32], into writer: inout SegmentWriter
  ) throws(IndexFormatError) {
    let byteCount = sources.reduce(0) { $0 + $1.segment.storedContentByteCount }
    // What is dealt out may fill half of the memory, and the bucket that is read the other half.
    let count = min(Self.largestBucketCount, 1 + byteCount / max(1, memoryLimit / 2))
    let size = max(1, (order.documentCount + count - 1) / count)
    var buckets = BucketSpool(
      count: count, path: FilePath("\(path).documents"), memoryLimit: memoryLimit / 2,
      fileSystem: fileSystem)
    try deal(newNumbers, bucketSize: size, to: &buckets)
    for bucket in 0..<count {
      let start = min(bucket * size, order.documentCount)
      let end = min(start + size, order.documentCount)
      let bytes: [UInt8]
      do { bytes = try buckets.take(bucket) } catch { throw .storage(error) }
      try copy(start..<end, from: bytes, into: &writer)
    }
  }

  private func deal(
    _ newNumbers: [UInt32], bucketSize: Int, to buckets: inout BucketSpool
  ) throws(IndexFormatError) {
    for (number, source) in sources.enumerated() {
      for block in 0..<source.segment.storedBlockCount {
        let stored = try source.segment.storedBlock(block)
        var old = order.starts[number] + Int(stored.firstDocument)
        for range in stored.documents {
          let new = newNumbers[old]
          guard new != DocumentOrder.deleted else {
            old += 1
            continue
          }
          var head: [UInt8] = []
          head.append(littleEndian: new)
          head.append(littleEndian: UInt32(old))
          head.append(littleEndian: UInt32(range.count))
          do {
            try buckets.append(head[...], to: Int(new) / bucketSize)
            try buckets.append(stored.bytes[range], to: Int(new) / bucketSize)
          } catch {
            throw .storage(error)
          }
          old += 1
        }
      }
    }
  }

  /// Adds the documents of a bucket.
  private func copy(
    _ numbers: Range<Int>, from bytes: [UInt8], into writer: inout SegmentWriter
  ) throws(IndexFormatError) {
    var places = [(old: Int, stored: Range<Int>)](repeating: (0, 0..<0), count: numbers.count)
    var at = 0
    while at < bytes.count {
      let start = at + Self.headByteCount
      let end = start + Int(Self.number(bytes, at + 8))
      places[Int(Self.number(bytes, at)) - numbers.lowerBound] = (
        Int(Self.number(bytes, at + 4)), start..<end
      )
      at = end
    }
    for place in places {
      // The last segment that starts at the document or before it: earlier ones may be empty.
      guard let segment = order.starts.dropLast().lastIndex(where: { $0 <= place.old }) else {
        continue
      }
      try writer.copy(
        DocumentID(place.old - order.starts[segment]), of: sources[segment],
        stored: bytes[place.stored])
    }
  }

  private static func number(_ bytes: [UInt8], _ at: Int) -> UInt32 {
    var number: UInt32 = 0
    for index in 0..<4 { number |= UInt32(bytes[at + index]) << UInt32(8 * index) }
    return number
  }
}
