// SPDX-License-Identifier: Apache-2.0

import DocumentModel
import Testing

@testable import Ingest

@Suite struct JSONTests {
  @Test func valuesReadBack() throws {
    let text =
      #"{"a":[1,-2.5,true,false,null,"x\"\\\n\u0001é🍣",{}],"b":{"c":[]},"d":1e+300}"#
    let value = try JSONParser.parse(Array(text.utf8)[...])
    #expect(value.json == text)
  }

  @Test func numbersAreShort() {
    var writer = JSONWriter()
    writer.array { array in
      array.number(0.1)
      array.number(3.0)
      array.number(Double.infinity)
      array.number(Float(0.1))
      array.integer(-5)
    }
    #expect(writer.text == "[0.1,3,null,0.1,-5]")
  }

  @Test(arguments: [
    ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="),
    ("fooba", "Zm9vYmE="), ("foobar", "Zm9vYmFy"),
  ])
  func base64(plain: String, encoded: String) {
    #expect(Base64.text(of: Array(plain.utf8)) == encoded)
  }

  @Test func anyBytesParseOrFail() {
    var state: UInt64 = 7
    let pieces = Array("{}[]\",:\\u0e1-.tfn \n".utf8) + [0xFF, 0xC3, 0xE3, 0x81, 0x82, 0]
    for _ in 0..<20_000 {
      var bytes: [UInt8] = []
      for _ in 0..<12 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        bytes.append(pieces[Int(state >> 33) % pieces.count])
      }
      _ = try? JSONParser.parse(bytes[...])
    }
  }
}

@Suite struct SchemaFileTests {
  private func error(_ text: String) -> SchemaError? {
    do throws(SchemaError) {
      _ = try SchemaFile.schema(json: Array(text.utf8))
      return nil
    } catch {
      return error
    }
  }

  @Test func schemasAreRead() throws {
    let schema = try SchemaFile.schema(
      json: Array(
        """
        {"fields": [{"name": "name", "type": "text", "analyzer": "japanese", "weight": 3},
          {"name": "size", "type": "number", "stored": false},
          {"name": "note", "type": "text", "default": false}], "k1": 0.9, "b": 0.4,
          "ranking": {"proximity": 0}}
        """.utf8))
    var ranking = RankingWeights()
    ranking.proximity = 0
    #expect(
      schema
        == Schema(
          fields: [
            .init(name: "name", type: .text, analyzer: "japanese", weight: 3),
            .init(name: "size", type: .number, isStored: false),
            .init(name: "note", type: .text, isDefault: false),
          ], k1: 0.9, b: 0.4, ranking: ranking))
  }

  @Test func faultsAreNamed() {
    #expect(error("{}") == .missingProperty("fields", inField: nil))
    #expect(error("[]") == .wrongType(property: "schema", inField: nil, expected: "an object"))
    #expect(error("{\"fields\":[]}") == .noFields)
    #expect(error("{\"fields\":[{}]}") == .missingProperty("name", inField: nil))
    #expect(error("{\"fields\":[{\"name\":\"a\"}]}") == .missingProperty("type", inField: "a"))
    #expect(
      error("{\"fields\":[{\"name\":\"a\",\"type\":\"txt\"}]}")
        == .unknownFieldType("txt", field: "a"))
    #expect(
      error("{\"fields\":[{\"name\":\"a\",\"type\":\"text\",\"wieght\":1}]}")
        == .unknownProperty("wieght", inField: "a"))
    #expect(
      error("{\"fields\":[{\"name\":\"a\",\"type\":\"text\",\"weight\":\"1\"}]}")
        == .wrongType(property: "weight", inField: "a", expected: "a number"))
    #expect(
      error("{\"fields\":[{\"name\":\"a\",\"type\":\"text\"}],\"ranking\":{\"stems\":1}}")
        == .unknownProperty("ranking.stems", inField: nil))
    #expect(
      error("{\"fields\":[{\"name\":\"a\",\"type\":\"text\"}],\"ranking\":{\"stem\":2}}")
        == .invalidConstant(name: "stem", value: 2))
    guard case .notJSON(_, let line) = error("{\n\"fields\": oops}") else {
      Issue.record("not JSON is not told")
      return
    }
    #expect(line == 2)
  }
}
