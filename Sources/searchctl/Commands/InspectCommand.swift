// SPDX-License-Identifier: Apache-2.0

internal import ArgumentParser
internal import DocumentModel
internal import IndexFormat
internal import Ingest
internal import Storage
internal import TextAnalysis

/// Shows what is in an index.
struct InspectCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "inspect",
    abstract: "Show an index's schema, analysis, sections and statistics, or its terms.",
    discussion: """
      EXAMPLE
        searchctl inspect docs.sakuin
        searchctl inspect docs.sakuin --terms 寝取
        searchctl inspect pages
      """)

  @Argument(help: "The index.")
  var index: String

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("List the terms that begin so.", valueName: "prefix"))
  var terms: String?

  @Option(name: [.customShort("n"), .customLong("limit")], help: "How many terms to list.")
  var limit = 100

  @Option(help: "The form of the result.")
  var format = ReportFormat.text

  func validate() throws {
    if limit < 1 { throw ValidationError("--limit must be 1 or more.") }
  }

  func run() throws {
    let opened = try OpenIndex(path: index)
    if let terms {
      let rows = try TermRow.rows(
        of: opened.segments.map(\.reader), prefix: terms, limit: limit)
      try StandardOutput.write(format == .text ? TermRow.text(rows) : TermRow.json(rows))
      if rows.isEmpty { throw CommandStatus.nothing }
      return
    }
    switch opened {
    case .file(_, let segment):
      let report = SegmentReport(segment: segment, path: index)
      try StandardOutput.write(format == .text ? report.text : report.json)
    case .folder(let folder, let commit):
      let report = FolderReport(folder: folder, commit: commit, path: index)
      try StandardOutput.write(format == .text ? report.text : report.json)
    }
  }
}

/// One term of an index.
private struct TermRow {
  var field: String
  var kind: String
  var text: String
  var documentCount: Int
  var totalCount: Int

  static func rows(of segments: [SegmentReader], prefix: String, limit: Int) throws -> [TermRow] {
    var rows: [TermRow] = []
    for (number, field) in segments[0].schema.fields.enumerated() {
      for kind in TermKind.allCases {
        let text = kind == .keyword ? Array(prefix.utf8) : NormalizedText(prefix).bytes
        var cursors = segments.map { $0.terms(prefix: [UInt8(number), kind.rawValue] + text) }
        var heads: [(key: TermKey, entry: TermEntry)?] = []
        for index in cursors.indices { heads.append(try cursors[index].next().map { ($0, $1) }) }
        while rows.count < limit, let key = heads.lazy.compactMap(\.?.key).min() {
          var row = TermRow(
            field: field.name, kind: "\(kind)", text: key.displayText, documentCount: 0,
            totalCount: 0)
          for index in heads.indices {
            guard let head = heads[index], head.key == key else { continue }
            row.documentCount += Int(head.entry.documentFrequency)
            row.totalCount += Int(head.entry.totalFrequency)
            heads[index] = try cursors[index].next().map { ($0, $1) }
          }
          rows.append(row)
        }
      }
    }
    return rows
  }

  static func text(_ rows: [TermRow]) -> String {
    let cells = rows.map { row in
      [
        row.field, row.kind, TextStyle.singleLine(row.text),
        ProgressLine.grouped(row.documentCount), ProgressLine.grouped(row.totalCount),
      ]
    }
    if cells.isEmpty { return "" }
    return Table(rows: [["field", "kind", "term", "documents", "occurrences"]] + cells)
      .text(TextStyle(usesColor: Terminal.usesColor))
  }

  static func json(_ rows: [TermRow]) -> String {
    var writer = JSONWriter()
    writer.object { object in
      object.member("schema", 1)
      object.name("terms")
      object.array(rows) { array, row in
        array.object { member in
          member.member("field", row.field)
          member.member("kind", row.kind)
          member.member("term", row.text)
          member.member("documents", row.documentCount)
          member.member("occurrences", row.totalCount)
        }
      }
    }
    return writer.text + "\n"
  }
}

/// What an index file says of itself.
struct SegmentReport {
  let segment: SegmentReader
  let path: String

