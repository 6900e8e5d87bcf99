// SPDX-License-Identifier: Apache-2.0

/// The answers to a list of queries, measured against judgements.
package struct EvaluationRun: Sendable {
  /// The metrics, in the order they are reported.
  package let metrics: [Metric]

  private let judgements: Judgements
  private var values: [String: [Double]] = [:]

  /// Creates an empty run.
  package init(metrics: [Metric], judgements: Judgements) {
    self.metrics = metrics
    self.judgements = judgements
  }

  /// How many documents of an answer the metrics need, or nil if all.
  package var depth: Int? {
    metrics.contains { $0.cutoff == nil } ? nil : metrics.compactMap(\.cutoff).max()
  }

  /// Whether a query is judged; the others need not be asked.
  package func isJudged(_ query: String) -> Bool { !judgements.grades(of: query).isEmpty }

  /// Takes the answer to a query. Answers to queries without judgements change nothing.
  package mutating func add(query: String, ranking: [String]) {
    let grades = judgements.grades(of: query)
    guard !grades.isEmpty else { return }
    values[query] = metrics.map { $0.value(ranking: ranking, grades: grades) }
  }

  /// The mean of each metric over all judged queries; a query without an answer counts 0.
  package func means() -> [(metric: Metric, value: Double)] {
    let count = Double(max(1, judgements.queries.count))
    return metrics.enumerated().map { index, metric in
      var sum = 0.0
      for query in judgements.queries { sum += values[query]?[index] ?? 0 }
      return (metric, sum / count)
    }
  }

  /// The number of judged queries.
  package var queryCount: Int { judgements.queries.count }

  /// The judged queries that were not added; they count 0.
  package var missingQueries: [String] { judgements.queries.filter { values[$0] == nil } }
}
