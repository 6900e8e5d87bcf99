// SPDX-License-Identifier: Apache-2.0

internal import DocumentModel
internal import IndexFormat
public import QueryLanguage
internal import TextAnalysis

/// One or several indexes, opened for searching: files, and live indexes as their newest commits are.
/// Immutable, whatever writers do; safe to use from several threads.
public final class SearchIndex: Sendable {
  /// The state that is searched.
  package let snapshot: Snapshot
  /// The indexes as they were named; none for a snapshot that was open already.
  private let indexes: [OpenIndex]
  private let lexiconPath: String?
  private let userDictionaryPath: String?
  private let dictionaryPath: String?
  private let synonyms: SynonymFile?
  private let expansionByteLimit: Int
  private let listByteLimit: Int
  private let catalog: AnalyzerCatalog
  let planner: QueryPlanner
  private let groups: GroupCache

  /// Opens indexes; documents of an earlier one rank before equal ones of a later.
  ///
  /// - Parameters:
  ///   - paths: index files and folders of live indexes, in any mixture.
  ///   - lexiconPath: a word lexicon, which knows words that the indexes do not have; an index needs
  ///     none for its own words.
  ///   - userDictionaryPath: a user dictionary, best the one the indexes were made with.
  ///   - dictionaryPath: the folder of MeCab's dictionary; the usual places are tried when nil.
  ///   - synonyms: the families that queries are expanded by.
  ///   - expansionByteLimit: the bytes at most in which is kept what the words of earlier queries stand
  ///     for; 0 to keep nothing.
  ///   - listByteLimit: the bytes at most in which the documents of words are kept that were asked for
  ///     again, with all that stands for them merged; 0 to keep none.
  /// - Throws: `SearchError`.
  /// - Complexity: independent of the size of the files, which are mapped.
  public convenience init(
    paths: [String], lexiconPath: String? = nil, userDictionaryPath: String? = nil,
    dictionaryPath: String? = nil, synonyms: SynonymFile? = nil,
    expansionByteLimit: Int = SearchIndex.usualExpansionByteLimit,
    listByteLimit: Int = SearchIndex.usualListByteLimit
  ) throws(SearchError) {
    var indexes: [OpenIndex] = []
    do throws(IndexFormatError) {
      for path in paths { indexes.append(try OpenIndex(path: path)) }
    } catch {
      throw .index(error)
    }
    try self.init(
      indexes, snapshot: Snapshot(indexes.flatMap(\.segments)), lexiconPath: lexiconPath,
      userDictionaryPath: userDictionaryPath, dictionaryPath: dictionaryPath, synonyms: synonyms,
      expansionByteLimit: expansionByteLimit, listByteLimit: listByteLimit)
  }

  /// 16 MiB: some thousand words with all that stands for them.
  public static let usualExpansionByteLimit = 16 << 20
  /// 128 MiB: fourteen million documents of words, nine bytes each.
  public static let usualListByteLimit = 128 << 20

  /// Searches a snapshot that is open already.
  package convenience init(
    snapshot: Snapshot, lexiconPath: String? = nil, dictionaryPath: String? = nil
  ) throws(SearchError) {
    try self.init(
      [], snapshot: snapshot, lexiconPath: lexiconPath, userDictionaryPath: nil,
      dictionaryPath: dictionaryPath, synonyms: nil,
      expansionByteLimit: Self.usualExpansionByteLimit, listByteLimit: Self.usualListByteLimit)
  }

  private init(
    _ indexes: [OpenIndex], snapshot: Snapshot, lexiconPath: String?, userDictionaryPath: String?,
    dictionaryPath: String?, synonyms: SynonymFile?, expansionByteLimit: Int, listByteLimit: Int
  ) throws(SearchError) {
    self.indexes = indexes
    self.snapshot = snapshot
    self.lexiconPath = lexiconPath
    self.userDictionaryPath = userDictionaryPath
    self.dictionaryPath = dictionaryPath
    self.synonyms = synonyms
    self.expansionByteLimit = expansionByteLimit
    self.listByteLimit = listByteLimit
    do {
      // Behind the process's lexicon stand the words that the indexes carry for themselves.
      let lexicon = try WordLexicon.open(
        path: lexiconPath, userDictionaryPath: userDictionaryPath)
      let tables = snapshot.segments.compactMap(\.lexicon)
      let names = snapshot.schema.fields.filter { $0.type == .text }.map(\.analyzer)
      catalog = try AnalyzerCatalog(
        lexicon: (lexicon ?? WordLexicon(tables: [])).adding(tables),
        dictionaryPath: dictionaryPath, names: Set(names))
    } catch {
      throw .analysis(error)
    }
    planner = QueryPlanner(
      segments: snapshot.segments, schema: snapshot.schema, catalog: catalog, synonyms: synonyms,
      cache: ExpansionCache(byteLimit: expansionByteLimit))
    groups = GroupCache(byteLimit: listByteLimit)
  }

