// SPDX-License-Identifier: Apache-2.0

internal import IndexFormat

/// Which documents of a segment satisfy a tree, without scores. Deleted documents never do.
struct MatchSets {
  private let binding: SegmentBinding

  /// Creates the evaluation of a segment.
  init(_ binding: SegmentBinding) {
    self.binding = binding
  }

  /// The documents that satisfy the tree.
  ///
  /// - Throws: `IndexFormatError`.
  /// - Complexity: O(postings + nodes · documents / 64).
  func documents(matching node: MatchNode) throws(IndexFormatError) -> DocumentBitset {
    var result = try allDocuments(matching: node)
    if let live = binding.live { result.formIntersection(live) }
    return result
  }

  /// The documents that satisfy the tree, deleted ones included.
  private func allDocuments(matching node: MatchNode) throws(IndexFormatError) -> DocumentBitset {
    var result: DocumentBitset
    switch node {
    case .group(let group): return try documents(ofGroup: group)
    case .all(let parts):
      guard let first = parts.first else { return all }
      result = try allDocuments(matching: first)
      for part in parts.dropFirst() {
        result.formIntersection(try allDocuments(matching: part))
      }
    case .any(let parts):
      result = DocumentBitset(documentCount: binding.documentCount)
      for part in parts {
        if case .group(let group) = part {
          try insertDocuments(ofGroup: group, into: &result)
        } else {
          result.formUnion(try allDocuments(matching: part))
        }
      }
    case .excluding(let wanted, let unwanted):
      result = try allDocuments(matching: wanted)
      result.subtract(try allDocuments(matching: unwanted))
    case .everything: return all
    case .nothing: return DocumentBitset(documentCount: binding.documentCount)
    case .filter(let filter): return try FilterEvaluation(binding.segment).documents(filter)
    }
    return result
  }

  /// The number of documents that satisfy the tree.
  ///
  /// - Throws: `IndexFormatError`.
  /// - Complexity: O(1) for one list, otherwise as `documents(matching:)`.
  func count(matching node: MatchNode) throws(IndexFormatError) -> Int {
    guard let live = binding.live else { return try countAll(matching: node) }
    switch node {
    case .all(let parts) where parts.count == 1: return try count(matching: parts[0])
    case .any(let parts) where parts.count == 1: return try count(matching: parts[0])
    case .everything: return live.count
    case .group(let group):
      guard let list = binding.groups[group].onlyList else { break }
      // Only blocks that have a deleted document are read.
      var deleted = live
      deleted.invert()
      return list.documentFrequency - (try deleted.count(in: list))
    default: break
    }
    return try documents(matching: node).count
  }

  /// The number of documents that satisfy the tree, deleted ones included.
  private func countAll(matching node: MatchNode) throws(IndexFormatError) -> Int {
    switch node {
    case .group(let group):
      return try counter.count(ofAny: binding.groups[group].lists())
    case .all(let parts) where parts.count == 1: return try countAll(matching: parts[0])
    case .any(let parts) where parts.count == 1: return try countAll(matching: parts[0])
    case .all(let parts):
      if let lists = try singleLists(parts) {
        return lists.contains { $0.isEmpty } ? 0 : try counter.count(ofAll: lists.flatMap(\.self))
      }
      return try allDocuments(matching: node).count
    case .any(let parts):
      if let lists = try allLists(parts) { return try counter.count(ofAny: lists) }
      return try allDocuments(matching: node).count
    case .everything: return binding.documentCount
    case .nothing: return 0
    default: return try allDocuments(matching: node).count
    }
  }

  private var counter: MatchCounter { MatchCounter(documentCount: binding.documentCount) }

  /// The lists of groups that have one at most; nil when there are other parts or none.
  private func singleLists(_ parts: [MatchNode]) throws(IndexFormatError) -> [[PostingList]]? {
    guard !parts.isEmpty else { return nil }
    var result: [[PostingList]] = []
    for part in parts {
      guard case .group(let group) = part,
        binding.groups[group].variants.count + binding.groups[group].fallbacks.count <= 1
      else { return nil }
      result.append(try binding.groups[group].lists())
    }
    return result
  }

  /// The lists of all groups; nil when there are other parts.
  private func allLists(_ parts: [MatchNode]) throws(IndexFormatError) -> [PostingList]? {
    var result: [PostingList] = []
    for part in parts {
      guard case .group(let group) = part else { return nil }
      result += try binding.groups[group].lists()
    }
    return result
  }

  private var all: DocumentBitset {
    DocumentBitset(documentCount: binding.documentCount, all: true)
  }

  private func documents(ofGroup group: Int) throws(IndexFormatError) -> DocumentBitset {
    var result = DocumentBitset(documentCount: binding.documentCount)
    try insertDocuments(ofGroup: group, into: &result)
    return result
  }

  private func insertDocuments(
    ofGroup group: Int, into result: inout DocumentBitset
  ) throws(IndexFormatError) {
    for list in try binding.groups[group].lists() { try result.insert(list) }
  }

  /// What a shape's restrictions leave of the documents that are not deleted, or nil when these are
  /// all documents.
  ///
  /// - Throws: `IndexFormatError`.
  func accepted(by shape: ConjunctiveShape) throws(IndexFormatError) -> DocumentBitset? {
    guard !shape.filters.isEmpty || !shape.excluded.isEmpty else { return binding.live }
    var result = binding.live ?? all
    for filter in shape.filters {
      result.formIntersection(try FilterEvaluation(binding.segment).documents(filter))
    }
    for node in shape.excluded {
      result.subtract(try allDocuments(matching: node))
    }
    return result
  }
}
