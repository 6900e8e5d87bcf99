// SPDX-License-Identifier: Apache-2.0

internal import Searching

/// Lines that are answered one by one, so that a bad one costs only its own answer.
enum LineBatch {
  /// Calls `body` with each line of a file or, for `-`, standard input: its number from 1 and its
  /// text. A line that is not UTF-8, or whose search fails, is reported on standard error with its
  /// number; the others go on.
  ///
  /// - Returns: How many lines were reported.
  /// - Throws: `CommandFailure` if the file cannot be read, or what `body` throws but `SearchError`.
  static func run(
    over path: String, _ body: (_ number: Int, _ text: String) throws -> Void
  ) throws -> Int {
    var failureCount = 0
    try InputText.forEachNumberedLine(of: path) { number, text in
      guard let text else {
        failureCount += 1
        return StandardError.note("\(CommandFailure.notUTF8(file: path, line: number))")
      }
      do {
        try body(number, text)
      } catch let error as SearchError {
        failureCount += 1
        StandardError.note("\(path):\(number): \(error)")
      }
    }
    return failureCount
  }
}
