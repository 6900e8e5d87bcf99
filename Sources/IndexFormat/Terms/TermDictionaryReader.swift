// SPDX-License-Identifier: Apache-2.0

internal import Storage

/// Reads the term dictionary. See `TermDictionaryFormat`.
struct TermDictionaryReader: Sendable {
  let section: SectionView
  let table: FrontCodedTableReader

  /// Opens the dictionary.
  ///
  /// - Throws: `IndexFormatError.damaged`.
  /// - Complexity: O(log terms).
  init(_ section: SectionView) throws(IndexFormatError) {
    self.section = section
    do throws(StorageError) {
      table = try FrontCodedTableReader(section.bytes)
    } catch { throw section.damaged(error) }
  }

  /// Whether the dictionary has a term; its entry is not read.
  ///
  /// - Throws: `IndexFormatError.damaged`.
  /// - Complexity: O(log terms); nothing is allocated.
  func contains(_ key: TermKey) throws(IndexFormatError) -> Bool {
    do throws(StorageError) {
      return try table.place(of: key.bytes) != nil
    } catch { throw section.damaged(error) }
  }

  /// What the dictionary says of a term, or nil.
  ///
  /// - Throws: `IndexFormatError.damaged`.
  /// - Complexity: O(log terms); nothing is allocated.
  func entry(of key: TermKey) throws(IndexFormatError) -> TermEntry? {
    do throws(StorageError) {
      guard let place = try table.place(of: key.bytes) else { return nil }
      var entries = try TermEntryReader(section.bytes, payload: place.payload)
      for _ in 0..<place.index { _ = try entries.next(field: key.field, kind: key.kind) }
      let entry = try entries.next(field: key.field, kind: key.kind)
      try TermEntryReader.check(entry, at: place.payload.lowerBound)
      return entry
    } catch { throw section.damaged(error) }
  }
}

/// Reads the entries of one block of the dictionary, first to last.
struct TermEntryReader: Sendable {
  private let bytes: MappedBytes
  private let end: Int
  private var at: Int
  private var bases: TermDictionaryFormat.Bases

  /// Starts with a block's payload.
  init(_ bytes: MappedBytes, payload: Range<Int>) throws(StorageError) {
    self.bytes = bytes
    end = payload.upperBound
    at = payload.lowerBound
    let postings = try bytes.variableByte(at: &at)
    let positions = try bytes.variableByte(at: &at)
    guard postings <= UInt64(Int.max), positions <= UInt64(Int.max) else {
      throw Self.damaged(payload.lowerBound, "postings at \(postings), positions at \(positions)")
    }
    bases = TermDictionaryFormat.Bases(postings: Int(postings), positions: Int(positions))
  }

  /// True behind the last entry.
  var isAtEnd: Bool { at == end }

  /// Reads the next entry.
  mutating func next(field: UInt8, kind: UInt8) throws(StorageError) -> TermEntry {
    let start = at
    let head = try bytes.variableByte(at: &at)
    guard let streams = TermStreams(rawValue: UInt8(head & 3)),
      let documentFrequency = UInt32(exactly: head >> 3), documentFrequency > 0
    else { throw Self.damaged(start, "a term in \(head >> 3) documents") }
    var entry = TermEntry(
      field: field, kind: kind, streams: streams, documentFrequency: documentFrequency,
      totalFrequency: UInt64(documentFrequency))
    if head & 4 != 0 {
      let more = try bytes.variableByte(at: &at)
      guard more > 0, more <= UInt64(Int.max), streams >= .frequencies else {
        throw Self.damaged(start, "\(more) occurrences")
      }
      entry.totalFrequency += more
    }
    if documentFrequency == 1 {
      entry.document = try uint32()
      if streams == .positions {
        if entry.totalFrequency == 1 {
          entry.position = try uint32()
        } else {
          try takePostings(&entry)
        }
      }
    } else {
      try takePostings(&entry)
      if streams == .positions, documentFrequency > ShortPostingsFormat.capacity {
        try takePositions(&entry)
      }
    }
    guard at <= end else { throw Self.damaged(start, "a term's entry leaves its block") }
    return entry
  }

  /// Checks that a kind's terms record what the kind records.
  static func check(_ entry: TermEntry, at offset: Int) throws(StorageError) {
    guard TermStreams.recorded(ofKind: entry.kind) == entry.streams else {
      throw damaged(offset, "a term of kind \(entry.kind) records \(entry.streams)")
    }
  }

  private mutating func takePostings(_ entry: inout TermEntry) throws(StorageError) {
    let start = at
    let byteCount = try length()
    entry.postingsStart = bases.postings
    entry.postingsByteCount = byteCount
    bases.postings = try Self.sum(bases.postings, byteCount, start)
  }

  private mutating func takePositions(_ entry: inout TermEntry) throws(StorageError) {
    let start = at
    let byteCount = try length()
    entry.positionsStart = bases.positions
    entry.positionsByteCount = byteCount
    bases.positions = try Self.sum(bases.positions, byteCount, start)
  }

  private mutating func uint32() throws(StorageError) -> UInt32 {
    let start = at
    let value = try bytes.variableByte(at: &at)
    guard let result = UInt32(exactly: value) else {
      throw Self.damaged(start, "\(value) is too large")
    }
    return result
  }

  private mutating func length() throws(StorageError) -> Int {
    let start = at
    let value = try bytes.variableByte(at: &at)
    guard let result = Int(exactly: value) else {
      throw Self.damaged(start, "\(value) is too large")
    }
    return result
  }

  private static func sum(_ a: Int, _ b: Int, _ offset: Int) throws(StorageError) -> Int {
    let (result, overflow) = a.addingReportingOverflow(b)
    guard !overflow else { throw damaged(offset, "\(a) + \(b) is too large") }
    return result
  }

  private static func damaged(_ offset: Int, _ reason: String) -> StorageError {
    .damaged(structure: "term entry", offset: offset, reason: reason)
  }
}
