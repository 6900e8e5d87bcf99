// SPDX-License-Identifier: Apache-2.0

internal import FoundationEssentials

/// What the process knows of its surroundings.
enum Terminal {
  /// The environment variables.
  static var environment: [String: String] { ProcessInfo.processInfo.environment }

  /// Whether progress is watched by a person.
  static var isErrorTerminal: Bool {
    SystemCalls.isTerminal(SystemCalls.error) && environment["TERM"] != "dumb"
  }

  /// Whether results are coloured: on a terminal, unless NO_COLOR is set (no-color.org).
  static var usesColor: Bool {
    SystemCalls.isTerminal(SystemCalls.output) && environment["TERM"] != "dumb"
      && environment["NO_COLOR", default: ""].isEmpty
  }

  /// Characters in a line.
  static var width: Int { environment["COLUMNS"].flatMap { Int($0) } ?? 80 }

  /// The path of the running program, links resolved.
  static var programPath: String? {
    (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe"))
      ?? CommandLine.arguments.first
  }
}
