// SPDX-License-Identifier: Apache-2.0
#if MeCab
  import Evaluation
  import Foundation
  import Searching
  import Testing

  /// The figures of `corpus/scorecard.tsv`, by class of query: none may drop.
  ///
  /// `SAKUIN_SCORECARD=write` writes the file anew.
  struct ScorecardTests {
    private static let path = Fixture.root + "/corpus/scorecard.tsv"
    private static let metrics = [Metric(.ndcg, at: 10), Metric(.recall, at: 100)]

    /// A line of the file.
    private struct Row: Equatable {
      var name: String
      var queryCount: Int
      var values: [Double]

      var line: String {
        ([name, "\(queryCount)"] + values.map { String(format: "%.4f", $0) })
          .joined(separator: "\t")
      }
    }

    @Test func noClassDrops() throws {
      let rows = try measured()
      let header = (["class", "queries"] + Self.metrics.map(\.description)).joined(separator: "\t")
      let text = ([header] + rows.map(\.line)).joined(separator: "\n") + "\n"
      print(text)
      if ProcessInfo.processInfo.environment["SAKUIN_SCORECARD"] == "write" {
        try text.write(toFile: Self.path, atomically: true, encoding: .utf8)
      }
      let kept = try String(contentsOfFile: Self.path, encoding: .utf8).split(separator: "\n")
      #expect(String(kept[0]) == header)
      #expect(kept.count == rows.count + 1)
      for (line, row) in zip(kept.dropFirst(), rows) {
        let columns = line.split(separator: "\t").map(String.init)
        try #require(columns.count == 4)
        #expect(columns[0] == row.name)
        #expect(Int(columns[1]) == row.queryCount)
        for (column, value) in zip(columns[2...], row.values) {
          let least = try #require(Double(column))
          #expect(value > least - 0.000_06, "\(row.name): \(value), \(least) before")
        }
      }
    }

    /// The mean of each metric over each class and over all queries, searched as they are typed.
    private func measured() throws -> [Row] {
      let index = try Corpus.index()
      let judgements = try Judgements(
        bytes: Array(Data(contentsOf: URL(filePath: Fixture.root + "/corpus/qrels.txt"))),
        file: "qrels.txt")
      var sums: [String: (count: Int, values: [Double])] = [:]
      let classes = try Fixture.lines("corpus/queries-classes.tsv").map {
        $0.split(separator: "\t")
      }
      for (line, name) in zip(try Fixture.lines("corpus/queries.tsv"), classes) {
        let columns = line.split(separator: "\t").map(String.init)
        try #require(columns[0] == name[0])
        let grades = judgements.grades(of: columns[0])
        let ranking = try index.keys(columns[1])
        for key in [String(name[1]), "all"] {
          var sum = sums[key] ?? (0, Self.metrics.map { _ in 0 })
          sum.count += 1
          for (place, metric) in Self.metrics.enumerated() {
            sum.values[place] += metric.value(ranking: ranking, grades: grades)
          }
          sums[key] = sum
        }
      }
      return sums.sorted { ($0.key == "all" ? "~" : $0.key) < ($1.key == "all" ? "~" : $1.key) }.map
      { name, sum in
        Row(
          name: name, queryCount: sum.count, values: sum.values.map { $0 / Double(sum.count) })
      }
    }
  }
#endif
