// SPDX-License-Identifier: Apache-2.0

internal import Dispatch
internal import SakuinMeasuring
internal import Searching
internal import Synchronization

/// How many queries a second threads answer that share one index, planning included.
struct Throughput {
  /// A line of the input.
  struct Query: Sendable {
    var command: QueryCommand
    var text: String
  }

  /// Of the fastest round.
  private(set) var queriesPerSecond = 0.0
  /// The answers of the last round, in the order of the queries.
  private(set) var answers: [QueryRun] = []

  /// Answers all queries in each round; every thread takes the next one that no other has.
  ///
  /// - Throws: `SearchError` when the index is damaged.
  init(
    of queries: [Query], in index: MeasuredIndex, threadCount: Int, rounds: Int
  ) throws(SearchError) {
    for _ in 0..<rounds {
      let round = Round(queries, index)
      let seconds = round.run(threadCount: threadCount)
      queriesPerSecond = max(queriesPerSecond, Double(queries.count) / seconds)
      answers = try round.answers()
    }
  }

  /// The first query, from 0, that was answered otherwise in another measurement of the same ones.
  func firstDifference(from other: Throughput) -> Int? {
    answers.indices.first {
      answers[$0].count != other.answers[$0].count
        || answers[$0].ranking != other.answers[$0].ranking
    }
  }

  private final class Round: Sendable {
    private let queries: [Query]
    private let index: MeasuredIndex
    private let next = Atomic(0)
    private let results = Mutex<[Result<[(Int, QueryRun)], SearchError>]>([])

    init(_ queries: [Query], _ index: MeasuredIndex) {
      self.queries = queries
      self.index = index
    }

    /// Starts all threads at once.
    ///
    /// - Returns: The seconds until the last one is done.
    func run(threadCount: Int) -> Double {
      let queue = DispatchQueue(label: "do_query", attributes: .concurrent)
      let ready = DispatchSemaphore(value: 0)
      let start = DispatchSemaphore(value: 0)
      let done = DispatchGroup()
      for _ in 0..<threadCount {
        queue.async(group: done) {
          ready.signal()
          start.wait()
          let result = Result { () throws(SearchError) in try self.answerInTurn() }
          self.results.withLock { $0.append(result) }
        }
      }
      for _ in 0..<threadCount { ready.wait() }
      let clock = ContinuousClock()
      let begin = clock.now
      for _ in 0..<threadCount { start.signal() }
      done.wait()
      return (clock.now - begin) / .seconds(1)
    }

    private func answerInTurn() throws(SearchError) -> [(Int, QueryRun)] {
      var answers: [(Int, QueryRun)] = []
      while true {
        let number = next.wrappingAdd(1, ordering: .relaxed).oldValue
        guard number < queries.count else { return answers }
        answers.append(
          (number, try QueryRun(queries[number].command, queries[number].text, in: index)))
      }
    }

    /// The answers in the order of the queries.
    func answers() throws(SearchError) -> [QueryRun] {
      var all: [(Int, QueryRun)] = []
      for result in results.withLock({ $0 }) { all += try result.get() }
      return all.sorted { $0.0 < $1.0 }.map(\.1)
    }
  }
}
