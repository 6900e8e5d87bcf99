// SPDX-License-Identifier: Apache-2.0
#if MeCab
  import DocumentModel
  import Foundation
  import Indexing
  import TestSupport
  import Testing
  import TextAnalysis

  @testable import Searching

  /// What holds for every text and query, tried with random ones. `make property-test` tries each with
  /// 10,000 cases.
  struct PropertyTests {
    private static let lexicon = Result { try DrawnWord.ofLexicon() }

    /// Calls `body` with random collections and their indexes, `RandomTexts.casesOfCollection` times each.
    private func forEachCase(
      seed: UInt64, _ body: (RandomTexts, SearchIndex, inout SeededGenerator) throws -> Void
    ) throws {
      var random = SeededGenerator(seed: seed)
      var cases = 0
      while cases < RandomTexts.caseCount {
        let texts = RandomTexts(
          from: try Self.lexicon.get(), documentCount: 40, using: &random)
        let index = try Fixture.index(texts.documents)
        for _ in 0..<min(RandomTexts.casesOfCollection, RandomTexts.caseCount - cases) {
          try body(texts, index, &random)
          cases += 1
        }
      }
      print("seed \(seed): \(cases) cases")
    }

    @Test func exclusionIsTheComplement() throws {
      try forEachCase(seed: 701) { texts, index, random in
        let first = texts.query(using: &random)
        let second = texts.query(using: &random)
        let forms = ["\(first)", "=\(first)", "\"\(first)\"", "(\(first) \(second))"]
        guard let query = forms.randomElement(using: &random) else { return }
        let found = Set(try index.keys("+\(query)"))
        let others = Set(try index.keys("-\(query)"))
        #expect(found.isDisjoint(with: others), "\(query)")
        #expect(found.union(others).count == texts.documents.count, "\(query)")
      }
    }

    @Test func quotedSubstringsAreFoundAndNothingElse() throws {
      try forEachCase(seed: 702) { texts, index, random in
        guard let part = texts.substring(using: &random) else { return }
        let scalars = Array(part.unicodeScalars)
        let expected = texts.documents.filter {
          RandomTexts.normalized($0.body).firstRange(of: scalars) != nil
        }.map(\.key)
        #expect(!expected.isEmpty)
        let found = Set(try index.keys("\"\(part)\""))
        #expect(found == Set(expected), "\(part)")
      }
    }

    /// Readings that the analyzer cannot know (a word cut otherwise by what stands around it) are allowed
    /// for: 2 in 100.
    @Test func everyScriptFindsTheSame() throws {
      var same = 0
      var all = 0
      try forEachCase(seed: 703) { texts, index, random in
        guard let word = texts.words.randomElement(using: &random) else { return }
        let spellings =
          [word.kanji, word.kana, String(decoding: Kana.katakana(word.kana.utf8), as: UTF8.self)]
          + [HalfWidth.spell(word.kana)]
          + RomajiSpelling.withLength.compactMap { $0.spell(word.kana) }
        let sets = try spellings.map { try Set(index.keys($0)) }
        all += 1
        if sets.allSatisfy({ $0 == sets[0] }) { same += 1 }
      }
      print("\(same) of \(all) words found alike in every script in random texts")
      #expect(same * 100 >= all * 90)
    }

    /// What is pointed out is what the query finds, by itself as in its text. Kana that make a word only by
    /// what stands around them are allowed for: one in a hundred.
    @Test func highlightsAnalyzeToWhatMatched() throws {
      var marks = 0
      var others: [String] = []
      try forEachCase(seed: 704) { texts, index, random in
        let query = texts.query(using: &random)
        let plan = try index.planner.plan(
          query: query, isLiteral: false, matchAll: false, filters: []
        ).plan
        let analyzer = try Self.catalog.get().analyzer(named: "bilingual")
        let schema = Schema.standard()
        let generator = SnippetGenerator(
          plan: plan, weights: plan.groups.map { _ in 1 }, schema: schema,
          analyzers: schema.fields.map { $0.type == .text ? analyzer : nil })
        for document in texts.documents {
          for range in generator.highlights(in: document.body, field: 1) {
            let bytes = Array(document.body.utf8)[range]
            let slice = try #require(String(validating: bytes, as: UTF8.self))
            marks += 1
            if generator.highlights(in: slice, field: 1).isEmpty {
              others.append("\(slice) of \(query)")
            }
          }
        }
      }
      print("\(marks) highlights, \(others.count) of them otherwise by themselves: \(others)")
      #expect(others.count * 100 <= marks)
      #expect(marks > RandomTexts.caseCount)
    }

    @Test func shardsRankAsOneFile() throws {
      var whole: (texts: [String], index: SearchIndex)?
      var shards: [SearchIndex] = []
      try forEachCase(seed: 705) { texts, _, random in
        let bodies = texts.documents.map(\.body)
        if whole?.texts != bodies {
          whole = (bodies, try SearchIndex(paths: [Self.file(texts.documents)]))
          shards = try (2...5).map { count in
            let size = (texts.documents.count + count - 1) / count
            return try SearchIndex(
              paths: stride(from: 0, to: texts.documents.count, by: size).map {
                try Self.file(Array(texts.documents[$0..<min($0 + size, texts.documents.count)]))
              })
          }
        }
        let query = "\(texts.query(using: &random)) \(texts.query(using: &random))"
        let request = SearchRequest(query: query)
        let one = try #require(try whole?.index.search(request).hits)
        let several = try #require(try shards.randomElement(using: &random)?.search(request).hits)
        #expect(one.map(\.key) == several.map(\.key), "\(query)")
        #expect(one.map(\.score.bitPattern) == several.map(\.score.bitPattern), "\(query)")
      }
    }

    @Test func aMergeIsARebuild() throws {
      try forEachCase(seed: 706) { texts, _, random in
        let middle = Int.random(in: 1..<texts.documents.count, using: &random)
        let parts = try [texts.documents[..<middle], texts.documents[middle...]].map {
          try Self.file(Array($0))
        }
        let merged = Fixture.newPath()
        _ = try IndexMerger().merge(parts, into: merged)
        let rebuilt = try Self.file(texts.documents)
        let bytes = try Data(contentsOf: URL(filePath: merged))
        #expect(try bytes == Data(contentsOf: URL(filePath: rebuilt)), "\(middle)")
        for path in parts + [merged, rebuilt] { try FileManager.default.removeItem(atPath: path) }
      }
    }

    private static let catalog = Result {
      try AnalyzerCatalog(
        lexicon: WordLexicon(path: Fixture.lexiconPath).preparedForIndexing(),
        names: ["bilingual"])
    }

    private static func file(_ documents: [(key: String, body: String)]) throws -> String {
      let path = Fixture.newPath()
      var builder = try IndexBuilder(
        path: path, options: IndexBuilderOptions(threadCount: 1), catalog: catalog.get())
      for (key, body) in documents {
        try builder.add(Document(key: key, fields: [.init(name: "body", value: .text(body))]))
      }
      _ = try builder.finish()
      return path
    }
  }
#endif
