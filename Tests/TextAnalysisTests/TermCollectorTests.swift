// SPDX-License-Identifier: Apache-2.0
import Foundation
import Storage
import TestSupport
import Testing

@testable import TextAnalysis

/// What an index collects of a text against what a query finds in it.
struct TermCollectorTests {
  private static let pieces = [
    "寝取られ", "た", "東京", "都", "ー", "々", "ゞ", "ﾊﾞ", "a", "C++", "'", "’", "@", "-", "_", "3.14",
    "1,000",
    "é", "e\u{301}", "か\u{3099}", "\u{200D}", "👩‍💻", "ß", "ﷺ", "\u{0}", " ", "　", "한국어", "ภาษาไทย",
    "𠮷", "〆",
    "゛", "ｰ", "\n", "Running", "runs", "run", "RUN", "don't", "don’t", "node.js", "naïve", "naive",
    "Ωμέγα", "x_y",
    "__", "\u{300}", "½", "№", "“", "”", "—", "…", "\u{A0}", "\u{AD}", "İ", "ﬁ", ".", ",", ";", ":",
    "+", "#",
    String(repeating: "long", count: 80), String(repeating: "é", count: 200),
  ]

  private static func text(_ random: inout SeededGenerator, upTo count: Int) -> String {
    (0..<Int.random(in: 0...count, using: &random)).map { _ in
      pieces.randomElement(using: &random) ?? ""
    }.joined(separator: Bool.random(using: &random) ? " " : "")
  }

  /// The documents of the corpus, as they are.
  private static func documents() throws -> [String] {
    let folder = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "../../corpus/documents").standardizedFileURL
    return try FileManager.default.subpathsOfDirectory(atPath: folder.path()).sorted().compactMap {
      try? String(contentsOf: folder.appending(path: $0), encoding: .utf8)
    }
  }

  private func expectEqual(_ texts: [String], _ name: String) throws {
    let analyzer = try AnalyzerCatalog(lexicon: SmallLexicon.make()).analyzer(named: name)
    var collector = TermCollector()
    var plain = TermCollector()
    var analyzed = AnalyzedText()
    for (number, text) in texts.enumerated() {
      // Two fields by turns, so that what is remembered of one is not taken for the other.
      let field = number % 2
      analyzer.collect(text, field: field, into: &collector)
      analyzer.analyze(text, into: &analyzed)
      plain.beginText(field: field)
      plain.add(analyzed)
      #expect(collector.wordCount == analyzed.wordCount)
      let found = collector.occurrences.map { occurrence in
        Found(collector.terms, occurrence)
      }
      if found != plain.occurrences.map({ Found(plain.terms, $0) }) {
        Issue.record("\(name) collects other terms of \(text.debugDescription)")
      }
    }
    #expect(Self.readings(collector) == Self.readings(plain))
  }

  private struct Found: Equatable {
    var space: UInt16
    var text: [UInt8]
    var position: UInt32

    init(_ terms: ByteStringTable, _ occurrence: TermCollector.Occurrence) {
      let number = Int(occurrence.term)
      space = terms.entries[number].space
      text = Array(terms.bytes[terms.range(of: number)])
      position = occurrence.position
    }
  }

  private static func readings(_ collector: TermCollector) -> [[UInt8]: Set<[UInt8]>] {
    var result: [[UInt8]: Set<[UInt8]>] = [:]
    collector.readings.forEach { result[$0] = Set($1) }
    return result
  }

  @Test(arguments: ["bilingual", "words", "english", "japanese", "keyword"])
  func collectsWhatAnalysisFinds(_ name: String) throws {
    var random = SeededGenerator(seed: 23)
    let count = name == "bilingual" || name == "japanese" ? 1_000 : 4_000
    var texts = (0..<count).map { _ in Self.text(&random, upTo: 12) }
    texts += (0..<20).map { _ in Self.text(&random, upTo: 500) }
    try expectEqual(texts + Self.documents(), name)
  }
}
