// SPDX-License-Identifier: Apache-2.0
import Foundation
import Testing

/// Every path that the documentation names exists.
@Suite struct DocumentedPathsTests {
  private static let repository = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  @Test(arguments: ["README.md", "docs/Architecture.md"])
  func sourcesExist(document: String) throws {
    let text = try String(
      contentsOf: Self.repository.appending(path: document), encoding: .utf8)
    // `Searching/Scoring/BM25.swift`, `Searching/Planning/`, `Tests/...`, and links to documents.
    let paths =
      text.matches(of: /`((?:[A-Za-z0-9+]+\/)+(?:[A-Za-z0-9+]+\.swift)?)`/).map { $0.output.1 }
      + text.matches(of: /\]\(([A-Za-z\/]+\.md|LICENSE)\)/).map { $0.output.1 }
    #expect(paths.count > 3)
    let folder = document.split(separator: "/").dropLast().joined(separator: "/")
    for path in paths {
      let places = ["", "Sources/", "\(folder)/"].map { "\($0)\(path)" }
      #expect(
        places.contains {
          FileManager.default.fileExists(atPath: Self.repository.appending(path: $0).path)
        }, "\(document) names \(path)")
    }
  }
}
