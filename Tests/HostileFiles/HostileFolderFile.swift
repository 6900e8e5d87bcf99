// SPDX-License-Identifier: Apache-2.0

import IndexFormat
import Storage

/// Manifests and tombstone files that may be hostile. Both end in the checksum of all before.
package enum HostileFolderFile {
  /// A sound manifest.
  package static func manifest(segmentCount: Int, fieldCount: Int) -> [UInt8] {
    var manifest = Manifest(
      number: 9, nextFile: 1,
      statistics: (0..<fieldCount).map { FieldStatistics(documentCount: $0, totalLength: 77) },
      segments: [])
    for number in 0..<segmentCount {
      var segment = Manifest.Segment(
        file: manifest.nextFile, segmentID: SegmentID(high: 1, low: UInt64(number)),
        byteCount: 12_000, documentCount: 158)
      manifest.nextFile += 1
      if number % 2 == 1 {
        segment.deletedCount = number
        segment.tombstoneFile = manifest.nextFile
        segment.tombstoneChecksum = 99
        manifest.nextFile += 1
      }
      manifest.segments.append(segment)
    }
    return manifest.encoded()
  }

  /// A sound tombstone file.
  package static func tombstones(documentCount: Int) -> [UInt8] {
    let head: [UInt8] = Array("SAKUINTS".utf8) + [1, 0, 0, 0]
    let count = [UInt8(truncatingIfNeeded: documentCount), UInt8(documentCount >> 8), 0, 0]
    let words = [UInt8](repeating: 0, count: (documentCount + 63) / 64 * 8 - 1)
    return sealed(
      head + count + [1, 0, 0, 0, 0, 0, 0, 0] + [UInt8](repeating: 7, count: 16) + [1] + words)
  }

  /// The bytes and their checksum.
  package static func sealed(_ bytes: [UInt8]) -> [UInt8] {
    let checksum = Checksum.xxh3(bytes)
    return bytes + (0..<8).map { UInt8(truncatingIfNeeded: checksum >> UInt64(8 * $0)) }
  }

  /// Reads a manifest; what is read is written as it was.
  package static func readManifest(_ bytes: [UInt8]) {
    guard let manifest = try? Manifest(MappedBytes(bytes), file: "hostile") else { return }
    precondition(manifest.encoded() == bytes, "a manifest is read as another")
    precondition(manifest.liveCount >= 0 && manifest.deletedCount >= 0, "fewer than none")
  }

  /// Reads a tombstone file; what is read is written as it was.
  package static func readTombstones(_ bytes: [UInt8]) {
    guard let tombstones = try? Tombstones(MappedBytes(bytes), file: "hostile") else { return }
    precondition(tombstones.encoded() == bytes, "tombstones are read as others")
    precondition(tombstones.words.count <= bytes.count / 8, "more memory than the file has bytes")
  }
}
