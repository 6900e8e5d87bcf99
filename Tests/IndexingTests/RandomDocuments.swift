// SPDX-License-Identifier: Apache-2.0
import DocumentModel
import TestSupport

/// Documents with a few frequent words, many rare ones, empty and missing fields.
enum RandomDocuments {
  static let schema = Schema(fields: [
    Schema.Field(name: "title", type: .text), Schema.Field(name: "body", type: .text),
    Schema.Field(name: "tags", type: .keyword), Schema.Field(name: "size", type: .number),
    Schema.Field(name: "url", type: .stored),
  ])

  static func make(count: Int, seed: UInt64) -> [Document] {
    var generator = SeededGenerator(seed: seed)
    return (0..<count).map { make(number: $0, &generator) }
  }

  private static func make(number: Int, _ generator: inout SeededGenerator) -> Document {
    var fields: [Document.Field] = []
    if Bool.random(using: &generator) {
      fields.append(
        .init(
          name: "title", value: .text(words(Int.random(in: 0...3, using: &generator), &generator))))
    }
    let length = Int.random(in: 0...60, using: &generator)
    fields.append(.init(name: "body", value: .text(words(length, &generator))))
    if number % 3 == 0 {
      let tags = (0..<Int.random(in: 0...3, using: &generator)).map { _ in
        "Tag \(Int.random(in: 0...9, using: &generator))"
      }
      fields.append(.init(name: "tags", value: .keywords(tags)))
    }
    if number % 5 == 0 { fields.append(.init(name: "size", value: .number(Double(number)))) }
    fields.append(.init(name: "url", value: .text("https://example.org/\(number)")))
    return Document(key: "document-\(number)", fields: fields)
  }

  private static func words(_ count: Int, _ generator: inout SeededGenerator) -> String {
    (0..<count).map { _ in word(&generator) }.joined(separator: " ")
  }

  private static func word(_ generator: inout SeededGenerator) -> String {
    // Half of the words are among 8, a quarter among 16 and so on.
    let magnitude = generator.next().trailingZeroBitCount % 16
    let number = Int.random(in: 0..<(8 << magnitude), using: &generator)
    switch number % 5 {
    case 0: return "k\(number)"
    case 1: return "w\(number)s"
    case 2: return "longerthaneightbytes\(number)"
    case 3: return "語\(number)"
    default: return "x\(number)"
    }
  }
}
