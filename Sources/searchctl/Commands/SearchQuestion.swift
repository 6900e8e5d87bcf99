// SPDX-License-Identifier: Apache-2.0

/// What a command asks of an index.
struct SearchQuestion {
  /// The query's text.
  var text: String
  /// Whether the text has no operators.
  var isLiteral = false
  /// Whether all words must match.
  var matchesAll = false
  /// Queries that hits must match besides.
  var filters: [String] = []
  /// How many hits are wanted.
  var limit = 10
  /// How many hits are passed over.
  var offset = 0
  /// The order, or nil for the score.
  var sort: String?
  /// Fields whose values are counted.
  var facets: [String] = []
  /// Whether hits come with extracts.
  var wantsSnippets = false
  /// Whether hits come with explanations.
  var wantsExplanation = false
}
