// SPDX-License-Identifier: Apache-2.0

internal import Storage

/// Which terms of a field are common, and which pairs of them are recorded.
///
/// A phrase that is not recorded is sought in the documents that have both terms. By chance these are
/// the product of the terms' document frequencies by the number of documents, so that is what decides.
package struct Commonness: Hashable, Sendable {
  /// A common term stands in more than this share of the segment's documents.
  package var share: Double
  /// A common term stands in at least so many documents; smaller segments have no pairs.
  package var leastDocumentFrequency: Int
  /// At most so many terms of a field are common, the most frequent ones.
  package var termLimit: Int
  /// Pairs are recorded of terms that by chance are together in at least so many documents.
  package var leastChance: Double

  /// Creates limits.
  ///
  /// - Precondition: The limit is at most 1,024 terms: each two of them may be a pair.
  package init(
    share: Double, leastDocumentFrequency: Int, termLimit: Int, leastChance: Double = 0
  ) {
    precondition(
      termLimit >= 0 && termLimit <= Self.largestTermLimit, "too many common terms")
    self.share = share
    self.leastDocumentFrequency = leastDocumentFrequency
    self.termLimit = termLimit
    self.leastChance = leastChance
  }

  /// The most common terms that a field can have.
  static let largestTermLimit = 1024

  /// The limits that segments are written with.
  package static let usual = Commonness(
    share: 0.005, leastDocumentFrequency: 1024, termLimit: 800, leastChance: 4000)

  /// The least document frequency that makes a term common, but for the limit of their number.
  func leastDocumentFrequency(of documentCount: Int) -> Int {
    max(leastDocumentFrequency, Int(share * Double(documentCount)) + 1)
  }

  /// The least product of the document frequencies of a pair that is recorded.
  func leastProduct(of documentCount: Int) -> UInt64 {
    UInt64(max(0, leastChance) * Double(documentCount))
  }
}

/// What a segment says of the common terms of one field: the section of kind 13.
///
/// ```
/// u32 document frequency from which a term of the words' kind is common
/// u32 the number of such terms
/// u32 the number of pairs recorded
/// 4 zeros
/// u64 product of document frequencies from which a pair of common terms is recorded
/// ```
package struct CommonTerms: Hashable, Sendable {
  /// The document frequency from which a term is common.
  package var leastDocumentFrequency: UInt32
  /// The number of common terms.
  package var termCount: UInt32
  /// The number of pairs of them that occur and are recorded.
  package var pairCount: UInt32
  /// The product of document frequencies from which a pair is recorded.
  package var leastProduct: UInt64

  /// The size of the section.
  static let byteCount = 24

  var encoded: [UInt8] {
    var bytes: [UInt8] = []
    bytes.append(littleEndian: leastDocumentFrequency)
    bytes.append(littleEndian: termCount)
    bytes.append(littleEndian: pairCount)
    bytes.append(littleEndian: UInt32(0))
    bytes.append(littleEndian: leastProduct)
    return bytes
  }

  /// Creates what a segment says.
  init(
    leastDocumentFrequency: UInt32, termCount: UInt32, pairCount: UInt32, leastProduct: UInt64
  ) {
    self.leastDocumentFrequency = leastDocumentFrequency
    self.termCount = termCount
    self.pairCount = pairCount
    self.leastProduct = leastProduct
  }

  /// Reads a section.
  ///
  /// - Throws: `IndexFormatError.damaged` for another size or a remainder that is not zero.
  init(_ section: SectionView) throws(IndexFormatError) {
    guard section.bytes.count == Self.byteCount,
      section.bytes.entry(3, ofUInt32TableAt: 0) == 0
    else { throw section.damaged(at: 0, "not the 24 bytes of common terms") }
    leastDocumentFrequency = section.bytes.entry(0, ofUInt32TableAt: 0)
    termCount = section.bytes.entry(1, ofUInt32TableAt: 0)
    pairCount = section.bytes.entry(2, ofUInt32TableAt: 0)
    leastProduct = section.bytes.entry(2, ofUInt64TableAt: 0)
  }

  /// Whether a term of these documents is common.
  func isCommon(_ documentFrequency: Int) -> Bool {
    documentFrequency >= Int(leastDocumentFrequency)
  }

  /// Whether the pair of two terms of these document frequencies is recorded, if it occurs.
  func recordsPair(_ first: Int, _ second: Int) -> Bool {
    isCommon(first) && isCommon(second) && UInt64(first) * UInt64(second) >= leastProduct
  }
}
