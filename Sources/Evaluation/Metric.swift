// SPDX-License-Identifier: Apache-2.0

/// A measure of one ranking against the grades of its query, defined as trec_eval defines it.
package struct Metric: Hashable, Sendable, CustomStringConvertible {
  /// What is measured.
  package enum Kind: String, Hashable, Sendable, CaseIterable {
    /// Normalized discounted cumulative gain: sum of grade / log2(rank + 1), divided by that of the
    /// best possible ranking. Negative grades count as 0.
    ///
    /// Source: Järvelin, Kekäläinen, "Cumulated gain-based evaluation of IR techniques", TOIS 2002.
    case ndcg
    /// 1 / rank of the first relevant document.
    case mrr
    /// The share of the relevant documents that was found.
    case recall
    /// Average precision: the mean, over all relevant documents, of the precision at their ranks.
    case map
    /// The share of the first k documents that is relevant.
    case precision
  }

  /// What is measured.
  package var kind: Kind
  /// How many documents of the ranking count; nil for all.
  package var cutoff: Int?

  /// Creates a metric.
  package init(_ kind: Kind, at cutoff: Int? = nil) {
    self.kind = kind
    self.cutoff = cutoff
  }

  /// Reads `ndcg@10` or `map`.
  ///
  /// - Throws: `unknownMetric`.
  package init(_ text: String) throws(EvaluationError) {
    let parts = text.lowercased().split(separator: "@", omittingEmptySubsequences: false)
    let names: [String: Kind] = ["rr": .mrr, "ap": .map, "p": .precision, "r": .recall]
    guard parts.count <= 2, let first = parts.first,
      let kind = Kind(rawValue: String(first)) ?? names[String(first)]
    else { throw .unknownMetric(text) }
    self.kind = kind
    if parts.count == 2 {
      guard let cutoff = Int(parts[1]), cutoff > 0 else { throw .unknownMetric(text) }
      self.cutoff = cutoff
    } else if kind == .precision {
      throw .unknownMetric(text)
    }
  }

  /// `ndcg@10` or `map`.
  package var description: String { cutoff.map { "\(kind)@\($0)" } ?? "\(kind)" }

  /// The value for one query, from 0 to 1.
  ///
  /// - Parameters:
  ///   - ranking: Document keys, best first, without repetition.
  ///   - grades: Grades by document key; documents that are not in it count as not relevant.
  /// - Returns: 0 where no document is relevant.
  /// - Complexity: O(r log r + k) for r judged documents and k ranked ones.
  package func value(ranking: [String], grades: [String: Int]) -> Double {
    let gains = ranking.prefix(cutoff ?? .max).map { max(0, grades[$0] ?? 0) }
    let relevantCount = grades.values.count { $0 > 0 }
    guard relevantCount > 0 else { return 0 }
    switch kind {
    case .ndcg:
      let best = grades.values.map { max(0, $0) }.sorted(by: >).prefix(cutoff ?? .max)
      return Self.discountedGain(gains) / Self.discountedGain(Array(best))
    case .mrr:
      return gains.firstIndex { $0 > 0 }.map { 1 / Double($0 + 1) } ?? 0
    case .recall:
      return Double(gains.count { $0 > 0 }) / Double(relevantCount)
    case .map:
      var found = 0
      var sum = 0.0
      for (index, gain) in gains.enumerated() where gain > 0 {
        found += 1
        sum += Double(found) / Double(index + 1)
      }
      return sum / Double(relevantCount)
    case .precision:
      return Double(gains.count { $0 > 0 }) / Double(cutoff ?? max(1, gains.count))
    }
  }

  private static func discountedGain(_ gains: [Int]) -> Double {
    var sum = 0.0
    for (index, gain) in gains.enumerated() where gain > 0 {
      sum += Double(gain) / Logarithm.base2(index + 2)
    }
    return sum
  }
}
