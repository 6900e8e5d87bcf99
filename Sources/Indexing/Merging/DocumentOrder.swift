// SPDX-License-Identifier: Apache-2.0

/// Where the documents of several segments stand in the segment that joins them.
struct DocumentOrder: Sendable {
  /// Where each segment's documents start in the order of the segments; one entry more for the end.
  let starts: [Int]
  /// For each document, by its number in the order of the segments, its number in the joined
  /// segment; nil when those are equal.
  let newNumbers: [UInt32]?

  /// The order of the segments.
  ///
  /// - Parameter documentCounts: How many documents each segment has.
  init(documentCounts: [Int]) {
    starts = documentCounts.reduce(into: [0]) { $0.append($0[$0.count - 1] + $1) }
    newNumbers = nil
  }

  private init(starts: [Int], newNumbers: [UInt32]) {
    self.starts = starts
    self.newNumbers = newNumbers
  }

  /// The order that a permutation gives.
  ///
  /// - Parameter documents: The documents by their numbers in the order of the segments, each once.
  /// - Returns: The order in which they stand as they came.
  func reordered(_ documents: [UInt32]) -> DocumentOrder {
    precondition(documents.count == documentCount, "not a permutation of the documents")
    var newNumbers = [UInt32](repeating: .max, count: documents.count)
    for (number, document) in documents.enumerated() {
      precondition(newNumbers[Int(document)] == .max, "not a permutation of the documents")
      newNumbers[Int(document)] = UInt32(number)
    }
    return DocumentOrder(starts: starts, newNumbers: newNumbers)
  }

  /// The number of documents.
  var documentCount: Int { starts[starts.count - 1] }
}
