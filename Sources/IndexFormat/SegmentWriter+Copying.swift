// SPDX-License-Identifier: Apache-2.0

internal import DocumentModel
internal import Storage

/// A segment whose documents are taken over by a writer, with what is looked up for each of them in
/// memory: keys and keywords.
package struct CopiedSegment: Sendable {
  /// The segment.
  package let segment: SegmentReader
  /// The deleted documents, which are not copied; nil for none.
  package let tombstones: Tombstones?
  let keys: [String]
  // By field number, then by ordinal.
  let keywords: [Int: [String]]

  /// Reads the keys and keywords of a segment.
  ///
  /// - Throws: `IndexFormatError.damaged`.
  /// - Complexity: O(documents and distinct keywords) time and memory.
  package init(_ source: LiveSegment) throws(IndexFormatError) {
    let segment = source.reader
    self.segment = segment
    tombstones = source.tombstones
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

  /// The sums over a field of the documents that are copied. Where the segment does not know exact
  /// lengths, the deleted documents' share of what the codes leave out is estimated.
  func statistics(ofField field: Int) -> FieldStatistics {
    let all = segment.statistics(ofField: field)
    guard let tombstones, segment.schema.fields[field].type == .text else { return all }
    let codes = segment.fieldLengths(field)
    let rests = segment.lengthRests[field]
    var live = FieldStatistics()
    var lowest: UInt64 = 0
    // How many lengths share the codes, of all documents and of those that are copied.
    var width = (all: 0.0, live: 0.0)
    for document in 0..<DocumentID(segment.documentCount) {
      let code = codes.code(of: document)
      guard code > 0 else { continue }
      let length = UInt64(FieldLengthCode.lengths[Int(code)])
      let room = Double(FieldLengthCode.lengths[min(255, Int(code) + 1)]) - Double(length)
      lowest += length
      width.all += max(0, room - 1)
      if tombstones.contains(document) { continue }
      width.live += max(0, room - 1)
      live.documentCount += 1
      live.totalLength &+= length &+ (rests?[Int(document)] ?? 0)
    }
    if rests == nil, width.all > 0, all.totalLength > lowest {
      let rest = Double(all.totalLength - lowest) * width.live / width.all
      live.totalLength += UInt64(min(rest, width.live))
    }
    return live
  }
}

extension SegmentWriter {
  /// Adds the statistics of a segment to those of this one, without its deleted documents: the exact
  /// lengths of its fields, which its documents no longer tell.
  ///
  /// Belongs to `copy(_:of:stored:)`: once for each segment all of whose documents are copied. Where a
  /// segment does not know the exact lengths of its documents, the sums without some are estimates.
  ///
  /// - Precondition: The segment has this segment's schema.
  package mutating func addStatistics(of source: CopiedSegment) {
    for field in schema.fields.indices {
      let added = source.statistics(ofField: field)
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
        updateData?.append(
          lengthRest: source.segment.lengthRests[field]?[Int(document)], field: field)
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
    if updateData != nil {
      let hash = try contentHash(of: document, in: source, stored: stored)
      updateData?.append(hash, source: source.segment.sourceHash(of: document))
    }
    documentCount += 1
  }

  /// The content hash of a document that is copied: as its segment has it, or from its stored values
  /// where all are stored.
  private func contentHash(
    of document: DocumentID, in source: CopiedSegment, stored: ArraySlice<UInt8>
  ) throws(IndexFormatError) -> ContentHash {
    if source.segment.contentHashes != nil { return source.segment.contentHash(of: document) }
    guard schema.fields.allSatisfy(\.isStored) else { return .unknown }
    do throws(StorageError) {
      let fields = try StoredDocument.fields(MappedBytes(Array(stored)), schema: schema)
      return ContentHash(
        of: Document(key: source.keys[Int(document)], fields: fields), schema: schema)
    } catch { throw .storage(error) }
  }
}
