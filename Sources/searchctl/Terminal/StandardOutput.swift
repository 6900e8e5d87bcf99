// SPDX-License-Identifier: Apache-2.0

/// The reader of standard output is gone; what is left to say interests no one.
struct BrokenPipe: Error {}

/// Results.
enum StandardOutput {
  /// Writes a text whole.
  ///
  /// - Throws: `BrokenPipe` if no one reads, `CommandFailure.file` for other failures.
  static func write(_ text: String) throws {
    do throws(SystemFailure) {
      try SystemCalls.write(text, to: SystemCalls.output)
    } catch {
      if error.isBrokenPipe { throw BrokenPipe() }
      throw CommandFailure.file(path: "standard output", reason: error.message)
    }
  }
}

/// Everything that is no result.
enum StandardError {
  /// Writes a text; failures are ignored, since there is no one to tell.
  static func write(_ text: String) {
    try? SystemCalls.write(text, to: SystemCalls.error)
  }

  /// Writes a line that says who speaks.
  static func note(_ text: String) {
    write("searchctl: \(text)\n")
  }
}

/// A file that texts are written to one after the other.
final class TextFileOutput {
  private let path: String
  private let descriptor: Int32

  /// Makes the file, or empties the one that is there.
  init(path: String) throws(CommandFailure) {
    self.path = path
    do throws(SystemFailure) {
      descriptor = try SystemCalls.open(path, forWriting: true)
    } catch {
      throw .file(path: path, reason: error.message)
    }
  }

  deinit {
    SystemCalls.close(descriptor)
  }

  /// Appends a text.
  func write(_ text: String) throws(CommandFailure) {
    do throws(SystemFailure) {
      try SystemCalls.write(text, to: descriptor)
    } catch {
      throw .file(path: path, reason: error.message)
    }
  }
}
