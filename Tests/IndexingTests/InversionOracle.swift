// SPDX-License-Identifier: Apache-2.0
import DocumentModel
import IndexFormat

@testable import Indexing
@testable import TextAnalysis

/// The obvious inverter: a dictionary of dictionaries.
struct InversionOracle {
  private(set) var terms: [TermKey: [UInt32: [UInt32]]] = [:]
  private(set) var readings: [[UInt8]: Set<[UInt8]>] = [:]
  private(set) var lengths: [[UInt32]] = []

  mutating func add(_ document: Document, schema: Schema) {
    let number = UInt32(lengths.count)
    var length = [UInt32](repeating: 0, count: schema.fields.count)
    for field in document.fields {
      guard let fieldNumber = schema.fieldNumber(of: field.name) else { continue }
      switch field.value {
      case .text(let text) where schema.fields[fieldNumber].type == .text:
        var analyzed = AnalyzedText()
        BlankAnalyzer.analyze(text, &analyzed)
        length[fieldNumber] = UInt32(analyzed.wordCount)
        for term in analyzed.terms {
          let key = TermKey(
            field: UInt8(fieldNumber), kind: term.kind.rawValue, text: analyzed.utf8(of: term))
          terms[key, default: [:]][number, default: []].append(term.position)
        }
        for reading in analyzed.readings {
          let word = Array(analyzed.utf8(of: analyzed.terms[reading.term]))
          readings[word, default: []].insert(Array(analyzed.bytes[reading.bytes]))
        }
      case .keywords(let values):
        for value in values {
          let key = TermKey(field: UInt8(fieldNumber), kind: 6, text: value.utf8)
          terms[key, default: [:]][number] = [0]
        }
      default: break
      }
    }
    lengths.append(length)
  }

  /// The terms in key order with their postings.
  func postings() -> [(key: TermKey, postings: TermPostings)] {
    terms.keys.sorted().map { key in
      var result = TermPostings()
      for (document, positions) in (terms[key] ?? [:]).sorted(by: { $0.key < $1.key }) {
        result.documents.append(document)
        result.frequencies.append(UInt32(positions.count))
        if key.kind <= 4 { result.positions.append(contentsOf: positions) }
      }
      return (key, result)
    }
  }
}
