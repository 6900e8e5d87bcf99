// SPDX-License-Identifier: Apache-2.0

internal import FoundationEssentials
internal import SystemPackage

/// The reader of standard output is gone; what is left to say interests no one.
struct BrokenPipe: Error {}

/// Results.
enum StandardOutput {
  /// Writes a text whole.
  ///
  /// - Throws: `BrokenPipe` if no one reads, `CommandFailure.file` for other failures.
  static func write(_ text: String) throws {
    do {
      try FileDescriptor.standardOutput.writeAll(text.utf8)
    } catch Errno.brokenPipe {
      throw BrokenPipe()
    } catch {
      throw CommandFailure.file(path: "standard output", reason: "\(error)")
    }
  }
}

/// Everything that is no result.
enum StandardError {
  /// Writes a text; failures are ignored, since there is no one to tell.
  static func write(_ text: String) {
    _ = try? FileDescriptor.standardError.writeAll(text.utf8)
  }

  /// Writes a line that says who speaks.
  static func note(_ text: String) {
    write("searchctl: \(text)\n")
  }
}

/// Whole files and the lines of standard input.
enum InputText {
  /// The bytes of a file, a pipe or, for `-`, standard input.
  static func bytes(of path: String) throws -> [UInt8] {
    do {
      let file = try path == "-" ? .standardInput : FileDescriptor.open(path, .readOnly)
      defer { if path != "-" { try? file.close() } }
      var bytes: [UInt8] = []
      while try append(from: file, to: &bytes) > 0 {}
      return bytes
    } catch let error as Errno {
      throw CommandFailure.file(path: path, reason: error.description)
    }
  }

  /// Calls `body` with each line of a file without its end, in constant memory.
  ///
  /// - Throws: `CommandFailure.notUTF8`, or what `body` throws.
  static func forEachLine(of path: String, _ body: (String) throws -> Void) throws {
    do {
      let file = try path == "-" ? .standardInput : FileDescriptor.open(path, .readOnly)
      defer { if path != "-" { try? file.close() } }
      var bytes: [UInt8] = []
      var number = 0
      func line(_ slice: ArraySlice<UInt8>) throws {
        number += 1
        let slice = slice.last == 0x0D ? slice.dropLast() : slice
        guard let text = String(validating: slice, as: UTF8.self) else {
          throw CommandFailure.notUTF8(file: path, line: number)
        }
        try body(text)
      }
      while try append(from: file, to: &bytes) > 0 {
        var start = 0
        while let end = bytes[start...].firstIndex(of: 0x0A) {
          try line(bytes[start..<end])
          start = end + 1
        }
        bytes.removeFirst(start)
      }
      if !bytes.isEmpty { try line(bytes[...]) }
    } catch let error as Errno {
      throw CommandFailure.file(path: path, reason: error.description)
    }
  }

  private static func append(from file: FileDescriptor, to bytes: inout [UInt8]) throws -> Int {
    let start = bytes.count
    let chunk = 1 << 16
    bytes.append(contentsOf: repeatElement(0, count: chunk))
    // Safe: the buffer is valid during the closure, and `read` writes within it.
    let count = try unsafe bytes.withUnsafeMutableBytes { buffer in
      try unsafe file.read(into: UnsafeMutableRawBufferPointer(rebasing: buffer[start...]))
    }
    bytes.removeLast(chunk - count)
    return count
  }
}
