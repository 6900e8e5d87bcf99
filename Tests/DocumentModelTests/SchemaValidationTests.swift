// SPDX-License-Identifier: Apache-2.0

import DocumentModel
import Testing

@Suite struct SchemaValidationTests {
  private func error(_ schema: Schema) -> SchemaError? {
    do throws(SchemaError) {
      try schema.validate()
      return nil
    } catch {
      return error
    }
  }

  @Test func theStandardSchemaIsValid() {
    #expect(error(.standard()) == nil)
  }

  @Test func faultsAreNamed() {
    let body = Schema.Field(name: "body", type: .text)
    #expect(error(Schema(fields: [])) == .noFields)
    #expect(error(Schema(fields: [body, body])) == .duplicateField("body"))
    #expect(
      error(Schema(fields: (0..<256).map { .init(name: "f\($0)", type: .text) }))
        == .tooManyFields(count: 256, limit: 255))
    #expect(
      error(Schema(fields: [.init(name: "a", type: .text, weight: 0)]))
        == .invalidWeight(field: "a", weight: 0))
    #expect(error(Schema(fields: [body], k1: -1)) == .invalidConstant(name: "k1", value: -1))
    #expect(error(Schema(fields: [body], b: 1.5)) == .invalidConstant(name: "b", value: 1.5))
    #expect(error(Schema(fields: [.init(name: "a", type: .keyword)])) == .noDefaultField)
  }

  @Test(arguments: [
    "", "a b", "a:b", "-a", "1a", "a\"", "a(b", "+", String(repeating: "a", count: 65),
  ])
  func invalidNames(name: String) {
    #expect(!Schema.isValidName(name))
    #expect(error(Schema(fields: [.init(name: name, type: .text)])) == .invalidName(name))
  }

  @Test(arguments: ["a", "_id", "title_ja", "data.size", "x-y", "題名", "a1"])
  func validNames(name: String) {
    #expect(Schema.isValidName(name))
  }
}
