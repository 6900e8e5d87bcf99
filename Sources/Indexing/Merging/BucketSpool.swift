// SPDX-License-Identifier: Apache-2.0
import Storage

/// Bytes dealt out to buckets, each of which is read whole afterwards: in memory first, then in one
/// unnamed temporary file.
struct BucketSpool: ~Copyable {
  private var spool: Spool
  private let pieceByteCount: Int
  // What has not gone to the spool, and where the rest of each bucket is in it.
  private var pieces: [[UInt8]]
  private var ranges: [[Range<Int>]]

  /// The most bytes of a bucket that go to the spool at once.
  private static let largestPieceByteCount = 1 << 18

  /// Creates empty buckets.
  ///
  /// - Parameters:
  ///   - count: How many buckets.
  ///   - path: Names the temporary file.
  ///   - memoryLimit: About how many bytes stay in memory.
  ///   - fileSystem: Where that file is made.
  init(count: Int, path: FilePath, memoryLimit: Int, fileSystem: any FileSystem) {
    spool = Spool(path: path, memoryLimit: memoryLimit / 2, fileSystem: fileSystem)
    pieceByteCount = min(Self.largestPieceByteCount, memoryLimit / 2 / max(1, count))
    pieces = Array(repeating: [], count: count)
    ranges = Array(repeating: [], count: count)
  }

  /// Appends bytes to a bucket.
  ///
  /// - Throws: `StorageError.system`.
  mutating func append(_ bytes: ArraySlice<UInt8>, to bucket: Int) throws(StorageError) {
    pieces[bucket].append(contentsOf: bytes)
    guard pieces[bucket].count > pieceByteCount else { return }
    let start = spool.byteCount
    try spool.append(pieces[bucket])
    ranges[bucket].append(start..<spool.byteCount)
    pieces[bucket].removeAll(keepingCapacity: true)
  }

  /// All bytes of a bucket, which is then empty.
  ///
  /// - Throws: `StorageError.system`.
  mutating func take(_ bucket: Int) throws(StorageError) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(ranges[bucket].reduce(pieces[bucket].count) { $0 + $1.count })
    for range in ranges[bucket] { bytes += try spool.read(range) }
    bytes += pieces[bucket]
    pieces[bucket] = []
    ranges[bucket] = []
    return bytes
  }
}
