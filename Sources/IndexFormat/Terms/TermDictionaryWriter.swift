// SPDX-License-Identifier: Apache-2.0

internal import Storage

/// Writes the term dictionary. See `TermDictionaryFormat`.
struct TermDictionaryWriter: ~Copyable {
  private var table = FrontCodedTableWriter()
  private var payload: [UInt8] = []
  private var spool: Spool

  /// Creates a writer of an empty dictionary; `path` names a temporary file for a large one.
  init(path: FilePath, fileSystem: any FileSystem) {
    spool = Spool(path: path, fileSystem: fileSystem)
  }

  /// The number of terms.
  var count: Int { table.count }

  /// Appends a term of a key's bytes, which must sort after the one before it.
  ///
  /// The bases are where the term's postings and positions start in their sections.
  ///
  /// - Throws: `StorageError.unsortedKey`, `.keyTooLong` or `.structureTooLarge`, or `.system`.
  mutating func append(
    _ key: Span<UInt8>, streams: TermStreams, _ term: PostingsWriter.Record,
    bases: TermDictionaryFormat.Bases
  ) throws(StorageError) {
    if table.isBlockFull { try endBlock() }
    let isFirst = payload.isEmpty
    try table.append(key: key)
    if isFirst { TermEntryEncoder.append(bases, to: &payload) }
    TermEntryEncoder.append(term, streams, to: &payload)
  }

  /// Ends the dictionary and writes it to the file's current section.
  consuming func finish(to file: inout SegmentFileWriter) throws(StorageError) {
    try endBlock()
    try file.write(&spool)
    try file.write(table.finish())
  }

  private mutating func endBlock() throws(StorageError) {
    table.endBlock(payload: payload)
    payload.removeAll(keepingCapacity: true)
    try spool.append(table.takeBytes())
  }
}

/// Writes the payload of a block of the dictionary.
enum TermEntryEncoder {
  /// Appends where the block's first term's postings and positions start.
  static func append(_ bases: TermDictionaryFormat.Bases, to payload: inout [UInt8]) {
    payload.append(variableByte: UInt64(bases.postings))
    payload.append(variableByte: UInt64(bases.positions))
  }

  /// Appends a term's entry.
  static func append(
    _ term: PostingsWriter.Record, _ streams: TermStreams, to payload: inout [UInt8]
  ) {
    let count = UInt64(term.documentFrequency)
    let more = streams >= .frequencies ? term.totalFrequency - count : 0
    payload.append(variableByte: count << 3 | UInt64(streams.rawValue) | (more > 0 ? 4 : 0))
    if more > 0 { payload.append(variableByte: more) }
    if count == 1 {
      payload.append(variableByte: UInt64(term.firstDocument))
      guard streams == .positions else { return }
      payload.append(
        variableByte: more == 0 ? UInt64(term.firstPosition) : UInt64(term.postingsByteCount))
    } else {
      payload.append(variableByte: UInt64(term.postingsByteCount))
      if streams == .positions, term.documentFrequency > ShortPostingsFormat.capacity {
        payload.append(variableByte: UInt64(term.positionsByteCount))
      }
    }
  }
}
