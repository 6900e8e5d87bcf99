// SPDX-License-Identifier: Apache-2.0

import DocumentModel
import Testing

@Suite struct DocumentValidatorTests {
  private func issue(_ document: Document) -> DocumentValidator.Issue? {
    var schema = Schema.standard()
    schema.fields.append(.init(name: "price", type: .number))
    do throws(DocumentValidator.Issue) {
      try DocumentValidator(schema: schema).check(document)
      return nil
    } catch {
      return error
    }
  }

  private func issue(_ name: String, _ value: FieldValue) -> DocumentValidator.Issue? {
    issue(Document(key: "k", fields: [.init(name: name, value: value)]))
  }

  @Test func matchingDocumentsPass() {
    #expect(issue("title", .text("")) == nil)
    #expect(issue("tags", .keywords(["a", "b"])) == nil)
    #expect(issue("date", .date(0)) == nil)
    #expect(issue("price", .number(1.5)) == nil)
    #expect(issue("url", .text("https://example.org")) == nil)
    #expect(issue(Document(key: "k", fields: [])) == nil)
  }

  @Test func faultsAreNamed() {
    #expect(issue(Document(key: "", fields: [])) == .emptyKey)
    #expect(
      issue(Document(key: String(repeating: "x", count: 4097), fields: []))
        == .keyTooLong(byteCount: 4097, limit: 4096))
    #expect(issue("colour", .text("x")) == .unknownField("colour"))
    #expect(issue("title", .number(1)) == .wrongType(field: "title", expected: .text))
    #expect(issue("tags", .text("x")) == .wrongType(field: "tags", expected: .keyword))
    #expect(issue("date", .number(1)) == .wrongType(field: "date", expected: .date))
    #expect(issue("price", .number(.infinity)) == .notFinite(field: "price"))
    let title = Document.Field(name: "title", value: .text("x"))
    #expect(issue(Document(key: "k", fields: [title, title])) == .repeatedField("title"))
  }
}
