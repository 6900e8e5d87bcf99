// SPDX-License-Identifier: Apache-2.0

import IndexFormat
import TestSupport

@testable import Searching

/// Posting lists made of random documents, and what they are made of.
struct RandomLists {
  var random: SeededGenerator
  let documentCount: Int

  init(seed: UInt64, documentCount: Int) {
    random = SeededGenerator(seed: seed)
    self.documentCount = documentCount
  }

  /// Of about one in `share` documents, of every document for 1; at least of one.
  mutating func list(share: Int) -> MaterializedPostings {
    var documents: [DocumentID] = []
    var document = Int.random(in: 0..<share, using: &random)
    while document < documentCount {
      documents.append(DocumentID(document))
      document += 1 + (share == 1 ? 0 : Int.random(in: 0..<2 * share - 1, using: &random))
    }
    if documents.isEmpty { documents = [DocumentID(documentCount / 2)] }
    let frequencies = documents.map { _ in
      Int.random(in: 0..<40, using: &random) == 0 ? 300 : UInt32.random(in: 1...4, using: &random)
    }
    return MaterializedPostings(documents: documents, frequencies: frequencies, lengths: nil)
  }

  /// A scale without lengths.
  static func scale(weight: Float) -> VariantScale {
    VariantScale(
      weight: weight,
      norms: LengthTable([Float](repeating: 1 / 1.2, count: 256), lengths: nil), lengths: nil)
  }
}

extension PostingList {
  /// All documents with their frequencies, read by the plain reader.
  func postings() throws -> [(document: DocumentID, frequency: UInt32)] {
    var result: [(document: DocumentID, frequency: UInt32)] = []
    var block = PostingsBlock()
    for number in 0..<blockCount {
      try decode(block: number, into: &block)
      for place in 0..<block.count {
        result.append((block.documents[place], block.frequencies[place]))
      }
    }
    return result
  }
}

extension ModelCollection {
  /// The lists of the surfaces of some words in the body of a segment that has all documents.
  func lists(of words: [Int], in segment: SegmentReader) throws -> [PostingList] {
    try words.compactMap { word in
      guard let entry = try segment.term(Self.surface(word, field: 1)) else { return nil }
      return .stored(try PostingBlocks(try segment.postings(entry)))
    }
  }
}
