// SPDX-License-Identifier: Apache-2.0

internal import Storage

/// Counts the pairs of common terms, document by document, and gives each pair's postings.
///
/// A pair's postings are kept as variable-length integers, documents' gaps and frequencies; what is
/// more than the memory given goes to a temporary file.
struct PairCollector: ~Copyable {
  private let termCount: Int
  private let memoryLimit: Int
  private var spool: Spool
  private var counter: PairCounter
  private var isRecorded: [Bool]
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
    _ frequencies: [Int], _ common: CommonTerms, memoryLimit: Int, path: FilePath,
    fileSystem: any FileSystem
  ) {
    let termCount = frequencies.count
    let pairCount = termCount * termCount
    self.termCount = termCount
    self.memoryLimit = max(memoryLimit, Self.leastByteCountOfPair * pairCount)
    spool = Spool(path: path, fileSystem: fileSystem)
    counter = PairCounter(termCount: termCount)
    isRecorded = frequencies.flatMap { first in
      frequencies.map { common.recordsPair(first, $0) }
    }
    streams = [[UInt8]](repeating: [], count: pairCount)
    spilled = [[Range<Int>]](repeating: [], count: pairCount)
    lastDocuments = [DocumentID](repeating: 0, count: pairCount)
  }

  /// So many documents are put together at a time.
  private static let documentsAtOnce = 256

  /// Takes in all documents of a collector's common terms.
  ///
  /// - Throws: `StorageError.system`.
  /// - Complexity: O(documents of the segment + positions).
  mutating func count(
    _ collector: borrowing CommonTermCollector, _ common: [CommonTermCollector.Term]
  ) throws(StorageError) {
    var cursors: [CommonTermCursor] = []
    for term in common { cursors.append(try CommonTermCursor(term, in: collector)) }
    var documents = [[UInt64]](repeating: [], count: Self.documentsAtOnce)
    while let base = cursors.lazy.map(\.document).min(), base < .max {
      let limit = base + DocumentID(Self.documentsAtOnce)
      for term in cursors.indices {
        try cursors[term].collect(
          from: base, below: limit, ofTerm: term, in: collector, into: &documents)
      }
      for index in documents.indices where !documents[index].isEmpty {
        counter.append(documents[index])
        documents[index].removeAll(keepingCapacity: true)
        try endDocument(base + DocumentID(index))
      }
    }
  }

  private mutating func endDocument(_ document: DocumentID) throws(StorageError) {
    counter.count()
    for pair in counter.pairs where isRecorded[pair] {
      let before = streams[pair].count
      streams[pair].append(variableByte: UInt64(document - lastDocuments[pair]))
      streams[pair].append(variableByte: UInt64(counter.counts[pair]))
      byteCount += streams[pair].count - before
      lastDocuments[pair] = document
    }
    counter.removeAll()
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
