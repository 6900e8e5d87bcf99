// SPDX-License-Identifier: Apache-2.0

internal import Dispatch
internal import Storage
internal import Synchronization

/// Counts the pairs of common terms, document by document, and gives each pair's postings.
///
/// A pair's postings are kept as variable-length integers, documents' gaps and frequencies; what is
/// more than the memory given goes to a temporary file.
struct PairCollector: ~Copyable {
  private let termCount: Int
  private let documentCount: Int
  private let memoryLimit: Int
  private var spool: Spool
  private let isRecorded: [Bool]
  // By first term · term count + second term.
  private var streams: [[UInt8]]
  private var spilled: [[Range<Int>]]
  private var lastDocuments: [DocumentID]
  private var byteCount = 0

  /// A spill looks at every pair; so many bytes for each make that worth it.
  private static let leastByteCountOfPair = 64

  /// Creates a collector of the pairs of terms of these document frequencies; `path` names a temporary
  /// file for what is beyond `memoryLimit` bytes.
  init(
    _ frequencies: [Int], _ common: CommonTerms, documentCount: Int, memoryLimit: Int,
    path: FilePath, fileSystem: any FileSystem
  ) {
    let termCount = frequencies.count
    let pairCount = termCount * termCount
    self.termCount = termCount
    self.documentCount = documentCount
    self.memoryLimit = max(memoryLimit, Self.leastByteCountOfPair * pairCount)
    spool = Spool(path: path, fileSystem: fileSystem)
    isRecorded = frequencies.flatMap { first in
      frequencies.map { common.recordsPair(first, $0) }
    }
    streams = [[UInt8]](repeating: [], count: pairCount)
    spilled = [[Range<Int>]](repeating: [], count: pairCount)
    lastDocuments = [DocumentID](repeating: 0, count: pairCount)
  }

  /// Takes in all documents of a collector's common terms, `threadCount` parts of them at a time.
  ///
  /// - Throws: `StorageError.system`.
  /// - Complexity: O(documents of the segment + positions).
  mutating func count(
    _ collector: borrowing CommonTermCollector, _ common: [CommonTermCollector.Term],
    threadCount: Int
  ) throws(StorageError) {
    let step = max(1, threadCount)
    var start = 0
    while start < CommonTermCollector.partCount {
      let parts = start..<min(start + step, CommonTermCollector.partCount)
      var bytes: [[[UInt8]]] = []
      for part in parts {
        var ofPart: [[UInt8]] = []
        for term in common { ofPart.append(try collector.bytes(ofPart: part, of: term)) }
        bytes.append(ofPart)
      }
      let counted = Mutex([PairPart?](repeating: nil, count: parts.count))
      DispatchQueue.concurrentPerform(iterations: parts.count) {
        [bytes, isRecorded, termCount, documentCount] index in
        var part = PairPart(termCount: termCount, isRecorded: isRecorded)
        part.count(
          bytes[index],
          documents: CommonTermCollector.documents(
            ofPart: parts.lowerBound + index, documentCount: documentCount))
        counted.withLock { [part] in $0[index] = part }
      }
      for case let part? in counted.withLock({ $0 }) { try append(part) }
      start = parts.upperBound
    }
  }

  private mutating func append(_ part: PairPart) throws(StorageError) {
    for (pair, stream) in part.streams.enumerated() where !stream.bytes.isEmpty {
      let before = streams[pair].count
      streams[pair].append(variableByte: UInt64(stream.first - lastDocuments[pair]))
      streams[pair].append(contentsOf: stream.bytes)
      lastDocuments[pair] = stream.last
      byteCount += streams[pair].count - before
    }
    if byteCount > memoryLimit { try spill() }
  }

  private mutating func spill() throws(StorageError) {
    for pair in streams.indices where !streams[pair].isEmpty {
      let start = spool.byteCount
      try spool.append(streams[pair])
      spilled[pair].append(start..<spool.byteCount)
      streams[pair] = []
    }
    byteCount = 0
  }

  /// Whether the pair of two terms occurs.
  func contains(_ first: Int, _ second: Int) -> Bool {
    let pair = first * termCount + second
    return !streams[pair].isEmpty || !spilled[pair].isEmpty
  }

  /// The documents and frequencies of the pair of two terms; they are forgotten here.
  ///
  /// - Throws: `StorageError.system`.
  mutating func take(
    _ first: Int, _ second: Int, documents: inout [UInt32], frequencies: inout [UInt32]
  ) throws(StorageError) {
    let pair = first * termCount + second
    var bytes: [UInt8] = []
    for range in spilled[pair] { bytes += try spool.read(range) }
    bytes += streams[pair]
    streams[pair] = []
    spilled[pair] = []
    documents.removeAll(keepingCapacity: true)
    frequencies.removeAll(keepingCapacity: true)
    var at = 0
    var document: UInt32 = 0
    while at < bytes.count {
      document += Self.integer(bytes, &at)
      documents.append(document)
      frequencies.append(Self.integer(bytes, &at))
    }
  }

  private static func integer(_ bytes: [UInt8], _ at: inout Int) -> UInt32 {
    var result: UInt32 = 0
    var shift: UInt32 = 0
    while true {
      let byte = bytes[at]
      at += 1
      result |= UInt32(byte & 0x7F) << shift
      if byte < 0x80 { return result }
      shift += 7
    }
  }
}
