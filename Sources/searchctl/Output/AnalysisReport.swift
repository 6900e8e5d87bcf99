// SPDX-License-Identifier: Apache-2.0

internal import Ingest
internal import TextAnalysis

/// The terms of a text as a table or JSON.
struct AnalysisReport {
  let analyzer: String
  let text: String
  let result: AnalyzedText

  /// One row a term.
  func table(_ style: TextStyle) -> String {
    var rows = [["position", "kind", "term", "readings", "bytes", "text", ""]]
    for (index, term) in result.terms.enumerated() {
      rows.append([
        "\(term.position)", "\(term.kind)", TextStyle.singleLine(result.string(of: term)),
        readings(of: index).joined(separator: " "),
        "\(term.source.lowerBound)..<\(term.source.upperBound)",
        TextStyle.singleLine(source(of: term)), traits(of: term).joined(separator: ", "),
      ])
    }
    return Table(rows: rows).text(style)
  }

  /// One object with all terms.
  var json: String {
    var writer = JSONWriter()
    writer.object { object in
      object.member("schema", 1)
      object.member("analyzer", analyzer)
      object.member("text", text)
      object.member("words", result.wordCount)
      object.name("terms")
      object.array(result.terms.enumerated()) { array, element in
        let (index, term) = element
        array.object { member in
          member.member("term", result.string(of: term))
          member.member("kind", "\(term.kind)")
          member.member("position", Int(term.position))
          for (name, range) in ranges(of: term) {
            member.name(name)
            member.array([range.lowerBound, range.upperBound]) { $0.integer(Int64($1)) }
          }
          let readings = readings(of: index)
          if !readings.isEmpty {
            member.name("readings")
            member.array(readings) { $0.string($1) }
          }
          member.member("function_word", term.isFunctionWord)
          member.member("compound", term.isCompound)
        }
      }
    }
    return writer.text + "\n"
  }

  private func readings(of index: Int) -> [String] {
    result.readings.filter { $0.term == index }
      .map { String(decoding: result.bytes[$0.bytes], as: UTF8.self) }
  }

  private func source(of term: AnalyzedTerm) -> String {
    let utf8 = text.utf8
    guard term.source.upperBound <= utf8.count else { return "" }
    return String(
      decoding: utf8.dropFirst(term.source.lowerBound).prefix(term.source.count), as: UTF8.self)
  }

  /// Where the term stands in the text, counted in three ways.
  private func ranges(of term: AnalyzedTerm) -> [(String, Range<Int>)] {
    let head = String(decoding: text.utf8.prefix(term.source.lowerBound), as: UTF8.self)
    let part = source(of: term)
    let utf16 = head.utf16.count
    let characters = head.unicodeScalars.count
    return [
      ("utf8_range", term.source), ("utf16_range", utf16..<utf16 + part.utf16.count),
      ("character_range", characters..<characters + part.unicodeScalars.count),
    ]
  }

  private func traits(of term: AnalyzedTerm) -> [String] {
    (term.isFunctionWord ? ["function word"] : []) + (term.isCompound ? ["compound"] : [])
  }
}
