// SPDX-License-Identifier: Apache-2.0

/// Cuts a file into lines, with memory for one line.
struct LineReader {
  /// A line without its end.
  struct Line {
    /// From 1.
    var number: Int
    /// Where it begins in the file.
    var byteOffset: Int64
    /// Its bytes, up to the limit, without `\n` or `\r\n`.
    var bytes: ArraySlice<UInt8>
    /// Whether it has more bytes than the limit; the rest was passed over.
    var isCut: Bool
  }

  private let file: FileBytes
  private let limit: Int
  private var buffer: [UInt8] = []
  private var start = 0
  private var byteOffset: Int64 = 0
  private var number = 0
  private var isAtEnd = false

  init(file: FileBytes, limit: Int) {
    self.file = file
    self.limit = limit
  }

  /// The next line, or nil at the end of the file. A byte order mark at the beginning is no part.
  mutating func next() throws(IngestError) -> Line? {
    var searched = start
    while true {
      if let end = buffer[searched...].firstIndex(of: UInt8(ascii: "\n")) {
        let line = finish(start..<end, consumed: end + 1, isCut: end - start > limit)
        return line
      }
      if buffer.count - start > limit { return try cutLine() }
      searched = buffer.count
      if start > 0 {
        buffer.removeSubrange(..<start)
        searched -= start
        start = 0
      }
      if !isAtEnd { isAtEnd = try file.readChunk(into: &buffer) == 0 }
      if isAtEnd {
        if buffer.isEmpty { return nil }
        return finish(0..<buffer.count, consumed: buffer.count, isCut: false)
      }
    }
  }

  private mutating func finish(_ range: Range<Int>, consumed: Int, isCut: Bool) -> Line {
    number += 1
    var bytes = buffer[range].prefix(limit)
    if !isCut, bytes.last == UInt8(ascii: "\r") { bytes.removeLast() }
    var offset = byteOffset
    if number == 1, bytes.starts(with: [0xEF, 0xBB, 0xBF]) {
      bytes.removeFirst(3)
      offset += 3
    }
    byteOffset += Int64(consumed - start)
    start = consumed
    return Line(number: number, byteOffset: offset, bytes: bytes, isCut: isCut)
  }

  /// The beginning of a line that is too long; moves behind its end.
  private mutating func cutLine() throws(IngestError) -> Line {
    let line = finish(start..<buffer.count, consumed: buffer.count, isCut: true)
    while true {
      buffer.removeAll(keepingCapacity: true)
      start = 0
      guard try file.readChunk(into: &buffer) > 0 else {
        isAtEnd = true
        return line
      }
      if let end = buffer.firstIndex(of: UInt8(ascii: "\n")) {
        start = end + 1
        byteOffset += Int64(start)
        return line
      }
      byteOffset += Int64(buffer.count)
    }
  }
}
