// SPDX-License-Identifier: Apache-2.0

import DocumentModel
import Testing

@testable import searchctl

private let sample = SearchResultView(
  query: "東京 -x", queryID: "7", total: 1234, isTotalExact: false, tookMicroseconds: 3456,
  hits: [
    HitView(
      rank: 1, id: "a/b", score: 2.5,
      fields: [
        .init(name: "title", value: .text("Tokyo\t\u{1B}[31m guide")),
        .init(name: "tags", value: .keywords(["p", "q\"r"])),
        .init(name: "date", value: .date(1_795_219_200_000)),
        .init(name: "price", value: .number(3)),
      ],
      snippet: [
        .init(text: "in ", isMatch: false),
        .init(
          text: "東京", isMatch: true, offsets: .init(utf8: 3..<9, utf16: 3..<5, characters: 3..<5)),
        .init(text: "\nnow", isMatch: false),
      ], snippetField: "body",
      explanation: .init(
        label: "score", value: 2.5, parts: [.init(label: "東京 in title", value: 2.5)])),
    HitView(rank: 2, id: "c", score: 2.5),
  ],
  facets: [.init(field: "tags", values: [("p", 1200), ("q", 3)])],
  diagnostics: [.init(message: "odd", utf8Range: 7..<9)])

private let plain = TextStyle(usesColor: false)

@Suite struct ResultTextTests {
  @Test func text() {
    #expect(
      sample.rendered(as: .text, style: plain, isOneOfMany: false) == """
        1  Tokyo [31m guide
           a/b  2.500
           in [東京] now
           2.5000  score
             2.5000  東京 in title
        2  c
           c  2.500
        tags: p 1,200, q 3

        """)
    #expect(sample.summary == "at least 1,234 hits, 2 shown (3.5 ms)")
    #expect(SearchResultView(tookMicroseconds: 90).summary == "no hits (0.1 ms)")
    #expect(sample.diagnostics[0].text(query: sample.query) == "-x: odd")
  }

  @Test func colours() {
    let hit = HitView(rank: 1, id: "a", score: 1, snippet: [.init(text: "x", isMatch: true)])
    let text = SearchResultView(total: 1, hits: [hit])
      .rendered(as: .auto, style: TextStyle(usesColor: true), isOneOfMany: false)
    #expect(text.contains("\u{1B}[1;31mx\u{1B}[0m"))
    #expect(text.contains("\u{1B}[1ma\u{1B}[0m"))
  }

  @Test func json() {
    #expect(
      sample.rendered(as: .json, style: plain, isOneOfMany: false) == """
        {"schema":1,"total":{"value":1234,"relation":"gte"},"took_us":3456,"hits":[\
        {"rank":1,"id":"a/b","score":2.5,"fields":{"title":"Tokyo\\t\\u001b[31m guide",\
        "tags":["p","q\\"r"],"date":"2026-11-21","price":3},"snippet":[\
        {"text":"in ","match":false},{"text":"東京","match":true,"utf8":[3,9],"utf16":[3,5],"characters":[3,5]},\
        {"text":"\\nnow","match":false}],"snippet_field":"body",\
        "explanation":{"label":"score","value":2.5,"parts":[{"label":"東京 in title","value":2.5}]}},\
        {"rank":2,"id":"c","score":2.5,"fields":{},"snippet":[]}],\
        "facets":{"tags":[{"value":"p","count":1200},{"value":"q","count":3}]},\
        "diagnostics":[{"message":"odd","utf8_range":[7,9]}]}

        """)
  }

  @Test func jsonLines() {
    let text = sample.rendered(as: .jsonl, style: plain, isOneOfMany: true)
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    #expect(lines.count == 3)
    #expect(
      lines[1] == #"{"query":"東京 -x","rank":2,"id":"c","score":2.5,"fields":{},"snippet":[]}"#)
    #expect(lines[2] == "")
    #expect(SearchResultView().rendered(as: .jsonl, style: plain, isOneOfMany: false) == "")
  }

  @Test func columns() {
    #expect(
      sample.rendered(as: .tsv, style: plain, isOneOfMany: false)
        == "1\t2.5\ta/b\tTokyo [31m guide\n2\t2.5\tc\tc\n")
    #expect(
      sample.rendered(as: .trec, style: plain, isOneOfMany: false)
        == "7 Q0 a/b 1 2.5 sakuin\n7 Q0 c 2 2.4999998 sakuin\n")
  }

  @Test func tablesCountWideCharactersTwice() {
    let table = Table(rows: [["a", "b"], ["東京", "x"], ["e\u{301}", "y"]])
    #expect(table.text(plain) == "a     b\n東京  x\ne\u{301}     y\n")
  }
}
