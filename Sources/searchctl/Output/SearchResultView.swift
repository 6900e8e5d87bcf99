// SPDX-License-Identifier: Apache-2.0

internal import DocumentModel

/// What `query` shows of the answer to one query.
struct SearchResultView {
  /// The query's text.
  var query = ""
  /// The query's name in TREC output.
  var queryID = "1"
  /// How many documents match, or at least how many.
  var total = 0
  /// Whether `total` is exact.
  var isTotalExact = true
  /// Microseconds that the search took.
  var tookMicroseconds = 0
  /// The hits, best first.
  var hits: [HitView] = []
  /// The facets, in the order they were asked for.
  var facets: [FacetView] = []
  /// What the searcher has to say about the query.
  var diagnostics: [DiagnosticView] = []
}

/// One hit.
struct HitView {
  /// From 1, over all pages.
  var rank: Int
  /// The document's key.
  var id: String
  /// The score.
  var score: Float
  /// The stored fields.
  var fields: [Document.Field] = []
  /// The extract, in order.
  var snippet: [SnippetPartView] = []
  /// The field that the extract is from; nil without one.
  var snippetField: String?
  /// How the score came about.
  var explanation: ExplanationView?

  /// The title, or the key where there is none.
  var title: String {
    for field in fields where field.name == "title" {
      if case .text(let text) = field.value, !text.allSatisfy(\.isWhitespace) { return text }
    }
    return id
  }
}

/// A piece of an extract.
struct SnippetPartView {
  /// The text.
  var text: String
  /// Whether it is what was looked for.
  var isMatch: Bool
  /// Where it stands in the field's text; nil where that is not at hand.
  var offsets: TextOffsets?
}

/// A place in a text in the three units that programs count in.
struct TextOffsets: Equatable {
  /// UTF-8 bytes.
  var utf8: Range<Int>
  /// UTF-16 code units, as in JavaScript.
  var utf16: Range<Int>
  /// Characters as people count them.
  var characters: Range<Int>
}

/// The values of a field among the hits.
struct FacetView {
  /// The field.
  var field: String
  /// Values and in how many matching documents they stand.
  var values: [(value: String, count: Int)]
}

/// A remark on a query.
struct DiagnosticView {
  /// A sentence.
  var message: String
  /// The part of the query it is about, in UTF-8 bytes.
  var utf8Range: Range<Int>?
}

/// A part of a score and what it is made of.
struct ExplanationView {
  /// What the part is.
  var label: String
  /// What it adds, or nil for a remark.
  var value: Float?
  /// What it is made of.
  var parts: [ExplanationView] = []
}
