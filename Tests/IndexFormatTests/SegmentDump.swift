// SPDX-License-Identifier: Apache-2.0

import DocumentModel
import IndexFormat
import Storage

/// A segment's whole content as text, one fact a line.
enum SegmentDump {
  /// The text.
  static func text(_ reader: SegmentReader) throws -> String {
    var lines = [
      "segment \(reader.segmentID)", "bytes \(reader.byteCount)",
      "documents \(reader.documentCount)", "terms \(reader.termCount)",
      "k1 \(reader.schema.k1) b \(reader.schema.b)",
    ]
    for (name, value) in reader.description { lines.append("description \(name)=\(value)") }
    for (number, field) in reader.schema.fields.enumerated() {
      let statistics = reader.statistics(ofField: number)
      lines.append(
        """
        field \(number) \(field.name) \(field.type.rawValue) \(field.analyzer) \(field.weight) \
        stored=\(field.isStored) default=\(field.isDefault) documents=\(statistics.documentCount) \
        length=\(statistics.totalLength)
        """)
      if let common = reader.commonTerms(ofField: number) {
        lines.append(
          """
          common \(field.name) from=\(common.leastDocumentFrequency) terms=\(common.termCount) \
          pairs=\(common.pairCount) product=\(common.leastProduct)
          """)
      }
    }
    for document in 0..<DocumentID(reader.documentCount) {
      lines.append(contentsOf: try self.document(document, reader))
    }
    var cursor = reader.terms()
    while let (key, entry) = try cursor.next() { lines.append(try term(key, entry, reader)) }
    for (name, table) in [
      ("reading", reader.readingsByKey), ("short reading", reader.readingsByShortKey),
      ("lexicon", reader.lexicon),
    ] {
      try table?.forEach { key, value in
        let key = String(decoding: key, as: UTF8.self)
        lines.append("\(name) \(key) \(value.map { String($0, radix: 16) }.joined(separator: " "))")
        return true
      }
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private static func document(_ id: DocumentID, _ reader: SegmentReader) throws -> [String] {
    let document = try reader.storedDocument(id)
    var lines = ["document \(id) \(document.key)"]
    if try reader.document(forKey: document.key) != id { lines.append("  key leads elsewhere") }
    for field in document.fields { lines.append("  stored \(field.name) \(field.value)") }
    for (number, field) in reader.schema.fields.enumerated() {
      if field.type == .text {
        lines.append("  length code \(field.name) \(reader.fieldLengths(number).code(of: id))")
      }
      switch reader.column(number) {
      case .keywords(let column):
        let values = try column.ordinals(of: id).map { ordinal throws in
          try column.value(ofOrdinal: ordinal)
        }
        lines.append("  column \(field.name) \(values)")
      case .numbers(let column):
        lines.append("  column \(field.name) \(column.value(of: id).map { "\($0)" } ?? "none")")
      case .dates(let column):
        lines.append("  column \(field.name) \(column.value(of: id).map { "\($0)" } ?? "none")")
      case nil: break
      }
    }
    return lines
  }

  private static func term(
    _ key: TermKey, _ entry: TermEntry, _ reader: SegmentReader
  ) throws -> String {
    let postings = try reader.postings(entry)
    var block = PostingsBlock()
    var positions = PositionsBlock()
    var parts = ["term \(key) \(entry.documentFrequency) \(entry.totalFrequency)"]
    let thresholds = [10, 100, 1000].map { postings.leastImpact(ofBest: $0) }
    if thresholds.contains(where: { $0 != nil }) {
      let pairs = thresholds.map { $0.map { "\($0.frequency)/\($0.lengthCode)" } ?? "none" }
      parts.append("best \(pairs.joined(separator: " "))")
    }
    for index in 0..<postings.blockCount {
      let impacts = postings.impacts(ofBlock: index)
      let pairs = (0..<impacts.count).map { "\(impacts[$0].frequency)/\(impacts[$0].lengthCode)" }
      parts.append("[\(pairs.joined(separator: " "))]")
      try postings.decode(block: index, into: &block)
      if postings.hasPositions {
        try postings.decodePositions(block: index, of: block, into: &positions)
      }
      for place in 0..<block.count {
        var part = "\(block.documents[place])"
        if postings.hasFrequencies { part += "x\(block.frequencies[place])" }
        if postings.hasPositions {
          let mine = positions.positions[positions.range(of: place)].map { "\($0)" }
          part += "@" + mine.joined(separator: ",")
        }
        parts.append(part)
      }
    }
    return parts.joined(separator: " ")
  }
}
