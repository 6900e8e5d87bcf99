// SPDX-License-Identifier: Apache-2.0

import DocumentModel
import Ingest
import Testing

/// All items and notes of sources.
private func read(
  _ sources: [String], schema: Schema = .standard(), idField: String = "id", slice: Slice? = nil,
  limit: Int = 1 << 20
) throws -> (documents: [Document], rejections: [Rejection], notes: [IngestNote]) {
  let options = DocumentStream.Options(
    schema: schema, idField: idField, slice: slice, maximumDocumentByteCount: limit)
  var stream = try DocumentStream(sources: sources, options: options)
  var documents: [Document] = []
  var rejections: [Rejection] = []
  while let item = try stream.next() {
    switch item {
    case .document(let document, _): documents.append(document)
    case .known: Issue.record("a line that nobody knew")
    case .rejection(let rejection): rejections.append(rejection)
    }
  }
  if let total = stream.totalByteCount { #expect(stream.byteCountRead == total) }
  return (documents, rejections, stream.takeNotes())
}

@Suite struct JSONLinesTests {
  @Test func documentsAreTypedByTheSchema() throws {
    let folder = try TemporaryFolder()
    let path = try folder.write(
      "a.jsonl",
      """
      \u{FEFF}{"id":"a","title":"東京","body":"x\\u0000y","tags":["p","q"],"date":"2026-11-21","lang":"ja"}\r

      {"id":7,"url":"https://example.org","tags":"one","title":null}
      """)
    let result = try read([path])
    #expect(
      result.documents == [
        Document(
          key: "a",
          fields: [
            .init(name: "title", value: .text("東京")), .init(name: "body", value: .text("x\0y")),
            .init(name: "tags", value: .keywords(["p", "q"])),
            .init(name: "date", value: .date(1_795_219_200_000)),
            .init(name: "lang", value: .keywords(["ja"])),
          ]),
        Document(
          key: "7",
          fields: [
            .init(name: "url", value: .text("https://example.org")),
            .init(name: "tags", value: .keywords(["one"])),
          ]),
      ])
    #expect(result.rejections.isEmpty)
  }

  @Test func knownLinesAreNotRead() throws {
    let folder = try TemporaryFolder()
    let lines = [
      "{\"id\":\"a\"}", "{\"id\":\"b\"}", "{\"id\":\"a\"}", "{\"id\":", "{\"id\":\"c\"}",
    ]
    let path = try folder.write("a.jsonl", lines.joined(separator: "\n"))
    func items(_ known: Set<UInt64>, idField: String = "id") throws -> [IngestItem] {
      var options = DocumentStream.Options(schema: .standard(), idField: idField)
      options.hashesLines = true
      options.knownLines = known
      var stream = try DocumentStream(sources: [path], options: options)
      var items: [IngestItem] = []
      while let item = try stream.next() { items.append(item) }
      return items
    }
    func hash(_ item: IngestItem) -> UInt64 {
      switch item {
      case .document(_, let location): location.lineHash
      case .known(let hash): hash
      case .rejection(let rejection): rejection.location.lineHash
      }
    }
    let all = try items([])
    #expect(all.count == 5 && Set(all.map(hash)).count == 4 && !all.map(hash).contains(0))
    let hashes = all.map(hash)
    // The first of two equal lines is known; the second is read.
    let some = try items([hashes[0], hashes[1]])
    #expect(some[0] == .known(lineHash: hashes[0]) && some[1] == .known(lineHash: hashes[1]))
    #expect(some.map(hash) == hashes && some[4] == all[4])
    if case .document(let document, _) = some[2] { #expect(document.key == "a") }
    // Another name of the id makes other documents of a line.
    #expect(try Set(items([], idField: "key").map(hash)).isDisjoint(with: hashes))
  }

  @Test func badLinesAreReportedAndTheRestGoesOn() throws {
    let folder = try TemporaryFolder()
    var bytes = Array("{\"id\":\"a\"}\n".utf8)
    bytes += Array("{\"id\":\"b\",\"title\":\"".utf8) + [0xFF] + Array("\"}\n".utf8)
    bytes += Array(
      """
      {"id":"c"
      [1]
      {"title":"x"}
      {"id":"a"}
      {"id":""}
      {"id":"d","date":"yesterday"}
      {"id":"e","title":5}
      {"id":true}
      {"id":"f","id":"g"}
      {"id":"z"}
      """.utf8)
    let path = try folder.write("a.jsonl", bytes)
    let result = try read([path])
    #expect(result.documents.map(\.key) == ["a", "z"])
    #expect(result.rejections.map(\.location.line) == [2, 3, 4, 5, 6, 7, 8, 9, 10, 11])
    #expect(result.rejections.allSatisfy { $0.location.file == path })
    let reasons = result.rejections.map(\.reason)
    #expect(reasons[0] == .notUTF8(byteOffset: 19))
    #expect(result.rejections[0].location.byteOffset == 11)
    #expect(result.rejections[0].raw.contains(0xFF))
    if case .notJSON = reasons[1] {} else { Issue.record("\(reasons[1])") }
    #expect(reasons[2] == .notAnObject)
    #expect(reasons[3] == .missingID(field: "id"))
    #expect(reasons[4] == .duplicateID("a"))
    #expect(String(decoding: result.rejections[4].raw, as: UTF8.self) == "{\"id\":\"a\"}")
    #expect(reasons[5] == .invalid(.emptyKey))
    #expect(reasons[6] == .invalid(.wrongType(field: "date", expected: .date)))
    #expect(reasons[7] == .invalid(.wrongType(field: "title", expected: .text)))
    #expect(reasons[8] == .wrongTypeOfID(field: "id"))
    if case .notJSON = reasons[9] {} else { Issue.record("\(reasons[9])") }
  }

  @Test func otherIDFieldAndUnknownFields() throws {
    let folder = try TemporaryFolder()
    let path = try folder.write(
      "a.jsonl", "{\"sku\":\"1\",\"colour\":\"red\"}\n{\"sku\":\"2\",\"colour\":\"blue\"}\n")
    let result = try read([path], idField: "sku")
    #expect(result.documents.map(\.key) == ["1", "2"])
    #expect(
      result.notes == [
        .unknownField(name: "colour", location: SourceLocation(file: path, line: 1, byteOffset: 0))
      ])
  }

  @Test func longLinesAreRejectedWithoutBeingKept() throws {
    let folder = try TemporaryFolder()
    let long = "{\"id\":\"b\",\"body\":\"" + String(repeating: "x", count: 700_000) + "\"}"
    let path = try folder.write("a.jsonl", "{\"id\":\"a\"}\n\(long)\n{\"id\":\"c\"}\n\(long)")
    let result = try read([path], limit: 1000)
    #expect(result.documents.map(\.key) == ["a", "c"])
    #expect(result.rejections.map(\.reason) == [.tooLong(limit: 1000), .tooLong(limit: 1000)])
    #expect(result.rejections.map(\.location.line) == [2, 4])
    #expect(result.rejections.map(\.location.byteOffset) == [11, 11 + Int64(long.utf8.count) + 12])
    #expect(result.rejections.allSatisfy { $0.isCut && $0.raw.count == 1000 })
  }

  @Test func linesAcrossChunksAreWhole() throws {
    let folder = try TemporaryFolder()
    var text = ""
    for number in 0..<4000 {
      text += "{\"id\":\"\(number)\",\"body\":\"\(String(repeating: "日", count: number % 200))\"}\n"
    }
    let path = try folder.write("a.jsonl", text)
    let result = try read([path])
    #expect(result.documents.map(\.key) == (0..<4000).map(String.init))
    #expect(result.documents[199].value(of: "body") == .text(String(repeating: "日", count: 199)))
  }

  @Test func deepNestingIsRejected() throws {
    let folder = try TemporaryFolder()
    let deep = String(repeating: "[", count: 1000) + String(repeating: "]", count: 1000)
    let deeper = String(repeating: "[", count: 100_000)
    let path = try folder.write(
      "a.jsonl", "{\"id\":\"a\",\"x\":\(deep)}\n\(deeper)\n{\"id\":\"b\"}\n")
    let result = try read([path])
    #expect(result.documents.map(\.key) == ["b"])
    #expect(result.rejections.map(\.reason) == [.tooDeep(limit: 64), .tooDeep(limit: 64)])
  }

  @Test func slicesAreDisjointAndComplete() throws {
    let folder = try TemporaryFolder()
    let lines = (0..<10).map { $0 == 4 ? "bad" : "{\"id\":\"\($0 == 7 ? 1 : $0)\"}" }
    let path = try folder.write("a.jsonl", lines.joined(separator: "\n"))
    var keys: [String] = []
    var rejectionCount = 0
    for number in 1...3 {
      let part = try read([path], slice: Slice(number: number, of: 3))
      keys += part.documents.map(\.key)
      rejectionCount += part.rejections.count
    }
    #expect(keys.sorted() == ["0", "1", "2", "3", "5", "6", "8", "9"])
    #expect(rejectionCount == 2)
    #expect(try read([path], slice: Slice(number: 2, of: 3)).documents.map(\.key) == ["1"])
  }

  @Test(arguments: ["", "1", "0/3", "4/3", "1/0", "a/b", "1/2/3", "-1/2"])
  func badSlices(text: String) {
    #expect(Slice(text) == nil)
  }

  @Test func bigNumbers() throws {
    let folder = try TemporaryFolder()
    let path = try folder.write(
      "a.jsonl", "{\"id\":9007199254740993}\n{\"id\":\"b\",\"price\":123456789012345678901234}\n")
    var schema = Schema.standard()
    schema.fields.append(.init(name: "price", type: .number))
    let result = try read([path], schema: schema)
    #expect(result.documents.map(\.key) == ["9007199254740993", "b"])
    #expect(result.documents[1].value(of: "price") == .number(123_456_789_012_345_685_803_008))
  }
}

