// SPDX-License-Identifier: Apache-2.0

internal import SystemPackage

/// A file or standard input that is read once from beginning to end, in chunks.
final class FileBytes {
  /// Bytes read at a time.
  static let chunkByteCount = 64 * 1024

  let path: String
  /// Bytes read so far.
  private(set) var byteCountRead: Int64 = 0
  private let descriptor: FileDescriptor
  private var chunk = [UInt8](repeating: 0, count: FileBytes.chunkByteCount)

  /// Opens a file; `-` is standard input.
  init(path: String) throws(IngestError) {
    self.path = path
    descriptor = try FileCalls.open(path)
  }

  deinit {
    FileCalls.close(descriptor)
  }

  /// Appends up to a chunk to an array.
  ///
  /// - Returns: The number of bytes; 0 at the end.
  func readChunk(into bytes: inout [UInt8]) throws(IngestError) -> Int {
    let count = try FileCalls.read(descriptor, into: &chunk, path: path)
    bytes += chunk[..<count]
    byteCountRead += Int64(count)
    return count
  }

  /// All bytes up to a limit, and whether there are more.
  func readAll(limit: Int) throws(IngestError) -> (bytes: [UInt8], isCut: Bool) {
    var bytes: [UInt8] = []
    while try readChunk(into: &bytes) > 0 {
      if bytes.count > limit { return (Array(bytes.prefix(limit)), true) }
    }
    return (bytes, false)
  }
}
