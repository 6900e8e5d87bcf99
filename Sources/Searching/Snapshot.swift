// SPDX-License-Identifier: Apache-2.0

package import DocumentModel
package import IndexFormat
internal import Storage

/// One state of an index: segments in a fixed order, with the statistics of all of them together.
///
/// Immutable; documents of one segment rank before equal ones of the next.
package struct Snapshot: Sendable {
  /// The segments, in the order given.
  package let segments: [SegmentReader]
  /// Of each segment the documents that are not deleted; nil where none is.
  let live: [DocumentBitset?]
  /// The schema that all segments share.
  package let schema: Schema
  /// The documents of all segments, deleted ones included until they are merged away.
  package let documentCount: Int
  /// The documents that are not deleted.
  package let liveCount: Int
  /// The sums over each field, by field number.
  package let fieldStatistics: [FieldStatistics]
  /// The formula of scores.
  let formula: BM25
  /// By segment and field number the length codes; nil where a field has none.
  let lengths: [[FieldLengthsReader?]]
  /// By segment and field number what one occurrence counts in a document.
  let norms: [[LengthTable]]

  /// Combines open segments.
  ///
  /// - Throws: `SearchError.noSegments`, or `SearchError.schemaMismatch` when a segment's fields or
  ///   BM25 constants differ from the first one's.
  package init(segments: [SegmentReader]) throws(SearchError) {
    try self.init(segments.map { LiveSegment($0) })
  }

  /// Combines open segments of which documents may be deleted.
  ///
  /// - Throws: as `init(segments:)`.
  package init(_ liveSegments: [LiveSegment]) throws(SearchError) {
    let segments = liveSegments.map(\.reader)
    live = liveSegments.map { $0.tombstones.map { DocumentBitset(allBut: $0) } }
    liveCount = liveSegments.reduce(0) { $0 + $1.liveCount }
    guard let first = segments.first else { throw .noSegments }
    for (index, segment) in segments.enumerated() where segment.schema != first.schema {
      throw .schemaMismatch(
        segment: index, difference: Self.difference(first.schema, segment.schema))
    }
    self.segments = segments
    schema = first.schema
    documentCount = segments.reduce(0) { $0 + $1.documentCount }
    fieldStatistics = LiveSegment.statistics(of: liveSegments)
    let formula = BM25(schema)
    self.formula = formula
    let inverseNorms = fieldStatistics.map {
      formula.inverseNorms(averageLength: Self.averageLength($0))
    }
    let lengths: [[FieldLengthsReader?]] = segments.map { segment in
      first.schema.fields.indices.map {
        first.schema.fields[$0].type == .text ? segment.fieldLengths($0) : nil
      }
    }
    self.lengths = lengths
    norms = lengths.map { zip(inverseNorms, $0).map { LengthTable($0, lengths: $1) } }
  }

  /// The words per document that has the field, as scores use it; 0 when none has.
  package func averageLength(ofField field: Int) -> Float {
    Self.averageLength(fieldStatistics[field])
  }

  private static func averageLength(_ statistics: FieldStatistics) -> Float {
    guard statistics.documentCount > 0 else { return 0 }
    return Float(Double(statistics.totalLength) / Double(statistics.documentCount))
  }

  /// The documents of all segments that have the term.
  ///
  /// - Complexity: one look-up for each segment.
  package func documentFrequency(of key: TermKey) throws(IndexFormatError) -> Int {
    var sum = 0
    for segment in segments {
      if let entry = try segment.term(key) { sum += Int(entry.documentFrequency) }
    }
    return sum
  }

  /// Where the document of this key stands that is not deleted; the first segment that has one.
  package func location(
    ofKey key: String
  ) throws(IndexFormatError) -> (segment: Int, document: DocumentID)? {
    for (index, segment) in segments.enumerated() {
      guard let document = try segment.document(forKey: key),
        live[index]?.contains(document) ?? true
      else { continue }
      return (index, document)
    }
    return nil
  }

  private static func difference(_ a: Schema, _ b: Schema) -> String {
    if a.fields.map(\.name) != b.fields.map(\.name) {
      return "fields \(a.fields.map(\.name)) and \(b.fields.map(\.name))"
    }
    for (x, y) in zip(a.fields, b.fields) where x != y {
      return "field \"\(x.name)\" is declared differently"
    }
    if a.ranking != b.ranking { return "what words and variants count (ranking)" }
    return "k1 \(a.k1) and \(b.k1), b \(a.b) and \(b.b)"
  }
}
