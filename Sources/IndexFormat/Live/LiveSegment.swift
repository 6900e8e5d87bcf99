// SPDX-License-Identifier: Apache-2.0

internal import DocumentModel

/// An open segment, and which of its documents are deleted.
package struct LiveSegment: Sendable {
  /// The segment with all its documents.
  package let reader: SegmentReader
  /// The deleted documents; nil where there are none.
  package let tombstones: Tombstones?

  /// A segment with its deleted documents.
  package init(_ reader: SegmentReader, tombstones: Tombstones? = nil) {
    self.reader = reader
    self.tombstones = tombstones.flatMap { $0.count > 0 ? $0 : nil }
  }

  /// The documents that are not deleted.
  package var liveCount: Int { reader.documentCount - (tombstones?.count ?? 0) }

  /// Whether a document is deleted.
  ///
  /// - Precondition: The segment has the document.
  package func isDeleted(_ document: DocumentID) -> Bool {
    tombstones?.contains(document) ?? false
  }

  /// The document of a key that is not deleted, or nil.
  ///
  /// - Throws: `IndexFormatError.damaged`.
  /// - Complexity: O(log documents).
  package func document(forKey key: String) throws(IndexFormatError) -> DocumentID? {
    guard let document = try reader.document(forKey: key), !isDeleted(document) else { return nil }
    return document
  }

  /// The sums over each field of several segments, by field number. Deleted documents count until
  /// they are merged away.
  package static func statistics(of segments: [LiveSegment]) -> [FieldStatistics] {
    guard let first = segments.first else { return [] }
    return first.reader.schema.fields.indices.map { field in
      segments.reduce(into: FieldStatistics()) { sum, segment in
        let statistics = segment.reader.statistics(ofField: field)
        sum.documentCount += statistics.documentCount
        sum.totalLength &+= statistics.totalLength
      }
    }
  }
}

/// One commit of a live index, open: its manifest with its segments, which later commits do not
/// change.
package struct IndexCommit: Sendable {
  /// What the commit consists of.
  package let manifest: Manifest
  /// The segments, in the manifest's order.
  package let segments: [LiveSegment]
  /// Newer manifests that cannot be read, each as a sentence: what they had is not shown.
  package let skipped: [String]
}
