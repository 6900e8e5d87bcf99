// SPDX-License-Identifier: Apache-2.0

/// The terms of some documents, by document, in flat arrays: what a postings list is, turned round.
///
/// Terms have numbers of their own from 0. A posting takes 4 bytes, a document 12.
struct ForwardIndex: Sendable, Equatable {
  /// The documents by their numbers in the collection, in the order of the arrays below.
  var documents: [UInt32]
  /// Where the terms of each document start in `terms`; one entry more for the end.
  var starts: [Int]
  /// The terms of all documents, back to back.
  var terms: [UInt32]
  /// One more than the highest term number.
  var termCount: Int

  /// The number of documents.
  var documentCount: Int { documents.count }

  /// Bytes that a posting takes at most while documents are reordered: once in the index that is
  /// divided, once in its halves.
  static let byteCountPerPosting = 2 * MemoryLayout<UInt32>.stride

  /// Adds up in how many of some documents each term stands.
  ///
  /// - Complexity: O(terms and postings of the range).
  func documentFrequencies(in range: Range<Int>) -> [UInt32] {
    var counts = [UInt32](repeating: 0, count: termCount)
    var target = counts.mutableSpan
    let terms = terms.span
    for index in starts[range.lowerBound]..<starts[range.upperBound] {
      target[Int(terms[index])] &+= 1
    }
    return counts
  }

  /// The documents on one side of a division, in their order, with new term numbers. Terms in fewer
  /// than two of them, which can attract none of them, are left out.
  ///
  /// - Parameters:
  ///   - side: What `sides` says of the documents to take.
  ///   - sides: A side for each document.
  ///   - frequencies: In how many documents of the side each term stands.
  /// - Returns: An index of those documents alone.
  /// - Complexity: O(terms and postings).
  func half(_ side: UInt8, of sides: [UInt8], frequencies: [UInt32]) -> ForwardIndex {
    var numbers = [UInt32](repeating: .max, count: termCount)
    var termCount = 0
    var postingCount = 0
    for term in frequencies.indices where frequencies[term] > 1 {
      numbers[term] = UInt32(termCount)
      termCount += 1
      postingCount += Int(frequencies[term])
    }
    var half = ForwardIndex(documents: [], starts: [0], terms: [], termCount: termCount)
    let count = sides.count { $0 == side }
    half.documents.reserveCapacity(count)
    half.starts.reserveCapacity(count + 1)
    half.terms.reserveCapacity(postingCount)
    let terms = terms.span
    let renumbered = numbers.span
    for document in sides.indices where sides[document] == side {
      half.documents.append(documents[document])
      for index in starts[document]..<starts[document + 1] {
        let number = renumbered[Int(terms[index])]
        if number != .max { half.terms.append(number) }
      }
      half.starts.append(half.terms.count)
    }
    return half
  }
}
