// SPDX-License-Identifier: Apache-2.0

/// Many growing byte streams in one array.
///
/// A stream is a chain of chunks whose payloads double from 8 bytes to 32 KiB, as in tantivy's
/// `stacker` (`expull.rs`): a rare term wastes a few bytes, a frequent one is read in long pieces, and
/// no stream is ever moved. A chunk is the offset of the next one (u32, little-endian), then the
/// payload; payload sizes follow from how many bytes of the stream came before.
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

  /// The arena cannot address more; its owner must empty it well before.
  static let maximumByteCount = 1 << 31

  private static let firstPayload = 8
  private static let largestPayload = 1 << 15
  private static let linkSize = 4
  private static let blank = [UInt8](repeating: 0, count: linkSize + largestPayload)

  private var bytes: [UInt8] = []

  /// Memory held, in bytes.
  var byteCount: Int { bytes.capacity }

  /// Forgets all streams and keeps the storage.
  mutating func removeAll() { bytes.removeAll(keepingCapacity: true) }

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
      let start = Int(stream.cursor)
      let piece = min(source.count &- done, Int(stream.chunkEnd) &- start)
      var destination = bytes.mutableSpan
      for index in 0..<piece { destination[start &+ index] = source[done &+ index] }
      stream.cursor &+= UInt32(piece)
      stream.byteCount &+= UInt32(piece)
      done &+= piece
    }
  }

  /// Adds a whole stream at the end of an array.
  ///
  /// - Complexity: O(bytes in the stream).
  func copy(_ stream: Stream, to output: inout [UInt8]) {
    var chunk = Int(stream.head)
    var consumed = 0
    let total = Int(stream.byteCount)
    while consumed < total {
      let payload = min(Self.payload(after: consumed), total &- consumed)
      let start = chunk + Self.linkSize
      output.append(contentsOf: bytes[start..<start + payload])
      consumed += payload
      chunk = link(at: chunk)
    }
  }

  private mutating func append(byte: UInt8, to stream: inout Stream) {
    if stream.cursor == stream.chunkEnd { addChunk(to: &stream) }
    bytes[Int(stream.cursor)] = byte
    stream.cursor &+= 1
    stream.byteCount &+= 1
  }

  private static func payload(after byteCount: Int) -> Int {
    min(byteCount &+ firstPayload, largestPayload)
  }

  private mutating func addChunk(to stream: inout Stream) {
    let chunk = bytes.count
    let size = Self.linkSize + Self.payload(after: Int(stream.byteCount))
    precondition(chunk + size <= Int(UInt32.max), "the arena was not emptied in time")
    bytes.append(contentsOf: Self.blank[0..<size])
    if stream.byteCount == 0 {
      stream.head = UInt32(chunk)
    } else {
      let last = Int(stream.chunkEnd) - Self.linkSize - lastPayload(of: stream)
      for index in 0..<Self.linkSize {
        bytes[last + index] = UInt8(truncatingIfNeeded: chunk >> (8 * index))
      }
    }
    stream.cursor = UInt32(chunk + Self.linkSize)
    stream.chunkEnd = UInt32(chunk + size)
  }

  /// The payload size of the last chunk of a stream that is full: sizes double, so before the cap the
  /// last one is half of what there is, and a half chunk more.
  private func lastPayload(of stream: Stream) -> Int {
    let total = Int(stream.byteCount)
    return min((total + Self.firstPayload) / 2, Self.largestPayload)
  }

  private func link(at chunk: Int) -> Int {
    var value = 0
    for index in 0..<Self.linkSize { value |= Int(bytes[chunk + index]) << (8 * index) }
    return value
  }
}
