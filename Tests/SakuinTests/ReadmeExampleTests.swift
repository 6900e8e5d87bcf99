// SPDX-License-Identifier: Apache-2.0
import Foundation
import Sakuin
import Testing

/// The example of the README, run and held against the README's text.
@Suite struct ReadmeExampleTests {
  private static let repository = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  @Test func theExampleOfTheReadmeRuns() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "sakuin-\(UUID())")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let path = folder.appending(path: "pages.sakuin").path
    var printed: [String] = []
    func print(_ items: Any...) {
      printed.append(items.map { "\($0)" }.joined(separator: " "))
    }
    // README begin
    var builder = try IndexBuilder(path: path)
    for (key, text) in [("en", "Running in Tokyo"), ("ja", "東京を走る")] {
      try builder.add(Document(key: key, fields: [.init(name: "body", value: .text(text))]))
    }
    _ = try builder.finish()

    let index = try SearchIndex(paths: [path])
    for hit in try index.search(SearchRequest(query: "とうきょう")).hits { print(hit.key, hit.score) }
    // README end
    #expect(printed.contains { $0.hasPrefix("en ") })
    #if MeCab
      #expect(printed.contains { $0.hasPrefix("ja ") })
      #expect(printed.count == 2)
    #endif
  }

  @Test func theReadmeShowsThisExample() throws {
    let source = try lines(of: "Tests/SakuinTests/ReadmeExampleTests.swift")
      .map { $0.trimmingCharacters(in: .whitespaces) }
    let begin = try #require(source.firstIndex(of: "// README begin"))
    let end = try #require(source.firstIndex(of: "// README end"))
    let example = source[begin + 1..<end].map {
      $0.replacing("path: path", with: "path: \"pages.sakuin\"")
        .replacing("[path]", with: "[\"pages.sakuin\"]")
    }
    let readme = try lines(of: "README.md").map { $0.trimmingCharacters(in: .whitespaces) }
    let fence = try #require(readme.firstIndex(of: "```swift"))
    let shown = readme[(fence + 1)...].prefix { $0 != "```" }
    #expect(Array(shown) == ["import Sakuin", ""] + example)
  }

  private func lines(of path: String) throws -> [String] {
    try String(contentsOf: Self.repository.appending(path: path), encoding: .utf8)
      .split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
  }
}
