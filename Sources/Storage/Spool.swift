// SPDX-License-Identifier: Apache-2.0

/// Bytes put aside until their place in the output is known: in memory first, then in an unnamed
/// temporary file beside the output.
package struct Spool: ~Copyable {
  private let fileSystem: any FileSystem
  private let path: FilePath
  private let memoryLimit: Int
  private var buffer: [UInt8] = []
  private var file: (any WritableFile)?
  private var spilledCount = 0

  /// Creates an empty spool. `path` names the temporary file, made only when more than
  /// `memoryLimit` bytes come; its name is gone at once.
  package init(
    path: FilePath, memoryLimit: Int = 1 << 22, fileSystem: any FileSystem = SystemFiles()
  ) {
    self.fileSystem = fileSystem
    self.path = path.temporary("partial")
    self.memoryLimit = memoryLimit
  }

  /// The number of bytes put aside so far.
  package var byteCount: Int { spilledCount + buffer.count }

  /// Appends bytes.
  ///
  /// - Throws: `StorageError.system`.
  package mutating func append(_ bytes: ArraySlice<UInt8>) throws(StorageError) {
    buffer.append(contentsOf: bytes)
    if buffer.count > memoryLimit { try spill() }
  }

  /// Appends bytes.
  ///
  /// - Throws: `StorageError.system`.
  package mutating func append(_ bytes: [UInt8]) throws(StorageError) { try append(bytes[...]) }

  /// Writes all bytes to the output, in pieces.
  ///
  /// - Throws: `StorageError.system`.
  package mutating func copy(to output: inout OutputFile) throws(StorageError) {
    if let file {
      var at = 0
      while at < spilledCount {
        let piece = min(1 << 20, spilledCount - at)
        try output.write(file.read(piece, at: at))
        at += piece
      }
    }
    try output.write(buffer)
  }

  /// A range of the bytes put aside so far.
  ///
  /// - Throws: `StorageError.system`, `.outOfBounds`.
  package func read(_ range: Range<Int>) throws(StorageError) -> [UInt8] {
    guard range.lowerBound >= 0, range.upperBound <= byteCount else {
      throw .outOfBounds(offset: range.lowerBound, count: range.count, size: byteCount)
    }
    let inFile = range.clamped(to: 0..<spilledCount)
    let inMemory = range.clamped(to: spilledCount..<byteCount)
    var bytes: [UInt8] = []
    if let file, !inFile.isEmpty {
      bytes = try file.read(inFile.count, at: inFile.lowerBound)
    }
    bytes += buffer[inMemory.lowerBound - spilledCount..<inMemory.upperBound - spilledCount]
    return bytes
  }

  private mutating func spill() throws(StorageError) {
    let target: any WritableFile
    if let file {
      target = file
    } else {
      try fileSystem.unlink(path)
      target = try fileSystem.create(path)
      file = target
      try fileSystem.unlink(path)
    }
    try target.write(buffer[...])
    spilledCount += buffer.count
    buffer.removeAll(keepingCapacity: true)
  }

  deinit {
    file?.close()
  }
}
