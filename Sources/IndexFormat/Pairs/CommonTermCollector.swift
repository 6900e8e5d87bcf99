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

  /// Takes a term in, of which `bytes` says what is to be put aside, unless it is not common.
  ///
  /// - Throws: `StorageError.system`.
  mutating func append(
    _ text: ArraySlice<UInt8>, documentFrequency: Int, bytes: [UInt8]
  ) throws(StorageError) {
    guard documentFrequency >= bound else { return }
    let place = frequencies.firstIndex { $0 < documentFrequency } ?? frequencies.count
    frequencies.insert(documentFrequency, at: place)
    if frequencies.count > limit + 1 { frequencies.removeLast() }
    let start = spool.byteCount
    try spool.append(bytes)
    terms.append(
      Term(
        text: Array(text), documentFrequency: documentFrequency, range: start..<spool.byteCount))
  }

  /// A term's documents and positions as they are put aside.
  ///
  /// - Complexity: O(positions).
  static func bytes(
    _ documents: [UInt32], _ frequencies: [UInt32], _ positions: [UInt32]
  ) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(2 * documents.count + positions.count)
    var previous: UInt32 = 0
    var at = 0
    for (document, count) in zip(documents, frequencies) {
      bytes.append(variableByte: UInt64(document - previous))
      previous = document
      append(positions.span.extracting(at..<at + Int(count)), to: &bytes)
      at += Int(count)
    }
    return bytes
  }

  private static func append(_ positions: Span<UInt32>, to bytes: inout [UInt8]) {
    var repeats = 0
    for index in 1..<max(1, positions.count) where positions[index] == positions[index - 1] {
      repeats += 1
    }
    bytes.append(variableByte: UInt64(positions.count - repeats))
    var previous: UInt32 = 0
    for index in positions.indices {
      if index > 0, positions[index] == previous { continue }
      bytes.append(variableByte: UInt64(positions[index] - previous))
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
  /// The next document, whose positions were not read yet; `DocumentID.max` behind the last.
  private(set) var document: DocumentID = 0

  /// So much is read at once.
  private static let windowByteCount = 1 << 15
  /// The longest variable-length integer.
  private static let largestInteger = 10

  /// Creates a cursor at the first document.
  ///
  /// - Throws: `StorageError.system`.
  init(
    _ term: CommonTermCollector.Term, in collector: borrowing CommonTermCollector
  ) throws(StorageError) {
    next = term.range.lowerBound
    end = term.range.upperBound
    try advance(in: collector)
  }

  /// Adds the positions of all documents below a limit to those of `documents`, whose first stands for
  /// the document `base`; each is above the term's number. Moves to the document at the limit or behind.
  ///
  /// - Throws: `StorageError.system`.
  mutating func collect(
    from base: DocumentID, below limit: DocumentID, ofTerm term: Int,
    in collector: borrowing CommonTermCollector, into documents: inout [[UInt64]]
  ) throws(StorageError) {
    while document < limit {
      let index = Int(document - base)
      var left = try integer(in: collector)
      var position: UInt32 = 0
      while left > 0 {
        position &+= UInt32(truncatingIfNeeded: try integer(in: collector))
        documents[index].append(UInt64(position) << 32 | UInt64(term))
        left -= 1
      }
      try advance(in: collector)
    }
  }

  private mutating func advance(
    in collector: borrowing CommonTermCollector
  ) throws(StorageError) {
    guard at < window.count || next < end else {
      document = .max
      return
    }
    document += UInt32(truncatingIfNeeded: try integer(in: collector))
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
