// SPDX-License-Identifier: Apache-2.0

internal import Glibc
internal import SystemPackage

/// The owner of a run of immutable bytes: a file mapping, or memory of its own.
///
/// The memory never changes and never moves between `init` and `deinit`.
@safe final class ByteOwner: @unchecked Sendable {
  // Safe: immutable after init; the memory behind `base` is never written while the owner lives, so
  // any number of threads may read it.
  let base: UnsafeRawPointer
  let count: Int
  private let isMapping: Bool

  /// Bytes that may be read behind the end of memory that is not a mapping.
  static let padding = 64

  /// Maps a file read-only.
  init(mapping path: FilePath) throws(StorageError) {
    let file = try FileDescriptorCalls.openForReading(path)
    let size: UInt64
    do {
      size = try FileDescriptorCalls.byteCount(file, path)
    } catch {
      try? file.close()
      throw error
    }
    guard let count = Int(exactly: size) else {
      try? file.close()
      throw .tooLarge(path: path.string, byteCount: size)
    }
    guard count > 0 else {
      try FileDescriptorCalls.close(file, path)
      let memory = UnsafeMutableRawPointer.allocate(byteCount: Self.padding, alignment: 64)
      unsafe memory.initializeMemory(as: UInt8.self, repeating: 0, count: Self.padding)
      unsafe base = UnsafeRawPointer(memory)
      self.count = 0
      isMapping = false
      return
    }
    // Safe: a new private read-only mapping of the whole file; the kernel chooses the address.
    let address = unsafe mmap(nil, count, PROT_READ, MAP_PRIVATE, file.rawValue, 0)
    let code = errno
    try FileDescriptorCalls.close(file, path)
    guard let address = unsafe address, unsafe address != MAP_FAILED else {
      throw .system(call: "mmap", path: path.string, code: code)
    }
    unsafe base = UnsafeRawPointer(address)
    self.count = count
    isMapping = true
  }

  /// Copies bytes into memory of its own, with `padding` zero bytes behind them.
  init(copying bytes: [UInt8]) {
    let memory = UnsafeMutableRawPointer.allocate(
      byteCount: bytes.count + Self.padding, alignment: 64)
    // Safe: the allocation holds `bytes.count + padding` bytes, all of them initialized here.
    unsafe bytes.withUnsafeBytes { source in
      unsafe UnsafeMutableRawBufferPointer(start: memory, count: bytes.count).copyMemory(
        from: UnsafeRawBufferPointer(source))
    }
    unsafe (memory + bytes.count).initializeMemory(
      as: UInt8.self, repeating: 0, count: Self.padding)
    unsafe base = UnsafeRawPointer(memory)
    count = bytes.count
    isMapping = false
  }

  deinit {
    // Safe: no `MappedBytes` is left, each holds a reference to its owner.
    if isMapping {
      unsafe munmap(UnsafeMutableRawPointer(mutating: base), count)
    } else {
      unsafe base.deallocate()
    }
  }
}

/// A whole file mapped read-only. It stays readable after the file is unlinked or renamed over.
///
/// The file must never be truncated while it is mapped; index files are written once.
package final class MappedFile: Sendable {
  private let owner: ByteOwner

  /// Maps a file.
  ///
  /// - Throws: `StorageError.system` when the file cannot be opened or mapped.
  /// - Complexity: O(1); no byte is read.
  package init(path: FilePath) throws(StorageError) {
    owner = try ByteOwner(mapping: path)
  }

  /// The file's size in bytes.
  package var byteCount: Int { owner.count }

  /// A window on all bytes, which keeps the mapping alive.
  package func bytes() -> MappedBytes { MappedBytes(owner: owner) }
}
