// SPDX-License-Identifier: Apache-2.0

import DocumentModel
import Foundation
import Indexing
import Synchronization
import TestSupport
import Testing

@testable import Searching

/// Many threads that search one index find what one thread finds.
@Suite final class ConcurrentSearchTests {
  private let path = FileManager.default.temporaryDirectory
    .appending(path: "sakuin-\(UUID()).sakuin").path

  deinit { try? FileManager.default.removeItem(atPath: path) }

  private static let words = [
    "running", "runs", "index", "C++", "node.js", "Tōkyō", "寿司", "すし", "sushi", "東京", "食べた",
    "食べられなかった", "サーバー", "は", "を", "search", "the", "of", "Ω", "naïve",
  ]

  private static func text(_ random: inout SeededGenerator, count: Int) -> String {
    (0..<count).map { _ in words[Int.random(in: 0..<words.count, using: &random)] }
      .joined(separator: Bool.random(using: &random) ? " " : "、")
  }

  private func index(_ random: inout SeededGenerator) throws -> SearchIndex {
    var builder = try IndexBuilder(path: path)
    for number in 0..<400 {
      try builder.add(
        Document(
          key: "d\(number)",
          fields: [
            .init(name: "title", value: .text(Self.text(&random, count: 3))),
            .init(
              name: "body",
              value: .text(Self.text(&random, count: Int.random(in: 1...60, using: &random)))),
            .init(name: "tags", value: .keywords(["t\(number % 5)"])),
          ]))
    }
    _ = try builder.finish()
    return try SearchIndex(paths: [path])
  }

  private func requests(_ random: inout SeededGenerator) -> [SearchRequest] {
    (0..<300).map { number in
      let a = Self.text(&random, count: 1)
      let b = Self.text(&random, count: 1)
      let query =
        switch number % 7 {
        case 0: a
        case 1: "\(a) \(b)"
        case 2: "+\(a) +\(b)"
        case 3: "\"\(a) \(b)\""
        case 4: "\(a) -\(b)"
        case 5: "=\(a)"
        default: Self.text(&random, count: 6)
        }
      var request = SearchRequest(query: query)
      request.wantsExactTotal = number % 2 == 0
      request.wantsExplanation = number % 11 == 0
      if number % 13 == 0 { request.facets = ["tags"] }
      if number % 17 == 0 { request.filters = ["tag:t1"] }
      return request
    }
  }

  /// All of an answer but the time it took.
  private static func words(of result: SearchResult) -> String {
    let hits = result.hits.map {
      "\($0.key) \($0.score.bitPattern) \($0.fields) \($0.snippet) \(String(describing: $0.explanation))"
    }
    return "\(result.total) \(hits) \(result.facets) \(result.diagnostics)"
  }

  @Test func manyThreadsAnswerAsOne() throws {
    var random = SeededGenerator(seed: 31)
    let index = try index(&random)
    let requests = requests(&random)
    let expected = try requests.map { Self.words(of: try index.search($0)) }
    #expect(Set(expected).count > 100)
    // A second index, whose workspaces and decompressors no thread has used yet.
    let fresh = try SearchIndex(paths: [path])
    let differences = Mutex<[String]>([])
    callConcurrently(threadCount: 8, rounds: 2, count: requests.count) { number in
      let found = Result { Self.words(of: try fresh.search(requests[number])) }
      if (try? found.get()) != expected[number] {
        differences.withLock { $0.append("\(requests[number].query): \(found)") }
      }
    }
    let found = differences.withLock { $0 }
    #expect(found.isEmpty, "\(found.count) differ, such as \(found.first ?? "")")
  }
}
