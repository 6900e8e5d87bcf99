// SPDX-License-Identifier: Apache-2.0

internal import Glibc
internal import Ingest

// The system calls of the command: the only file that hands pointers to them.

/// A system call that failed.
struct SystemFailure: Error {
  /// The error number.
  let code: Int32

  /// Whether the reader of a pipe is gone.
  var isBrokenPipe: Bool { code == EPIPE }

  /// The system's sentence.
  var message: String { FileCalls.message(code) }
}

/// Reading and writing by descriptor, with errors typed.
enum SystemCalls {
  /// Standard input.
  static let input: Int32 = 0
  /// Results.
  static let output: Int32 = 1
  /// Everything else.
  static let error: Int32 = 2

  /// open(2), for reading or for writing over what is there.
  static func open(_ path: String, forWriting: Bool) throws(SystemFailure) -> Int32 {
    let flags = forWriting ? O_WRONLY | O_CREAT | O_TRUNC : O_RDONLY
    // Safe: the path is a temporary C string that lives through the call.
    let descriptor = unsafe Glibc.open(path, flags | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { throw SystemFailure(code: errno) }
    return descriptor
  }

  /// close(2).
  static func close(_ descriptor: Int32) {
    _ = Glibc.close(descriptor)
  }

  /// write(2) of the whole text.
  static func write(_ text: String, to descriptor: Int32) throws(SystemFailure) {
    let bytes = Array(text.utf8)
    var start = 0
    while start < bytes.count {
      // Safe: the buffer is valid during the closure, and `write` reads within it.
      let count = unsafe bytes[start...].withUnsafeBytes { buffer in
        unsafe Glibc.write(descriptor, buffer.baseAddress, buffer.count)
      }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { throw SystemFailure(code: errno) }
      start += count
    }
  }

  /// read(2) of up to 64 KiB, which are appended to an array.
  ///
  /// - Returns: The number of bytes; 0 at the end.
  static func read(
    _ descriptor: Int32, appendingTo bytes: inout [UInt8]
  ) throws(SystemFailure) -> Int {
    var chunk = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      // Safe: the buffer is valid during the closure, and `read` writes within it.
      let count = unsafe chunk.withUnsafeMutableBytes { buffer in
        unsafe Glibc.read(descriptor, buffer.baseAddress, buffer.count)
      }
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else { throw SystemFailure(code: errno) }
      bytes += chunk[..<count]
      return count
    }
  }

  /// signal(2): makes a write to a closed pipe an error instead of the end of the process.
  static func ignoreBrokenPipes() {
    _ = signal(SIGPIPE, SIG_IGN)
  }

  /// isatty(3).
  static func isTerminal(_ descriptor: Int32) -> Bool { isatty(descriptor) == 1 }

  /// getenv(3).
  static func environmentVariable(_ name: String) -> String? {
    // Safe: the value is copied at once, and nothing in this process changes the environment.
    unsafe getenv(name).map { unsafe String(cString: $0) }
  }

  /// readlink(2); nil for what is no link, or is longer than a path may be.
  static func linkTarget(_ path: String) -> String? {
    var bytes = [CChar](repeating: 0, count: Int(PATH_MAX))
    // Safe: `readlink` writes within the array, whose size it is given.
    let count = unsafe readlink(path, &bytes, bytes.count)
    guard count > 0, count < bytes.count else { return nil }
    return String(validating: bytes[..<count].map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  /// access(2): whether something is at a path.
  static func exists(_ path: String) -> Bool {
    // Safe: the path is a temporary C string that lives through the call.
    unsafe access(path, F_OK) == 0
  }

  /// sysconf(3): the processors of the machine, at least 1.
  static var processorCount: Int { max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN))) }

  /// exit(3).
  static func exit(_ status: Int32) -> Never {
    Glibc.exit(status)
  }
}
