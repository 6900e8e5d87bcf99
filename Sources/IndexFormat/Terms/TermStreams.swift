// SPDX-License-Identifier: Apache-2.0

/// What is recorded of the terms of a kind. The raw value stands in term dictionaries.
package enum TermStreams: UInt8, Sendable, Comparable {
  /// The documents.
  case documents = 0
  /// The documents, and how often the term stands in each.
  case frequencies = 1
  /// The documents, how often, and where.
  case positions = 2

  /// The kind of a keyword field's values.
  static let keywordKind: UInt8 = 6
  /// The kinds that stand at positions of words: surface, form and lemma.
  static let wordKinds: ClosedRange<UInt8> = 1...3

  /// What is recorded of a kind: positions for words and grams (1 to 4), frequencies for characters
  /// (5) and pairs (7), documents for keywords (6); nil for what is no kind.
  package static func recorded(ofKind kind: UInt8) -> TermStreams? {
    switch kind {
    case 1...4: .positions
    case 5, PairTerm.kind: .frequencies
    case keywordKind: .documents
    default: nil
    }
  }

  /// Less is recorded before more.
  package static func < (left: TermStreams, right: TermStreams) -> Bool {
    left.rawValue < right.rawValue
  }
}
