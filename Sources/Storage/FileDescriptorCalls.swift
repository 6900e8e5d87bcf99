// SPDX-License-Identifier: Apache-2.0

// The system calls of Storage. Each function names the C function it stands for; `unsafe` is needed
// where a pointer goes in or comes out.

internal import Glibc
internal import SystemPackage

/// System calls on paths and descriptors, with errors typed.
enum FileDescriptorCalls {
  /// open(2) for reading.
  static func openForReading(_ path: FilePath) throws(StorageError) -> FileDescriptor {
    do {
      return try unsafe FileDescriptor.open(path.string, .readOnly, options: [.closeOnExec])
    } catch {
      throw systemError("open", path, error)
    }
  }

  /// open(2) for writing a file that must not exist yet, mode 0644.
  static func createForWriting(_ path: FilePath) throws(StorageError) -> FileDescriptor {
    do {
      return try unsafe FileDescriptor.open(
        path.string, .readWrite, options: [.create, .exclusiveCreate, .closeOnExec],
        permissions: FilePermissions(rawValue: 0o644))
    } catch {
      throw systemError("open", path, error)
    }
  }

  /// open(2) of a lock's file, made if need be, mode 0644.
  static func openForLocking(_ path: FilePath) throws(StorageError) -> FileDescriptor {
    do {
      return try unsafe FileDescriptor.open(
        path.string, .readWrite, options: [.create, .closeOnExec],
        permissions: FilePermissions(rawValue: 0o644))
    } catch {
      throw systemError("open", path, error)
    }
  }

  /// flock(2), exclusive, without waiting; false when another has the lock.
  static func lock(_ file: FileDescriptor, _ path: FilePath) throws(StorageError) -> Bool {
    while flock(file.rawValue, LOCK_EX | LOCK_NB) != 0 {
      switch errno {
      case EINTR: continue
      case EWOULDBLOCK: return false
      default: throw .system(call: "flock", path: path.string, code: errno)
      }
    }
    return true
  }

  /// ftruncate(2) to nothing.
  static func truncate(_ file: FileDescriptor, _ path: FilePath) throws(StorageError) {
    while ftruncate(file.rawValue, 0) != 0 {
      guard errno == EINTR else {
        throw .system(call: "ftruncate", path: path.string, code: errno)
      }
    }
  }

  /// fstat(2): the file's size in bytes; an error for anything but a regular file.
  static func byteCount(_ file: FileDescriptor, _ path: FilePath) throws(StorageError) -> UInt64 {
    var status = stat()
    // Safe: `status` outlives the call, which fills it.
    guard unsafe fstat(file.rawValue, &status) == 0 else {
      throw .system(call: "fstat", path: path.string, code: errno)
    }
    guard status.st_mode & S_IFMT == S_IFREG else {
      throw .system(call: "open", path: path.string, code: EINVAL)
    }
    return UInt64(max(0, status.st_size))
  }

  /// write(2) of all bytes, at the descriptor's position.
  static func writeAll(
    _ bytes: ArraySlice<UInt8>, to file: FileDescriptor, _ path: FilePath
  ) throws(StorageError) {
    do {
      // Safe: the buffer is valid during the closure, and `writeAll` keeps nothing.
      _ = try unsafe bytes.withUnsafeBytes { buffer in
        try unsafe file.writeAll(UnsafeRawBufferPointer(buffer))
      }
    } catch {
      throw systemError("write", path, error)
    }
  }

  /// pread(2) into a new array of exactly `count` bytes.
  static func read(
    _ count: Int, at offset: Int, from file: FileDescriptor, _ path: FilePath
  ) throws(StorageError) -> [UInt8] {
    var result = [UInt8](repeating: 0, count: count)
    var done = 0
    while done < count {
      let got: Int
      do {
        // Safe: the buffer is valid during the closure, and `read` writes within it.
        got = try unsafe result.withUnsafeMutableBytes { buffer in
          try unsafe file.read(
            fromAbsoluteOffset: Int64(offset + done),
            into: UnsafeMutableRawBufferPointer(rebasing: buffer[done...]))
        }
      } catch {
        throw systemError("pread", path, error)
      }
      guard got > 0 else { throw .system(call: "pread", path: path.string, code: EIO) }
      done += got
    }
    return result
  }

