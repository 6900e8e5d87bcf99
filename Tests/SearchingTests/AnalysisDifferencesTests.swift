// SPDX-License-Identifier: Apache-2.0

import DocumentModel
import Foundation
import IndexFormat
import Storage
import Testing

@testable import Searching

/// What is told of an index that was analyzed otherwise than queries are.
@Suite struct AnalysisDifferencesTests {
  private func differences(
    _ analyzer: String, _ description: [(String, String)]
  ) throws -> [String] {
    let path = FilePath(
      FileManager.default.temporaryDirectory.appending(path: "sakuin-\(UUID()).sakuin").path)
    defer { try? FileManager.default.removeItem(atPath: path.string) }
    var writer = try SegmentWriter(
      path: path, schema: Schema(fields: [.init(name: "body", type: .text, analyzer: analyzer)]),
      description: description)
    try writer.beginTerms()
    _ = try writer.finish()
    return try SearchIndex(paths: [path.string]).analysisDifferences
  }

  @Test func onlyWhatTheAnalyzersUseIsTold() throws {
    let description = [
      ("analysis", "0"), ("icu", "1"), ("lexicon", "none"), ("morphology", "another"),
    ]
    let words = try differences("words", description)
    #expect(words.count == 2)
    #expect(words.contains { $0.contains("analysis 0") })
    #expect(words.contains { $0.contains("icu 1") })
    let japanese = try differences("japanese", description)
    #expect(japanese.count == 3)
    #expect(japanese.contains { $0.contains("morphology another") })
    let bilingual = try differences("bilingual", description)
    #expect(bilingual.count == 4)
    #expect(bilingual.contains { $0.contains("without a word lexicon") })
    #expect(try differences("bilingual", []).isEmpty)
  }
}
