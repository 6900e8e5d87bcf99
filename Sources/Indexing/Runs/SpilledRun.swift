// SPDX-License-Identifier: Apache-2.0
import Storage

/// A run in an unnamed temporary file.
///
/// For each term, numbers in base 128 as in `PostingStream`: length of the key, length of the stream;
/// then the key and the stream.
///
/// A class, because the file belongs to one owner and runs are kept in an array.
final class SpilledRun: @unchecked Sendable {
  // Safe: one thread writes it, and one thread, to which it is handed under a lock, reads it.
  private var spool: Spool
  /// A piece of the file, and where it begins.
  private var window: [UInt8] = []
  private var windowStart = 0
  /// Where the next term begins.
  private var offset = 0
  private var stream = 0..<0

  private static let windowByteCount = 1 << 18
  /// Two numbers of at most ten bytes.
  private static let largestHeader = 20

  /// Writes a run to a temporary file.
  ///
  /// `path` is the file's name while it has one, in `fileSystem`.
  ///
  /// - Throws: `StorageError.system` when the disk does not take it.
  /// - Complexity: O(bytes of the run).
  init(
    writing run: BufferedRun, path: FilePath, fileSystem: any FileSystem
  ) throws(StorageError) {
    var spool = Spool(
      path: path, memoryLimit: Self.windowByteCount, fileSystem: fileSystem)
    var record: [UInt8] = []
    var key: [UInt8] = []
    var postings: [UInt8] = []
    for term in run.sortedTerms() {
      run.copyKey(of: term, to: &key)
      postings.removeAll(keepingCapacity: true)
      run.copyStream(of: term, to: &postings)
      record.removeAll(keepingCapacity: true)
      PostingStream.append(UInt64(key.count), to: &record)
      PostingStream.append(UInt64(postings.count), to: &record)
      record.append(contentsOf: key)
      try spool.append(record)
      try spool.append(postings)
    }
    self.spool = spool
  }

  /// Moves to the next term and replaces `key` by its own; false after the last.
  ///
  /// - Throws: `StorageError.system` when the file cannot be read.
  func next(_ key: inout [UInt8]) throws(StorageError) -> Bool {
    guard offset < spool.byteCount else { return false }
    try load(offset..<min(offset + Self.largestHeader, spool.byteCount))
    var position = offset - windowStart
    let keyLength = Int(PostingStream.next(in: window.span, at: &position))
    let streamLength = Int(PostingStream.next(in: window.span, at: &position))
    let keyStart = windowStart + position
    key.removeAll(keepingCapacity: true)
    key.append(contentsOf: try bytes(keyStart..<keyStart + keyLength))
    stream = keyStart + keyLength..<keyStart + keyLength + streamLength
    offset = stream.upperBound
    return true
  }

  /// Adds the bytes of the term at hand at the end of an array.
  ///
  /// - Throws: `StorageError.system` when the file cannot be read.
  func copyStream(to output: inout [UInt8]) throws(StorageError) {
    output.append(contentsOf: try bytes(stream))
  }

  private func bytes(_ range: Range<Int>) throws(StorageError) -> ArraySlice<UInt8> {
    try load(range)
    return window[range.lowerBound - windowStart..<range.upperBound - windowStart]
  }

  private func load(_ range: Range<Int>) throws(StorageError) {
    if range.lowerBound >= windowStart, range.upperBound <= windowStart + window.count { return }
    let end = min(max(range.upperBound, range.lowerBound + Self.windowByteCount), spool.byteCount)
    window = try spool.read(range.lowerBound..<end)
    windowStart = range.lowerBound
  }
}
