// SPDX-License-Identifier: Apache-2.0

internal import DocumentModel
internal import Storage

/// What updates need to know of documents, against the documents.
extension IndexChecker {
  /// Checks that exact lengths have their codes and add up, and that hashes are those of the stored
  /// documents.
  static func checkUpdateData(_ segment: SegmentReader, _ findings: inout FindingCollector) {
    do throws(IndexFormatError) {
      for (number, field) in segment.schema.fields.enumerated() where field.type == .text {
        try checkLengthRests(segment, number, &findings)
      }
      try checkHashes(segment, &findings)
    } catch { findings.add(error) }
  }

  private static func checkLengthRests(
    _ segment: SegmentReader, _ field: Int, _ findings: inout FindingCollector
  ) throws(IndexFormatError) {
    guard let rests = segment.lengthRests[field],
      let section = try segment.file.section(.lengthRests, field: field)
    else { return }
    let codes = segment.fieldLengths(field)
    var total: UInt64 = 0
    for document in 0..<segment.documentCount where !findings.isFull {
      let code = codes.code(of: DocumentID(document))
      let length = UInt64(FieldLengthCode.length(ofCode: code)) &+ rests[document]
      total &+= length
      findings.expect(
        length <= UInt64(UInt32.max) && FieldLengthCode.code(of: UInt32(length)) == code, section,
        at: 0, "the length of document \(document) is not what its code says")
    }
    findings.expect(
      total == segment.statistics(ofField: field).totalLength, section, at: 0,
      "lengths add up to \(total), not to \(segment.statistics(ofField: field).totalLength)")
  }

  private static func checkHashes(
    _ segment: SegmentReader, _ findings: inout FindingCollector
  ) throws(IndexFormatError) {
    guard let hashes = segment.contentHashes,
      let section = try segment.file.section(.contentHashes),
      segment.schema.fields.allSatisfy(\.isStored)
    else { return }
    for block in 0..<segment.storedBlockCount where !findings.isFull {
      let first = segment.storedFields.firstDocument(ofBlock: block)
      for (index, fields) in try segment.storedFields.fields(ofBlock: block).enumerated() {
        let number = DocumentID(first + index)
        guard Int(number) < segment.documentCount else { return }
        let document = Document(key: try segment.key(of: number), fields: fields)
        let hash = hashes.hash(of: number)
        findings.expect(
          hash == .unknown || hash == ContentHash(of: document, schema: segment.schema), section,
          at: ContentHashes.byteCount * Int(number),
          "the hash of document \(number) is not that of its stored values")
      }
    }
  }
}
