// SPDX-License-Identifier: Apache-2.0

internal import DocumentModel
internal import Ingest

extension SearchResultView {
  /// The answer in a format, with line ends; empty if the format has nothing to say.
  ///
  /// - Parameters:
  ///   - format: The form.
  ///   - style: Colours, for text.
  ///   - isOneOfMany: Whether the query is one of several, so that each piece must name it.
  /// - Returns: Text for standard output.
  func rendered(as format: OutputFormat, style: TextStyle, isOneOfMany: Bool) -> String {
    switch format {
    case .auto, .text: text(style, isOneOfMany: isOneOfMany)
    case .json: json(isOneOfMany: isOneOfMany)
    case .jsonl: jsonLines(isOneOfMany: isOneOfMany)
    case .tsv: tsv(isOneOfMany: isOneOfMany)
    case .trec: trec
    }
  }

  // MARK: Text

  private func text(_ style: TextStyle, isOneOfMany: Bool) -> String {
    var lines: [String] = []
    if isOneOfMany { lines.append(style.dim("? \(TextStyle.singleLine(query))")) }
    let width = String(hits.last?.rank ?? 1).count
    for hit in hits {
      let rank = String(hit.rank)
      let indent = String(repeating: " ", count: width + 2)
      let gap = String(repeating: " ", count: width - rank.count)
      let title = TextStyle.singleLine(hit.title)
      lines.append("\(gap)\(style.dim(rank))  \(style.bold(title))")
      let id = TextStyle.singleLine(hit.id)
      lines.append(
        "\(indent)\(style.green(id))  \(style.yellow(ProgressLine.fixed(Double(hit.score), 3)))")
      let snippet = hit.snippet.map { part in
        let text = TextStyle.singleLine(part.text)
        return part.isMatch ? style.match(text) : text
      }.joined()
      if !snippet.isEmpty { lines.append(indent + snippet) }
      if let explanation = hit.explanation {
        lines += explanation.lines(style).map { indent + $0 }
      }
    }
    for facet in facets where !facet.values.isEmpty {
      let values = facet.values.map {
        "\(TextStyle.singleLine($0.value)) \(style.dim(ProgressLine.grouped($0.count)))"
      }
      lines.append("\(style.bold(facet.field)): \(values.joined(separator: ", "))")
    }
    if isOneOfMany, hits.isEmpty { lines.append("  no hits") }
    return lines.map { $0 + "\n" }.joined()
  }

  /// The last line, for standard error: how many hits there are and how long it took.
  var summary: String {
    let count = ProgressLine.grouped(total)
    let time = ProgressLine.fixed(Double(tookMicroseconds) / 1000, 1)
    if total == 0 { return "no hits (\(time) ms)" }
    let shown = hits.count < total ? ", \(hits.count) shown" : ""
    let number = (isTotalExact ? count : "at least \(count)") + (total == 1 ? " hit" : " hits")
    return "\(number)\(shown) (\(time) ms)"
  }

  // MARK: JSON

  private func json(isOneOfMany: Bool) -> String {
    var writer = JSONWriter()
    writer.object { object in
      object.member("schema", 1)
      if isOneOfMany { object.member("query", query) }
      object.name("total")
      object.object { total in
        total.member("value", self.total)
        total.member("relation", isTotalExact ? "eq" : "gte")
      }
      object.member("took_us", tookMicroseconds)
      object.name("hits")
      object.array(hits) { array, hit in hit.write(to: &array, query: nil) }
      object.name("facets")
      object.object { facets in
        for facet in self.facets {
          facets.name(facet.field)
          facets.array(facet.values) { array, value in
            array.object { member in
              member.member("value", value.value)
              member.member("count", value.count)
            }
          }
        }
      }
      object.name("diagnostics")
      object.array(diagnostics) { array, diagnostic in diagnostic.write(to: &array) }
    }
    return writer.text + "\n"
  }

  private func jsonLines(isOneOfMany: Bool) -> String {
    hits.map { hit in
      var writer = JSONWriter()
      hit.write(to: &writer, query: isOneOfMany ? query : nil)
      return writer.text + "\n"
    }.joined()
  }

  // MARK: Columns

  private func tsv(isOneOfMany: Bool) -> String {
    hits.map { hit in
      let columns = [String(hit.rank), "\(hit.score)", hit.id, hit.title]
      let all = isOneOfMany ? [query] + columns : columns
      return all.map(TextStyle.singleLine).joined(separator: "\t") + "\n"
    }.joined()
  }

  private var trec: String {
    RunLines.text(query: queryID, hits: hits)
  }
}

extension HitView {
  fileprivate func write(to writer: inout JSONWriter, query: String?) {
    writer.object { object in
      object.member("query", query)
      object.member("rank", rank)
      object.member("id", id)
      object.name("score")
      object.number(score)
      object.name("fields")
      object.object { members in
        for field in fields {
          members.name(field.name)
          members.append(field.value)
        }
      }
      object.name("snippet")
      object.array(snippet) { array, part in
        array.object { member in
          member.member("text", part.text)
          member.member("match", part.isMatch)
          guard let offsets = part.offsets else { return }
          for (name, range) in [
            ("utf8", offsets.utf8), ("utf16", offsets.utf16), ("characters", offsets.characters),
          ] {
            member.name(name)
            member.array([range.lowerBound, range.upperBound]) { $0.integer(Int64($1)) }
          }
        }
      }
      object.member("snippet_field", snippetField)
      if let explanation {
        object.name("explanation")
        explanation.write(to: &object)
      }
    }
  }
}

extension DiagnosticView {
  fileprivate func write(to writer: inout JSONWriter) {
    writer.object { object in
      object.member("message", message)
      if let utf8Range {
        object.name("utf8_range")
        object.array([utf8Range.lowerBound, utf8Range.upperBound]) { $0.integer(Int64($1)) }
      }
    }
  }

  /// The remark with the part of the query it is about.
  func text(query: String) -> String {
    guard let utf8Range, utf8Range.upperBound <= query.utf8.count, !utf8Range.isEmpty else {
      return message
    }
    let part = query.utf8.dropFirst(utf8Range.lowerBound).prefix(utf8Range.count)
    return "\(TextStyle.singleLine(String(decoding: part, as: UTF8.self))): \(message)"
  }
}

extension ExplanationView {
  /// The part as an indented tree, one line for each part.
  func lines(_ style: TextStyle) -> [String] {
    let head = value.map { "\(style.yellow(ProgressLine.fixed(Double($0), 4)))  " } ?? ""
    return [head + TextStyle.singleLine(label)]
      + parts.flatMap { $0.lines(style).map { "  " + $0 } }
  }

  /// Writes the part as an object with `label`, `value` and `parts`.
  func write(to writer: inout JSONWriter) {
    writer.object { object in
      object.member("label", label)
      if let value {
        object.name("value")
        object.number(value)
      }
      if !parts.isEmpty {
        object.name("parts")
        object.array(parts) { array, part in part.write(to: &array) }
      }
    }
  }
}
