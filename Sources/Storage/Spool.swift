// SPDX-License-Identifier: Apache-2.0

internal import SystemPackage

/// Bytes put aside until their place in the output is known: in memory first, then in an unnamed
/// temporary file beside the output.
package struct Spool: ~Copyable {
  private let path: FilePath
  private let memoryLimit: Int
  private var buffer: [UInt8] = []
  private var file: FileDescriptor?
  private var spilledCount = 0

  /// Creates an empty spool. `path` names the temporary file, made only when more than
  /// `memoryLimit` bytes come; its name is gone at once.
  package init(path: FilePath, memoryLimit: Int = 1 << 22) {
    self.path = FilePath("\(path.string).partial-\(FileDescriptorCalls.processID())")
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
        try output.write(FileDescriptorCalls.read(piece, at: at, from: file, path))
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
      bytes = try FileDescriptorCalls.read(inFile.count, at: inFile.lowerBound, from: file, path)
    }
    bytes += buffer[inMemory.lowerBound - spilledCount..<inMemory.upperBound - spilledCount]
    return bytes
  }

  private mutating func spill() throws(StorageError) {
    let target: FileDescriptor
    if let file {
      target = file
    } else {
      try FileDescriptorCalls.unlink(path)
      target = try FileDescriptorCalls.createForWriting(path)
      file = target
      try FileDescriptorCalls.unlink(path)
    }
    try FileDescriptorCalls.writeAll(buffer[...], to: target, path)
    spilledCount += buffer.count
    buffer.removeAll(keepingCapacity: true)
  }

  deinit {
    if let file { try? file.close() }
  }
}
