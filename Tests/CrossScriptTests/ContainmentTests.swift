// SPDX-License-Identifier: Apache-2.0
import Searching
import TestSupport
import Testing
import TextAnalysis

/// A quoted string finds the documents that contain it and no other.
struct ContainmentTests {
  @Test func quotedSubstringsAreExact() throws {
    let documents = try Corpus.documents()
    let index = try Corpus.index()
    let texts = documents.map { document in
      document.texts.map { String(decoding: NormalizedText($0).bytes, as: UTF8.self) }
    }
    // Every run of Han and kana of every text.
    var runs: [[Unicode.Scalar]] = []
    for text in texts.joined() {
      var run: [Unicode.Scalar] = []
      for scalar in text.unicodeScalars {
        let utf8 = Array(String(scalar).utf8)
        if Kana.containsHan(utf8) || Kana.isKana(utf8) {
          run.append(scalar)
        } else {
          if !run.isEmpty { runs.append(run) }
          run = []
        }
      }
      if !run.isEmpty { runs.append(run) }
    }
    var random = SeededGenerator(seed: 31)
    var draws = 0
    var found = 0
    while draws < 1_000 {
      let run = try #require(runs.randomElement(using: &random))
      let length = min(Int.random(in: 1...8, using: &random), run.count)
      let start = Int.random(in: 0...run.count - length, using: &random)
      var view = String.UnicodeScalarView()
      view.append(contentsOf: run[start..<start + length])
      let string = String(view)
      let scalars = Array(string.unicodeScalars)
      let expected = Set(
        zip(documents, texts).filter { _, texts in
          texts.contains { Array($0.unicodeScalars).containsSequence(scalars) }
        }.map(\.0.key))
      let actual = Set(try index.keys("\"\(string)\""))
      #expect(actual == expected, "\(string): \(actual.symmetricDifference(expected))")
      draws += 1
      found += actual.count
    }
    print("seed 31: \(draws) quoted strings, \(found) documents found, each contains its string")
  }

  /// Words of other scripts stand between Han and kana, with marks and blanks.
  @Test func mixedStringsAreVerified() throws {
    let index = try Fixture.index(
      [
        ("a", "入門C言語の本"), ("b", "Cの言語、C と言語"), ("c", "第3回大会"), ("d", "第 3 回大会"),
        ("e", "Hello, world"), ("f", "hello\n world"), ("g", "HELLO WORLD"),
      ])
    #expect(try index.keys("\"C言語\"") == ["a"])
    #expect(try index.keys("\"第3回\"") == ["c"])
    #expect(try Set(index.keys("\"hello world\"")) == ["f", "g"])
    #expect(try index.keys("\"Hello, World\"") == ["e"])
    #expect(try Set(index.keys("\"hello world\"~0")) == ["e", "f", "g"])
  }
}

extension Array where Element: Equatable {
  fileprivate func containsSequence(_ other: [Element]) -> Bool {
    guard other.count <= count else { return false }
    return (0...count - other.count).contains { self[$0..<$0 + other.count].elementsEqual(other) }
  }
}
