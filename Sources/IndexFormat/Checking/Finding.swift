// SPDX-License-Identifier: Apache-2.0

/// Something wrong in an index file.
package struct Finding: Hashable, Sendable, CustomStringConvertible {
  /// The section's name.
  package var section: String
  /// The byte in the file where it was noticed.
  package var offset: Int
  /// What is wrong.
  package var reason: String

  /// The finding as a line.
  package var description: String { "\(section) at offset \(offset): \(reason)" }

  /// Creates a finding.
  package init(section: String, offset: Int, reason: String) {
    self.section = section
    self.offset = offset
    self.reason = reason
  }

  /// The finding that an error stands for.
  init(_ error: IndexFormatError) {
    if case .damaged(_, let section, let offset, let reason) = error {
      self.init(section: section, offset: offset, reason: reason)
    } else {
      self.init(section: "file", offset: 0, reason: error.description)
    }
  }
}

/// Findings as they come up, not too many of them.
struct FindingCollector {
  /// No more than this are kept.
  static let limit = 1000
  private(set) var findings: [Finding] = []

  /// True when no more findings are wanted.
  var isFull: Bool { findings.count >= Self.limit }

  mutating func add(_ error: IndexFormatError) {
    if !isFull { findings.append(Finding(error)) }
  }

  mutating func add(_ section: SectionView, at offset: Int, _ reason: String) {
    add(section.damaged(at: offset, reason))
  }

  /// Adds a finding unless a condition holds.
  mutating func expect(
    _ condition: Bool, _ section: SectionView, at offset: Int, _ reason: @autoclosure () -> String
  ) {
    if !condition { add(section, at: offset, reason()) }
  }
}
