// SPDX-License-Identifier: Apache-2.0

import DocumentModel
import IndexFormat
import TestSupport
import Testing
import TextAnalysis

@testable import Searching

@Suite("Snippets")
struct SnippetTests {
  static let schema = Schema(fields: [
    .init(name: "title", type: .text), .init(name: "body", type: .text),
  ])

  private func analyzers() throws -> [Analyzer?] {
    let catalog = try AnalyzerCatalog(lexicon: nil)
    return [try catalog.analyzer(named: "bilingual"), try catalog.analyzer(named: "bilingual")]
  }

  private func group(_ sources: [Source]) -> TermGroup {
    TermGroup(
      label: "x",
      variants: sources.flatMap { source in
        [0, 1].map { Variant(source: Self.moved(source, to: $0), field: $0) }
      })
  }

  private static func moved(_ source: Source, to field: Int) -> Source {
    func moved(_ key: TermKey) -> TermKey {
      TermKey(field: UInt8(field), kind: key.kind, text: key.text)
    }
    switch source {
    case .term(let key): return .term(moved(key))
    case .union(let keys): return .union(keys.map(moved))
    case .sequence(var query):
      query.field = field
      query.slots = query.slots.map { .init($0.alternatives.map(moved), offset: $0.offset) }
      return .sequence(query)
    }
  }

  private func surface(_ text: String) -> Source {
    .term(TermKey(field: 1, kind: TermKind.surface.rawValue, text: text))
  }

  private func gram(_ text: String) -> TermKey {
    TermKey(field: 1, kind: TermKind.gram.rawValue, text: text)
  }

  private func generator(_ groups: [TermGroup], optional: [Int] = []) throws -> SnippetGenerator {
    let matching = groups.indices.filter { !optional.contains($0) }
    return SnippetGenerator(
      plan: QueryPlan(
        groups: groups, matching: .any(matching.map { .group($0) }), optional: optional),
      weights: groups.map { _ in 1 }, schema: Self.schema, analyzers: try analyzers())
  }

  private func document(title: String = "", body: String) -> Document {
    Document(
      key: "d",
      fields: [
        .init(name: "title", value: .text(title)), .init(name: "body", value: .text(body)),
      ])
  }

  /// Parts are slices of the text, in order, without gaps, in whole characters.
  private func check(_ parts: [SnippetPart], in text: String) {
    var last: SnippetPart?
    for part in parts {
      let start = text.utf8.index(text.startIndex, offsetBy: part.utf8Range.lowerBound)
      let end = text.utf8.index(text.startIndex, offsetBy: part.utf8Range.upperBound)
      #expect(String.Index(start, within: text) != nil && String.Index(end, within: text) != nil)
      #expect(text[start..<end] == part.text)
      #expect(text.utf16.count >= part.utf16Range(in: text).upperBound)
      #expect(Array(text)[part.characterRange(in: text)].elementsEqual(part.text))
      if let last {
        #expect(last.utf8Range.upperBound == part.utf8Range.lowerBound)
        #expect(last.isMatch != part.isMatch)
      }
      last = part
    }
  }

