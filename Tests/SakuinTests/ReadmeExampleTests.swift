// SPDX-License-Identifier: Apache-2.0
import Foundation
import Sakuin
import Testing

/// The examples of the README, run and held against the README's text.
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

  @Test func theExampleOfALiveIndexRuns() async throws {
    let parent = FileManager.default.temporaryDirectory.appending(path: "sakuin-\(UUID())")
    try FileManager.default.createDirectory(at: parent, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: parent) }
    let folder = parent.appending(path: "pages").path
    // README begin
    let writer = try IndexWriter(folder: folder)
    try await writer.put(Document(key: "ja", fields: [.init(name: "body", value: .text("京都を走る"))]))
    try await writer.delete(key: "en")
    try await writer.commit()

    var index = try SearchIndex(paths: [folder])
    if let newer = try index.reopened() { index = newer }
    // README end
    #expect(index.documentCount == 1)
    try await writer.delete(key: "ja")
    #expect(try index.isCurrent())
    try await writer.commit()
    #expect(try index.reopened()?.documentCount == 0)
  }

  @Test func theReadmeShowsTheseExamples() throws {
    let source = try lines(of: "Tests/SakuinTests/ReadmeExampleTests.swift")
    let examples = blocks(of: source, from: "// README begin", to: "// README end").map { block in
      block.map {
        $0.replacing("path: path", with: "path: \"pages.sakuin\"")
          .replacing("[path]", with: "[\"pages.sakuin\"]")
          .replacing("folder: folder", with: "folder: \"pages\"")
          .replacing("[folder]", with: "[\"pages\"]")
      }
    }
    let shown = try blocks(of: lines(of: "README.md"), from: "```swift", to: "```")
    #expect(shown.count == 2)
    #expect(shown == [["import Sakuin", ""] + examples[0]] + examples.dropFirst())
  }

  /// The lines between two others, trimmed, wherever the first stands.
  private func blocks(of lines: [String], from begin: String, to end: String) -> [[String]] {
    var blocks: [[String]] = []
    var current: [String]?
    for line in lines.map({ $0.trimmingCharacters(in: .whitespaces) }) {
      if let block = current, line == end {
        blocks.append(block)
        current = nil
      } else if current != nil {
        current?.append(line)
      } else if line == begin {
        current = []
      }
    }
    return blocks
  }

  private func lines(of path: String) throws -> [String] {
    try String(contentsOf: Self.repository.appending(path: path), encoding: .utf8)
      .split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
  }
}
