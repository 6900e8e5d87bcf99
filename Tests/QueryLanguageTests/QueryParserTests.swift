// SPDX-License-Identifier: Apache-2.0

import QueryLanguage
import Testing

private let parser = QueryParser(
  fields: ["title", "body", "tags", "tag"], orderedFields: ["tags", "tag", "date", "price"])

private func word(_ text: String, exact: Bool = false) -> Query {
  .word(.init(text, isExactForm: exact))
}

private func words(_ texts: String...) -> Query {
  .sequence(texts.map { .init(.should, word($0)) })
}

private func quoted(_ text: String, slop: Int? = nil) -> Query {
  .quotation(.init(text, slop: slop))
}

@Suite struct QueryParserTests {
  @Test(arguments: [
    "C++", "C#", "node.js", "3.14", "e-mail", "foo_bar", "https://x", "https://x/y?z=1",
    "--version", "-", "+", "->", "=", "==", "*", "?", "what?", "~", "^2", "a^b", "C:\\temp",
    "and", "or", "not", "f(x)", "printf(3)", "東京（日本）", "rock'n'roll", "unknown:word", ":",
    "a/b", "/usr/bin/", "5\"", "×", "🍣", "－", "12:30", "x-",
  ])
  func plainWordsHaveNoOperators(text: String) {
    let result = parser.parse(text)
    #expect(result.query == word(text))
    #expect(result.diagnostics.isEmpty)
  }

  @Test func bareWordsStandSideBySide() {
    #expect(parser.parse("a b").query == words("a", "b"))
    #expect(parser.parse("　東京　大阪 ").query == words("東京", "大阪"))
    #expect(parser.parse("").query == .sequence([]))
    #expect(parser.parse(" \n\u{3000}").query.isEmpty)
  }

