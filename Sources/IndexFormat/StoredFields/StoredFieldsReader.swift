// SPDX-License-Identifier: Apache-2.0

internal import DocumentModel
internal import Storage

/// Reads stored documents. See `StoredFieldsFormat`.
final class StoredFieldsReader: Sendable {
  let frames: SectionView
  let blocks: SectionView
  private let dictionary: SectionView?
  private let documentCount: Int
  private let schema: Schema
  // Each decompressor keeps the block it gave last, so that documents read in order cost one
  // decompression a block.
  private let decompressors = WorkspacePool<BlockDecompressor>()

  /// A decompressor with the dictionary loaded, and the block it gave last.
  private final class BlockDecompressor {
    private let decompressor: FrameDecompressor
    private var block = -1
    private var content = MappedBytes([])

    init(_ decompressor: FrameDecompressor) { self.decompressor = decompressor }

    /// The content of a block's frame, or nil if it is damaged.
    func content(ofBlock block: Int, frame: MappedBytes, byteCount: Int) -> MappedBytes? {
      if self.block == block { return content }
      guard let bytes = decompressor.content(frame, byteCount: byteCount) else { return nil }
      content = MappedBytes(bytes)
      self.block = block
      return content
    }
  }

  /// The number of blocks.
  var blockCount: Int { blocks.bytes.count / StoredFieldsFormat.entryByteCount }

  /// Opens stored documents.
  ///
  /// - Throws: `IndexFormatError.damaged`.
  init(
    frames: SectionView, blocks: SectionView, dictionary: SectionView?, documentCount: Int,
    schema: Schema
  ) throws(IndexFormatError) {
    self.frames = frames
    self.blocks = blocks
    self.dictionary = dictionary
    self.documentCount = documentCount
    self.schema = schema
    let size = StoredFieldsFormat.entryByteCount
    guard blocks.bytes.count % size == 0, (blocks.bytes.count == 0) == (documentCount == 0),
      documentCount == 0 || blocks.bytes.entry(0, ofUInt32TableAt: 0) == 0
    else { throw blocks.damaged(at: 0, "\(blocks.bytes.count) bytes of blocks") }
  }

  /// The first document of a block.
  func firstDocument(ofBlock block: Int) -> Int {
    block < blockCount ? Int(blocks.bytes.entry(4 * block, ofUInt32TableAt: 0)) : documentCount
  }

  /// The stored values of a document.
  ///
  /// - Throws: `IndexFormatError.damaged`.
  /// - Complexity: O(bytes of the document's block).
  func fields(of document: DocumentID) throws(IndexFormatError) -> [Document.Field] {
    precondition(Int(document) < documentCount, "no such document")
    var low = 0
    var high = blockCount
    // The last block whose first document is not above the document.
    while high - low > 1 {
      let middle = low + (high - low) / 2
      if firstDocument(ofBlock: middle) <= Int(document) { low = middle } else { high = middle }
    }
    let content = try content(ofBlock: low)
    let index = Int(document) - firstDocument(ofBlock: low)
    let count = firstDocument(ofBlock: low + 1) - firstDocument(ofBlock: low)
    guard index >= 0, index < count else {
      throw blocks.damaged(
        at: low * StoredFieldsFormat.entryByteCount, "block \(low) lacks document \(document)")
    }
    do throws(StorageError) {
      let range = try Self.documentRange(content, index: index, count: count)
      return try StoredDocument.fields(content[slice: range], schema: schema)
    } catch { throw frames.damaged(at: frameStart(low), error.description) }
  }

  /// The stored values of all documents of a block, for checking.
  func fields(ofBlock block: Int) throws(IndexFormatError) -> [[Document.Field]] {
    let content = try content(ofBlock: block)
    do throws(StorageError) {
      var result: [[Document.Field]] = []
      for range in try documentRanges(content, ofBlock: block) {
        result.append(try StoredDocument.fields(content[slice: range], schema: schema))
      }
      return result
    } catch { throw frames.damaged(at: frameStart(block), error.description) }
  }

