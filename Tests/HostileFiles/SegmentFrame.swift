// SPDX-License-Identifier: Apache-2.0

import Storage

/// Where the sections of a segment file are, as its bytes alone say: so that a changed file can be
/// given checksums that are right again, and readers have nothing left but their bounds.
///
/// It knows the frame of docs/IndexFormat.md by itself, not through the readers it is to try.
package struct SegmentFrame {
  /// An entry of the table of contents.
  package struct Section {
    /// The kind's number.
    package var kind: Int
    /// The field's number, or 0xFFFFFFFF.
    package var field: Int
    /// Where its bytes are in the file.
    package var range: Range<Int>
    /// Where its entry is in the file.
    package var entry: Int
  }

  /// The sections, in the order of the table.
  package let sections: [Section]
  /// Where the table of contents is.
  package let table: Range<Int>
  private let bytes: [UInt8]

  private static let footerByteCount = 64
  private static let entryByteCount = 48

  /// Finds the sections; nil when the bytes are too far from a segment file.
  package init?(_ bytes: [UInt8]) {
    let footer = bytes.count - Self.footerByteCount
    guard footer >= 64, let start = Self.integer(bytes, footer, 8),
      let count = Self.integer(bytes, footer + 8, 8), start <= footer, count == footer - start,
      let sections = Self.sections(bytes, start..<start + count)
    else { return nil }
    self.bytes = bytes
    self.sections = sections
    table = start..<start + count
  }

  private static func sections(_ bytes: [UInt8], _ table: Range<Int>) -> [Section]? {
    var at = table.lowerBound + 12
    func skipString() -> Bool {
      guard let count = integer(bytes, at, 4), count <= table.upperBound - at - 4 else {
        return false
      }
      at += 4 + count
      return true
    }
    guard let fieldCount = integer(bytes, at, 2) else { return nil }
    at += 2
    for _ in 0..<fieldCount {
      guard skipString() else { return nil }
      at += 1
      guard skipString() else { return nil }
      at += 17
    }
    at += 8
    guard at + 4 <= table.upperBound, let pairCount = integer(bytes, at, 4) else { return nil }
    at += 4
    for _ in 0..<pairCount { guard skipString(), skipString() else { return nil } }
    guard at + 4 <= table.upperBound, let sectionCount = integer(bytes, at, 4) else { return nil }
    at += 4
    guard sectionCount <= (table.upperBound - at) / entryByteCount else { return nil }
    var sections: [Section] = []
    for _ in 0..<sectionCount {
      guard let kind = integer(bytes, at, 4), let field = integer(bytes, at + 4, 4),
        let start = integer(bytes, at + 8, 8), let count = integer(bytes, at + 16, 8),
        start <= table.lowerBound, count <= table.lowerBound - start
      else { return nil }
      sections.append(
        Section(kind: kind, field: field, range: start..<start + count, entry: at))
      at += entryByteCount
    }
    return sections
  }

  /// The bytes of a section.
  package func content(_ section: Int) -> [UInt8] { Array(bytes[sections[section].range]) }

  /// The file with other bytes in a section: what follows moves, and every checksum is right.
  package func replacing(_ section: Int, with content: [UInt8]) -> [UInt8] {
    let old = sections[section].range
    let next = sections.map(\.range.lowerBound).filter { $0 >= old.upperBound }.min()
    let behind = next ?? table.lowerBound
    var result = Array(bytes[..<old.lowerBound]) + content
    result += [UInt8](repeating: 0, count: 64 + (64 - (result.count + 64) % 64) % 64)
    let moved = result.count - behind
    result += bytes[behind...]
    for (number, other) in sections.enumerated() {
      let entry = other.entry + moved
      if number == section {
        Self.set(content.count, in: &result, at: entry + 16, 8)
      } else if other.range.lowerBound >= behind {
        Self.set(other.range.lowerBound + moved, in: &result, at: entry + 8, 8)
      }
    }
    Self.set(table.lowerBound + moved, in: &result, at: result.count - Self.footerByteCount, 8)
    return Self.sealed(result)
  }

  /// The file with other bytes in place of the table of contents, and every checksum right.
  package func replacingTable(with content: [UInt8]) -> [UInt8] {
    var result = bytes[..<table.lowerBound] + content + bytes[table.upperBound...]
    let footer = result.count - Self.footerByteCount
    var array = Array(result)
    result = []
    Self.set(content.count, in: &array, at: footer + 8, 8)
    return Self.sealed(array)
  }

  /// The file with every checksum made right, as far as its sections can still be found.
  package static func sealed(_ bytes: [UInt8]) -> [UInt8] {
    var result = bytes
    let footer = bytes.count - footerByteCount
    guard footer >= 0, let start = integer(bytes, footer, 8), start <= footer else { return bytes }
    for section in sections(bytes, start..<footer) ?? [] {
      let checksum = Checksum.xxh3(Array(bytes[section.range]))
      set(Int(truncatingIfNeeded: checksum), in: &result, at: section.entry + 24, 8)
    }
    let table = Array(result[start..<footer])
    let hash = Checksum.xxh3Wide(table)
    for (place, value) in [
      (8, UInt64(table.count)), (16, Checksum.xxh3(table)), (24, hash.high), (32, hash.low),
      (40, UInt64(bytes.count)),
    ] {
      set(Int(truncatingIfNeeded: value), in: &result, at: footer + place, 8)
    }
    return result
  }

  private static func integer(_ bytes: [UInt8], _ at: Int, _ count: Int) -> Int? {
    guard at >= 0, at <= bytes.count - count else { return nil }
    var value: UInt64 = 0
    for place in 0..<count { value |= UInt64(bytes[at + place]) << UInt64(8 * place) }
    return Int(exactly: value)
  }

  private static func set(_ value: Int, in bytes: inout [UInt8], at: Int, _ count: Int) {
    for place in 0..<count { bytes[at + place] = UInt8(truncatingIfNeeded: value >> (8 * place)) }
  }
}
