// SPDX-License-Identifier: Apache-2.0

/// A hostile segment file as the difference from a sound one: what a few bytes of its sections are
/// replaced with. A line of text, so that many of them can be kept.
///
///     4@12-14=FF07 6@0-0=
///
/// stands for: in section number 4, `FF 07` in place of the bytes from 12 to before 14; in number 6,
/// nothing at 0. The number after the last section's is the table of contents. Checksums are right.
package struct SegmentPatch: CustomStringConvertible {
  /// One replacement.
  package struct Change {
    /// The section's place in the table, or how many there are for the table itself.
    var section: Int
    /// The bytes that go.
    var range: Range<Int>
    /// The bytes that come.
    var bytes: [UInt8]
  }

  private let changes: [Change]

  /// Creates a patch.
  package init(_ changes: [Change]) { self.changes = changes }

  /// What makes one file of another; nil when they differ in more than sections and table.
  package init?(from base: [UInt8], to file: [UInt8]) {
    guard let old = SegmentFrame(base), let new = SegmentFrame(file),
      old.sections.count == new.sections.count
    else { return nil }
    var changes: [Change] = []
    for number in old.sections.indices {
      let (before, after) = (old.content(number), new.content(number))
      guard before != after else { continue }
      let start = zip(before, after).prefix { $0 == $1 }.count
      let rest = min(before.count, after.count) - start
      let end = zip(before.reversed(), after.reversed()).prefix(rest).prefix { $0 == $1 }.count
      changes.append(
        Change(
          section: number, range: start..<before.count - end,
          bytes: Array(after[start..<after.count - end])))
    }
    self.changes = changes
  }

  /// Reads a line; nil for anything else.
  package init?(_ line: some StringProtocol) {
    var changes: [Change] = []
    for word in line.split(separator: " ") {
      let parts = word.split(omittingEmptySubsequences: false) { "@-=".contains($0) }
      guard parts.count == 4, let section = Int(parts[0]), let start = Int(parts[1]),
        let end = Int(parts[2]), start <= end, parts[3].count % 2 == 0
      else { return nil }
      var digits = parts[3][...]
      var bytes: [UInt8] = []
      while !digits.isEmpty {
        guard let byte = UInt8(digits.prefix(2), radix: 16) else { return nil }
        bytes.append(byte)
        digits = digits.dropFirst(2)
      }
      changes.append(Change(section: section, range: start..<end, bytes: bytes))
    }
    self.changes = changes
  }

  /// The patch as a line.
  package var description: String {
    changes.map { change in
      let hex = change.bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16, uppercase: true) }
      return
        "\(change.section)@\(change.range.lowerBound)-\(change.range.upperBound)=\(hex.joined())"
    }.joined(separator: " ")
  }

  /// The hostile file; nil when the patch does not fit the file it is for.
  package func file(from base: [UInt8]) -> [UInt8]? {
    var file = base
    for change in changes {
      guard let frame = SegmentFrame(file), change.section <= frame.sections.count else {
        return nil
      }
      let isTable = change.section == frame.sections.count
      var content = isTable ? Array(file[frame.table]) : frame.content(change.section)
      guard change.range.upperBound <= content.count else { return nil }
      content.replaceSubrange(change.range, with: change.bytes)
      file =
        isTable
        ? frame.replacingTable(with: content) : frame.replacing(change.section, with: content)
    }
    return file
  }

  /// Patches that every reader must survive: each section empty, cut, filled, or with a number in it
  /// that is too large, too small or off by one.
  package static func usual(for base: [UInt8]) -> [SegmentPatch] {
    guard let frame = SegmentFrame(base) else { return [] }
    var patches: [SegmentPatch] = []
    func add(_ section: Int, _ range: Range<Int>, _ bytes: [UInt8]) {
      patches.append(SegmentPatch([Change(section: section, range: range, bytes: bytes)]))
    }
    let full: [UInt8] = [UInt8](repeating: 0xFF, count: 8)
    for number in 0...frame.sections.count {
      let isTable = number == frame.sections.count
      let content = isTable ? Array(base[frame.table]) : frame.content(number)
      let count = content.count
      guard count > 0 else { continue }
      for rest in [0, 1, 7, 8, 63, count / 2, count - 8, count - 1] where (0..<count) ~= rest {
        add(number, rest..<count, [])
      }
      add(number, 0..<count, [UInt8](repeating: 0, count: count))
      add(number, 0..<count, [UInt8](repeating: 0xFF, count: count))
      add(number, count..<count, full)
      add(number, 0..<0, full)
      add(number, 0..<min(8, count), [])
      // Heads and trailers of structures are where most counts and offsets are.
      let places = Set(0..<min(count, 48)).union(max(0, count - 32)..<count)
        .union(stride(from: 48, to: count, by: max(1, count / 64)))
      for place in places.sorted() {
        let byte = content[place]
        for value in [0, 1, 0x7F, 0x80, 0xFF, byte &+ 1, byte &- 1] where value != byte {
          add(number, place..<place + 1, [value])
        }
        if place % 4 == 0, place + 4 <= count {
          add(number, place..<place + 4, [0xFF, 0xFF, 0xFF, 0x7F])
          add(number, place..<place + 4, [0xFF, 0xFF, 0xFF, 0xFF])
        }
        if place % 8 == 0, place + 8 <= count {
          add(number, place..<place + 8, full)
          add(number, place..<place + 8, [0, 0, 0, 0, 0, 0, 0, 0x80])
          add(number, place..<place + 8, [0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x7F])
        }
      }
    }
    return patches
  }
}
