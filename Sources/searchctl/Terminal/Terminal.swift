// SPDX-License-Identifier: Apache-2.0

internal import FoundationEssentials
internal import Glibc

/// What the process knows of its surroundings.
enum Terminal {
  /// The environment variables.
  static var environment: [String: String] { ProcessInfo.processInfo.environment }

  /// Whether results are read by a person.
  static var isOutputTerminal: Bool { isatty(STDOUT_FILENO) == 1 }

  /// Whether progress is watched by a person.
  static var isErrorTerminal: Bool {
    isatty(STDERR_FILENO) == 1 && environment["TERM"] != "dumb"
  }

  /// Whether results are coloured: on a terminal, unless NO_COLOR is set (no-color.org).
  static var usesColor: Bool {
    isOutputTerminal && environment["TERM"] != "dumb" && environment["NO_COLOR", default: ""].isEmpty
  }

  /// Characters in a line.
  static var width: Int { environment["COLUMNS"].flatMap { Int($0) } ?? 80 }

  /// The path of the running program, links resolved.
  static var programPath: String? {
    (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe"))
      ?? CommandLine.arguments.first
  }

  /// Makes a write to a closed pipe an error instead of a signal.
  static func ignoreBrokenPipes() {
    // Safe: SIG_IGN is a constant, not a function of this program.
    unsafe _ = signal(SIGPIPE, SIG_IGN)
  }

  /// Ends the process.
  static func exit(_ status: Int32) -> Never {
    Glibc.exit(status)
  }
}
