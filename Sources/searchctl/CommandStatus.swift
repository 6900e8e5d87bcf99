// SPDX-License-Identifier: Apache-2.0

internal import ArgumentParser

/// How the process tells its caller what came of it.
enum CommandStatus: Int32, Error {
  /// Hits, or success.
  case success = 0
  /// No hits, or a measure below `--min`.
  case nothing = 1
  /// Wrong use, or an error.
  case failure = 2
  /// Done, but not all of it.
  case partial = 3

  /// The status and the message of an error: the one place where errors become statuses.
  ///
  /// - Returns: The message without a line end, and whether it is a result that was asked for (help,
  ///   version) and goes to standard output.
  static func report(
    for error: any Error
  ) -> (status: CommandStatus, message: String, isResult: Bool) {
    switch error {
    case let status as CommandStatus: return (status, "", false)
    case is BrokenPipe: return (.success, "", false)
    case CommandFailure.missingCommand: return (.failure, SearchCtl.helpMessage(), false)
    case let failure as CommandFailure: return (.failure, "searchctl: \(failure)", false)
    default: break
    }
    let message = SearchCtl.fullMessage(for: error)
    if SearchCtl.exitCode(for: error) == .success { return (.success, message, true) }
    let isUsage = SearchCtl.exitCode(for: error) == .validationFailure
    return (.failure, isUsage ? message : "searchctl: \(error)", false)
  }

  /// Ends the process.
  static func finish(with error: any Error) -> Never {
    let (status, message, isResult) = report(for: error)
    if !message.isEmpty {
      if isResult {
        try? StandardOutput.write(message + "\n")
      } else {
        StandardError.write(message + "\n")
      }
    }
    SystemCalls.exit(status.rawValue)
  }
}

/// An error that has no type of its own below the command.
enum CommandFailure: Error, Hashable, CustomStringConvertible {
  /// No command was named.
  case missingCommand
  /// A run of `index` that found no document.
  case nothingIndexed(rejected: Int)
  /// The first rejection of a strict run.
  case strictRejection(String)
  /// An environment variable whose value a flag cannot have.
  case badEnvironment(name: String, value: String)
  /// A run of `update` that found no document.
  case nothingTakenIn(rejected: Int)
  /// A line of input that is not UTF-8.
  case notUTF8(file: String, line: Int)
  /// A file that cannot be read or written.
  case file(path: String, reason: String)

  /// The failure as a sentence.
  var description: String {
    switch self {
    case .missingCommand: "no command was named"
    case .nothingIndexed(let rejected):
      rejected == 0
        ? "no documents found; no index written"
        : "all \(rejected) documents were rejected; no index written"
    case .strictRejection(let reason): "\(reason) (--strict: no index written)"
    case .badEnvironment(let name, let value): "\(name)=\(value): must be 1 or 0"
    case .nothingTakenIn(let rejected):
      rejected == 0
        ? "no documents found; the index is as it was"
        : "all \(rejected) documents were rejected; the index is as it was"
    case .notUTF8(let file, let line): "\(file):\(line): not UTF-8"
    case .file(let path, let reason): "\(path): \(reason)"
    }
  }
}