  /// The documents of a block as bytes, for copying.
  func encodedDocuments(ofBlock block: Int) throws(IndexFormatError) -> StoredBlock {
    let content = try content(ofBlock: block)
    do throws(StorageError) {
      return StoredBlock(
        firstDocument: DocumentID(firstDocument(ofBlock: block)),
        bytes: try content.array(0..<content.count),
        documents: try documentRanges(content, ofBlock: block))
    } catch { throw frames.damaged(at: frameStart(block), error.description) }
  }

  /// Where each document of a block stands in the block's content, all of which they fill.
  private func documentRanges(
    _ content: MappedBytes, ofBlock block: Int
  ) throws(StorageError) -> [Range<Int>] {
    let count = firstDocument(ofBlock: block + 1) - firstDocument(ofBlock: block)
    guard count > 0, count <= content.count else {
      throw .damaged(structure: "stored block", offset: 0, reason: "\(count) documents")
    }
    var at = 0
    var lengths: [UInt64] = []
    for _ in 0..<count { lengths.append(try content.variableByte(at: &at)) }
    var ranges: [Range<Int>] = []
    for length in lengths {
      guard length <= UInt64(content.count - at) else {
        throw .outOfBounds(offset: at, count: Int(clamping: length), size: content.count)
      }
      ranges.append(at..<at + Int(length))
      at += Int(length)
    }
    guard at == content.count else {
      throw .damaged(structure: "stored block", offset: at, reason: "bytes left over")
    }
    return ranges
  }

  /// The bytes of all blocks before compression, as the blocks' entries say.
  var contentByteCount: Int {
    (0..<blockCount).reduce(0) { $0 + Int(blocks.bytes.entry(4 * $1 + 1, ofUInt32TableAt: 0)) }
  }

  /// Where a block's frame starts in the section of stored fields.
  func frameStart(_ block: Int) -> Int {
    Int(clamping: blocks.bytes.entry(2 * block + 1, ofUInt64TableAt: 0))
  }

  private func content(ofBlock block: Int) throws(IndexFormatError) -> MappedBytes {
    let start = frameStart(block)
    let end = block + 1 < blockCount ? frameStart(block + 1) : frames.bytes.count
    let byteCount = Int(blocks.bytes.entry(4 * block + 1, ofUInt32TableAt: 0))
    guard start < end, end <= frames.bytes.count,
      byteCount / StoredFieldsFormat.maximumRatio <= end - start,
      byteCount <= 2 * StoredFieldsFormat.maximumDocumentByteCount
    else {
      throw blocks.damaged(
        at: block * StoredFieldsFormat.entryByteCount,
        "a block of \(byteCount) bytes from \(start) to \(end)")
    }
    let frame: MappedBytes
    do throws(StorageError) {
      frame = try frames.bytes[slice: start..<end]
    } catch { throw frames.damaged(error) }
    let content = try decompressors.withWorkspace(
      orNew: { () throws(IndexFormatError) in
        do throws(IndexFormatError) {
          return BlockDecompressor(
            try FrameDecompressor(dictionary: dictionary?.bytes.array ?? []))
        } catch { throw (dictionary ?? frames).damaged(at: 0, error.description) }
      },
      { decompressor throws(IndexFormatError) in
        decompressor.content(ofBlock: block, frame: frame, byteCount: byteCount)
      })
    guard let content else { throw frames.damaged(at: start, "a compressed block is damaged") }
    return content
  }

  private static func documentRange(
    _ content: MappedBytes, index: Int, count: Int
  ) throws(StorageError) -> Range<Int> {
    // One byte for each document's length leaves none for the documents.
    if content.count == count { return count..<count }
    var at = 0
    var start: UInt64 = 0
    var length: UInt64 = 0
    for other in 0..<count {
      let value = try content.variableByte(at: &at)
      guard value <= UInt64(content.count) else {
        throw .outOfBounds(offset: at, count: Int(clamping: value), size: content.count)
      }
      if other < index { start += value }
      if other == index { length = value }
    }
    guard start + length <= UInt64(content.count - at) else {
      throw .outOfBounds(
        offset: at, count: Int(clamping: start + length), size: content.count)
    }
    return at + Int(start)..<at + Int(start + length)
  }
}
