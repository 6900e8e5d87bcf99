// SPDX-License-Identifier: Apache-2.0

// The system calls of Ingest: the only file that hands pointers to them.

internal import Glibc
internal import SystemPackage

/// Reading files and folders, with errors typed.
package enum FileCalls {
  /// What stands at a path, links followed.
  struct Status {
    enum Kind {
      case file
      case folder
      case other
    }

    var kind: Kind
    var byteCount: Int64
    /// Device and inode, which tell one folder from another.
    var identity: Identity
  }

  /// A file's identity on this machine.
  struct Identity: Hashable {
    var device: UInt64
    var inode: UInt64
  }

  /// stat(2); nil if nothing is there.
  static func status(of path: String) throws(IngestError) -> Status? {
    var status = stat()
    // Safe: `status` outlives the call, which fills it; the path is a temporary C string.
    guard unsafe stat(path, &status) == 0 else {
      if errno == ENOENT || errno == ENOTDIR { return nil }
      throw .system(call: "stat", path: path, code: errno)
    }
    let kind: Status.Kind =
      switch status.st_mode & S_IFMT {
      case S_IFREG: .file
      case S_IFDIR: .folder
      default: .other
      }
    return Status(
      kind: kind, byteCount: Int64(status.st_size),
      identity: Identity(device: UInt64(status.st_dev), inode: UInt64(status.st_ino)))
  }

  /// The names in a folder but for those that begin with a dot, as bytes, in no order.
  static func names(inFolder path: String) throws(IngestError) -> [[UInt8]] {
    // Safe: the stream is closed below; `entry` is read before the next call.
    guard let stream = unsafe opendir(path) else {
      throw .system(call: "opendir", path: path, code: errno)
    }
    defer { unsafe _ = closedir(stream) }
    var names: [[UInt8]] = []
    while let entry = unsafe readdir(stream) {
      // Safe: a name ends with a zero byte within its entry, which may be shorter than `dirent`.
      let start = unsafe UnsafeRawPointer(entry) + (MemoryLayout<dirent>.offset(of: \.d_name) ?? 0)
      let byteCount = unsafe strlen(start.assumingMemoryBound(to: CChar.self))
      let name = unsafe Array(UnsafeRawBufferPointer(start: start, count: byteCount))
      if name.first != UInt8(ascii: ".") { names.append(name) }
    }
    return names
  }

  /// open(2) for reading; `-` is standard input.
  static func open(_ path: String) throws(IngestError) -> FileDescriptor {
    if path == "-" { return .standardInput }
    do {
      return try unsafe FileDescriptor.open(path, .readOnly, options: [.closeOnExec])
    } catch {
      throw systemError("open", path, error)
    }
  }

  /// read(2) into the elements of an array, from the first on.
  ///
  /// - Returns: The number of bytes read; 0 at the end of the file.
  static func read(
    _ file: FileDescriptor, into bytes: inout [UInt8], path: String
  ) throws(IngestError) -> Int {
    do {
      // Safe: the buffer is valid during the closure, and `read` writes within it.
      return try unsafe bytes.withUnsafeMutableBytes { buffer in
        try unsafe file.read(into: buffer)
      }
    } catch {
      throw systemError("read", path, error)
    }
  }

  /// open(2) for writing a new file or over an old one.
  static func create(_ path: String) throws(IngestError) -> FileDescriptor {
    do {
      return try unsafe FileDescriptor.open(
        path, .writeOnly, options: [.create, .truncate, .closeOnExec],
        permissions: FilePermissions(rawValue: 0o644))
    } catch {
      throw systemError("open", path, error)
    }
  }

  /// write(2) of all bytes.
  static func write(
    _ bytes: [UInt8], to file: FileDescriptor, path: String
  ) throws(IngestError) {
    do {
      // Safe: the buffer is valid during the closure, and `writeAll` keeps nothing.
      _ = try unsafe bytes.withUnsafeBytes { try unsafe file.writeAll($0) }
    } catch {
      throw systemError("write", path, error)
    }
  }

  /// close(2), of anything but standard input.
  static func close(_ file: FileDescriptor) {
    if file != .standardInput { try? file.close() }
  }

  /// unlink(2); a file that is not there is no error.
  static func remove(_ path: String) throws(IngestError) {
    // Safe: the path is a temporary C string that lives through the call.
    guard unsafe unlink(path) == 0 || errno == ENOENT else {
      throw .system(call: "unlink", path: path, code: errno)
    }
  }

  /// The system's sentence for an error number.
  package static func message(_ code: Int32) -> String { Errno(rawValue: code).description }

  private static func systemError(
    _ call: String, _ path: String, _ error: any Error
  ) -> IngestError {
    .system(call: call, path: path, code: (error as? Errno)?.rawValue ?? EIO)
  }
}
