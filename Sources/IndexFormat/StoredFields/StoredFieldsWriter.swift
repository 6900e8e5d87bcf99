// SPDX-License-Identifier: Apache-2.0

internal import DocumentModel
internal import Storage

/// Writes stored documents in document order. See `StoredFieldsFormat`.
///
/// The first two megabytes are held back to train a dictionary on; then frames go out as they fill.
struct StoredFieldsWriter: ~Copyable {
  private var lengths: [UInt8] = []
  private var documents: [UInt8] = []
  private var documentCount = 0
  private var firstInBlock = 0
  // Blocks held back until the dictionary is decided, with their first documents.
  private var waiting: [(content: [UInt8], firstDocument: Int)] = []
  private var waitingByteCount = 0
  private var compressor: FrameCompressor?
  private var frameStart = 0
  private var entries: [UInt8] = []
  private var dictionary: [UInt8] = []

  /// Creates a writer of no documents.
  init() {}

  /// Appends the next document, its stored fields already encoded, and writes what is ready.
  mutating func append(
    _ document: [UInt8], to file: inout SegmentFileWriter
  ) throws(IndexFormatError) {
    guard document.count <= StoredFieldsFormat.maximumDocumentByteCount else {
      throw .tooLarge(
        what: "a document's stored fields",
        limit: StoredFieldsFormat.maximumDocumentByteCount)
    }
    lengths.append(variableByte: UInt64(document.count))
    documents.append(contentsOf: document)
    documentCount += 1
    if lengths.count + documents.count >= StoredFieldsFormat.blockByteCount {
      try endBlock(to: &file)
    }
  }

  /// Writes what is left of the frames to the current section.
  ///
  /// - Returns: The sections of the stored blocks and of the dictionary.
  mutating func end(
    to file: inout SegmentFileWriter
  ) throws(IndexFormatError) -> (blocks: [UInt8], dictionary: [UInt8]) {
    try endBlock(to: &file)
    if compressor == nil { try decideDictionary(to: &file) }
    return (entries, dictionary)
  }

  private mutating func endBlock(to file: inout SegmentFileWriter) throws(IndexFormatError) {
    guard documentCount > firstInBlock else { return }
    let content = lengths + documents
    lengths.removeAll(keepingCapacity: true)
    documents.removeAll(keepingCapacity: true)
    let first = firstInBlock
    firstInBlock = documentCount
    guard compressor == nil else {
      try write(content, firstDocument: first, to: &file)
      return
    }
    waiting.append((content, first))
    waitingByteCount += content.count
    if waitingByteCount >= StoredFieldsFormat.sampleByteCount { try decideDictionary(to: &file) }
  }

  private mutating func write(
    _ content: [UInt8], firstDocument: Int, to file: inout SegmentFileWriter
  ) throws(IndexFormatError) {
    guard let frame = try compressor?.frame(content) else { return }
    entries.append(littleEndian: UInt32(firstDocument))
    entries.append(littleEndian: UInt32(content.count))
    entries.append(littleEndian: UInt64(frameStart))
    frameStart += frame.count
    do throws(StorageError) { try file.write(frame) } catch { throw .storage(error) }
  }

  /// Trains a dictionary on every other block held back, and keeps it when on the rest it saves more
  /// than it costs. Then writes the blocks.
  private mutating func decideDictionary(
    to file: inout SegmentFileWriter
  ) throws(IndexFormatError) {
    let level = StoredFieldsFormat.level
    let samples = stride(from: 0, to: waiting.count, by: 2).map { waiting[$0].content }
    let byteCount = min(StoredFieldsFormat.maximumDictionaryByteCount, waitingByteCount / 32)
    if samples.count >= 8 {
      let candidate = FrameDictionary.trained(on: samples, byteCount: byteCount)
      if !candidate.isEmpty {
        let plain = try FrameCompressor(level: level)
        let trained = try FrameCompressor(level: level, dictionary: candidate)
        var saved = 0
        for index in stride(from: 1, to: waiting.count, by: 2) {
          saved += try plain.frame(waiting[index].content).count
          saved -= try trained.frame(waiting[index].content).count
        }
        // What half of the blocks save, all of them save twice over.
        if 2 * saved > candidate.count { dictionary = candidate }
      }
    }
    compressor = try FrameCompressor(level: level, dictionary: dictionary)
    for block in waiting {
      try write(block.content, firstDocument: block.firstDocument, to: &file)
    }
    waiting.removeAll()
  }
}