  /// The differences between how the indexes were analyzed and how queries are, each as a sentence:
  /// only those that bear on the analyzers of the index.
  public var analysisDifferences: [String] {
    let own = Dictionary(catalog.description.map { ($0.key, $0.value) }) { first, _ in first }
    var differences: [String] = []
    for segment in snapshot.segments {
      var found: [String] = []
      let name = IndexFolder.index(ofSegment: segment.name)
      if own["lexicon"] != nil,
        segment.description.contains(where: { $0.0 == "lexicon" && $0.1 == "none" })
      {
        found.append(
          "\(name) was made without a word lexicon: compounds and readings have less reach")
      }
      if own["user dictionary"] == nil,
        segment.description.contains(where: { $0.0 == "user dictionary" })
      {
        found.append("\(name) was made with a user dictionary, queries are read without one")
      }
      for (key, value) in segment.description where key != "lexicon" {
        guard let here = own[key], here != value else { continue }
        found.append("\(name) was made with \(key) \(value), queries are read with \(here)")
      }
      // The segments of a live index have these in common.
      differences += found.filter { !differences.contains($0) }
    }
    return differences
  }

  /// The documents that can be found.
  public var documentCount: Int { snapshot.liveCount }

  /// Whether no index has changed since it was opened: no live index has a newer commit, and no file
  /// was replaced.
  ///
  /// - Throws: `SearchError` when an index cannot be read any more.
  /// - Complexity: O(files of the indexes): the folders are listed.
  public func isCurrent() throws(SearchError) -> Bool {
    do throws(IndexFormatError) {
      for index in indexes {
        if try !index.isCurrent() { return false }
      }
      return true
    } catch {
      throw .index(error)
    }
  }

  /// The indexes as they are now, or nil if none has changed. Segments that are as they were are shared
  /// with this one, which goes on showing what it showed.
  ///
  /// - Throws: `SearchError` when an index cannot be read any more.
  public func reopened() throws(SearchError) -> SearchIndex? {
    if try isCurrent() { return nil }
    var newer: [OpenIndex] = []
    do throws(IndexFormatError) {
      for index in indexes { newer.append(try index.reopened()) }
    } catch {
      throw .index(error)
    }
    return try SearchIndex(
      newer, snapshot: Snapshot(newer.flatMap(\.segments)), lexiconPath: lexiconPath,
      userDictionaryPath: userDictionaryPath, dictionaryPath: dictionaryPath, synonyms: synonyms,
      expansionByteLimit: expansionByteLimit, listByteLimit: listByteLimit)
  }

  /// Commits of live indexes that are newer than those shown but cannot be read, each as a sentence;
  /// `searchctl recover` puts them aside.
  public var unreadableCommits: [String] { indexes.flatMap(\.unreadableCommits) }

  /// The keys of all documents that match a query and its filters, in the order of the documents.
  ///
  /// - Throws: as `search`.
  public func keys(matching request: SearchRequest) throws(SearchError) -> [String] {
    let (plan, _) = try planner.plan(
      query: request.query, isLiteral: request.isLiteral, matchAll: request.matchAll,
      filters: request.filters)
    do throws(IndexFormatError) {
      var keys: [String] = []
      for segment in try bind(plan).segments {
        let matching = try MatchSets(segment).documents(matching: plan.matching)
        var next = matching.first(from: 0)
        while let document = next {
          keys.append(try segment.segment.key(of: document))
          next = matching.first(from: document + 1)
        }
      }
      return keys
    } catch {
      throw .index(error)
    }
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
      if let (segment, document) = try snapshot.location(ofKey: key) {
        return try Explainer(snapshot: snapshot, binding: bind(plan, keepsVariants: true))
          .explain(segment: segment, document: document)
      }
    } catch {
      throw .index(error)
    }
    throw .unknownDocument(key: key)
  }

  /// Opens the lists of a plan.
  func bind(
    _ plan: QueryPlan, keepsVariants: Bool = false
  ) throws(IndexFormatError) -> PlanBinding {
    try PlanBinder(snapshot: snapshot, keepsVariants: keepsVariants, cache: groups) {
      NormalizedText($0).bytes
    }.bind(plan)
  }

  private func hits(
    _ page: ArraySlice<ScoredDocument>, _ request: SearchRequest, _ binding: PlanBinding
  ) throws(IndexFormatError) -> [SearchHit] {
    let explainer =
      request.wantsExplanation
      ? Explainer(snapshot: snapshot, binding: try bind(binding.plan, keepsVariants: true)) : nil
    let snippets = SnippetGenerator(
      plan: binding.plan, weights: binding.groupWeights, schema: snapshot.schema,
      analyzers: planner.analyzers)
    var hits: [SearchHit] = []
    for found in page {
      let segment = snapshot.segments[found.segment]
      let document =
        request.wantsFields || request.wantsSnippets
        ? try segment.storedDocument(found.document)
        : Document(key: try segment.key(of: found.document), fields: [])
      let snippet = request.wantsSnippets ? snippets.snippet(of: document) : nil
      let explanation =
        try explainer?.explain(segment: found.segment, document: found.document).explanation
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
