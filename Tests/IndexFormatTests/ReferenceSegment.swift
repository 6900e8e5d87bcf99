// SPDX-License-Identifier: Apache-2.0

import DocumentModel
import IndexFormat
import Storage

/// The fixed documents of the reference indexes, with terms made by the plainest of rules.
enum ReferenceSegment {
  private static let texts = [
    (
      "en-1", "en", "Searching", "A search engine finds documents that contain the words of a query"
    ),
    ("en-2", "en", "Running", "run runs running ran and the runner runs again"),
    ("en-3", "en", "Sushi in Tokyo", "The sushi of Tokyo is made of rice and fish"),
    ("ja-1", "ja", "検索", "全文検索は文書の中の言葉を探す"),
    ("ja-2", "ja", "東京", "東京タワーは東京都にある塔である"),
    ("ja-3", "ja", "食べる", "寿司を食べた 寿司を食べられなかった"),
    ("mixed-1", "ja", "Tokyo 東京", "Tokyo は 東京 の ローマ字 である サーバー サーバ"),
    ("empty", "en", "", ""),
  ]

  /// The segment's content.
  static func model() -> ModelSegment {
    var model = ModelSegment()
    model.schema = Schema.plain(
      fields: [
        .init(name: "title", type: .text, analyzer: "words", weight: 2),
        .init(name: "body", type: .text, analyzer: "words"),
        .init(name: "url", type: .stored), .init(name: "lang", type: .keyword),
        .init(name: "tags", type: .keyword), .init(name: "rank", type: .number),
        .init(name: "date", type: .date),
      ])
    model.description = [("analyzer", "words"), ("note", "reference")]
    model.commonness = Commonness(share: 0.01, leastDocumentFrequency: 3, termLimit: 12)
    var postings: [TermKey: [UInt32: [UInt32]]] = [:]
    let notes = (1...150).map { number in
      (
        "note-\(number)", "en", "Note \(number)",
        String(repeating: "note ", count: 1 + number % 3) + (number % 7 == 0 ? "seven" : "other")
      )
    }
    for (number, text) in (texts + notes).enumerated() {
      add(text, number, &model, &postings)
    }
    for (key, documents) in postings.sorted(by: { $0.key < $1.key }) {
      let order = documents.keys.sorted()
      var term = ModelSegment.Term(key: key, documents: order)
      if key.kind != 6 { term.frequencies = order.map { UInt32(documents[$0]?.count ?? 0) } }
      if key.kind < 5 { term.positions = order.map { documents[$0] ?? [] } }
      model.terms.append(term)
    }
    model.readings = [
      [(Array("とうきょう".utf8), Array("東京".utf8)), (Array("すし".utf8), Array("寿司".utf8))],
      [(Array("ときょ".utf8), Array("東京".utf8))], [(Array("東京".utf8), Array("Tokyo".utf8))],
    ].map { table in table.sorted { $0.0.lexicographicallyPrecedes($1.0) } }
    return model
  }

  private static func add(
    _ text: (key: String, language: String, title: String, body: String), _ number: Int,
    _ model: inout ModelSegment, _ postings: inout [TermKey: [UInt32: [UInt32]]]
  ) {
    let tags = [text.language] + (number % 2 == 0 ? ["even"] : [])
    var fields: [Document.Field] = [
      .init(name: "title", value: .text(text.title)), .init(name: "body", value: .text(text.body)),
      .init(name: "url", value: .text("https://example.org/\(text.key)")),
      .init(name: "lang", value: .keywords([text.language])),
      .init(name: "tags", value: .keywords(tags)),
    ]
    if number % 3 != 0 { fields.append(.init(name: "rank", value: .number(Double(number) / 4))) }
    if number % 5 != 0 {
      fields.append(
        .init(name: "date", value: .date(1_700_000_000_000 + 86_400_000 * Int64(number))))
    }
    model.documents.append(Document(key: text.key, fields: fields))
    var lengths: [UInt32] = []
    for (field, string) in [text.title, text.body].enumerated() {
      let words = string.lowercased().split(separator: " ")
      lengths.append(UInt32(words.count))
      for (position, word) in words.enumerated() {
        let key = TermKey(field: UInt8(field), kind: 1, text: String(word))
        postings[key, default: [:]][UInt32(number), default: []].append(UInt32(position))
      }
      let characters = string.unicodeScalars.filter { $0.value > 0x3000 }
      for (position, pair) in zip(characters, characters.dropFirst()).enumerated() {
        let key = TermKey(field: UInt8(field), kind: 4, text: "\(pair.0)\(pair.1)")
        postings[key, default: [:]][UInt32(number), default: []].append(UInt32(position))
      }
      for character in characters {
        let key = TermKey(field: UInt8(field), kind: 5, text: "\(character)")
        postings[key, default: [:]][UInt32(number), default: []].append(0)
      }
    }
    for (field, values) in [(3, [text.language]), (4, tags)] {
      for value in values {
        postings[TermKey(field: UInt8(field), kind: 6, text: value), default: [:]][UInt32(number)] =
          [0]
      }
    }
    model.lengths.append(lengths)
  }
}
