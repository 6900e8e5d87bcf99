// SPDX-License-Identifier: Apache-2.0

internal import DocumentModel
internal import Storage

/// Keys, columns and stored values of the documents.
extension IndexChecker {
  /// Checks that keys lead to documents and documents to keys.
  static func checkKeys(_ segment: SegmentReader, _ findings: inout FindingCollector) {
    let keys = segment.keys
    if let contradiction = keys.table.firstContradiction() {
      findings.add(
        keys.section, at: keys.tableOffset + contradiction.offset, contradiction.reason)
    }
    for document in 0..<segment.documentCount where !findings.isFull {
      let rank = keys.ranks[document]
      guard rank < UInt64(keys.documents.count), keys.documents[Int(rank)] == UInt64(document)
      else {
        findings.add(keys.section, at: 0, "the key of document \(document) leads elsewhere")
        continue
      }
    }
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

  /// Checks that every value of every column can be read and every keyword is used.
  static func checkColumns(_ segment: SegmentReader, _ findings: inout FindingCollector) {
    for number in segment.schema.fields.indices {
      guard case .keywords(let column)? = segment.column(number) else { continue }
      if let contradiction = column.table.firstContradiction() {
        findings.add(
          column.section, at: column.tableOffset + contradiction.offset, contradiction.reason)
        continue
      }
      var isUsed = [Bool](repeating: false, count: column.valueCount)
      var ordinals: [UInt32] = []
      do throws(IndexFormatError) {
        for document in 0..<segment.documentCount where !findings.isFull {
          try column.ordinals(of: DocumentID(document), into: &ordinals)
          for ordinal in ordinals { isUsed[Int(ordinal)] = true }
          findings.expect(
            zip(ordinals, ordinals.dropFirst()).allSatisfy { $0 < $1 }, column.section, at: 0,
            "the values of document \(document) are out of order")
        }
      } catch { findings.add(error) }
      if let unused = isUsed.firstIndex(of: false) {
        findings.add(column.section, at: column.tableOffset, "value \(unused) has no document")
      }
    }
  }

  /// Checks that every stored document can be read and has values of its fields' types.
  static func checkStoredFields(_ segment: SegmentReader, _ findings: inout FindingCollector) {
    let storedFields = segment.storedFields
    var count = 0
    for block in 0..<storedFields.blockCount where !findings.isFull {
      do throws(IndexFormatError) {
        let documents = try storedFields.fields(ofBlock: block)
        count += documents.count
        for (index, fields) in documents.enumerated() {
          guard let wrong = fields.first(where: { !isOfItsType($0, segment.schema) }) else {
            continue
          }
          findings.add(
            storedFields.frames, at: storedFields.frameStart(block),
            "document \(storedFields.firstDocument(ofBlock: block) + index): field \(wrong.name)")
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