@Suite struct FolderTests {
  @Test func treesAreReadInPathOrder() throws {
    let folder = try TemporaryFolder()
    try folder.write("b.txt", "B")
    try folder.write("a/z.md", "# Z")
    try folder.write("a-b.txt", "A")
    try folder.write("a/b/c.txt", "C")
    try folder.write(".hidden.txt", "no")
    try folder.write(".git/x.txt", "no")
    try folder.write("a/picture.png", "no")
    try folder.write("lines.jsonl", "{\"id\":\"j\"}\n")
    try folder.link("a/loop", to: "..")
    try folder.link("self", to: "self")
    try folder.link("nowhere.txt", to: "/nonexistent")
    let result = try read([folder.path])
    #expect(result.documents.map(\.key) == ["a-b.txt", "a/b/c.txt", "a/z.md", "b.txt", "j"])
    #expect(result.notes == [.skippedFiles(count: 1, folder: folder.path)])
    #expect(result.rejections.map(\.location.file) == [folder.path + "/self"])
  }

  @Test func sourcesThatCannotBeRead() throws {
    let folder = try TemporaryFolder()
    let archive = try folder.write("a.jsonl.gz", "x")
    let picture = try folder.write("a.png", "x")
    #expect(throws: IngestError.noSuchSource(path: "/nonexistent")) { try read(["/nonexistent"]) }
    #expect(throws: IngestError.compressed(path: archive)) { try read([archive]) }
    #expect(throws: IngestError.unknownKind(path: picture)) { try read([picture]) }
    #expect(throws: IngestError.repeatedStandardInput) {
      try DocumentStream(sources: ["-", "-"], options: .init(schema: .standard()))
    }
  }
}

