// SPDX-License-Identifier: Apache-2.0

package import Storage

/// Which documents of a segment are deleted. A tombstone file is written once; more deletions make
/// another file.
///
/// ```
///   0   8  magic "SAKUINTS"
///   8   4  u32 format version
///  12   4  u32 document count of the segment
///  16   4  u32 deleted documents, at least 1
///  20   4  zeros
///  24  16  segment id, high half first
///  40      one bit for each document, 1 for a deleted one, the first in the lowest bit of the first
///          byte; zeros to a multiple of 8
///          u64 XXH3-64 of everything before
/// ```
package struct Tombstones: Sendable, Hashable {
  private static let frame = FolderFileFrame(
    structure: "tombstones", magic: "SAKUINTS", version: 1, headerByteCount: 40)

  /// The segment's identity.
  package let segmentID: SegmentID
  /// The documents of the segment, deleted or not.
  package let documentCount: Int
  /// The deleted documents.
  package private(set) var count = 0
  /// One bit for each document, 1 for a deleted one; document 0 in the lowest bit of the first word.
  package private(set) var words: [UInt64]

  /// Tombstones of a segment of which no document is deleted yet.
  package init(of segment: SegmentReader) {
    self.init(segmentID: segment.segmentID, documentCount: segment.documentCount)
  }

  init(segmentID: SegmentID, documentCount: Int) {
    self.segmentID = segmentID
    self.documentCount = documentCount
    words = [UInt64](repeating: 0, count: (documentCount + 63) / 64)
  }

  /// Whether a document is deleted.
  ///
  /// - Precondition: The segment has the document.
  package func contains(_ document: DocumentID) -> Bool {
    words[Int(document >> 6)] >> UInt64(document & 63) & 1 != 0
  }

  /// Deletes a document.
  ///
  /// - Precondition: The segment has the document.
  /// - Returns: Whether it was there until now.
  @discardableResult
  package mutating func insert(_ document: DocumentID) -> Bool {
    precondition(Int(document) < documentCount, "no such document")
    guard !contains(document) else { return false }
    words[Int(document >> 6)] |= 1 << UInt64(document & 63)
    count += 1
    return true
  }

  /// The file's bytes.
  ///
  /// - Precondition: A document is deleted.
  package func encoded() -> [UInt8] {
    precondition(count > 0, "tombstones of nothing")
    var bytes = Self.frame.head
    bytes.reserveCapacity(Self.frame.headerByteCount + 8 * words.count + 8)
    bytes.append(littleEndian: UInt32(documentCount))
    bytes.append(littleEndian: UInt32(count))
    bytes.append(littleEndian: UInt32(0))
    bytes.append(littleEndian: segmentID.high)
    bytes.append(littleEndian: segmentID.low)
    for word in words { bytes.append(littleEndian: word) }
    return Self.frame.sealed(bytes)
  }

  /// Reads a tombstone file.
  ///
  /// - Parameters:
  ///   - bytes: All bytes of the file.
  ///   - file: The file's name, for errors.
  /// - Throws: `IndexFormatError.damaged`.
  /// - Complexity: O(documents / 64).
  package init(_ bytes: MappedBytes, file: String) throws(IndexFormatError) {
    self = try Self.frame.open(bytes, file: file) { (bytes, end) throws(StorageError) in
      try Tombstones(checked: bytes, end: end)
    }
  }

  private init(checked bytes: MappedBytes, end: Int) throws(StorageError) {
    let documentCount = Int(try bytes.uint32(at: 12))
    guard end == Self.frame.headerByteCount + (documentCount + 63) / 64 * 8,
      try bytes.uint32(at: 20) == 0
    else { throw Self.frame.damaged(12, "\(documentCount) documents in \(end) bytes") }
    self.init(
      segmentID: SegmentID(high: try bytes.uint64(at: 24), low: try bytes.uint64(at: 32)),
      documentCount: documentCount)
    for index in words.indices {
      words[index] = try bytes.uint64(at: Self.frame.headerByteCount + 8 * index)
      count += words[index].nonzeroBitCount
    }
    let tail = documentCount & 63
    guard tail == 0 || (words.last ?? 0) >> UInt64(tail) == 0 else {
      throw Self.frame.damaged(end - 8, "a document behind the last")
    }
    let stated = Int(try bytes.uint32(at: 16))
    guard count == stated, count > 0 else {
      throw Self.frame.damaged(16, "\(stated) deleted documents, \(count) bits")
    }
  }
}
