// SPDX-License-Identifier: Apache-2.0
import IndexFormat

/// Where the documents of several segments stand in the segment that joins them.
struct DocumentOrder: Sendable {
  /// Where each segment's documents start in the order of the segments, deleted ones included; one
  /// entry more for the end.
  let starts: [Int]
  /// For each document, by its number in the order of the segments, its number in the joined segment,
  /// or `deleted`; nil when those are equal.
  let newNumbers: [UInt32]?
  /// Whether the documents keep their order.
  let isAscending: Bool
  /// The number of documents in the joined segment.
  let documentCount: Int

  /// In the place of a number: the document is deleted.
  static let deleted = UInt32.max

  /// The order of the segments.
  ///
  /// - Parameter documentCounts: How many documents each segment has.
  init(documentCounts: [Int]) {
    self.init(starts: Self.starts(documentCounts), newNumbers: nil, isAscending: true)
  }

  /// The order of the segments, without deleted documents.
  init(_ segments: [LiveSegment]) {
    let starts = Self.starts(segments.map(\.reader.documentCount))
    guard segments.contains(where: { $0.tombstones != nil }) else {
      self.init(starts: starts, newNumbers: nil, isAscending: true)
      return
    }
    var newNumbers: [UInt32] = []
    newNumbers.reserveCapacity(starts[starts.count - 1])
    var next: UInt32 = 0
    for segment in segments {
      for document in 0..<DocumentID(segment.reader.documentCount) {
        if segment.isDeleted(document) {
          newNumbers.append(Self.deleted)
        } else {
          newNumbers.append(next)
          next += 1
        }
      }
    }
    self.init(starts: starts, newNumbers: newNumbers, isAscending: true)
  }

  private init(starts: [Int], newNumbers: [UInt32]?, isAscending: Bool) {
    self.starts = starts
    self.newNumbers = newNumbers
    self.isAscending = isAscending
    documentCount =
      newNumbers.map { numbers in numbers.reduce(0) { $1 == Self.deleted ? $0 : $0 + 1 } }
      ?? starts[starts.count - 1]
  }

  private static func starts(_ documentCounts: [Int]) -> [Int] {
    documentCounts.reduce(into: [0]) { $0.append($0[$0.count - 1] + $1) }
  }

  /// The order that a permutation gives.
  ///
  /// - Parameter documents: The documents by their numbers in this order, each once.
  /// - Returns: The order in which they stand as they came.
  func reordered(_ documents: [UInt32]) -> DocumentOrder {
    precondition(documents.count == documentCount, "not a permutation of the documents")
    var places = [UInt32](repeating: Self.deleted, count: documents.count)
    for (number, document) in documents.enumerated() {
      precondition(places[Int(document)] == Self.deleted, "not a permutation of the documents")
      places[Int(document)] = UInt32(number)
    }
    let newNumbers =
      newNumbers?.map { $0 == Self.deleted ? $0 : places[Int($0)] } ?? places
    return DocumentOrder(starts: starts, newNumbers: newNumbers, isAscending: false)
  }

  /// The number of a document of a segment in the joined segment; nil for a deleted one.
  @inline(__always)
  func newNumber(ofOld old: Int) -> UInt32? {
    guard let newNumbers else { return UInt32(old) }
    return newNumbers[old] == Self.deleted ? nil : newNumbers[old]
  }
}
