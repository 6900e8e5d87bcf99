// SPDX-License-Identifier: Apache-2.0
import IndexFormat

/// A segment that a writer has, with what has been deleted from it since.
struct WrittenSegment: Sendable {
  /// What the manifest says of it.
  var record: Manifest.Segment
  /// The segment as it was committed last.
  private(set) var segment: LiveSegment
  /// Whether the newest manifest names it.
  private(set) var isCommitted: Bool
  /// The deleted documents, those since the last commit included; nil for none.
  private(set) var tombstones: Tombstones?

  init(record: Manifest.Segment, segment: LiveSegment, isCommitted: Bool) {
    self.record = record
    self.segment = segment
    self.isCommitted = isCommitted
    tombstones = segment.tombstones
  }

  /// The documents that are not deleted.
  var liveCount: Int { segment.reader.documentCount - (tombstones?.count ?? 0) }

  /// Whether documents were deleted that the record does not have.
  var hasNewTombstones: Bool { (tombstones?.count ?? 0) != record.deletedCount }

  /// The segment without what has been deleted.
  var live: LiveSegment { LiveSegment(segment.reader, tombstones: tombstones) }

  /// What a merge policy knows of it.
  var policySegment: MergePolicy.Segment {
    MergePolicy.Segment(
      byteCount: record.byteCount, documentCount: record.documentCount,
      deletedCount: tombstones?.count ?? 0)
  }

  /// Whether a document is deleted.
  func isDeleted(_ document: DocumentID) -> Bool { tombstones?.contains(document) ?? false }

  /// The document of a key that is not deleted, or nil.
  func document(forKey key: String) throws(IndexFormatError) -> DocumentID? {
    guard let document = try segment.reader.document(forKey: key), !isDeleted(document) else {
      return nil
    }
    return document
  }

  /// Takes note that the newest manifest shows it as it is.
  mutating func didCommit() {
    segment = live
    isCommitted = true
  }

  /// Deletes a document.
  ///
  /// - Returns: Whether it was there until now.
  mutating func remove(_ document: DocumentID) -> Bool {
    if tombstones == nil { tombstones = Tombstones(of: segment.reader) }
    return tombstones?.insert(document) ?? false
  }
}
