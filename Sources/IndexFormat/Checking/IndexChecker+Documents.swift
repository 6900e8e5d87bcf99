// SPDX-License-Identifier: Apache-2.0

internal import DocumentModel
internal import Storage

/// Keys and stored values of the documents.
extension IndexChecker {
  /// Checks that keys lead to documents and documents to keys.
  static func checkKeys(_ segment: SegmentReader, _ findings: inout FindingCollector) {
    let keys = segment.keys
    if let contradiction = keys.table.firstContradiction() {
      findings.add(
        keys.section, at: keys.tableOffset + contradiction.offset, contradiction.reason)
    }
    do throws(IndexFormatError) {
      _ = try keys.documentsByRank()
      if let document = keys.firstWrongReturn() {
        findings.add(keys.section, at: 0, "the return of document \(document)")
      }
    } catch { findings.add(error) }
    var cursor = FrontCodedTableCursor(keys.table)
    do throws(StorageError) {
      while try cursor.next(), !findings.isFull {
        findings.expect(
          !cursor.key.isEmpty && String(validating: cursor.key, as: UTF8.self) != nil,
          keys.section, at: keys.tableOffset + cursor.payload.lowerBound,
          "key \(cursor.ordinal) is no text")
        findings.expect(
          cursor.payload.isEmpty, keys.section, at: keys.tableOffset + cursor.payload.lowerBound,
          "a payload of \(cursor.payload.count) bytes")
      }
    } catch { findings.add(keys.section.damaged(error, base: keys.tableOffset)) }
  }

  /// Checks that every stored document can be read, has values of its fields' types, and that columns
  /// say the same.
  static func checkStoredFields(_ segment: SegmentReader, _ findings: inout FindingCollector) {
    let storedFields = segment.storedFields
    if storedFields.blockCount > 0 {
      findings.expect(
        storedFields.frameStart(0) == 0, storedFields.blocks, at: 8,
        "the first frame starts at \(storedFields.frameStart(0))")
    }
    var count = 0
    for block in 0..<storedFields.blockCount where !findings.isFull {
      do throws(IndexFormatError) {
        let documents = try storedFields.fields(ofBlock: block)
        count += documents.count
        for (index, fields) in documents.enumerated() {
          let document = storedFields.firstDocument(ofBlock: block) + index
          guard document < segment.documentCount else { break }
          if let wrong = fields.first(where: { !isOfItsType($0, segment.schema) }) {
            findings.add(
              storedFields.frames, at: storedFields.frameStart(block),
              "document \(document): field \(wrong.name)")
          } else {
            try checkColumns(of: DocumentID(document), fields, segment, &findings)
          }
        }
      } catch { findings.add(error) }
    }
    guard !findings.isFull else { return }
    findings.expect(
      count == segment.documentCount, storedFields.blocks, at: 0,
      "\(count) stored documents of \(segment.documentCount)")
  }

  private static func isOfItsType(_ value: Document.Field, _ schema: Schema) -> Bool {
    guard let field = schema.fields.first(where: { $0.name == value.name }), field.isStored else {
      return false
    }
    switch (field.type, value.value) {
    case (.text, .text), (.keyword, .keywords), (.number, .number), (.date, .date), (.stored, _):
      return true
    default: return false
    }
  }
}
