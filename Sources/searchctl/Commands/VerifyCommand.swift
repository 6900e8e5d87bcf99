// SPDX-License-Identifier: Apache-2.0

internal import ArgumentParser
internal import IndexFormat
internal import Ingest
internal import Searching
internal import Storage

/// Checks an index.
struct VerifyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify",
    abstract: "Check every checksum and cross-reference of an index.",
    discussion: """
      The exit status is 2 if anything is wrong; each finding names the file, the section and the \
      offset. Of a live index the newest commit is checked; searchctl recover goes back to a sound one.

      EXAMPLE
        searchctl verify docs.sakuin
        searchctl verify pages
      """)

  @Argument(help: "The index.")
  var index: String

  @Option(help: "The form of the findings.")
  var format = ReportFormat.text

  func run() throws {
    let findings = try findings()
    switch format {
    case .text:
      let lines = findings.map { "\($0)\n" }
      try StandardOutput.write(findings.isEmpty ? "\(index): sound\n" : lines.joined())
    case .json:
      var writer = JSONWriter()
      writer.object { object in
        object.member("schema", 1)
        object.member("index", index)
        object.member("sound", findings.isEmpty)
        object.name("findings")
        object.array(findings) { array, found in
          array.object { member in
            member.member("file", found.file)
            member.member("section", found.finding.section)
            member.member("offset", found.finding.offset)
            member.member("reason", found.finding.reason)
          }
        }
      }
      try StandardOutput.write(writer.text + "\n")
    }
    if !findings.isEmpty { throw CommandStatus.failure }
  }

  private func findings() throws -> [FileFinding] {
    let path = FilePath(index)
    var findings: [FileFinding]
    if path.isFolder {
      var checker = FolderChecker(IndexFolder(path))
      findings = try checker.check()
    } else {
      findings = try IndexChecker.check(path: path).map { FileFinding(file: index, finding: $0) }
    }
    guard findings.isEmpty else { return findings }
    for segment in try OpenIndex(path: index).segments {
      findings += ReadingChecker.check(segment.reader).map {
        FileFinding(file: segment.reader.name, finding: $0)
      }
    }
    return findings
  }
}
