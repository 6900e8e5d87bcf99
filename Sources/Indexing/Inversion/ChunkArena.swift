// SPDX-License-Identifier: Apache-2.0

/// Many growing byte streams in pages of one mebibyte.
///
/// A stream is a chain of chunks whose payloads double from 8 bytes to 32 KiB, as in tantivy's
/// `stacker` (`expull.rs`): a rare term wastes a few bytes, a frequent one is read in long pieces, and
/// no stream is ever moved. A chunk lies in one page: the place of the next one (u32, little-endian),
/// then the payload; payload sizes follow from how many bytes of the stream came before. A place is the
/// page's number times 2^20, and the offset in it.
struct ChunkArena: Sendable {
  /// One stream. A new one is empty and holds nothing.
  struct Stream: Sendable {
    /// Where the first chunk begins.
    var head: UInt32 = 0
    /// Where the next byte goes.
    var cursor: UInt32 = 0
    /// Where the last chunk ends.
    var chunkEnd: UInt32 = 0
    /// The bytes in the stream.
    var byteCount: UInt32 = 0
  }

  /// The arena addresses so many bytes; its owner must stop half-way.
  static let maximumByteCount = 1 << 32

  private static let firstPayload = 8
  private static let largestPayload = 1 << 15
  private static let linkSize = 4
  private static let pageBits = 20
  private static let pageSize = 1 << pageBits

  private var pages: [[UInt8]] = []
  /// Where the next chunk goes in the last page.
  private var end = pageSize

  /// Memory held, in bytes.
  var byteCount: Int { pages.count * Self.pageSize }

  /// Adds a number in base 128, as `PostingStream` writes it.
  mutating func append(number: UInt64, to stream: inout Stream) {
    var rest = number
    while rest >= 0x80 {
      append(byte: UInt8(truncatingIfNeeded: rest) | 0x80, to: &stream)
      rest &>>= 7
    }
    append(byte: UInt8(truncatingIfNeeded: rest), to: &stream)
  }

  /// Adds bytes at the end of a stream.
  mutating func append(_ source: Span<UInt8>, to stream: inout Stream) {
    var done = 0
    while done < source.count {
      if stream.cursor == stream.chunkEnd { addChunk(to: &stream) }
      let piece = min(source.count &- done, Int(stream.chunkEnd &- stream.cursor))
      let (page, offset) = Self.place(stream.cursor)
      Self.copy(source.extracting(done..<done &+ piece), to: &pages[page], at: offset)
      stream.cursor &+= UInt32(piece)
      stream.byteCount &+= UInt32(piece)
      done &+= piece
    }
  }

  /// Adds a whole stream at the end of an array.
  ///
  /// - Complexity: O(bytes in the stream).
  func copy(_ stream: Stream, to output: inout [UInt8]) {
    var chunk = stream.head
    var consumed = 0
    let total = Int(stream.byteCount)
    while consumed < total {
      let payload = min(Self.payload(after: consumed), total &- consumed)
      let (page, offset) = Self.place(chunk)
      let start = offset + Self.linkSize
      output.append(contentsOf: pages[page][start..<start + payload])
      consumed += payload
      chunk = link(at: offset, in: page)
    }
  }

  private mutating func append(byte: UInt8, to stream: inout Stream) {
    if stream.cursor == stream.chunkEnd { addChunk(to: &stream) }
    let (page, offset) = Self.place(stream.cursor)
    pages[page][offset] = byte
    stream.cursor &+= 1
    stream.byteCount &+= 1
  }

  private static func payload(after byteCount: Int) -> Int {
    min(byteCount &+ firstPayload, largestPayload)
  }

  private static func place(_ place: UInt32) -> (page: Int, offset: Int) {
    (Int(place &>> UInt32(pageBits)), Int(place) & (pageSize &- 1))
  }

  private static func copy(_ source: Span<UInt8>, to page: inout [UInt8], at offset: Int) {
    var destination = page.mutableSpan
    for index in source.indices { destination[offset &+ index] = source[index] }
  }

  private mutating func addChunk(to stream: inout Stream) {
    let size = Self.linkSize + Self.payload(after: Int(stream.byteCount))
    // One byte stays free: the end of a chunk is a place of the same page.
    if end + size >= Self.pageSize {
      precondition(byteCount < Self.maximumByteCount, "the arena was not emptied in time")
      pages.append([UInt8](repeating: 0, count: Self.pageSize))
      end = 0
    }
    let chunk = UInt32((pages.count - 1) << Self.pageBits + end)
    end += size
    if stream.byteCount == 0 {
      stream.head = chunk
    } else {
      let (page, offset) = Self.place(stream.chunkEnd)
      let last = offset - Self.linkSize - lastPayload(of: stream)
      for index in 0..<Self.linkSize {
        pages[page][last + index] = UInt8(truncatingIfNeeded: chunk >> UInt32(8 * index))
      }
    }
    stream.cursor = chunk + UInt32(Self.linkSize)
    stream.chunkEnd = chunk + UInt32(size)
  }

  /// The payload size of the last chunk of a stream that is full: sizes double, so before the cap the
  /// last one is half of what there is, and a half chunk more.
  private func lastPayload(of stream: Stream) -> Int {
    let total = Int(stream.byteCount)
    return min((total + Self.firstPayload) / 2, Self.largestPayload)
  }

  private func link(at offset: Int, in page: Int) -> UInt32 {
    var place: UInt32 = 0
    for index in 0..<Self.linkSize {
      place |= UInt32(pages[page][offset + index]) << UInt32(8 * index)
    }
    return place
  }
}
