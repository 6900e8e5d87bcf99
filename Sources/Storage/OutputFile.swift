// SPDX-License-Identifier: Apache-2.0

/// A file that is written once, front to back, and appears under its name only when complete.
///
/// The bytes go to a file beside the target. `finish()` makes them last (fdatasync), renames that
/// file over the target, and makes the name last (fsync of the folder). Dropped before that, it
/// leaves the target as it was and removes what it wrote.
package struct OutputFile: ~Copyable {
  private let fileSystem: any FileSystem
  private let target: FilePath
  private let partial: FilePath
  private let file: any WritableFile
  private var isRenamed = false
  private var buffer: [UInt8] = []
  private var flushedCount = 0
  private var checksum = RunningChecksum()
  private static let bufferByteCount = 1 << 18

  /// Creates the file beside the target, which need not exist.
  ///
  /// - Throws: `StorageError.system`.
  package init(
    path: FilePath, fileSystem: any FileSystem = SystemFiles()
  ) throws(StorageError) {
    self.fileSystem = fileSystem
    target = path
    partial = path.temporary("partial")
    try fileSystem.unlink(partial)
    file = try fileSystem.create(partial)
    buffer.reserveCapacity(Self.bufferByteCount)
  }

  /// The number of bytes written so far; the offset of the next.
  package var byteCount: Int { flushedCount + buffer.count }

  /// Appends bytes.
  ///
  /// - Throws: `StorageError.system` when the disk does not take them.
  package mutating func write(_ bytes: [UInt8]) throws(StorageError) {
    try write(bytes[...])
  }

  /// Appends bytes.
  ///
  /// - Throws: `StorageError.system` when the disk does not take them.
  package mutating func write(_ bytes: ArraySlice<UInt8>) throws(StorageError) {
    checksum.update(bytes)
    if buffer.count + bytes.count > Self.bufferByteCount { try flush() }
    if bytes.count >= Self.bufferByteCount {
      try file.write(bytes)
      flushedCount += bytes.count
    } else {
      buffer.append(contentsOf: bytes)
    }
  }

  /// Starts the running checksum afresh at the next byte.
  package mutating func resetChecksum() { checksum.reset() }

  /// XXH3-64 of the bytes since the last reset.
  package var runningChecksum: UInt64 { checksum.value }

  /// Makes the bytes last and puts them under the target's name.
  ///
  /// - Throws: `StorageError.system`; the target is then as it was, unless the folder alone could
  ///   not be synchronized.
  package consuming func finish() throws(StorageError) {
    try flush()
    try file.synchronize()
    try fileSystem.rename(partial, to: target)
    isRenamed = true
    try fileSystem.synchronizeFolder(target.folder)
  }

  private mutating func flush() throws(StorageError) {
    guard !buffer.isEmpty else { return }
    try file.write(buffer[...])
    flushedCount += buffer.count
    buffer.removeAll(keepingCapacity: true)
  }

  deinit {
    file.close()
    if !isRenamed { try? fileSystem.unlink(partial) }
  }
}
