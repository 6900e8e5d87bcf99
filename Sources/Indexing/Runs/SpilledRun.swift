// SPDX-License-Identifier: Apache-2.0
import IndexFormat
import Storage

/// A run in an unnamed temporary file.
///
/// For each term, numbers in base 128 as in `PostingStream`: length of the key, documents, occurrences,
/// length of the stream; then the key and the stream.
///
/// A class, because the file belongs to one owner and runs are kept in an array.
final class SpilledRun {
  private var spool: Spool
  /// A piece of the file, and where it begins.
  private var window: [UInt8] = []
  private var windowStart = 0
  /// Where the next term begins.
  private var offset = 0
  private var stream = 0..<0

  private static let windowByteCount = 1 << 18
  /// Four numbers of at most ten bytes.
  private static let largestHeader = 40

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
    var postings: [UInt8] = []
    while let term = run.next() {
      postings.removeAll(keepingCapacity: true)
      run.copyStream(to: &postings)
      record.removeAll(keepingCapacity: true)
      PostingStream.append(UInt64(term.key.bytes.count), to: &record)
      PostingStream.append(UInt64(term.documentFrequency), to: &record)
      PostingStream.append(term.totalFrequency, to: &record)
      PostingStream.append(UInt64(postings.count), to: &record)
      record.append(contentsOf: term.key.bytes)
      try spool.append(record)
      try spool.append(postings)
    }
    self.spool = spool
  }

  /// The next term, or nil after the last.
  ///
  /// - Throws: `StorageError.system` when the file cannot be read.
  func next() throws(StorageError) -> RunTerm? {
    guard offset < spool.byteCount else { return nil }
    try load(offset..<min(offset + Self.largestHeader, spool.byteCount))
    var position = offset - windowStart
    let keyLength = Int(PostingStream.next(in: window.span, at: &position))
    let documentFrequency = PostingStream.next(in: window.span, at: &position)
    let totalFrequency = PostingStream.next(in: window.span, at: &position)
    let streamLength = Int(PostingStream.next(in: window.span, at: &position))
    let keyStart = windowStart + position
    let key = try bytes(keyStart..<keyStart + keyLength)
    stream = keyStart + keyLength..<keyStart + keyLength + streamLength
    offset = stream.upperBound
    return RunTerm(
      key: TermKey(bytes: Array(key)), documentFrequency: UInt32(documentFrequency),
      totalFrequency: totalFrequency)
  }

  /// Adds the bytes of the term last returned at the end of an array.
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
