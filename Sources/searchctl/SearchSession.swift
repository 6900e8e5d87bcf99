// SPDX-License-Identifier: Apache-2.0

internal import DocumentModel
internal import QueryLanguage
internal import Searching

/// Indexes that a command searches, with results in the command's own types.
struct SearchSession {
  private let index: SearchIndex

  /// Opens index files, and tells on standard error where they were analyzed otherwise than queries
  /// are read.
  init(
    paths: [String], lexiconPath: String?, userDictionaryPath: String? = nil,
    synonyms: SynonymFile? = nil
  ) throws {
    index = try SearchIndex(
      paths: paths, lexiconPath: lexiconPath, userDictionaryPath: userDictionaryPath,
      synonyms: synonyms)
    for difference in index.analysisDifferences { StandardError.note("note: \(difference)") }
    for reason in index.unreadableCommits {
      StandardError.note("note: a newer commit cannot be read and is not shown: \(reason)")
    }
  }

  /// Checks that filters name no field that is not there.
  ///
  /// - Throws: `SearchError.unknownField`.
  func check(filters: [String]) throws(SearchError) {
    let schema = index.snapshot.schema
    for filter in filters {
      if let name = FilterFields.unknown(in: filter, schema: schema) {
        throw .unknownField(name: name, known: schema.fields.map(\.name))
      }
    }
  }

  /// Answers a request.
  func search(_ request: SearchRequest) throws -> SearchResultView {
    let result = try index.search(request)
    return SearchResultView(
      query: request.query, total: result.total.value, isTotalExact: result.total.isExact,
      tookMicroseconds: result.tookMicroseconds, hits: result.hits.map { HitView($0) },
      facets: result.facets.map { facet in
        FacetView(field: facet.field, values: facet.values.map { ($0.value, $0.count) })
      },
      diagnostics: result.diagnostics.map {
        DiagnosticView(message: $0.message, utf8Range: $0.utf8Range)
      })
  }

  /// The ids of all documents that match a query.
  func keys(matching request: SearchRequest) throws(SearchError) -> [String] {
    try index.keys(matching: request)
  }

  /// Those of some ids that documents have.
  func existing(keys: [String]) throws -> [String] {
    try keys.filter { try index.snapshot.location(ofKey: $0) != nil }
  }

  /// How the score of a document comes about, or why it is no hit.
  func explain(
    _ request: SearchRequest, id: String
  ) throws -> (isHit: Bool, explanation: ExplanationView) {
    let (isHit, explanation) = try index.explain(request, key: id)
    return (isHit, ExplanationView(explanation))
  }
}

extension HitView {
  fileprivate init(_ hit: SearchHit) {
    self.init(
      rank: hit.rank, id: hit.key, score: hit.score, fields: hit.fields,
      snippet: Self.parts(of: hit), snippetField: hit.snippetField,
      explanation: hit.explanation.map { ExplanationView($0) })
  }

  /// The pieces of the extract with their offsets. Pieces follow each other without gaps, in whole
  /// characters, so that only the place of the first is searched for.
  private static func parts(of hit: SearchHit) -> [SnippetPartView] {
    guard let first = hit.snippet.first else { return [] }
    let texts = hit.fields.lazy.compactMap { field -> String? in
      guard field.name == hit.snippetField, case .text(let text) = field.value else { return nil }
      return text
    }
    var start = texts.first {
      $0.utf8.dropFirst(first.utf8Range.lowerBound).starts(with: first.text.utf8)
    }.map { text in
      (
        utf16: first.utf16Range(in: text).lowerBound,
        characters: first.characterRange(in: text).lowerBound
      )
    }
    return hit.snippet.map { part in
      let offsets = start.map { start in
        TextOffsets(
          utf8: part.utf8Range, utf16: start.utf16..<start.utf16 + part.text.utf16.count,
          characters: start.characters..<start.characters + part.text.count)
      }
      start = offsets.map { ($0.utf16.upperBound, $0.characters.upperBound) }
      return SnippetPartView(text: part.text, isMatch: part.isMatch, offsets: offsets)
    }
  }
}

extension ExplanationView {
  fileprivate init(_ explanation: Explanation) {
    self.init(
      label: explanation.description, value: explanation.value,
      parts: explanation.details.map { ExplanationView($0) })
  }
}
