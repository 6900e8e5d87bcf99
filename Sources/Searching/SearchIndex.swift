// SPDX-License-Identifier: Apache-2.0

internal import DocumentModel
internal import IndexFormat
internal import TextAnalysis

/// One or several index files, opened for searching. Immutable; safe to use from several threads.
public final class SearchIndex: Sendable {
  /// The state that is searched.
  package let snapshot: Snapshot
  private let catalog: AnalyzerCatalog
  let planner: QueryPlanner
  /// By field number; nil for fields that are not text.
  private let analyzers: [Analyzer?]

  /// Opens index files; documents of an earlier file rank before equal ones of a later.
  ///
  /// - Parameters:
  ///   - paths: the files.
  ///   - lexiconPath: a word lexicon, which knows words that the indexes do not have; an index needs
  ///     none for its own words.
  ///   - dictionaryPath: the folder of MeCab's dictionary; the usual places are tried when nil.
  /// - Throws: `SearchError`.
  /// - Complexity: independent of the size of the files, which are mapped.
  public convenience init(
    paths: [String], lexiconPath: String? = nil, dictionaryPath: String? = nil
  ) throws(SearchError) {
    try self.init(
      snapshot: Snapshot(paths: paths), lexiconPath: lexiconPath, dictionaryPath: dictionaryPath)
  }

  /// Searches a snapshot that is open already.
  package init(
    snapshot: Snapshot, lexiconPath: String? = nil, dictionaryPath: String? = nil
  ) throws(SearchError) {
    self.snapshot = snapshot
    do {
      // Behind the process's lexicon stand the words that the indexes carry for themselves.
      let lexicon = try lexiconPath.map { path throws(AnalysisError) in
        try WordLexicon(path: path)
      }
      let tables = snapshot.segments.compactMap(\.lexicon)
      let names = snapshot.schema.fields.filter { $0.type == .text }.map(\.analyzer)
      catalog = try AnalyzerCatalog(
        lexicon: (lexicon ?? WordLexicon(tables: [])).adding(tables),
        dictionaryPath: dictionaryPath, names: Set(names))
    } catch {
      throw .analysis(error)
    }
    let catalog = catalog
    analyzers = snapshot.schema.fields.map { field in
      field.type == .text ? try? catalog.analyzer(named: field.analyzer) : nil
    }
    planner = QueryPlanner(segments: snapshot.segments, schema: snapshot.schema, catalog: catalog)
  }

  /// The differences between how the files were analyzed and how queries are, each as a sentence:
  /// only those that bear on the analyzers of the index.
  public var analysisDifferences: [String] {
    let own = Dictionary(catalog.description.map { ($0.key, $0.value) }) { first, _ in first }
    var differences: [String] = []
    for segment in snapshot.segments {
      if own["lexicon"] != nil,
        segment.description.contains(where: { $0.0 == "lexicon" && $0.1 == "none" })
      {
        differences.append(
          "\(segment.name) was made without a word lexicon: compounds and readings have less reach")
      }
      for (key, value) in segment.description where key != "lexicon" {
        guard let here = own[key], here != value else { continue }
        differences.append(
          "\(segment.name) was made with \(key) \(value), queries are read with \(here)")
      }
    }
    return differences
  }

