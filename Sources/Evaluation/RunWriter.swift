// SPDX-License-Identifier: Apache-2.0

/// Writes answers in TREC's run form: `query Q0 document rank score tag` a line.
///
/// trec_eval sorts by score and breaks ties by document key, not by rank. So that it sees the
/// ranking as it is, the scores that are written fall strictly with the rank: a score that does not
/// lie below the one before it is replaced by the next smaller number of single precision, in which
/// trec_eval reads them.
package enum RunWriter {
  /// The lines of one answer, with their line ends.
  ///
  /// - Parameters:
  ///   - query: The query's id.
  ///   - hits: Document keys and scores, best first. White space in a key becomes `_`.
  ///   - tag: The run's name.
  /// - Returns: One line for each hit.
  package static func lines(
    query: String, hits: [(key: String, score: Float)], tag: String = "sakuin"
  ) -> String {
    var lines = ""
    var before = Float.infinity
    for (index, hit) in hits.enumerated() {
      let score = hit.score < before ? hit.score : before.nextDown
      before = score
      lines += "\(query) Q0 \(column(hit.key)) \(index + 1) \(score) \(tag)\n"
    }
    return lines
  }

  private static func column(_ key: String) -> String {
    guard key.contains(where: \.isWhitespace) else { return key }
    return String(key.map { $0.isWhitespace ? "_" : $0 })
  }
}
