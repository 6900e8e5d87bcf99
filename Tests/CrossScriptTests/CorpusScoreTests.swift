// SPDX-License-Identifier: Apache-2.0
import DocumentModel
import IndexFormat
import Storage
import Testing
import TextAnalysis

@testable import Searching

/// Every query of `corpus/`: the engine's scores are the naive ones to the last bit, and every
/// retrieval gives what the exhaustive one gives, ties included.
struct CorpusScoreTests {
  private static let forms = ["%", "+%", "-%", "\"%\"", "=%", "netorare -%", "+東京 %"]

  @Test func scoresAreNaiveBM25() throws {
    let documents = try Corpus.documents()
    let index = try Corpus.index()
    let catalog = try AnalyzerCatalog(lexicon: WordLexicon(path: Fixture.lexiconPath))
    let schema = Schema.standard()
    let naive = NaiveBM25(
      documents: documents, schema: schema, analyzer: try catalog.analyzer(named: "bilingual"))
    let planner = QueryPlanner(segments: index.snapshot.segments, schema: schema, catalog: catalog)
    var queries = 0
    var hits = 0
    for line in try Fixture.lines("corpus/queries.tsv") {
      let text = String(line.split(separator: "\t")[1])
      for form in Self.forms {
        let query = form.replacing("%", with: text)
        let plan = try planner.plan(
          query: query, isLiteral: false, matchAll: false, filters: []
        ).plan
        let binding = try PlanBinder(snapshot: index.snapshot) { NormalizedText($0).bytes }.bind(
          plan)
        let expected = naive.hits(of: plan)
        for retrieval in Retrieval.allCases {
          for limit in [1, 10, 1000] {
            let found = try retrieval.best(limit, of: binding)
            let isEqual = found.elementsEqual(expected.prefix(limit)) {
              Int($0.document) == $1.document && $0.score.bitPattern == $1.score.bitPattern
            }
            #expect(isEqual, "\(query) by \(retrieval), best \(limit)")
          }
        }
        queries += 1
        hits += expected.count
      }
    }
    print("\(queries) queries, \(hits) hits: three retrievals equal naive BM25 bit for bit")
    #expect(queries > 1_000)
  }
}
