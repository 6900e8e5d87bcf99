// SPDX-License-Identifier: Apache-2.0

import Foundation
import Indexing
import SakuinMeasuring
import Testing

@Suite final class MeasuredIndexTests {
  private let folder = FileManager.default.temporaryDirectory.appending(path: "sakuin-\(UUID())")
  private var path: String { folder.appending(path: "index").path }

  init() throws {
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  }

  deinit {
    try? FileManager.default.removeItem(at: folder)
  }

  /// An index of "a", "a b", "a b b", and so on, the i-th document with b i times, every third with c.
  private func index() throws -> MeasuredIndex {
    var builder = try MeasuredIndexBuilder(path: path, options: .init())
    for number in 0..<30 {
      let words = Array(repeating: "b", count: number) + (number % 3 == 0 ? ["c"] : [])
      try builder.add(jsonLine: #"{"text": "a \#(words.joined(separator: " "))"}"#)
    }
    let summary = try builder.finish()
    #expect(summary.documentCount == 30)
    return try MeasuredIndex(path: path)
  }

  @Test(arguments: [1, 7, 30, 1000])
  func bestIsTheBeginningOfTheOracle(limit: Int) throws {
    let index = try index()
    for text in ["b", "a b c", "+b +c", "+b -c", "\"b c\"", "nothing"] {
      let query = try index.plan(text)
      let all = try index.exhaustivelyBest(index.documentCount, of: query)
      let best = try index.best(limit, of: query)
      #expect(best.count == min(limit, all.count))
      #expect(best.firstDifference(fromFirst: limit, of: all) == nil)
      #expect(try index.count(of: query) == all.count)
    }
  }

  @Test func anOtherRankingDiffers() throws {
    let index = try index()
    let first = try index.best(10, of: index.plan("b"))
    let weighted = try index.best(10, of: index.plan("b^2"))
    let shorter = try index.best(9, of: index.plan("b"))
    let missing = try index.best(10, of: index.plan("nothing"))
    #expect(first == first)
    #expect(try index.key(of: first[0]) == index.key(of: weighted[0]))
    #expect(first.firstDifference(fromFirst: 10, of: weighted) == 0)  // the score alone
    #expect(first.firstDifference(fromFirst: 10, of: shorter) == 9)
    #expect(shorter.firstDifference(fromFirst: 10, of: first) == 9)
    #expect(shorter.firstDifference(fromFirst: 9, of: first) == nil)
    #expect(missing.firstDifference(fromFirst: 10, of: first) == 0)
  }

  @Test func keysAreIdentifiersOrNumbers() throws {
    var builder = try MeasuredIndexBuilder(path: path, options: .init())
    for line in [
      #"{"id": "x", "title": "one", "body": "two"}"#, "", #"{"body": "two two"}"#,
      #"{"id": 7, "text": "two two two", "title": "three", "body": "four"}"#,
    ] {
      try builder.add(jsonLine: line)
    }
    _ = try builder.finish()
    let index = try MeasuredIndex(path: path)
    let best = try index.best(10, of: index.plan("two"))
    #expect(try Set((0..<best.count).map { try index.key(of: best[$0]) }) == ["x", "1", "7"])
    #expect(try index.count(of: index.plan("one")) == 1)
    #expect(try index.count(of: index.plan("three four")) == 0)
  }

  @Test(arguments: [
    ("{", "line 2 is not a JSON object"), ("[]", "line 2 is not a JSON object"),
    (#"{"id": "x"}"#, "line 2 has neither 'text' nor 'body'"),
    (#"{"text": []}"#, "line 2: 'text' must be a string"),
    (#"{"id": "0", "text": "y"}"#, "line 2: there is already a document with the id '0'"),
  ])
  func aBadLineIsNamed(line: String, words: String) throws {
    var builder = try MeasuredIndexBuilder(path: path, options: .init())
    try builder.add(jsonLine: #"{"text": "x"}"#)
    do throws(MeasuringError) {
      try builder.add(jsonLine: line)
      Issue.record("the line was taken")
    } catch {
      #expect(error.description.hasPrefix(words))
    }
  }

  @Test func unsupportedSyntaxIsSaid() throws {
    let index = try index()
    #expect(index.supports(#"+a -b "b c""#))
    #expect(!index.supports("a*"))
  }
}
