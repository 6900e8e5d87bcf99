// SPDX-License-Identifier: Apache-2.0

/// Whole files, and the lines of files and standard input.
enum InputText {
  /// The bytes of a file, a pipe or, for `-`, standard input.
  static func bytes(of path: String) throws -> [UInt8] {
    try reading(path) { descriptor in
      var bytes: [UInt8] = []
      while try SystemCalls.read(descriptor, appendingTo: &bytes) > 0 {}
      return bytes
    }
  }

  /// Calls `body` with each line of a file without its end, in constant memory.
  ///
  /// - Throws: `CommandFailure`, or what `body` throws.
  static func forEachLine(of path: String, _ body: (String) throws -> Void) throws {
    try forEachNumberedLine(of: path) { number, text in
      guard let text else { throw CommandFailure.notUTF8(file: path, line: number) }
      try body(text)
    }
  }

  /// Calls `body` with each line of a file without its end, in constant memory: its number from 1
  /// and its text, nil where the line is not UTF-8.
  ///
  /// - Throws: `CommandFailure`, or what `body` throws.
  static func forEachNumberedLine(
    of path: String, _ body: (_ number: Int, _ text: String?) throws -> Void
  ) throws {
    try reading(path) { descriptor in
      var bytes: [UInt8] = []
      var number = 0
      func line(_ slice: ArraySlice<UInt8>) throws {
        number += 1
        let slice = slice.last == 0x0D ? slice.dropLast() : slice
        try body(number, String(validating: slice, as: UTF8.self))
      }
      var searched = 0
      while try SystemCalls.read(descriptor, appendingTo: &bytes) > 0 {
        var start = 0
        while let end = bytes[max(start, searched)...].firstIndex(of: 0x0A) {
          try line(bytes[start..<end])
          start = end + 1
        }
        bytes.removeFirst(start)
        searched = bytes.count
      }
      if !bytes.isEmpty { try line(bytes[...]) }
    }
  }

  private static func reading<Result>(
    _ path: String, _ body: (Int32) throws -> Result
  ) throws -> Result {
    do {
      let descriptor =
        path == "-" ? SystemCalls.input : try SystemCalls.open(path, forWriting: false)
      defer { if path != "-" { SystemCalls.close(descriptor) } }
      return try body(descriptor)
    } catch let failure as SystemFailure {
      throw CommandFailure.file(path: path, reason: failure.message)
    }
  }
}
