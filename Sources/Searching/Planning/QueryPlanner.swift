// SPDX-License-Identifier: Apache-2.0
internal import DocumentModel
internal import IndexFormat
internal import QueryLanguage
internal import TextAnalysis

/// Turns a query text into a plan over a snapshot.
///
/// A word becomes one group with all its variants. Exclusion plans its operand as the positive query
/// would, so `-x` removes exactly what `x` finds.
final class QueryPlanner: Sendable {
  let segments: [SegmentReader]
  let lexicon: WordLexicon
  let schema: Schema
  let catalog: AnalyzerCatalog
  /// The synonym families, if there are any.
  let synonyms: SynonymTable?
  /// What earlier queries found out.
  let cache: ExpansionCache
  /// The numbers of the text fields that a word without a field looks in.
  let defaultFields: [Int]
  /// By field number; nil for fields that are not text, and where the analyzer is not known.
  let analyzers: [Analyzer?]
  private let parser: QueryParser

  /// Creates a planner for a snapshot.
  init(
    segments: [SegmentReader], schema: Schema, catalog: AnalyzerCatalog,
    synonyms: SynonymFile? = nil, cache: ExpansionCache = ExpansionCache()
  ) {
    self.segments = segments
    lexicon = catalog.lexicon ?? WordLexicon(tables: [])
    self.schema = schema
    self.catalog = catalog
    let lexicon = lexicon
    let table = synonyms.map { SynonymTable($0) { lexicon.isEnglish($0) } }
    self.synonyms = table.flatMap { $0.isEmpty ? nil : $0 }
    self.cache = cache
    analyzers = schema.fields.map { field in
      field.type == .text ? try? catalog.analyzer(named: field.analyzer) : nil
    }
    defaultFields = schema.fields.indices.filter {
      schema.fields[$0].type == .text && schema.fields[$0].isDefault
    }
    let orderedFields = schema.fields.filter { [.keyword, .number, .date].contains($0.type) }
    parser = QueryParser(
      fields: Set(schema.fields.map(\.name) + ["tag"]),
      orderedFields: Set(orderedFields.map(\.name) + ["tag"]))
  }

  /// Plans a query.
  ///
  /// - Parameters:
  ///   - text: the query as typed.
  ///   - isLiteral: the text is words, whatever operators it seems to hold.
  ///   - matchAll: bare words must all match.
  ///   - filters: queries that hits must satisfy and that never score.
  /// - Returns: the plan, and what the query's author should know.
  /// - Throws: `SearchError` when the index is damaged or a filter cannot be understood.
  func plan(
    query text: String, isLiteral: Bool, matchAll: Bool, filters: [String]
  ) throws(SearchError) -> (plan: QueryPlan, diagnostics: [SearchDiagnostic]) {
    let parsed = isLiteral ? parser.parseLiteral(text) : parser.parse(text)
    var builder = PlanBuilder(planner: self)
    builder.diagnostics = parsed.diagnostics.map {
      SearchDiagnostic(message: $0.description, utf8Range: $0.utf8Range)
    }
    var matching = try builder.topLevel(parsed.query, matchAll: matchAll)
    var conditions: [MatchNode] = []
    for filter in filters {
      let parsed = parser.parse(filter)
      if let problem = parsed.diagnostics.first {
        throw .invalidFilter(text: filter, reason: problem.description)
      }
      let notes = builder.diagnostics.count
      conditions.append(try builder.condition(parsed.query))
      if builder.diagnostics.count > notes, let problem = builder.diagnostics.last {
        throw .invalidFilter(text: filter, reason: problem.message)
      }
    }
    if !conditions.isEmpty { matching = .all([matching] + conditions) }
    return (
      QueryPlan(groups: builder.groups, matching: matching, optional: builder.optional.sorted()),
      builder.diagnostics
    )
  }
}
