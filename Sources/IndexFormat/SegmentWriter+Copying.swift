// SPDX-License-Identifier: Apache-2.0

internal import DocumentModel
internal import Storage

/// A segment whose documents are taken over by a writer, with what is looked up for each of them in
/// memory: keys and keywords.
package struct CopiedSegment: Sendable {
  /// The segment.
  package let segment: SegmentReader
  let keys: [String]
  // By field number, then by ordinal.
  let keywords: [Int: [String]]

  /// Reads the keys and keywords of a segment.
  ///
  /// - Throws: `IndexFormatError.damaged`.
  /// - Complexity: O(documents and distinct keywords) time and memory.
  package init(_ segment: SegmentReader) throws(IndexFormatError) {
    self.segment = segment
    var keys = [String](repeating: "", count: segment.documentCount)
    var cursor = segment.documentKeys()
    while let (key, document) = try cursor.next() {
      keys[Int(document)] = String(decoding: key, as: UTF8.self)
    }
    self.keys = keys
    var keywords: [Int: [String]] = [:]
    for field in segment.schema.fields.indices {
      guard case .keywords(let column)? = segment.column(field) else { continue }
      keywords[field] = try column.values()
    }
    self.keywords = keywords
  }
}

extension SegmentWriter {
  /// Adds the statistics of a segment to those of this one: the exact lengths of its fields, which its
  /// documents no longer tell.
  ///
  /// Belongs to `copy(_:of:stored:)`: once for each segment all of whose documents are copied.
  ///
  /// - Precondition: The segment has this segment's schema.
  package mutating func addStatistics(of segment: SegmentReader) {
    for field in schema.fields.indices {
      let added = segment.statistics(ofField: field)
      statistics[field].documentCount += added.documentCount
      statistics[field].totalLength += added.totalLength
    }
  }

  /// Adds a document of another segment as the next one, as if it had been added with its values and
  /// lengths; `addStatistics(of:)` counts its lengths.
  ///
  /// - Parameters:
  ///   - document: The document in its segment.
  ///   - source: A segment of this segment's schema.
  ///   - stored: The document's stored values, as `SegmentReader.storedBlock(_:)` gives them.
  /// - Throws: `IndexFormatError.invalidKey`, `.tooLarge`, `.outOfOrder`, `.damaged` or `.storage`.
  ///   After an error the writer is only good to be dropped.
  package mutating func copy(
    _ document: DocumentID, of source: CopiedSegment, stored: ArraySlice<UInt8>
  ) throws(IndexFormatError) {
    try checkRoom()
    try storedFields.append(Array(stored), to: &file)
    try keys.append(source.keys[Int(document)])
    for (field, description) in schema.fields.enumerated() {
      if description.type == .text {
        lengthCodes[field].append(source.segment.fieldLengths(field).code(of: document))
        continue
      }
      switch source.segment.column(field) {
      case .keywords(let column)?:
        let values = source.keywords[field] ?? []
        keywordColumns[field]?.append(
          try column.ordinals(of: document).map { values[Int($0)] })
      case .numbers(let column)?: numericColumns[field]?.append(column.value(of: document))
      case .dates(let column)?: numericColumns[field]?.append(column.value(of: document))
      case nil: break
      }
    }
    documentCount += 1
  }
}
