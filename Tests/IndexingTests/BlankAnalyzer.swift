// SPDX-License-Identifier: Apache-2.0
import DocumentModel

@testable import Indexing
@testable import TextAnalysis

/// A tiny analyzer with terms of every kind: words between blanks, a lemma without a last s, pairs of
/// bytes, single bytes, and two readings for each word that begins with k.
enum BlankAnalyzer {
  static func analyze(_ text: String, _ output: inout AnalyzedText) {
    output.removeAll()
    for (position, word) in text.split(separator: " ").enumerated() {
      let bytes = Array(word.utf8)
      add(.surface, bytes, position, &output)
      if bytes.first == UInt8(ascii: "k") {
        for suffix in ["a", "i"] { addReading("\(word)\(suffix)", &output) }
      }
      if bytes.count > 1, bytes.last == UInt8(ascii: "s") {
        add(.lemma, bytes.dropLast(), position, &output)
      }
      output.wordCount = position + 1
    }
    let all = Array(text.utf8)
    for index in all.indices.dropLast() { add(.gram, all[index...index + 1], index, &output) }
    for byte in all { add(.character, [byte], 0, &output) }
  }

  /// The analysis of a schema's fields by this analyzer.
  static func analysis(of schema: Schema) -> FieldAnalysis {
    FieldAnalysis(
      schema: schema, analyzers: schema.fields.map { $0.type == .text ? collect : nil })
  }

  private static func collect(_ text: String, _ field: Int, _ output: inout TermCollector) {
    var analyzed = AnalyzedText()
    analyze(text, &analyzed)
    output.beginText(field: field)
    output.add(analyzed)
  }

  private static func add(
    _ kind: TermKind, _ bytes: some Sequence<UInt8>, _ position: Int, _ output: inout AnalyzedText
  ) {
    let start = output.bytes.count
    output.bytes.append(contentsOf: bytes)
    output.terms.append(
      AnalyzedTerm(
        kind: kind, bytes: start..<output.bytes.count, position: UInt32(position), source: 0..<0,
        isFunctionWord: false, isCompound: false))
  }

  private static func addReading(_ reading: String, _ output: inout AnalyzedText) {
    let start = output.bytes.count
    output.bytes.append(contentsOf: reading.utf8)
    output.readings.append(
      TermReading(term: output.terms.count - 1, bytes: start..<output.bytes.count))
  }
}
