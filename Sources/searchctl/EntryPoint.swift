// SPDX-License-Identifier: Apache-2.0

internal import ArgumentParser

/// Where the process begins and, in all cases but a signal, ends.
@main
enum EntryPoint {
  static func main() {
    SystemCalls.ignoreBrokenPipes()
    do {
      if CommandLine.arguments.count < 2 { throw CommandFailure.missingCommand }
      let arguments = try EnvironmentFlags.insert(
        Terminal.environment(_:), into: Array(CommandLine.arguments.dropFirst()))
      var command = try SearchCtl.parseAsRoot(arguments)
      try command.run()
    } catch {
      CommandStatus.finish(with: error)
    }
  }
}
