// SPDX-License-Identifier: Apache-2.0
import DocumentModel
import Foundation
import QueryLanguage
import Synchronization
import TestSupport
import Testing
import TextAnalysis

@testable import Searching

/// Queries become the very plans that they become without a cache: cold, warm, with one that forgets all
/// the time, and from several threads at once.
struct ExpansionCacheTests {
  private static let forms = ["%", "+%", "-%", "\"%\"", "=%", "netorare -%", "東京 % ソニーの歌"]

  private static func queries() throws -> [String] {
    try Fixture.lines("corpus/queries.tsv").flatMap { line in
      let text = String(line.split(separator: "\t")[1])
      return forms.map { $0.replacing("%", with: text) }
    }
  }

  private static func plan(_ query: String, _ planner: QueryPlanner) throws -> QueryPlan {
    try planner.plan(query: query, isLiteral: false, matchAll: false, filters: []).plan
  }

  @Test func plansAreTheSame() throws {
    let index = try Corpus.index()
    let catalog = try AnalyzerCatalog(lexicon: WordLexicon(path: Fixture.lexiconPath))
    let synonyms = SynonymFile(
      bytes: Array("東京, とうきょう府, metropolis\nnetorare, 寝取られ小説\n犬 => 猫\n".utf8))
    func planner(byteLimit: Int, _ synonyms: SynonymFile?) -> QueryPlanner {
      QueryPlanner(
        segments: index.snapshot.segments, schema: index.snapshot.schema, catalog: catalog,
        synonyms: synonyms, cache: ExpansionCache(byteLimit: byteLimit))
    }
    let queries = try Self.queries()
    #expect(queries.count > 1_000)
    for synonyms in [nil, synonyms] {
      let plain = planner(byteLimit: 0, synonyms)
      let expected = try queries.map { try Self.plan($0, plain) }
      #expect(plain.cache.count == 0)
      #expect(Set(expected.map { "\($0)" }).count > 500)
      for byteLimit in [40_000, SearchIndex.usualExpansionByteLimit] {
        let planner = planner(byteLimit: byteLimit, synonyms)
        let differences = Mutex<[String]>([])
        callConcurrently(threadCount: 3, rounds: 2, count: queries.count) { number in
          let found = try? Self.plan(queries[number], planner)
          if found != expected[number] || planner.cache.byteCount > byteLimit {
            differences.withLock { $0.append(queries[number]) }
          }
        }
        let found = differences.withLock { $0 }
        #expect(found.isEmpty, "\(found.count) differ, such as \(found.first ?? "")")
        #expect(planner.cache.count > 0)
        print(
          "\(queries.count) queries with \(byteLimit) bytes: \(planner.cache.count) texts and words in "
            + "\(planner.cache.byteCount) bytes are kept")
      }
    }
  }
}
