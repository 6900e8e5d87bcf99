// SPDX-License-Identifier: Apache-2.0

package import Storage

/// What a live index consists of after one commit: its segment files, which of their documents are
/// deleted, and the sums over all of them. A manifest is written once, under a name with its number.
///
/// ```
/// header, 40 bytes
///   0   8  magic "SAKUINMF"
///   8   4  u32 format version
///  12   4  u32 segment count, at least 1
///  16   8  u64 number of the manifest
///  24   8  u64 next file number: above those of all files of the index so far
///  32   4  u32 field count
///  36   4  zeros
/// for each field: u64 documents with a length above 0, u64 total length; of all segments together
/// for each segment, in the order of ranks, 64 bytes
///   0   8  u64 file number
///   8  16  segment id, high half first
///  24   8  u64 length of the file
///  32   4  u32 document count
///  36   4  u32 deleted documents
///  40   8  u64 file number of the tombstones; 0 where no document is deleted
///  48   8  u64 XXH3-64 of the tombstone file; 0 where there is none
///  56   8  zeros
/// u64 XXH3-64 of everything before
/// ```
package struct Manifest: Sendable, Hashable {
  /// A segment of the index.
  package struct Segment: Sendable, Hashable {
    /// The number in the file's name.
    package var file: UInt64
    /// The hash of the segment's content.
    package var segmentID: SegmentID
    /// The size of the file.
    package var byteCount: Int
    /// The number of documents, deleted ones included.
    package var documentCount: Int
    /// The number of deleted documents.
    package var deletedCount = 0
    /// The number in the name of the tombstone file; 0 for none.
    package var tombstoneFile: UInt64 = 0
    /// The checksum of the tombstone file; 0 for none.
    package var tombstoneChecksum: UInt64 = 0

    /// A segment without deleted documents.
    package init(file: UInt64, segmentID: SegmentID, byteCount: Int, documentCount: Int) {
      self.file = file
      self.segmentID = segmentID
      self.byteCount = byteCount
      self.documentCount = documentCount
    }
  }

  private static let frame = FolderFileFrame(
    structure: "manifest", magic: "SAKUINMF", version: 1, headerByteCount: 40)

  /// The number in the manifest's name.
  package var number: UInt64
  /// A number above those in all names of segments and tombstones that the index has had.
  package var nextFile: UInt64
  /// The sums over each field, by field number.
  package var statistics: [FieldStatistics]
  /// The segments; documents of one rank before equal ones of the next.
  package var segments: [Segment]

  /// Creates a manifest.
  package init(
    number: UInt64, nextFile: UInt64, statistics: [FieldStatistics], segments: [Segment]
  ) {
    self.number = number
    self.nextFile = nextFile
    self.statistics = statistics
    self.segments = segments
  }

  /// The documents that are not deleted.
  package var liveCount: Int { segments.reduce(0) { $0 + $1.documentCount - $1.deletedCount } }

  /// The deleted documents that still stand in segments.
  package var deletedCount: Int { segments.reduce(0) { $0 + $1.deletedCount } }

  /// The file's bytes.
  package func encoded() -> [UInt8] {
    var bytes = Self.frame.head
    bytes.append(littleEndian: UInt32(segments.count))
    bytes.append(littleEndian: number)
    bytes.append(littleEndian: nextFile)
    bytes.append(littleEndian: UInt32(statistics.count))
    bytes.append(littleEndian: UInt32(0))
    for field in statistics {
      bytes.append(littleEndian: UInt64(field.documentCount))
      bytes.append(littleEndian: field.totalLength)
    }
    for segment in segments {
      bytes.append(littleEndian: segment.file)
      bytes.append(littleEndian: segment.segmentID.high)
      bytes.append(littleEndian: segment.segmentID.low)
      bytes.append(littleEndian: UInt64(segment.byteCount))
      bytes.append(littleEndian: UInt32(segment.documentCount))
      bytes.append(littleEndian: UInt32(segment.deletedCount))
      bytes.append(littleEndian: segment.tombstoneFile)
      bytes.append(littleEndian: segment.tombstoneChecksum)
      bytes.append(littleEndian: UInt64(0))
    }
    return Self.frame.sealed(bytes)
  }

  /// Reads a manifest.
  ///
  /// - Parameters:
  ///   - bytes: All bytes of the file.
  ///   - file: The file's name, for errors.
  /// - Throws: `IndexFormatError.damaged`.
  package init(_ bytes: MappedBytes, file: String) throws(IndexFormatError) {
    self = try Self.frame.open(bytes, file: file) { (bytes, end) throws(StorageError) in
      try Manifest(checked: bytes, end: end)
    }
  }

  private init(checked bytes: MappedBytes, end: Int) throws(StorageError) {
    let segmentCount = Int(try bytes.uint32(at: 12))
    let fieldCount = Int(try bytes.uint32(at: 32))
    number = try bytes.uint64(at: 16)
    nextFile = try bytes.uint64(at: 24)
    guard try bytes.uint32(at: 36) == 0, fieldCount <= 255, segmentCount > 0, number > 0,
      end == Self.frame.headerByteCount + 16 * fieldCount + 64 * segmentCount
    else {
      throw Self.frame.damaged(
        8, "\(segmentCount) segments and \(fieldCount) fields in \(end) bytes")
    }
    statistics = []
    segments = []
    var at = Self.frame.headerByteCount
    for _ in 0..<fieldCount {
      statistics.append(
        FieldStatistics(
          documentCount: try bytes.integer(at: at), totalLength: try bytes.uint64(at: at + 8)))
      at += 16
    }
    var files: Set<UInt64> = []
    for _ in 0..<segmentCount {
      var segment = Segment(
        file: try bytes.uint64(at: at),
        segmentID: SegmentID(
          high: try bytes.uint64(at: at + 8), low: try bytes.uint64(at: at + 16)),
        byteCount: try bytes.integer(at: at + 24),
        documentCount: Int(try bytes.uint32(at: at + 32)))
      segment.deletedCount = Int(try bytes.uint32(at: at + 36))
      segment.tombstoneFile = try bytes.uint64(at: at + 40)
      segment.tombstoneChecksum = try bytes.uint64(at: at + 48)
      let hasTombstones = segment.deletedCount > 0
      guard segment.documentCount <= SegmentFileFormat.maximumDocumentCount,
        segment.deletedCount <= segment.documentCount,
        hasTombstones == (segment.tombstoneFile > 0),
        hasTombstones || segment.tombstoneChecksum == 0, try bytes.uint64(at: at + 56) == 0
      else { throw Self.frame.damaged(at, "segment \(segment.file) contradicts itself") }
      let mine = hasTombstones ? [segment.file, segment.tombstoneFile] : [segment.file]
      for file in mine {
        guard file > 0, file < nextFile, files.insert(file).inserted else {
          throw Self.frame.damaged(at, "file number \(file) twice, or not below \(nextFile)")
        }
      }
      segments.append(segment)
      at += 64
    }
  }
}
