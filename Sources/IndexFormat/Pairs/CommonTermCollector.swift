// SPDX-License-Identifier: Apache-2.0

internal import Storage

/// Puts the positions of a field's common terms aside, term by term as they are written, and gives
/// them back document by document.
///
/// For each document of a term, variable-length integers: the document less the one before, the
/// number of positions, and the gaps of the positions, without repeats.
struct CommonTermCollector: ~Copyable {
  /// A term put aside.
  struct Term {
    var text: [UInt8]
    var documentFrequency: Int
    /// Where its documents stand in the spool.
    var range: Range<Int>
  }

  private let limit: Int
  private let leastDocumentFrequency: Int
  private var spool: Spool
  private var terms: [Term] = []
  /// The greatest document frequencies, one more than the limit of common terms, descending.
  private var frequencies: [Int] = []
  private var scratch: [UInt8] = []

  /// Creates a collector for a field; `path` names a temporary file for many positions.
  init(
    _ commonness: Commonness, documentCount: Int, path: FilePath, fileSystem: any FileSystem
  ) {
    limit = commonness.termLimit
    leastDocumentFrequency = commonness.leastDocumentFrequency(of: documentCount)
    spool = Spool(path: path, fileSystem: fileSystem)
  }

  /// The document frequency from which a term is common, as far as the terms so far tell.
  var bound: Int {
    frequencies.count > limit ? frequencies[limit] + 1 : leastDocumentFrequency
  }

  /// Takes a term in, unless it is not common.
  ///
  /// - Throws: `StorageError.system`.
  /// - Complexity: O(positions) for a common term.
  mutating func append(
    _ text: ArraySlice<UInt8>, documents: [UInt32], frequencies counts: [UInt32],
    positions: [UInt32]
  ) throws(StorageError) {
    guard documents.count >= bound else { return }
    let place = frequencies.firstIndex { $0 < documents.count } ?? frequencies.count
    frequencies.insert(documents.count, at: place)
    if frequencies.count > limit + 1 { frequencies.removeLast() }
    let start = spool.byteCount
    var previous: UInt32 = 0
    var at = 0
    for (document, count) in zip(documents, counts) {
      scratch.append(variableByte: UInt64(document - previous))
      previous = document
      appendPositions(positions.span.extracting(at..<at + Int(count)))
      at += Int(count)
      if scratch.count >= 1 << 16 {
        try spool.append(scratch)
        scratch.removeAll(keepingCapacity: true)
      }
    }
    try spool.append(scratch)
    scratch.removeAll(keepingCapacity: true)
    terms.append(
      Term(
        text: Array(text), documentFrequency: documents.count, range: start..<spool.byteCount))
  }

  private mutating func appendPositions(_ positions: Span<UInt32>) {
    var repeats = 0
    for index in 1..<max(1, positions.count) where positions[index] == positions[index - 1] {
      repeats += 1
    }
    scratch.append(variableByte: UInt64(positions.count - repeats))
    var previous: UInt32 = 0
    for index in positions.indices {
      if index > 0, positions[index] == previous { continue }
      scratch.append(variableByte: UInt64(positions[index] - previous))
      previous = positions[index]
    }
  }

  /// The common terms, in the order they came.
  var commonTerms: [Term] {
    let bound = bound
    return terms.filter { $0.documentFrequency >= bound }
  }

  /// A piece of what was put aside.
  ///
  /// - Throws: `StorageError.system`.
  func read(_ range: Range<Int>) throws(StorageError) -> [UInt8] { try spool.read(range) }
}

/// Reads a common term's documents and positions out of a collector, first to last.
struct CommonTermCursor {
  private let end: Int
  private var next: Int
  private var window: [UInt8] = []
  private var at = 0
  /// The document at the place; `DocumentID.max` behind the last.
  private(set) var document: DocumentID = 0
  private var isStarted = false

  /// So much is read at once.
  private static let windowByteCount = 1 << 15
  /// The longest variable-length integer.
  private static let largestInteger = 10

  /// Creates a cursor before the first document.
  init(_ term: CommonTermCollector.Term) {
    next = term.range.lowerBound
    end = term.range.upperBound
  }

  /// Moves to the next document, whose positions replace those in the array.
  ///
  /// - Throws: `StorageError.system`.
  mutating func advance(
    in collector: borrowing CommonTermCollector, positions: inout [UInt32]
  ) throws(StorageError) {
    positions.removeAll(keepingCapacity: true)
    guard at < window.count || next < end else {
      document = .max
      return
    }
    document += UInt32(truncatingIfNeeded: try integer(in: collector))
    var left = try integer(in: collector)
    var position: UInt32 = 0
    while left > 0 {
      position &+= UInt32(truncatingIfNeeded: try integer(in: collector))
      positions.append(position)
      left -= 1
    }
  }

  private mutating func integer(
    in collector: borrowing CommonTermCollector
  ) throws(StorageError) -> UInt64 {
    if window.count - at < Self.largestInteger, next < end {
      let read = try collector.read(next..<min(end, next + Self.windowByteCount))
      next += read.count
      window.removeSubrange(..<at)
      window.append(contentsOf: read)
      at = 0
    }
    var result: UInt64 = 0
    var shift: UInt64 = 0
    while true {
      let byte = window[at]
      at += 1
      result |= UInt64(byte & 0x7F) << shift
      if byte < 0x80 { return result }
      shift += 7
    }
  }
}
