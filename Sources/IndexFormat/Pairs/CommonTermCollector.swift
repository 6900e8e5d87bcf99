// SPDX-License-Identifier: Apache-2.0

internal import Storage

/// Puts the positions of a field's common terms aside, term by term as they are written, and gives
/// them back by parts of the documents.
///
/// Of a term, where each of the parts ends (u64, from the end of these numbers on), then the parts: for
/// each document, variable-length integers: the document less the one before, of the first less the
/// part's beginning; the number of positions; and the gaps of the positions, without repeats.
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
    _ text: ArraySlice<UInt8>, documentFrequency: Int, bytes: ArraySlice<UInt8>
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

  /// The documents come in so many parts, of about the same size.
  static let partCount = 16

  /// The documents of a part.
  static func documents(ofPart part: Int, documentCount: Int) -> Range<Int> {
    let size = max(1, (documentCount + partCount - 1) / partCount)
    return part * size..<(part + 1) * size
  }

  /// Adds a term's documents and positions as they are put aside.
  ///
  /// - Complexity: O(positions).
  static func append(
    _ documents: Span<UInt32>, _ frequencies: Span<UInt32>, _ positions: Span<UInt32>,
    documentCount: Int, to bytes: inout [UInt8]
  ) {
    let header = bytes.count
    bytes.append(contentsOf: repeatElement(0, count: 8 * partCount))
    let start = bytes.count
    var index = 0
    var at = 0
    for part in 0..<partCount {
      let range = Self.documents(ofPart: part, documentCount: documentCount)
      var previous = UInt32(truncatingIfNeeded: range.lowerBound)
      while index < documents.count, Int(documents[index]) < range.upperBound {
        bytes.append(variableByte: UInt64(documents[index] - previous))
        previous = documents[index]
        let end = at + Int(frequencies[index])
        append(positions.extracting(at..<end), to: &bytes)
        at = end
        index += 1
      }
      let end = UInt64(bytes.count - start)
      for byte in 0..<8 {
        bytes[header + 8 * part + byte] = UInt8(truncatingIfNeeded: end >> UInt64(8 * byte))
      }
    }
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

  /// What was put aside of a term and a part.
  ///
  /// - Throws: `StorageError.system`.
  func bytes(ofPart part: Int, of term: Term) throws(StorageError) -> [UInt8] {
    let streams = term.range.lowerBound + 8 * Self.partCount
    let first = part == 0 ? 0 : try end(ofPart: part - 1, of: term)
    return try spool.read(streams + first..<streams + (try end(ofPart: part, of: term)))
  }

  private func end(ofPart part: Int, of term: Term) throws(StorageError) -> Int {
    let place = term.range.lowerBound + 8 * part
    let bytes = try spool.read(place..<place + 8)
    return bytes.reversed().reduce(0) { $0 << 8 | Int($1) }
  }
}

/// Reads a common term's documents and positions in one part, first to last.
struct CommonTermCursor {
  private let bytes: [UInt8]
  private var at = 0
  /// The next document, whose positions were not read yet; `DocumentID.max` behind the last.
  private(set) var document: DocumentID

  /// Creates a cursor at the first document of a part that begins at `base`.
  init(_ bytes: [UInt8], base: DocumentID) {
    self.bytes = bytes
    document = base
    advance()
  }

  /// Adds the positions of all documents below a limit to those of `documents`, whose first stands for
  /// the document `base`; each is above the term's number. Moves to the document at the limit or behind.
  mutating func collect(
    from base: DocumentID, below limit: DocumentID, ofTerm term: Int,
    into documents: inout [[UInt64]]
  ) {
    while document < limit {
      let index = Int(document - base)
      var position: UInt32 = 0
      for _ in 0..<integer() {
        position &+= integer()
        documents[index].append(UInt64(position) << 32 | UInt64(term))
      }
      advance()
    }
  }

  private mutating func advance() {
    document = at < bytes.count ? document + integer() : .max
  }

  @inline(__always)
  private mutating func integer() -> UInt32 {
    let first = bytes[at]
    at += 1
    if first < 0x80 { return UInt32(first) }
    var result = UInt32(first & 0x7F)
    var shift: UInt32 = 7
    while true {
      let byte = bytes[at]
      at += 1
      result |= UInt32(byte & 0x7F) << shift
      if byte < 0x80 { return result }
      shift += 7
    }
  }
}