  @Test(arguments: ["+a -b c", "＋a －b c", "+a \u{2212}b　c"])
  func signs(text: String) {
    #expect(
      parser.parse(text).query
        == .sequence([.init(.must, word("a")), .init(.not, word("b")), .init(.should, word("c"))]))
  }

  @Test func signBeforeBlankIsText() {
    #expect(parser.parse("a - b").query == words("a", "-", "b"))
    #expect(parser.parse("a + b").query == words("a", "+", "b"))
    #expect(parser.parse("-a").query == .not(word("a")))
    #expect(parser.parse("+a").query == .sequence([.init(.must, word("a"))]))
  }

  @Test(arguments: [
    "\"a b\"", "“a b”", "＂a b＂", "「a b」", "『a b』", "｢a b｣", "”a b”",
  ])
  func quotes(text: String) {
    #expect(parser.parse(text).query == quoted("a b"))
    #expect(parser.parse(text + "~3").query == quoted("a b", slop: 3))
    #expect(parser.parse(text + "～３").query == quoted("a b", slop: 3))
    #expect(parser.parse("-" + text).query == .not(quoted("a b")))
  }

  @Test func quotesInsideWordsBeginQuotations() {
    #expect(
      parser.parse("作品「罪と罰」を").query
        == .sequence([
          .init(.should, word("作品")), .init(.should, quoted("罪と罰")), .init(.should, word("を")),
        ]))
    #expect(parser.parse("作品「罪").query == word("作品「罪"))
    #expect(parser.parse("\"a \\\"b\\\" \\\\ c\\d\"").query == quoted("a \"b\" \\ c\\d"))
  }

  @Test func exactForm() {
    #expect(parser.parse("=寝取られ").query == word("寝取られ", exact: true))
    #expect(parser.parse("＝寝取られ").query == word("寝取られ", exact: true))
    #expect(parser.parse("-=x").query == .not(word("x", exact: true)))
    #expect(parser.parse("title:=x").query == .field("title", word("x", exact: true)))
    #expect(parser.parse("=title:x").query == .field("title", word("x", exact: true)))
    #expect(parser.parse("=\"x y\"").query == quoted("x y"))
  }

  @Test func operatorsBindByPrecedence() {
    let (a, b, c, d) = (word("a"), word("b"), word("c"), word("d"))
    #expect(parser.parse("a AND b OR c").query == .or([.and([a, b]), c]))
    #expect(parser.parse("a OR b AND c").query == .or([a, .and([b, c])]))
    #expect(parser.parse("a AND (b OR c)").query == .and([a, .or([b, c])]))
    #expect(
      parser.parse("a b AND c d").query
        == .sequence([.init(.should, a), .init(.should, .and([b, c])), .init(.should, d)]))
    #expect(parser.parse("a AND NOT b").query == .and([a, .not(b)]))
    #expect(parser.parse("a AND -b").query == .and([a, .not(b)]))
    #expect(parser.parse("a NOT b").query == .sequence([.init(.should, a), .init(.not, b)]))
    #expect(parser.parse("NOT NOT a").query == .not(.not(a)))
    #expect(parser.parse("ａ ＡＮＤ （b）").query == .and([word("ａ"), b]))
    #expect(parser.parse("((a))").query == a)
  }

  @Test func operatorsWithoutOperandsAreWords() {
    for text in ["AND", "OR", "NOT"] {
      let result = parser.parse(text)
      #expect(result.query == word(text))
      #expect(result.diagnostics.map(\.kind) == [.operatorWithoutOperand(text)])
    }
    #expect(parser.parse("a AND").query == words("a", "AND"))
    #expect(parser.parse("\\AND").query == word("AND"))
    #expect(parser.parse("\\AND").diagnostics.isEmpty)
    #expect(parser.parse("a \\OR b").query == words("a", "OR", "b"))
  }

  @Test func fields() {
    #expect(parser.parse("title:x").query == .field("title", word("x")))
    #expect(parser.parse("title：x").query == .field("title", word("x")))
    #expect(parser.parse("title:https://x").query == .field("title", word("https://x")))
    #expect(
      parser.parse("title:\"a b\"^2").query == .field("title", .boosted(quoted("a b"), by: 2)))
    #expect(parser.parse("title:(a b)").query == .field("title", words("a", "b")))
    #expect(parser.parse("-title:(a b)").query == .not(.field("title", words("a", "b"))))
    #expect(parser.parse("tag:x").query == .field("tag", word("x")))
    #expect(parser.parse("title:-x").query == .field("title", word("-x")))
    #expect(parser.parse("title\\:x").query == word("title:x"))
    let empty = parser.parse("title: x")
    #expect(empty.query == words("title:", "x"))
    #expect(empty.diagnostics == [.init(.fieldWithoutValue("title"), at: 0..<6)])
  }

  @Test func ranges() {
    func range(
      _ field: String, _ lower: String?, _ upper: String?, _ low: Bool, _ high: Bool
    )
      -> Query
    {
      .range(
        .init(
          field: field, lower: lower.map { .init($0, isInclusive: low) },
          upper: upper.map { .init($0, isInclusive: high) }))
    }
    #expect(parser.parse("price:[1 TO 2.5]").query == range("price", "1", "2.5", true, true))
    #expect(parser.parse("price:{1 TO 2]").query == range("price", "1", "2", false, true))
    #expect(parser.parse("price:[1 TO *}").query == range("price", "1", nil, true, true))
    #expect(parser.parse("price:>3").query == range("price", "3", nil, false, true))
    #expect(parser.parse("price:>=3").query == range("price", "3", nil, true, true))
    #expect(parser.parse("price:<-3").query == range("price", nil, "-3", true, false))
    #expect(parser.parse("(price:<=3)").query == range("price", nil, "3", true, true))
    #expect(
      parser.parse("date:[2026-01-01 TO 2026-01-01T10:00:00Z]").query
        == range("date", "2026-01-01", "2026-01-01T10:00:00Z", true, true))
    #expect(parser.parse("tag:[\"a b\" TO \"*\"]").query == range("tag", "a b", "*", true, true))
    let text = parser.parse("title:[a TO b]")
    #expect(text.diagnostics.map(\.kind) == [.rangeOnUnorderedField("title")])
    #expect(parser.parse("price:[1").diagnostics.map(\.kind) == [.malformedRange])
    #expect(parser.parse("price:[* TO *]").diagnostics.map(\.kind) == [.malformedRange])
  }

  @Test func boosts() {
    #expect(parser.parse("a^2").query == .boosted(word("a"), by: 2))
    #expect(parser.parse("(a b)^1.5").query == .boosted(words("a", "b"), by: 1.5))
    #expect(parser.parse("title:a^3").query == .field("title", .boosted(word("a"), by: 3)))
    let huge = parser.parse("a^99999")
    #expect(huge.query == .boosted(word("a"), by: 1000))
    #expect(huge.diagnostics == [.init(.numberOutOfRange, at: 1..<7)])
  }

  @Test(arguments: [
    ("pre*", "prefix*"), ("w?ld", "wildcard ?"), ("w*ld", "wildcard *"), ("a*b", "wildcard *"),
    ("fuzzi~1", "fuzzy~"), ("fuzzi~", "fuzzy~"), ("/reg.x/", "/regular expression/"),
  ])
  func syntaxOfOtherEnginesIsText(text: String, feature: String) {
    let result = parser.parse(text)
    #expect(result.query == word(text))
    #expect(result.diagnostics.map(\.kind) == [.notSupported(feature: feature)])
    #expect(result.diagnostics.map(\.utf8Range) == [0..<text.utf8.count])
  }

  @Test func brokenSyntaxIsReportedWithItsPlace() {
    func diagnostics(_ text: String) -> [QueryDiagnostic] { parser.parse(text).diagnostics }
    #expect(diagnostics("東 \"a b") == [.init(.unclosedQuote, at: 4..<8)])
    #expect(
      parser.parse("東 \"a b").query
        == .sequence([
          .init(.should, word("東")), .init(.should, quoted("a b")),
        ]))
    #expect(diagnostics("a (b c") == [.init(.unclosedParenthesis, at: 2..<3)])
    #expect(diagnostics("a) b") == [.init(.strayParenthesis, at: 1..<2)])
    #expect(parser.parse("a) b").query == words("a", "b"))
    #expect(diagnostics("a ()") == [.init(.nothingInside, at: 2..<4)])
    #expect(diagnostics("\"\"") == [.init(.nothingInside, at: 0..<2)])
    #expect(diagnostics("+a OR b") == [.init(.plusWithoutEffect, at: 0..<1)])
  }

  @Test func sourceRangesPointIntoTheText() {
    guard case .sequence(let clauses) = parser.parse("+東京 \"a b\"~2 -=x").query,
      case .word(let first) = clauses[0].query, case .quotation(let second) = clauses[1].query,
      case .word(let third) = clauses[2].query
    else {
      Issue.record("not a sequence of three")
      return
    }
    #expect(first.source.utf8 == 1..<7)
    #expect(second.source.utf8 == 8..<15)
    #expect(third.source.utf8 == 18..<19)
  }

  @Test func limitsCutAndReport() {
    var limits = QueryLimits()
    limits.byteCount = 10
    limits.leafCount = 2
    limits.depth = 3
    let small = QueryParser(limits: limits)
    #expect(small.parse("a b c").query == words("a", "b"))
    #expect(small.parse("a b c").diagnostics == [.init(.tooManyWords(limit: 2), at: 4..<5)])
    #expect(small.parse("東東東東").query == word("東東東"))
    #expect(small.parse("東東東東").diagnostics == [.init(.textTooLong(limit: 10), at: 9..<12)])
    #expect(small.parse("((((a)))) ").query.isEmpty)
    #expect(small.parse("(((a)))").query == word("a"))
    #expect(small.parseLiteral("a b c").query == words("a", "b"))
    #expect(small.parseLiteral("a b c").diagnostics.count == 1)
  }

  @Test func literalTextHasNoOperators() {
    #expect(parser.parseLiteral("-a \"b AND title:c").query == words("-a", "\"b", "AND", "title:c"))
    #expect(parser.parseLiteral(" (x　").query == word("(x"))
    #expect(parser.parseLiteral("").query.isEmpty)
  }
}
