// SPDX-License-Identifier: Apache-2.0

import Foundation
import QueryLanguage
import Testing

/// Holds docs/QuerySyntax.md to the parser.
@Suite struct QuerySyntaxPageTests {
  private struct Example {
    var query: String
    var printed: String
    var note: String?
  }

  private func examples() throws -> [Example] {
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
    let page = try String(
      contentsOf: root.appendingPathComponent("docs/QuerySyntax.md"), encoding: .utf8)
    var examples: [Example] = []
    var isInside = false
    for line in page.components(separatedBy: "\n") {
      if line.hasPrefix("```") {
        isInside = line == "```query"
      } else if isInside {
        let sides = line.components(separatedBy: " => ")
        try #require(sides.count == 2, "\(line)")
        let answer = sides[1].components(separatedBy: " !! ")
        examples.append(
          Example(
            query: sides[0].trimmingCharacters(in: [" "]),
            printed: answer[0].trimmingCharacters(in: [" "]),
            note: answer.count > 1 ? answer[1] : nil))
      }
    }
    return examples
  }

  @Test func everyExampleIsTrue() throws {
    let parser = QueryParser(
      fields: ["title", "body"], orderedFields: ["tags", "tag", "date", "price"])
    let examples = try examples()
    #expect(examples.count > 40)
    for example in examples {
      let result = parser.parse(example.query)
      #expect(result.query.description == example.printed)
      let notes = result.diagnostics.map(\.description)
      if let note = example.note {
        #expect(notes.contains { $0.contains(note) }, "\(example.query): \(notes)")
      } else {
        #expect(notes.isEmpty, "\(example.query): \(notes)")
      }
    }
  }
}
