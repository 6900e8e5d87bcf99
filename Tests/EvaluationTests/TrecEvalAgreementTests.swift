// SPDX-License-Identifier: Apache-2.0

import Evaluation
import Testing

/// Figures of pytrec_eval 0.5 (trec_eval 9.0) for a random run over six queries, one unanswered,
/// averaged over all six.
@Suite struct TrecEvalAgreementTests {
  private static let judgements = """
    q0 0 d0 0
    q0 0 d1 0
    q0 0 d10 0
    q0 0 d12 1
    q0 0 d2 0
    q0 0 d5 2
    q0 0 d6 2
    q0 0 d8 1
    q1 0 d0 2
    q1 0 d11 2
    q1 0 d2 2
    q1 0 d3 0
    q1 0 d6 0
    q1 0 d7 3
    q1 0 d8 1
    q1 0 d9 1
    q2 0 d10 1
    q2 0 d12 0
    q2 0 d3 1
    q2 0 d4 0
    q2 0 d5 3
    q2 0 d6 0
    q2 0 d7 1
    q2 0 d8 0
    q3 0 d0 1
    q3 0 d1 2
    q3 0 d12 2
    q3 0 d2 1
    q3 0 d5 2
    q3 0 d6 3
    q3 0 d7 1
    q3 0 d9 1
    q4 0 d0 1
    q4 0 d1 2
    q4 0 d11 3
    q4 0 d12 3
    q4 0 d13 3
    q4 0 d4 1
    q4 0 d5 1
    q4 0 d7 1
    q5 0 d0 0
    q5 0 d1 1
    q5 0 d12 1
    q5 0 d13 1
    q5 0 d2 3
    q5 0 d5 0
    q5 0 d7 1
    q5 0 d9 0
    """

  private static let rankings = """
    q0 d1 d3 d13 d8 d6 d0 d11 d7 d5 d4 d10 d2
    q1 d2 d1 d9 d11 d3 d5 d12 d4 d8 d0 d6 d13
    q2 d9 d4 d8 d7 d5 d10 d12 d11 d0 d13 d3 d6
    q3 d9 d12 d7
    q5 d1 d2 d7 d6 d8 d4 d12 d10 d3 d9 d11 d5
    """

  @Test(arguments: [
    ("precision@5", 0.433333333),
    ("map", 0.378952221),
    ("map@5", 0.283796296),
    ("ndcg", 0.442837189),
    ("ndcg@10", 0.432645496),
    ("ndcg@5", 0.377050322),
    ("recall@10", 0.584722222),
    ("recall@5", 0.4125),
    ("mrr", 0.583333333),
  ])
  func figuresAgree(name: String, expected: Double) throws {
    let judgements = try Judgements(bytes: Array(Self.judgements.utf8), file: "judgements")
    var run = EvaluationRun(metrics: [try Metric(name)], judgements: judgements)
    for line in Self.rankings.split(separator: "\n") {
      let columns = line.split(separator: " ").map(String.init)
      run.add(query: columns[0], ranking: Array(columns.dropFirst()))
    }
    let mean = try #require(run.means().first)
    #expect(abs(mean.value - expected) < 1e-8)
  }
}
