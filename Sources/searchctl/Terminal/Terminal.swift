// SPDX-License-Identifier: Apache-2.0

/// What the process knows of its surroundings.
enum Terminal {
  /// The value of an environment variable, or nil.
  static func environment(_ name: String) -> String? { SystemCalls.environmentVariable(name) }

  /// Whether progress is watched by a person.
  static var isErrorTerminal: Bool {
    SystemCalls.isTerminal(SystemCalls.error) && environment("TERM") != "dumb"
  }

  /// Whether results are coloured: on a terminal, unless NO_COLOR is set (no-color.org).
  static var usesColor: Bool {
    SystemCalls.isTerminal(SystemCalls.output) && environment("TERM") != "dumb"
      && (environment("NO_COLOR") ?? "").isEmpty
  }

  /// Characters in a line.
  static var width: Int { environment("COLUMNS").flatMap { Int($0) } ?? 80 }

  /// The path of the running program, links resolved.
  static var programPath: String? {
    SystemCalls.linkTarget("/proc/self/exe") ?? CommandLine.arguments.first
  }
}
