// SPDX-License-Identifier: Apache-2.0

/// What a section of a segment file holds. The raw value stands in tables of contents.
package enum SectionKind: UInt32, Sendable, CaseIterable {
  /// Stored documents, in compressed blocks.
  case storedFields = 1
  /// Where each block of stored documents stands.
  case storedBlocks = 2
  /// The dictionary the blocks of stored documents were compressed with. Absent when none was.
  case storedDictionary = 3
  /// Documents and frequencies of the terms.
  case postings = 4
  /// Positions of the terms.
  case positions = 5
  /// The term dictionary.
  case terms = 6
  /// One length code a document, of one text field.
  case fieldLengths = 7
  /// The values of one keyword, number or date field.
  case column = 8
  /// The document keys, both ways.
  case keys = 9
  /// Readings by mora key: a key table.
  case readingsByKey = 10
  /// Readings by length-free mora key: a key table.
  case readingsByShortKey = 11
  /// The lexicon entries that occur in the segment: a key table.
  case lexicon = 12
  /// From which frequency the terms of one text field are common, so that their pairs are recorded.
  case commonTerms = 13
  /// A hash of each document, in segments of live indexes.
  case contentHashes = 14
  /// What the length codes of one text field leave out, in segments of live indexes.
  case lengthRests = 15
  /// What ranking makes of words and their variants.
  case ranking = 16

  /// The section's name for people.
  package var name: String {
    switch self {
    case .storedFields: "stored fields"
    case .storedBlocks: "stored blocks"
    case .storedDictionary: "stored dictionary"
    case .postings: "postings"
    case .positions: "positions"
    case .terms: "terms"
    case .fieldLengths: "field lengths"
    case .column: "column"
    case .keys: "keys"
    case .readingsByKey: "readings by key"
    case .readingsByShortKey: "readings by short key"
    case .lexicon: "lexicon"
    case .commonTerms: "common terms"
    case .contentHashes: "content hashes"
    case .lengthRests: "length rests"
    case .ranking: "ranking"
    }
  }

  /// Whether each section of the kind belongs to one field.
  var isOfField: Bool {
    switch self {
    case .fieldLengths, .column, .commonTerms, .lengthRests: true
    default: false
    }
  }

  /// Whether a segment without a section of the kind cannot be read. Those of fields are required
  /// for each field that has one, but for common terms and rests of lengths.
  var isRequired: Bool {
    switch self {
    case .storedDictionary, .readingsByKey, .readingsByShortKey, .lexicon, .commonTerms,
      .contentHashes, .lengthRests, .ranking:
      false
    default: true
    }
  }
}