  /// The best documents of a query.
  ///
  /// - Throws: `SearchError` when the index is damaged, or a filter, order or facet cannot be used.
  ///   A query never fails: what is odd about it stands in the result's diagnostics.
  public func search(_ request: SearchRequest) throws(SearchError) -> SearchResult {
    let clock = ContinuousClock()
    let start = clock.now
    let (plan, diagnostics) = try planner.plan(
      query: request.query, isLiteral: request.isLiteral, matchAll: request.matchAll,
      filters: request.filters)
    let order = try request.sort.map { text throws(SearchError) in
      try ColumnOrder(text, schema: snapshot.schema)
    }
    var counters: [FacetCounter] = []
    for name in request.facets {
      counters.append(try FacetCounter(fieldNamed: name, schema: snapshot.schema))
    }
    do throws(IndexFormatError) {
      let binding = try bind(plan)
      let documentCount = snapshot.documentCount
      let limit = min(
        min(max(0, request.offset), documentCount) + min(max(0, request.limit), documentCount),
        documentCount)
      var best: [ScoredDocument] = []
      var total = SearchResult.Total(value: 0, isExact: true)
      if order == nil, counters.isEmpty, request.wantsExactTotal {
        (best, total.value) = try Retrieval.bestAndCount(
          limit, of: binding, threadCount: request.threadCount)
      } else if order == nil {
        best = try Retrieval.fastest.best(
          limit, of: binding, threadCount: request.threadCount)
        total = SearchResult.Total(
          value: best.count, isExact: best.count < limit || limit == documentCount)
      }
      if order != nil || !counters.isEmpty {
        total = SearchResult.Total(value: 0, isExact: true)
        var sorted = order.map { SortedHits(order: $0, capacity: limit) }
        for (number, segment) in binding.segments.enumerated() {
          let matching = try MatchSets(segment).documents(matching: plan.matching)
          total.value += matching.count
          for index in counters.indices { try counters[index].add(matching, of: segment.segment) }
          try sorted?.offer(matching, segment: number, in: segment.segment)
        }
        if let sorted {
          best = sorted.ranked.map {
            ScoredDocument(segment: $0.segment, document: $0.document, score: 0)
          }
        }
      }
      let page = best.dropFirst(max(0, request.offset)).prefix(max(0, request.limit))
      let hits = try hits(page, request, binding)
      let elapsed = (clock.now - start).components
      return SearchResult(
        total: total,
        tookMicroseconds: Int(elapsed.seconds) * 1_000_000
          + Int(elapsed.attoseconds / 1_000_000_000_000),
        hits: hits,
        facets: zip(request.facets, counters).map { name, counter in
          SearchResult.Facet(
            field: name,
            values: counter.mostFrequent.map {
              SearchResult.Facet.Count(value: $0.value, count: $0.count)
            })
        },
        diagnostics: diagnostics)
    } catch {
      throw .index(error)
    }
  }

  /// How the score of one document comes about, or why it is no hit.
  ///
  /// - Throws: `SearchError.unknownDocument`, or as `search`.
  public func explain(
    _ request: SearchRequest, key: String
  ) throws(SearchError) -> (isHit: Bool, explanation: Explanation) {
    let (plan, _) = try planner.plan(
      query: request.query, isLiteral: request.isLiteral, matchAll: request.matchAll,
      filters: request.filters)
    do throws(IndexFormatError) {
      for (number, segment) in snapshot.segments.enumerated() {
        guard let document = try segment.document(forKey: key) else { continue }
        return try Explainer(snapshot: snapshot, binding: bind(plan))
          .explain(segment: number, document: document)
      }
    } catch {
      throw .index(error)
    }
    throw .unknownDocument(key: key)
  }

  func bind(_ plan: QueryPlan) throws(IndexFormatError) -> PlanBinding {
    try PlanBinder(snapshot: snapshot) { NormalizedText($0).bytes }.bind(plan)
  }

  private func hits(
    _ page: ArraySlice<ScoredDocument>, _ request: SearchRequest, _ binding: PlanBinding
  ) throws(IndexFormatError) -> [SearchHit] {
    let explainer = Explainer(snapshot: snapshot, binding: binding)
    let snippets = SnippetGenerator(
      plan: binding.plan, weights: binding.groupWeights, schema: snapshot.schema,
      analyzers: analyzers)
    var hits: [SearchHit] = []
    for found in page {
      let segment = snapshot.segments[found.segment]
      let document =
        request.wantsFields || request.wantsSnippets
        ? try segment.storedDocument(found.document)
        : Document(key: try segment.key(of: found.document), fields: [])
      let snippet = request.wantsSnippets ? snippets.snippet(of: document) : nil
      let explanation =
        request.wantsExplanation
        ? try explainer.explain(segment: found.segment, document: found.document).explanation : nil
      hits.append(
        SearchHit(
          rank: max(0, request.offset) + hits.count + 1, key: document.key, score: found.score,
          fields: request.wantsFields ? document.fields : [], snippet: snippet?.parts ?? [],
          snippetField: snippet.map { snapshot.schema.fields[$0.field].name },
          explanation: explanation))
    }
    return hits
  }
}

extension SortedHits {
  /// Offers every document of a set, ascending.
  fileprivate mutating func offer(
    _ documents: DocumentBitset, segment: Int, in reader: SegmentReader
  ) throws(IndexFormatError) {
    var next = documents.first(from: 0)
    while let document = next {
      try offer(segment: segment, document: document, in: reader)
      next = documents.first(from: document + 1)
    }
  }
}
