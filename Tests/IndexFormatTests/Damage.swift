// SPDX-License-Identifier: Apache-2.0

import DocumentModel
import Storage
import TestSupport

@testable import IndexFormat

/// Ways to damage a segment's bytes.
struct Damage {
  private let bytes: [UInt8]
  private let contents: TableOfContents
  private let tableOffset: Int
  /// What was done by the last `next`.
  private(set) var story = ""

  /// Starts with a sound segment.
  init(_ bytes: [UInt8]) throws {
    self.bytes = bytes
    let file = try SegmentFileReader(bytes: MappedBytes(bytes), file: "sound")
    contents = file.contents
    tableOffset = file.tableOffset
  }

  /// One more damaged variant.
  mutating func next(_ random: inout SeededGenerator) -> [UInt8] {
    let kind = Int.random(in: 0..<12, using: &random)
    var damaged = bytes
    switch kind {
    case 0...3:
      let at = place(&random)
      damaged[at] ^= 1 << UInt8.random(in: 0..<8, using: &random)
      story = "bit flip in byte \(at)"
    case 4:
      let at = place(&random)
      for index in at..<min(at + Int.random(in: 1...16, using: &random), bytes.count) {
        damaged[index] = UInt8.random(in: 0...255, using: &random)
      }
      story = "random bytes from \(at)"
    case 5:
      let at = place(&random)
      let value: UInt8 = Bool.random(using: &random) ? 0xFF : 0
      for index in at..<min(at + 8, bytes.count) { damaged[index] = value }
      story = "eight bytes of \(value) from \(at)"
    case 6:
      let count = Int.random(in: 0..<bytes.count, using: &random)
      damaged.removeSubrange(count...)
      story = "cut to \(count)"
    case 7:
      let at = Int.random(in: tableOffset..<bytes.count - 64, using: &random)
      damaged[at] ^= 1 << UInt8.random(in: 0..<8, using: &random)
      damaged = sealed(damaged, table: Array(damaged[tableOffset..<bytes.count - 64]))
      story = "bit flip in byte \(at) of the table, sealed"
    case 8:
      var other = contents
      let first = Int.random(in: 0..<other.sections.count, using: &random)
      let second = Int.random(in: 0..<other.sections.count, using: &random)
      let kept = other.sections[first]
      other.sections[first].offset = other.sections[second].offset
      other.sections[first].byteCount = other.sections[second].byteCount
      other.sections[second].offset = kept.offset
      other.sections[second].byteCount = kept.byteCount
      other.sections.sort { $0.offset < $1.offset }
      damaged = sealed(damaged, table: other.encoded())
      story = "sections \(first) and \(second) swapped, sealed"
    case 9:
      var other = contents
      let index = Int.random(in: 0..<other.sections.count, using: &random)
      let room = max(1, other.sections[index].byteCount)
      other.sections[index].byteCount = Int.random(in: 0..<room, using: &random)
      damaged = sealed(damaged, table: other.encoded())
      story = "section \(index) shortened, sealed"
    case 10:
      var other = contents
      switch Int.random(in: 0..<4, using: &random) {
      case 0: other.documentCount = Int.random(in: 0...Int(Int32.max), using: &random)
      case 1:
        other.documentCount = max(0, other.documentCount + Int.random(in: -2...2, using: &random))
      case 2: other.termCount = Int.random(in: 0...1000, using: &random)
      default: other.schema.fields.shuffle(using: &random)
      }
      damaged = sealed(damaged, table: other.encoded())
      story = "other counts, sealed"
    default:
      var other = contents
      other.sections.remove(at: Int.random(in: 0..<other.sections.count, using: &random))
      damaged = sealed(damaged, table: other.encoded())
      story = "a section missing, sealed"
    }
    return damaged
  }

  /// A byte of a random section, so that small sections have their turn.
  private func place(_ random: inout SeededGenerator) -> Int {
    let sections = contents.sections.filter { $0.byteCount > 0 }
    let number = Int.random(in: 0...sections.count, using: &random)
    guard number < sections.count else { return Int.random(in: 0..<bytes.count, using: &random) }
    return sections[number].offset + Int.random(in: 0..<sections[number].byteCount, using: &random)
  }

  /// The bytes with another table of contents and a footer that fits it.
  private func sealed(_ damaged: [UInt8], table: [UInt8]) -> [UInt8] {
    let hash = Checksum.xxh3Wide(table)
    return Array(damaged[..<tableOffset]) + table
      + SegmentFileFormat.footer(
        tableOffset: tableOffset, tableByteCount: table.count,
        tableChecksum: Checksum.xxh3(table),
        segmentID: SegmentID(high: hash.high, low: hash.low))
  }
}