  @Test func matchesAreMarked() throws {
    let text = "The quick brown fox jumps over the lazy dog."
    let snippet = try #require(
      try generator([group([surface("fox")]), group([surface("dog")])])
        .snippet(of: document(body: text)))
    #expect(snippet.field == 1)
    #expect(snippet.parts.filter(\.isMatch).map(\.text) == ["fox", "dog"])
    #expect(snippet.parts.map(\.text).joined() == text)
    check(snippet.parts, in: text)
  }

  @Test func thePassageWithMostWordsIsShown() throws {
    let filler = String(repeating: "Nothing of note happens in this sentence. ", count: 40)
    let text = filler + "An apple fell. " + filler + "An apple met a pear there. " + filler
    let snippet = try #require(
      try generator([group([surface("apple")]), group([surface("pear")])])
        .snippet(of: document(title: "apple", body: text)))
    #expect(snippet.parts.filter(\.isMatch).map(\.text) == ["apple", "pear"])
    let shown = snippet.parts.map(\.text).joined()
    #expect(shown.hasPrefix("An apple met"), "starts at its sentence: \(shown)")
    #expect(shown.count <= 170 && shown.count > 80)
    check(snippet.parts, in: text)
  }

  @Test func japaneseGramsAreOneMatch() throws {
    let text = "むかし東京都庁舎の前で待ち合わせた。"
    let grams = SequenceQuery(
      field: 1,
      slots: [.init([gram("東京")], offset: 0), .init([gram("都庁")], offset: 2)])
    let snippet = try #require(
      try generator([group([.sequence(grams)])]).snippet(of: document(body: text)))
    #expect(snippet.parts.filter(\.isMatch).map(\.text) == ["東京都庁"])
    check(snippet.parts, in: text)
  }

  @Test func aVerifiedTextIsMarkedInTheOriginal() throws {
    let text = "It says Ｈｅｌｌｏ \n World today."
    let query = SequenceQuery(
      field: 1, slots: [.init([TermKey(field: 1, kind: 1, text: "hello")], offset: 0)],
      slop: Int(Int32.max), ordered: false, verify: "hello world")
    let snippet = try #require(
      try generator([group([.sequence(query)])]).snippet(of: document(body: text)))
    #expect(snippet.parts.filter(\.isMatch).map(\.text) == ["Ｈｅｌｌｏ \n World"])
  }

  @Test func charactersStayWhole() throws {
    // The accent and the variation selector belong to the letters before them.
    let text = "が\u{FE0E} cafe\u{301} 👩‍👩‍👧 cafe\u{301}!"
    let highlights = try generator([group([surface("café"), surface("cafe")])])
      .highlights(in: text, field: 1)
    #expect(!highlights.isEmpty)
    for range in highlights {
      let part = SnippetPart(
        text: String(decoding: Array(text.utf8)[range], as: UTF8.self), isMatch: true,
        utf8Range: range)
      check([part], in: text)
      #expect(part.text == "cafe\u{301}")
    }
  }

  @Test func withoutMatchesTheBeginningIsShown() throws {
    let text = String(repeating: "Some words without any of that. ", count: 30)
    let snippet = try #require(
      try generator([group([surface("absent")])]).snippet(of: document(title: "T", body: text)))
    #expect(snippet.field == 1)
    #expect(snippet.parts.count == 1 && snippet.parts[0].utf8Range.lowerBound == 0)
    #expect(snippet.parts[0].text.hasSuffix("."))
    check(snippet.parts, in: text)
    #expect(try generator([]).snippet(of: Document(key: "d", fields: [])) == nil)
  }

  @Test func longTextsAreSearchedPieceByPiece() throws {
    let text = String(repeating: "なにもない文。Nothing here. ", count: 3000) + "The needle."
    let snippet = try #require(
      try generator([group([surface("needle")])]).snippet(of: document(body: text)))
    #expect(snippet.parts.filter(\.isMatch).map(\.text) == ["needle"])
    check(snippet.parts, in: text)
  }

  /// Whatever the text, the parts are slices in whole characters.
  @Test func anyText() throws {
    let pieces = [
      "fox", " ", "東京", "\n", "。", "e\u{301}", "👨‍👩‍👧‍👦", "\r\n", "ﾈﾄﾗﾚ", "ｆｏｘ", "FOX", "ß", "가",
      "\u{200D}", "🇯🇵", "き\u{3099}", "dog", ".", "ﬁ", "　",
    ]
    let generator = try generator([
      group([surface("fox"), surface("fi")]), group([surface("dog"), .term(gram("東京"))]),
    ])
    var random = SeededGenerator(seed: 77)
    for _ in 0..<150 {
      let text = (0..<Int.random(in: 1...120, using: &random)).map { _ in
        pieces[Int.random(in: 0..<pieces.count, using: &random)]
      }.joined()
      if let snippet = generator.snippet(of: document(body: text)) {
        check(snippet.parts, in: text)
      }
    }
  }
}
