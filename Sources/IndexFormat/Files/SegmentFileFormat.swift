// SPDX-License-Identifier: Apache-2.0

internal import Storage

/// The frame of a segment file, format version 3. All integers are little-endian.
///
/// ```
/// header, 64 bytes
///   0   8  magic "SAKUIN\r\n"
///   8   4  u32 format version
///  12  52  zeros
/// sections, each at a multiple of 64 and followed by at least 64 zeros up to a multiple of 64
/// table of contents, at a multiple of 64; see TableOfContents
/// footer, 64 bytes, right behind the table
///   0   8  u64 offset of the table of contents
///   8   8  u64 its length
///  16   8  u64 its XXH3-64
///  24  16  segment id: XXH3-128 of the table of contents, high half first
///  40   8  u64 length of the file
///  48   4  u32 format version
///  52   4  zeros
///  56   8  magic "\r\nSAKUIN"
/// ```
///
/// History: 1, the first. 2, thresholds in the tables of terms; pairs of common terms. 3, Rice codes,
/// records of terms in few documents, shorter tables and keys.
enum SegmentFileFormat {
  /// The version this program writes.
  static let version: UInt32 = 3
  /// The oldest version this program reads.
  static let oldestVersion: UInt32 = 3
  /// The first bytes of a segment file.
  static let magic: [UInt8] = Array("SAKUIN\r\n".utf8)
  /// The last bytes of a segment file.
  static let endMagic: [UInt8] = Array("\r\nSAKUIN".utf8)
  /// The size of the header.
  static let headerByteCount = 64
  /// The size of the footer.
  static let footerByteCount = 64
  /// Sections start at multiples of this.
  static let alignment = 64
  /// At least so many zeros follow a section; kernels may read them.
  static let padding = 64
  /// The most documents a segment holds.
  static let maximumDocumentCount = Int(Int32.max)

  /// The header's bytes.
  static func header(version: UInt32 = version) -> [UInt8] {
    var bytes = magic
    bytes.append(littleEndian: version)
    bytes.append(contentsOf: repeatElement(0, count: headerByteCount - bytes.count))
    return bytes
  }

  /// The footer's bytes.
  static func footer(
    tableOffset: Int, tableByteCount: Int, tableChecksum: UInt64, segmentID: SegmentID
  ) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.append(littleEndian: UInt64(tableOffset))
    bytes.append(littleEndian: UInt64(tableByteCount))
    bytes.append(littleEndian: tableChecksum)
    bytes.append(littleEndian: segmentID.high)
    bytes.append(littleEndian: segmentID.low)
    bytes.append(littleEndian: UInt64(tableOffset + tableByteCount + footerByteCount))
    bytes.append(littleEndian: version)
    bytes.append(littleEndian: UInt32(0))
    bytes.append(contentsOf: endMagic)
    return bytes
  }
}
