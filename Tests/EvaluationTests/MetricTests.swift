// SPDX-License-Identifier: Apache-2.0

import Evaluation
import Testing

/// Grades 3, 2, 1 for a, b, c; d is judged not relevant.
private let grades = ["a": 3, "b": 2, "c": 1, "d": 0]

private func value(_ metric: String, _ ranking: [String]) throws -> Double {
  try Metric(metric).value(ranking: ranking, grades: grades)
}

private func isClose(_ a: Double, _ b: Double) -> Bool { abs(a - b) < 1e-9 }

@Suite struct MetricTests {
  @Test func ndcgWorkedByHand() throws {
    // 1/log2(2) = 1, 1/log2(3) = 0.63092975, 1/log2(4) = 0.5, 1/log2(5) = 0.43067656
    let ideal = 3 + 2 * 0.6309297535714575 + 1 * 0.5
    #expect(isClose(try value("ndcg@10", ["a", "b", "c"]), 1))
    #expect(
      isClose(
        try value("ndcg@10", ["d", "b", "x", "a"]),
        (2 * 0.6309297535714575 + 3 * 0.43067655807339306) / ideal))
    #expect(
      isClose(
        try value("ndcg@2", ["c", "a", "b"]),
        (1 + 3 * 0.6309297535714575) / (3 + 2 * 0.6309297535714575)))
    #expect(try value("ndcg@10", []) == 0)
  }

  @Test func reciprocalRank() throws {
    #expect(try value("mrr@10", ["d", "x", "c"]) == 1.0 / 3)
    #expect(try value("mrr@2", ["d", "x", "c"]) == 0)
    #expect(try value("mrr", ["d", "x", "c"]) == 1.0 / 3)
  }

  @Test func recall() throws {
    #expect(try value("recall@2", ["a", "x", "b"]) == 1.0 / 3)
    #expect(try value("recall", ["a", "x", "b"]) == 2.0 / 3)
  }

  @Test func averagePrecision() throws {
    #expect(isClose(try value("map", ["a", "x", "b"]), (1 + 2.0 / 3) / 3))
    #expect(isClose(try value("map@2", ["a", "x", "b"]), 1.0 / 3))
  }

  @Test func precision() throws {
    #expect(try value("precision@4", ["a", "x"]) == 0.25)
    #expect(try value("P@1", ["a", "x"]) == 1)
  }

  @Test func namesReadBack() throws {
    for name in ["ndcg@10", "mrr@10", "recall@100", "map", "map@5", "precision@3"] {
      #expect(try Metric(name).description == name)
    }
    for name in ["", "ndcg@", "ndcg@0", "ndcg@-1", "bleu", "ndcg@1@2", "precision", "@10"] {
      #expect(throws: EvaluationError.unknownMetric(name)) { try Metric(name) }
    }
  }
}

@Suite struct EvaluationFileTests {
  @Test func judgementsAreRead() throws {
    let text = "q2 0 d1 1\nq1\t0\td1\t2\r\n\n q2  0 d2 -1 \n"
    let judgements = try Judgements(bytes: Array(text.utf8), file: "f")
    #expect(judgements.queries == ["q2", "q1"])
    #expect(judgements.grades(of: "q2") == ["d1": 1, "d2": -1])
    #expect(judgements.grades(of: "q9") == [:])
  }

  @Test func faultsNameFileAndLine() {
    func judgements(_ text: String) throws -> Judgements {
      try Judgements(bytes: Array(text.utf8), file: "f")
    }
    func queries(_ text: String) throws -> QueryList {
      try QueryList(bytes: Array(text.utf8), file: "f")
    }
    #expect(throws: EvaluationError.malformedJudgement(file: "f", line: 2)) {
      try judgements("q 0 d 1\nq d 1\n")
    }
    #expect(throws: EvaluationError.malformedGrade(file: "f", line: 1, found: "x")) {
      try judgements("q 0 d x")
    }
    #expect(
      throws: EvaluationError.conflictingGrade(file: "f", line: 2, query: "q", document: "d")
    ) { try judgements("q 0 d 1\nq 0 d 2") }
    #expect(throws: EvaluationError.empty(file: "f")) { try judgements("\n") }
    #expect(throws: EvaluationError.notUTF8(file: "f", line: 2)) {
      try Judgements(bytes: Array("q 0 d 1\n".utf8) + [0xFF], file: "f")
    }
    #expect(throws: EvaluationError.malformedQuery(file: "f", line: 1)) { try queries("q text") }
    #expect(throws: EvaluationError.repeatedQuery(file: "f", line: 2, query: "q")) {
      try queries("q\ta\nq\tb")
    }
  }

  @Test func queriesAreRead() throws {
    let list = try QueryList(bytes: Array("q1\t+a \"b\nq2\t東京\tkind\n".utf8), file: "f")
    #expect(list.entries.map(\.id) == ["q1", "q2"])
    #expect(list.entries.map(\.text) == ["+a \"b", "東京"])
  }
}

@Suite struct EvaluationRunTests {
  @Test func everyJudgedQueryCounts() throws {
    let judgements = try Judgements(bytes: Array("q1 0 a 1\nq2 0 b 1\nq3 0 c 1\n".utf8), file: "f")
    var run = EvaluationRun(
      metrics: [Metric(.mrr, at: 10), Metric(.recall, at: 1)], judgements: judgements)
    #expect(run.depth == 10)
    run.add(query: "q1", ranking: ["x", "a"])
    run.add(query: "q2", ranking: ["b"])
    run.add(query: "unjudged", ranking: ["a"])
    let means = run.means()
    #expect(isClose(means[0].value, 0.5))
    #expect(isClose(means[1].value, 1.0 / 3))
    #expect(run.missingQueries == ["q3"])
    #expect(run.queryCount == 3)
  }

  @Test func writtenScoresFallStrictly() {
    let text = RunWriter.lines(
      query: "q", hits: [("a", 2), ("b b", 2), ("c", 2), ("d", 1)], tag: "t")
    let lines = text.split(separator: "\n").map { $0.split(separator: " ") }
    #expect(lines.map { $0[2] } == ["a", "b_b", "c", "d"])
    #expect(lines.map { $0[3] } == ["1", "2", "3", "4"])
    let scores = lines.compactMap { Float($0[4]) }
    #expect(scores.count == 4)
    #expect(zip(scores, scores.dropFirst()).allSatisfy { $0 > $1 })
    #expect(text.hasPrefix("q Q0 a 1 2.0 t\n"))
  }
}
