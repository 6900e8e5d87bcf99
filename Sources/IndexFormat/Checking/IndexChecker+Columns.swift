// SPDX-License-Identifier: Apache-2.0

internal import DocumentModel
internal import Storage

/// Columns in themselves, against the terms of keyword fields, and against stored values.
extension IndexChecker {
  /// Checks that every value of every column can be read, that every keyword is used, and that the
  /// terms of a keyword field are the values of its column, with the same documents.
  static func checkColumns(_ segment: SegmentReader, _ findings: inout FindingCollector) {
    for number in segment.schema.fields.indices where !findings.isFull {
      switch segment.column(number) {
      case .keywords(let column): check(column, ofField: number, segment, &findings)
      case .numbers(let column): check(column.values, ofField: number, segment, &findings)
      case .dates(let column): check(column.values, ofField: number, segment, &findings)
      case nil: break
      }
    }
  }

  private static func check(
    _ column: NumericColumnReader, ofField number: Int, _ segment: SegmentReader,
    _ findings: inout FindingCollector
  ) {
    let wrong = (0..<DocumentID(segment.documentCount)).first { !column.isCanonical($0) }
    guard let wrong, let section = try? segment.file.section(.column, field: number) else { return }
    findings.add(section, at: 0, "the value of document \(wrong) is none that is written")
  }

  private static func check(
    _ column: KeywordColumn, ofField number: Int, _ segment: SegmentReader,
    _ findings: inout FindingCollector
  ) {
    if let contradiction = column.table.firstContradiction() {
      findings.add(
        column.section, at: column.tableOffset + contradiction.offset, contradiction.reason)
      return
    }
    var documents = [PostingsFingerprint](
      repeating: PostingsFingerprint(), count: column.valueCount)
    var ordinals: [UInt32] = []
    do throws(IndexFormatError) {
      for document in 0..<DocumentID(segment.documentCount) where !findings.isFull {
        try column.ordinals(of: document, into: &ordinals)
        for ordinal in ordinals { documents[Int(ordinal)].add(document: document, frequency: 1) }
        findings.expect(
          zip(ordinals, ordinals.dropFirst()).allSatisfy { $0 < $1 }, column.section, at: 0,
          "the values of document \(document) are out of order")
      }
      if let unused = documents.firstIndex(where: { $0.documentFrequency == 0 }) {
        findings.add(column.section, at: column.tableOffset, "value \(unused) has no document")
      }
      try checkTerms(ofField: number, column, documents, segment, &findings)
    } catch { findings.add(error) }
  }

  /// Terms and values sort alike, so the n-th term is the n-th value.
  private static func checkTerms(
    ofField number: Int, _ column: KeywordColumn, _ documents: [PostingsFingerprint],
    _ segment: SegmentReader, _ findings: inout FindingCollector
  ) throws(IndexFormatError) {
    let section = segment.dictionary.section
    var terms = segment.terms(prefix: [UInt8(number), TermStreams.keywordKind])
    var values = FrontCodedTableCursor(column.table)
    var ordinal = 0
    while let (key, entry) = try terms.next(), !findings.isFull {
      let hasValue: Bool
      do throws(StorageError) { hasValue = try values.next() } catch {
        throw column.section.damaged(error, base: column.tableOffset)
      }
      guard hasValue, values.key.elementsEqual(key.text) else {
        findings.add(section, at: 0, "term \(key) is not value \(ordinal) of the column")
        return
      }
      findings.expect(
        try PostingsFingerprint(segment.postings(entry)) == documents[ordinal], section, at: 0,
        "the documents of term \(key) differ from those of value \(ordinal) of the column")
      ordinal += 1
    }
    findings.expect(
      ordinal == column.valueCount, column.section, at: column.tableOffset,
      "\(column.valueCount) values, but \(ordinal) terms")
  }

  /// Checks that the columns of a document say what its stored values say.
  static func checkColumns(
    of document: DocumentID, _ fields: [Document.Field], _ segment: SegmentReader,
    _ findings: inout FindingCollector
  ) throws(IndexFormatError) {
    for (number, field) in segment.schema.fields.enumerated() where field.isStored {
      let stored = fields.filter { $0.name == field.name }.map(\.value)
      let isEqual: Bool
      switch segment.column(number) {
      case .keywords(let column):
        var words: Set<String> = []
        for case .keywords(let some) in stored { words.formUnion(some) }
        var values: Set<String> = []
        for ordinal in try column.ordinals(of: document) {
          values.insert(try column.value(ofOrdinal: ordinal))
        }
        isEqual = words == values
      case .numbers(let column):
        var number: Double?
        if case .number(let value)? = stored.first { number = value }
        isEqual = number?.bitPattern == column.value(of: document)?.bitPattern
      case .dates(let column):
        var date: Int64?
        if case .date(let value)? = stored.first { date = value }
        isEqual = date == column.value(of: document)
      case nil: isEqual = true
      }
      guard !isEqual, let section = try segment.file.section(.column, field: number) else {
        continue
      }
      findings.add(section, at: 0, "document \(document) has another value than is stored")
    }
  }
}