  var text: String {
    let style = TextStyle(usesColor: Terminal.usesColor)
    var text = "\(style.bold(path))  \(ProgressLine.bytes(Int64(segment.byteCount)))\n"
    text += "documents  \(ProgressLine.grouped(segment.documentCount))\n"
    text += "terms      \(ProgressLine.grouped(segment.termCount))\n"
    text += "segment    \(segment.segmentID)\n"
    text += RankingText.lines(segment.schema) + "\n"
    var rows = [
      ["field", "type", "analyzer", "weight", "stored", "documents", "words", "pairs"]
    ]
    for (number, field) in segment.schema.fields.enumerated() {
      let isText = field.type == .text
      let statistics = segment.statistics(ofField: number)
      rows.append([
        field.name, field.type.rawValue, isText ? field.analyzer : "",
        isText ? "\(field.weight)" : "", field.isStored ? "yes" : "no",
        isText ? ProgressLine.grouped(statistics.documentCount) : "",
        isText ? ProgressLine.grouped(Int(statistics.totalLength)) : "",
        segment.commonTerms(ofField: number).map { ProgressLine.grouped(Int($0.pairCount)) } ?? "",
      ])
    }
    text += Table(rows: rows).text(style) + "\n"
    text += Table(rows: [["analysis", ""]] + segment.description.map { [$0.0, $0.1] }).text(style)
    for note in AnalysisReach.notes(segment.description) {
      text += style.yellow("note: \(note)") + "\n"
    }
    let sections = segment.sections.map { section in
      [
        section.name, section.field ?? "", "\(section.offset)",
        ProgressLine.grouped(section.byteCount),
      ]
    }
    text += "\n" + Table(rows: [["section", "field", "offset", "bytes"]] + sections).text(style)
    return text
  }

  var json: String {
    var writer = JSONWriter()
    writer.object { object in
      object.member("schema", 1)
      object.member("index", path)
      object.member("bytes", segment.byteCount)
      object.member("documents", segment.documentCount)
      object.member("terms", segment.termCount)
      object.member("segment", "\(segment.segmentID)")
      object.name("k1")
      object.number(segment.schema.k1)
      object.name("b")
      object.number(segment.schema.b)
      object.name("ranking")
      object.object { members in
        for (name, weight) in RankingWeights.named {
          members.name(name)
          members.number(segment.schema.ranking[keyPath: weight])
        }
      }
      object.name("fields")
      object.array(segment.schema.fields.enumerated()) { array, element in
        let (number, field) = element
        array.object { member in
          member.member("name", field.name)
          member.member("type", field.type.rawValue)
          member.member("stored", field.isStored)
          guard field.type == .text else { return }
          let statistics = segment.statistics(ofField: number)
          member.member("analyzer", field.analyzer)
          member.name("weight")
          member.number(field.weight)
          member.member("default", field.isDefault)
          member.member("documents", statistics.documentCount)
          member.member("words", Int(statistics.totalLength))
          guard let common = segment.commonTerms(ofField: number) else { return }
          member.member("common_terms", Int(common.termCount))
          member.member("pairs", Int(common.pairCount))
        }
      }
      object.name("analysis")
      object.object { members in
        for (name, value) in segment.description { members.member(name, value) }
      }
      object.name("notes")
      object.array(AnalysisReach.notes(segment.description)) { $0.string($1) }
      object.name("sections")
      object.array(segment.sections) { array, section in
        array.object { member in
          member.member("name", section.name)
          member.member("field", section.field)
          member.member("offset", section.offset)
          member.member("bytes", section.byteCount)
        }
      }
    }
    return writer.text + "\n"
  }
}

/// The constants of ranking as text.
enum RankingText {
  /// A line with BM25's constants, and one with what words and variants count.
  static func lines(_ schema: Schema) -> String {
    let weights = RankingWeights.named.map { "\($0.name) \(schema.ranking[keyPath: $0.weight])" }
    return "bm25       k1 \(schema.k1), b \(schema.b)\n"
      + "ranking    \(weights.joined(separator: ", "))\n"
  }
}

/// What an index cannot find because of the resources it was built with.
enum AnalysisReach {
  /// Remarks on an index's analysis description.
  static func notes(_ description: [(String, String)]) -> [String] {
    var notes: [String] = []
    let values = Dictionary(description, uniquingKeysWith: { first, _ in first })
    if let morphology = values["morphology"], !morphology.hasPrefix("mecab") {
      notes.append(
        "built without MeCab: Japanese words are ICU's, without forms and readings; inflected "
          + "Japanese and other scripts are out of reach, quoted text is not")
    }
    if values["lexicon"] == "none" {
      notes.append(
        "built without the word lexicon: compounds and words that MeCab reads otherwise are out of "
          + "reach in kana and romaji")
    }
    return notes
  }
}
