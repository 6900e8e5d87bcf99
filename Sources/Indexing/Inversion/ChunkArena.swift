// SPDX-License-Identifier: Apache-2.0
import CKernels

/// Many growing byte streams in pages of one mebibyte.
///
/// A stream is a chain of chunks whose payloads double from 8 bytes to 32 KiB, as in tantivy's
/// `stacker` (`expull.rs`): a rare term wastes a few bytes, a frequent one is read in long pieces, and
/// no stream is ever moved. A chunk lies in one page: the place of the next one (u32, little-endian),
/// then the payload; payload sizes follow from how many bytes of the stream came before. A place is the
/// page's number times 2^20, and the offset in it.
///
/// It owns its pages, so that a byte is written without asking whether an array is shared.
@safe struct ChunkArena: ~Copyable, @unchecked Sendable {
  // Safe: pages belong to this value alone, and only its mutating methods write them.

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
  private static let pageLimit = maximumByteCount >> pageBits

  private let pages: UnsafeMutablePointer<UnsafeMutableRawPointer>
  private var pageCount = 0
  /// Where the next chunk goes in the last page.
  private var end = pageSize

  /// Creates an empty arena.
  init() { unsafe pages = .allocate(capacity: Self.pageLimit) }

  deinit {
    for page in 0..<pageCount { unsafe pages[page].deallocate() }
    unsafe pages.deallocate()
  }

  /// Memory held, in bytes.
  var byteCount: Int { pageCount * Self.pageSize }

  /// Adds the lowest `count` bytes of a number, the lowest first, at the end of a stream.
  ///
  /// - Precondition: `count` is at most 8.
  @inline(__always)
  mutating func append(_ bytes: UInt64, count: Int, to stream: inout Stream) {
    if stream.chunkEnd &- stream.cursor >= 8 {
      // Safe: the chunk has 8 bytes or more from the cursor on; those behind `count` are written again.
      unsafe address(of: stream.cursor).storeBytes(of: bytes.littleEndian, as: UInt64.self)
      stream.cursor &+= UInt32(truncatingIfNeeded: count)
      stream.byteCount &+= UInt32(truncatingIfNeeded: count)
    } else {
      appendSlowly(bytes, count: count, to: &stream)
    }
  }

  /// Asks for the memory where a stream goes on, ahead of its use.
  @inline(__always)
  func prefetchEnd(of stream: Stream) {
    // Safe: the address is not read; without a chunk there is none.
    if stream.cursor > 0 { unsafe sakuin_prefetch(address(of: stream.cursor)) }
  }

  /// Asks for the memory where a stream begins, ahead of its use.
  @inline(__always)
  func prefetchStart(of stream: Stream) {
    // Safe: as above.
    if stream.cursor > 0 { unsafe sakuin_prefetch(address(of: stream.head)) }
  }

  @inline(never)
  private mutating func appendSlowly(_ bytes: UInt64, count: Int, to stream: inout Stream) {
    var rest = bytes
    for _ in 0..<count {
      if stream.cursor == stream.chunkEnd { addChunk(to: &stream) }
      // Safe: the cursor is within a chunk.
      unsafe address(of: stream.cursor).storeBytes(
        of: UInt8(truncatingIfNeeded: rest), as: UInt8.self)
      rest &>>= 8
      stream.cursor &+= 1
      stream.byteCount &+= 1
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
      // Safe: the chunk has a link and `payload` bytes that were written.
      unsafe output.append(
        contentsOf: UnsafeRawBufferPointer(
          start: address(of: chunk) + Self.linkSize, count: payload))
      consumed += payload
      // The last chunk's link was never written, and is not followed.
      if consumed < total { chunk = unsafe address(of: chunk).loadUnaligned(as: UInt32.self) }
    }
  }

  private static func payload(after byteCount: Int) -> Int {
    min(byteCount &+ firstPayload, largestPayload)
  }

  /// The memory at a place, which must be in a page that is there.
  private func address(of place: UInt32) -> UnsafeMutableRawPointer {
    // Safe: places come from `addChunk`, so their pages are there.
    unsafe pages[Int(place &>> UInt32(Self.pageBits))] + Int(place) & (Self.pageSize &- 1)
  }

  private mutating func addChunk(to stream: inout Stream) {
    let size = Self.linkSize + Self.payload(after: Int(stream.byteCount))
    // One byte stays free: the end of a chunk is a place of the same page.
    if end + size >= Self.pageSize {
      precondition(pageCount < Self.pageLimit, "the arena was not emptied in time")
      unsafe pages[pageCount] = .allocate(byteCount: Self.pageSize, alignment: 16)
      pageCount += 1
      end = 0
    }
    let chunk = UInt32((pageCount - 1) << Self.pageBits + end)
    end += size
    if stream.byteCount == 0 {
      stream.head = chunk
    } else {
      let last = stream.chunkEnd - UInt32(Self.linkSize + lastPayload(of: stream))
      // Safe: the last chunk begins with its link.
      unsafe address(of: last).storeBytes(of: chunk, as: UInt32.self)
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
}
