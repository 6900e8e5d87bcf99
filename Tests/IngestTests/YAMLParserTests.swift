// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Ingest

@Suite struct YAMLParserTests {
  private func failure(_ text: String) -> YAMLParser.Failure? {
    do throws(YAMLParser.Failure) {
      _ = try YAMLParser.parse(text)
      return nil
    } catch {
      return error
    }
  }

  @Test func scalarsKeepWhetherTheyWereQuoted() throws {
    #expect(
      try YAMLParser.parse("a: 1\nb: \"1\"\nc: ~\nd:\ne: '~'\nf: |\n  x\n  y\ng: [null, 東京]")
        == .object([
          .init("a", .bare("1")), .init("b", .string("1")), .init("c", .null), .init("d", .null),
          .init("e", .string("~")), .init("f", .string("x\ny\n")),
          .init("g", .array([.null, .bare("東京")])),
        ]))
    #expect(try YAMLParser.parse("") == .null)
    #expect(try YAMLParser.parse("# nothing\n") == .null)
    #expect(try YAMLParser.parse("word") == .bare("word"))
  }

  @Test func aliasesAreResolved() throws {
    #expect(
      try YAMLParser.parse("a: &x [1]\nb: *x\n1: {? [k] : v}")
        == .object([
          .init("a", .array([.bare("1")])), .init("b", .array([.bare("1")])),
          .init("1", .object([.init("[\"k\"]", .bare("v"))])),
        ]))
    // An alias of itself has no end.
    #expect(failure("a: &x [*x]")?.message == "too many or too deep values")
  }

  @Test func whatIsWrongIsNamedWithItsLine() {
    #expect(failure("a: 1\nb: [1\nc: 2")?.line == 3)
    #expect(failure("a: 1\nb: *none")?.line == 2)
    #expect(failure("a: 1\nb: 2\na: 3") == .init(message: "repeated: a", line: 3))
    #expect(failure("a: {b: 1, \"b\": 2}") == .init(message: "repeated: b", line: 1))
    #expect(failure("a: 1\n--- b\n") == .init(message: "a second document", line: 2))
    #expect(failure("a: \u{1}")?.line == 1)
  }

  @Test func valuesAreLimited() throws {
    let depth = YAMLParser.maximumDepth
    func nested(_ depth: Int) -> String {
      String(repeating: "[", count: depth) + "1" + String(repeating: "]", count: depth)
    }
    #expect(failure(nested(depth)) == nil)
    #expect(failure(nested(depth + 1)) != nil)
    let count = YAMLParser.maximumValueCount
    func list(_ count: Int) -> String {
      "[" + Array(repeating: "1", count: count).joined(separator: ",") + "]"
    }
    #expect(failure(list(count - 1)) == nil)
    #expect(failure(list(count)) != nil)
    let long = String(repeating: "x", count: 30_000)
    #expect(
      failure("a: &x \(long)\nb: [\(Array(repeating: "*x", count: 30).joined(separator: ","))]")
        == nil)
    #expect(
      failure("a: &x \(long)\nb: [\(Array(repeating: "*x", count: 40).joined(separator: ","))]")
        != nil)
  }
}
