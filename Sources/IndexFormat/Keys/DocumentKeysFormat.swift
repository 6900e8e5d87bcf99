// SPDX-License-Identifier: Apache-2.0

/// The layout of the document keys, sorted.
///
/// ```
/// bit-packed array    for each document, the rank of its key among the sorted keys
/// bit-packed array    returns, for each 31st document from document 0 on
/// front-coded table   the keys, UTF-8; the payloads are empty
/// ```
///
/// Both arrays are empty when the keys ascend with the documents.
///
/// The ranks are a permutation, and leading from a document to the document of its rank, and on, it makes
/// cycles. The return of a document is the 31st one, or that document itself, that comes last before it in
/// its cycle. So the document of a rank is found in some 60 steps: go on from the document of that
/// number, once return, and go on until the rank is met.
enum DocumentKeysFormat {
  /// The longest key, in bytes.
  static let maximumKeyByteCount = 8_192
  /// Documents with a return are multiples of this. It has no factor in common with what numbers of
  /// documents usually are multiples of.
  static let returnInterval = 31

  /// The number of returns.
  static func returnCount(documentCount: Int) -> Int {
    (documentCount + returnInterval - 1) / returnInterval
  }

  /// The returns of a permutation.
  static func returns(ranks: [UInt64]) -> [UInt64] {
    var returns = [UInt64](repeating: 0, count: returnCount(documentCount: ranks.count))
    var isDone = [Bool](repeating: false, count: returns.count)
    for first in returns.indices where !isDone[first] {
      let start = UInt64(first * returnInterval)
      var last = start
      var document = start
      repeat {
        document = ranks[Int(document)]
        guard Int(document) % returnInterval == 0 else { continue }
        returns[Int(document) / returnInterval] = last
        isDone[Int(document) / returnInterval] = true
        last = document
      } while document != start
    }
    return returns
  }
}
