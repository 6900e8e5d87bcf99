// SPDX-License-Identifier: Apache-2.0

internal import Evaluation

/// Hits in TREC's run form.
enum RunLines {
  /// The lines of one query.
  static func text(query: String, hits: [HitView]) -> String {
    RunWriter.lines(query: query, hits: hits.map { ($0.id, $0.score) })
  }
}