@Suite struct PlainTextTests {
  @Test func firstLineIsTheTitle() throws {
    let folder = try TemporaryFolder()
    try folder.write("a.txt", "\u{FEFF}\r\n  Title here \r\nBody\rend")
    try folder.write("b.txt", [0x61, 0xC3, 0x28])
    try folder.write("c.txt", "")
    let result = try read([folder.path])
    #expect(
      result.documents == [
        Document(
          key: "a.txt",
          fields: [
            .init(name: "title", value: .text("Title here")),
            .init(name: "body", value: .text("\n  Title here \nBody\nend")),
          ]),
        Document(
          key: "c.txt",
          fields: [.init(name: "title", value: .text("")), .init(name: "body", value: .text(""))]),
      ])
    #expect(result.rejections.map(\.reason) == [.notUTF8(byteOffset: 1)])
  }
}

@Suite struct MarkdownTests {
  private func document(_ text: String) throws -> Document? {
    let folder = try TemporaryFolder()
    try folder.write("a.md", text)
    let result = try read([folder.path])
    #expect(result.rejections.map(\.reason) == [])
    return result.documents.first
  }

  private func body(_ text: String) throws -> String? {
    guard case .text(let body) = try document(text)?.value(of: "body") else { return nil }
    return body
  }

  @Test func frontMatterGivesTheFields() throws {
    let document = try document(
      """
      ---
      title: "Tōkyō: a guide"
      tags: [travel, 東京]
      date: 2026-11-21
      lang: en
      id: 007
      url: https://example.org/
      draft:
      ---
      # Heading

      Text.
      """)
    #expect(
      document
        == Document(
          key: "007",
          fields: [
            .init(name: "title", value: .text("Tōkyō: a guide")),
            .init(name: "tags", value: .keywords(["travel", "東京"])),
            .init(name: "date", value: .date(1_795_219_200_000)),
            .init(name: "lang", value: .keywords(["en"])),
            .init(name: "url", value: .text("https://example.org/")),
            .init(name: "body", value: .text("Heading\n\nText.")),
          ]))
  }

  @Test func headingIsTheTitleWithoutFrontMatter() throws {
    #expect(
      try document("intro\n\n## The *first*\n\n# Second")?.value(of: "title") == .text("The first"))
    #expect(try document("only text")?.value(of: "title") == nil)
    #expect(
      try document("---\ntags: a, b c\n---\nx")?.value(of: "tags") == .keywords(["a", "b c"]))
    #expect(try document("---\nnot closed")?.key == "a.md")
  }

  @Test func structureBecomesLines() throws {
    #expect(
      try body(
        """
        Setext
        ======

        A *b* **c** `d` [e](https://x) ![f](g.png) &amp; <b>h</b>
        next

        - one
        - two
          more

          para
        1. three

        > quoted

            indented

        ```swift
        let x = 1
          let y = 2
        ```
        last\\
        line
        """)
          == """
          Setext

          A b c d e f & h next

          one
          two more

          para

          three

          quoted

          indented

          let x = 1
            let y = 2

          last
          line
          """)
  }

  @Test func japaneseLinesJoinWithoutABlank() throws {
    #expect(try body("寝取\nられ、\n東京 and\n大阪\nOsaka") == "寝取られ、東京 and 大阪 Osaka")
  }

  @Test func htmlLeavesItsText() throws {
    #expect(
      try body(
        "<div class=\"a\">\n<!-- no -->Text &lt;x&gt;\n<script>no()</script>\n</div>\n\na<br>b 1 < 2"
      )
        == "Text <x>\n\na\nb 1 < 2")
  }

  @Test func brokenFrontMatterIsRejected() throws {
    let folder = try TemporaryFolder()
    try folder.write("a.md", "---\ntitle: \"open\n---\nx")
    try folder.write("b.md", "---\n- list\n---\nx")
    try folder.write(
      "c.md",
      "---\na: &a [1,1,1,1,1,1,1,1]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b,*b,*b]\nd: &d [*c,*c,*c,*c,*c,*c,*c,*c]\ne: [*d,*d,*d,*d,*d,*d,*d,*d]\n---\nx"
    )
    try folder.write("d.md", "---\ndate: soon\n---\nx")
    let result = try read([folder.path])
    #expect(result.documents.isEmpty)
    #expect(result.rejections.count == 4)
    #expect(result.rejections.last?.reason == .invalid(.wrongType(field: "date", expected: .date)))
  }
}
