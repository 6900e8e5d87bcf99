// SPDX-License-Identifier: Apache-2.0

import QueryLanguage
import TestSupport
import Testing

private let parser = QueryParser(
  fields: ["title", "body", "tag"], orderedFields: ["date", "price"])

/// Pieces that mean something to the parser, and some that do not.
private let pieces = [
  " ", " ", " ", "　", "\n", "a", "b", "東京", "ねとられ", "é", "🍣", "+", "-", "－", "＋", "=", "＝", "(",
  ")",
  "（", "）", "\"", "“", "”", "「", "」", "『", "』", "[", "]", "{", "}", "~", "^", "^2", "~3", ":", "：",
  "title:",
  "date:", "price:>", "tag:", "AND", "OR", "NOT", " AND ", " OR ", " NOT ", "*", "?", "/", "\\",
  "<",
  "<=", ">", " TO ", "[1 TO 2]", "TO", "0", "9", ".", "\u{0}", "\u{301}", "\u{202E}", "<=3",
  "\"x y\"",
]

private func randomText(_ generator: inout SeededGenerator, upTo count: Int) -> String {
  var text = ""
  for _ in 0..<Int.random(in: 0...count, using: &generator) {
    if Int.random(in: 0..<20, using: &generator) == 0 {
      let value = UInt32.random(in: 0...0x1_FFFF, using: &generator)
      if let scalar = Unicode.Scalar(value) { text.unicodeScalars.append(scalar) }
    } else {
      text += pieces.randomElement(using: &generator) ?? ""
    }
  }
  return text
}

/// A query in normal form.
private func randomQuery(_ generator: inout SeededGenerator, depth: Int) -> Query {
  let choice = Int.random(in: 0..<(depth == 0 ? 4 : 10), using: &generator)
  switch choice {
  case 0, 1:
    var text = randomText(&generator, upTo: 4)
    if text.isEmpty { text = "x" }
    return .word(.init(text, isExactForm: Bool.random(using: &generator)))
  case 2:
    return .quotation(
      .init(
        "q" + randomText(&generator, upTo: 5),
        slop: Bool.random(using: &generator) ? nil : Int.random(in: 0...9, using: &generator)))
  case 3:
    let bound = Query.FieldRange.Bound(
      "v" + randomText(&generator, upTo: 3), isInclusive: Bool.random(using: &generator))
    let other = Bool.random(using: &generator) ? nil : bound
    return .range(.init(field: "price", lower: other, upper: bound))
  case 4: return .not(randomQuery(&generator, depth: depth - 1))
  case 5: return .and((0..<2).map { _ in randomQuery(&generator, depth: depth - 1) })
  case 6: return .or((0..<3).map { _ in randomQuery(&generator, depth: depth - 1) })
  case 7:
    let query = randomQuery(&generator, depth: depth - 1)
    if case .range = query { return query }
    return .field("title", query)
  case 8:
    return .boosted(
      randomQuery(&generator, depth: depth - 1),
      by: Float(Int.random(in: 1...4000, using: &generator)) / 4)
  default:
    let clauses = (0..<Int.random(in: 2...4, using: &generator)).map { _ in
      Query.Clause(
        Query.Occurrence.allCases.randomElement(using: &generator) ?? .must,
        randomQuery(&generator, depth: depth - 1))
    }
    return .sequence(Bool.random(using: &generator) ? clauses : [.init(.must, clauses[0].query)])
  }
}

@Suite struct QueryPropertyTests {
  @Test func anyTextParsesAndPrintsBack() {
    var generator = SeededGenerator(seed: RandomCases.seed)
    for _ in 0..<RandomCases.count {
      let text = randomText(&generator, upTo: 24)
      let result = parser.parse(text)
      let printed = result.query.description
      #expect(parser.parse(printed).query == result.query, "\(text.debugDescription) -> \(printed)")
      let bounds = 0...text.utf8.count
      for diagnostic in result.diagnostics {
        #expect(bounds.contains(diagnostic.utf8Range.lowerBound))
        #expect(bounds.contains(diagnostic.utf8Range.upperBound))
      }
    }
  }

  @Test func anyQueryPrintsAndParsesBack() {
    var generator = SeededGenerator(seed: RandomCases.seed &+ 1)
    for _ in 0..<RandomCases.count {
      let query = randomQuery(&generator, depth: 4)
      let printed = query.description
      let result = parser.parse(printed)
      #expect(result.query == query, "\(printed)")
    }
  }

  @Test func simplifyingTwiceIsSimplifyingOnce() {
    var generator = SeededGenerator(seed: RandomCases.seed &+ 2)
    for _ in 0..<RandomCases.count / 4 {
      let once = randomQuery(&generator, depth: 4).simplified()
      #expect(once.simplified() == once)
      #expect(parser.parse(once.description).query == once)
    }
  }

  @Test(arguments: [
    "(", ")", "\"", "「", "-", "+", "=", "NOT ", "title:", "title:(", "a(", "a「", "a\"", "[",
    "price:[“ ",
    "\\", "^2", "~", "(a ", "a OR ", "+(", "-(a", "price:[", "title:=", "(-", "a(b「",
  ])
  func repetitionNeitherOverflowsNorCrawls(piece: String) {
    let text = String(repeating: piece, count: 65_536 / piece.utf8.count)
    let clock = ContinuousClock()
    let time = clock.measure {
      let result = parser.parse(text)
      _ = result.query.simplified().description
    }
    #expect(time < .seconds(5))
  }

  @Test func simplifying() {
    func simplified(_ text: String) -> String { parser.parse(text).query.simplified().description }
    #expect(simplified("(a AND b) AND (c AND d)") == "a AND b AND c AND d")
    #expect(simplified("a OR (b OR c)") == "a OR b OR c")
    #expect(simplified("NOT NOT NOT a") == "-a")
    #expect(simplified("title:(body:a)") == "body:a")
    #expect(simplified("(a^2)^3") == "a^6")
    #expect(simplified("a^1 b") == "a b")
  }
}
