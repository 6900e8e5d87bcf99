// SPDX-License-Identifier: Apache-2.0

import DocumentModel
import Foundation
import IndexFormat
import Synchronization
import TestSupport
import Testing

@testable import Indexing
@testable import Searching

/// Readers in several threads beside a writer that adds, deletes, synchronizes, merges, and removes
/// files: every answer is that of a state that was committed, whole, and none goes back to an earlier.
///
/// For three seconds, or as many as `SAKUIN_LIVE_SECONDS` says.
@Suite("Readers beside a writer")
struct LiveReadersTests {
  private static let seconds =
    ProcessInfo.processInfo.environment["SAKUIN_LIVE_SECONDS"].flatMap { Double($0) } ?? 3

  /// The key of the document whose text is the number of the state.
  private static let stateKey = "state"

  /// Texts by key, of every state before it was committed: one is shown early at most.
  private final class History: Sendable {
    private let states = Mutex<[[String: String]]>([])
    private let problems = Mutex<[String]>([])
    private let isOver = Atomic(false)

    func begin(_ texts: [String: String]) { states.withLock { $0.append(texts) } }

    /// The texts of a state; nil for one that was never to be committed.
    func texts(_ number: Int) -> [String: String]? {
      states.withLock { $0.indices.contains(number) ? $0[number] : nil }
    }

    func report(_ problem: String) {
      problems.withLock { $0.append(problem) }
      end()
    }

    var found: [String] { problems.withLock { $0 } }

    func end() { isOver.store(true, ordering: .relaxed) }

    var goesOn: Bool { !isOver.load(ordering: .relaxed) }
  }

  // MARK: Queries

  private static let words = (0..<25).map { "w\($0)" }

  private static func word(_ random: inout SeededGenerator) -> String {
    // Some are in most of the documents, others in few.
    words[min(Int.random(in: 0..<25, using: &random), Int.random(in: 0..<25, using: &random))]
  }

  /// A query, and what it finds of a text.
  private struct Question {
    let query: String
    let matches: ([Substring]) -> Bool

    init(_ random: inout SeededGenerator) {
      let a = LiveReadersTests.word(&random)
      let b = LiveReadersTests.word(&random)
      func has(_ word: String, _ text: [Substring]) -> Bool { text.contains(Substring(word)) }
      switch Int.random(in: 0..<5, using: &random) {
      case 0: (query, matches) = (a, { has(a, $0) })
      case 1: (query, matches) = ("\(a) \(b)", { has(a, $0) || has(b, $0) })
      case 2: (query, matches) = ("+\(a) +\(b)", { has(a, $0) && has(b, $0) })
      case 3: (query, matches) = ("\(a) -\(b)", { has(a, $0) && !has(b, $0) })
      default:
        query = "\"\(a) \(b)\""
        matches = { text in
          zip(text, text.dropFirst()).contains { $0.0 == Substring(a) && $0.1 == Substring(b) }
        }
      }
    }
  }

  /// An open index, the state that it shows, and what it has said so far.
  private final class Held {
    let index: SearchIndex
    let state: Int
    let texts: [String: String]
    var answers: [String: [SearchHit]] = [:]

    /// - Returns: nil where the state is none.
    init?(_ index: SearchIndex, _ history: History) throws {
      self.index = index
      var request = SearchRequest(query: "statenumber")
      request.wantsFields = true
      let hits = try index.search(request).hits
      guard hits.count == 1, hits[0].key == LiveReadersTests.stateKey,
        let state = Self.text(hits[0]).split(separator: " ").last.flatMap({ Int($0) }),
        let texts = history.texts(state), index.documentCount == texts.count
      else {
        history.report("no state: \(hits), \(index.documentCount) documents")
        return nil
      }
      self.state = state
      self.texts = texts
    }

    private static func text(_ hit: SearchHit) -> String {
      if case .text(let text)? = hit.fields.first(where: { $0.name == "body" })?.value {
        text
      } else {
        ""
      }
    }

    /// Whether files that it shows have lost their names.
    var isUnlinked: Bool {
      index.snapshot.segments.contains { !FileManager.default.fileExists(atPath: $0.name) }
    }

    /// Asks a question, and says what is wrong with the answer.
    func problem(_ question: Question) throws -> String? {
      var request = SearchRequest(query: question.query)
      request.limit = 10_000
      request.wantsFields = true
      let result = try index.search(request)
      let expected = texts.filter { question.matches($0.value.split(separator: " ")) }
      let found = result.hits.map { ($0.key, Self.text($0)) }
      guard result.total.value == expected.count, found.count == expected.count,
        Dictionary(found, uniquingKeysWith: { first, _ in first }) == expected
      else { return "state \(state), \(question.query): \(found), not \(expected)" }
      // The same snapshot says the same again, in every bit of a score.
      if let before = answers[question.query], before != result.hits {
        return "state \(state), \(question.query): another answer than before"
      }
      answers[question.query] = result.hits
      return nil
    }
  }

  // MARK: Reading

  private struct Counts: Sendable {
    var answers = 0
    var opened = 0
    var reopened = 0
    /// Answers from files that have no names any more.
    var unlinked = 0
  }