  /// fdatasync(2).
  static func synchronizeData(_ file: FileDescriptor, _ path: FilePath) throws(StorageError) {
    while fdatasync(file.rawValue) != 0 {
      guard errno == EINTR else {
        throw .system(call: "fdatasync", path: path.string, code: errno)
      }
    }
  }

  /// close(2).
  static func close(_ file: FileDescriptor, _ path: FilePath) throws(StorageError) {
    do { try file.close() } catch { throw systemError("close", path, error) }
  }

  /// rename(2).
  static func rename(_ source: FilePath, to target: FilePath) throws(StorageError) {
    // Safe: both strings become temporary C strings that live through the call.
    guard unsafe Glibc.rename(source.string, target.string) == 0 else {
      throw .system(call: "rename", path: target.string, code: errno)
    }
  }

  /// unlink(2); a file that is not there is no error.
  static func unlink(_ path: FilePath) throws(StorageError) {
    // Safe: the string becomes a temporary C string that lives through the call.
    guard unsafe Glibc.unlink(path.string) == 0 || errno == ENOENT else {
      throw .system(call: "unlink", path: path.string, code: errno)
    }
  }

  /// mkdir(2), mode 0755; a folder that is there is no error.
  static func createFolder(_ path: FilePath) throws(StorageError) {
    // Safe: the string becomes a temporary C string that lives through the call.
    guard unsafe mkdir(path.string, 0o755) != 0 else { return }
    let code = errno
    var status = stat()
    // Safe: as above, and `status` outlives the call, which fills it.
    guard code == EEXIST, unsafe stat(path.string, &status) == 0,
      status.st_mode & S_IFMT == S_IFDIR
    else { throw .system(call: "mkdir", path: path.string, code: code) }
  }

  /// stat(2): whether there is a folder at a path.
  static func isFolder(_ path: FilePath) -> Bool {
    var status = stat()
    // Safe: the string becomes a temporary C string, and `status` outlives the call, which fills it.
    return unsafe stat(path.string, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
  }

  /// opendir(3), readdir(3) and closedir(3): the names in a folder, ascending as bytes.
  static func names(in path: FilePath) throws(StorageError) -> [String] {
    // Safe: the string becomes a temporary C string that lives through the call.
    guard let folder = unsafe opendir(path.string) else {
      throw .system(call: "opendir", path: path.string, code: errno)
    }
    // Safe: `folder` is open until here, and an entry is used before the next call for it.
    defer { unsafe closedir(folder) }
    var names: [String] = []
    while true {
      errno = 0
      guard let entry = unsafe readdir(folder) else { break }
      let name = unsafe withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
        unsafe String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
      }
      if name != ".", name != ".." { names.append(name) }
    }
    guard errno == 0 else { throw .system(call: "readdir", path: path.string, code: errno) }
    return names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }

  /// open(2), fsync(2) and close(2) of a folder, which makes the names in it last.
  static func synchronizeFolder(_ path: FilePath) throws(StorageError) {
    let folder: FileDescriptor
    do {
      folder = try unsafe FileDescriptor.open(
        path.string, .readOnly, options: [.directory, .closeOnExec])
    } catch {
      throw systemError("open", path, error)
    }
    var code: Int32 = 0
    while fsync(folder.rawValue) != 0 {
      code = errno
      if code != EINTR { break }
      code = 0
    }
    try close(folder, path)
    guard code == 0 else { throw .system(call: "fsync", path: path.string, code: code) }
  }

  /// getpid(2).
  static func processID() -> Int32 { getpid() }

  private static func systemError(
    _ call: String, _ path: FilePath, _ error: any Error
  ) -> StorageError {
    .system(call: call, path: path.string, code: (error as? Errno)?.rawValue ?? EIO)
  }
}
