// SPDX-License-Identifier: Apache-2.0

internal import ArgumentParser
internal import IndexFormat
internal import Ingest
internal import Storage

/// Checks an index file.
struct VerifyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify",
    abstract: "Check every checksum and cross-reference of an index.",
    discussion: """
      The exit status is 2 if anything is wrong; each finding names the section and the offset.

      EXAMPLE
        searchctl verify docs.sakuin
      """)

  @Argument(help: "The index.")
  var index: String

  @Option(help: "The form of the findings.")
  var format = ReportFormat.text

  func run() throws {
    let findings = try IndexChecker.check(path: FilePath(index))
    switch format {
    case .text:
      let lines = findings.map { "\(index): \($0)\n" }
      try StandardOutput.write(findings.isEmpty ? "\(index): sound\n" : lines.joined())
    case .json:
      var writer = JSONWriter()
      writer.object { object in
        object.member("schema", 1)
        object.member("index", index)
        object.member("sound", findings.isEmpty)
        object.name("findings")
        object.array(findings) { array, finding in
          array.object { member in
            member.member("section", finding.section)
            member.member("offset", finding.offset)
            member.member("reason", finding.reason)
          }
        }
      }
      try StandardOutput.write(writer.text + "\n")
    }
    if !findings.isEmpty { throw CommandStatus.failure }
  }
}