  /// Opens, reopens, holds and asks until all is over.
  private static func read(
    _ folder: String, seed: UInt64, _ history: History
  ) throws -> Counts {
    var random = SeededGenerator(seed: seed)
    var counts = Counts()
    var held: [Held] = []
    while history.goesOn {
      let newest = held.last
      if newest == nil || Int.random(in: 0..<4, using: &random) == 0 {
        guard let next = try Held(SearchIndex(paths: [folder]), history) else { return counts }
        counts.opened += 1
        held.append(next)
      } else if let index = try newest?.index.reopened() {
        guard let next = try Held(index, history) else { return counts }
        counts.reopened += 1
        held.append(next)
      }
      if let newest, let now = held.last, now.state < newest.state {
        history.report("state \(now.state) after \(newest.state)")
      }
      // Old snapshots are kept for a while.
      if held.count > 4 { held.remove(at: Int.random(in: 0..<4, using: &random)) }
      for snapshot in held {
        let isUnlinked = snapshot.isUnlinked
        for _ in 0..<8 {
          if let problem = try snapshot.problem(Question(&random)) { history.report(problem) }
          counts.answers += 1
          counts.unlinked += isUnlinked ? 1 : 0
        }
      }
    }
    return counts
  }

  // MARK: Writing

  private static func document(_ key: String, _ text: String) -> Document {
    Document(key: key, fields: [.init(name: "body", value: .text(text))])
  }

  private static var options: IndexWriterOptions {
    var options = IndexWriterOptions(
      schema: Schema(fields: [.init(name: "body", type: .text, analyzer: "words")]), threadCount: 2)
    options.mergePolicy.floorByteCount = 6_000
    options.mergePolicy.fanIn = 3
    return options
  }

  /// Commits one random state after the other.
  ///
  /// - Returns: How many, and how many segments were merged.
  private static func write(
    _ folder: String, seconds: Double, _ history: History, _ started: () -> Void
  ) async throws -> (commits: Int, merged: Int) {
    var random = SeededGenerator(seed: 41)
    var writer = try IndexWriter(folder: folder, options: options)
    var texts: [String: String] = [:]
    var merged = 0
    var number = 0
    let clock = ContinuousClock()
    let end = clock.now + .seconds(seconds)
    while history.goesOn, clock.now < end || number < 30 {
      let before = texts
      texts[stateKey] = "statenumber \(number)"
      func text() -> String {
        (0..<Int.random(in: 1..<30, using: &random)).map { _ in word(&random) }
          .joined(separator: " ")
      }
      let kind = number == 0 ? 0 : Int.random(in: 0..<12, using: &random)
      if kind == 1 {
        // Some stay, some change, some go, some come.
        texts = texts.filter { $0.key == stateKey || Int.random(in: 0..<6, using: &random) > 0 }
        for _ in 0..<10 { texts["k\(Int.random(in: 0..<150, using: &random))"] = text() }
        let wanted = texts.sorted { $0.key < $1.key }.map { document($0.key, $0.value) }
        #expect(try await writer.synchronize(with: wanted).isEmpty)
      } else {
        try await writer.put(document(stateKey, "statenumber \(number)"))
        for _ in 0..<Int.random(in: 1..<(number == 0 ? 80 : 12), using: &random) {
          let key = "k\(Int.random(in: 0..<150, using: &random))"
          if Int.random(in: 0..<3, using: &random) == 0 {
            #expect(try await writer.delete(key: key) == (texts[key] != nil))
            texts[key] = nil
          } else {
            texts[key] = text()
            try await writer.put(document(key, texts[key] ?? ""))
          }
        }
      }
      if kind == 2 {
        await writer.rollback()
        texts = before
        continue
      }
      history.begin(texts)
      let summary = try await kind == 3 ? writer.merge() : writer.commit()
      #expect(summary.documentCount == texts.count && summary.mergeFailure == nil)
      merged += summary.mergedSegmentCount
      number += 1
      if number == 1 { started() }
      if kind == 4 {
        await writer.close()
        writer = try IndexWriter(folder: folder, options: options)
      }
    }
    return (number, merged)
  }

  @Test(.timeLimit(.minutes(60))) func everyAnswerIsOfACommittedState() async throws {
    let scratch = try ScratchFolder()
    let folder = scratch.path("live")
    let history = History()
    let counts = Mutex<[Counts]>([])
    let done = DispatchGroup()
    func startReaders() {
      for seed in 1...3 {
        done.enter()
        Thread.detachNewThread {
          do {
            let found = try Self.read(folder, seed: UInt64(seed), history)
            counts.withLock { $0.append(found) }
          } catch { history.report("\(error)") }
          done.leave()
        }
      }
    }
    defer { history.end() }
    let written = try await Self.write(folder, seconds: Self.seconds, history, startReaders)
    history.end()
    await withCheckedContinuation { continuation in
      done.notify(queue: .global()) { continuation.resume() }
    }
    #expect(history.found == [])
    let sum = counts.withLock { counts in
      counts.reduce(into: Counts()) {
        $0.answers += $1.answers
        $0.opened += $1.opened
        $0.reopened += $1.reopened
        $0.unlinked += $1.unlinked
      }
    }
    print(
      "\(written.commits) commits, \(written.merged) segments merged; three readers opened",
      "\(sum.opened) times, reopened \(sum.reopened) times, and gave \(sum.answers) answers,",
      "\(sum.unlinked) of them from files that have no names any more")
    #expect(written.commits >= 30 && written.merged > 20)
    #expect(sum.opened > 3 && sum.reopened > 3 && sum.unlinked > 50)
  }
}
