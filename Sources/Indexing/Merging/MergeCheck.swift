// SPDX-License-Identifier: Apache-2.0
import DocumentModel
import IndexFormat

/// Whether segments can be joined into one: all sound, of one schema, analyzed alike, no key in two.
struct MergeCheck {
  private let segments: [SegmentReader]
  private let live: [LiveSegment]

  /// A check of some segments. Deleted documents do not count.
  init(_ segments: [LiveSegment]) {
    live = segments
    self.segments = segments.map(\.reader)
  }

  /// Checks everything.
  ///
  /// - Throws: `IndexingError.unlikeSchemas`, `.unlikeAnalysis`, `.tooManyDocuments`, `.notRead` or
  ///   `.keyInTwoIndexes`.
  /// - Complexity: O(bytes of the files).
  func check() throws(IndexingError) {
    for segment in segments.dropFirst() {
      try checkSchema(of: segment)
      try checkAnalysis(of: segment)
    }
    let limit = Int(Int32.max)
    guard live.reduce(0, { $0 + $1.liveCount }) <= limit else {
      throw .tooManyDocuments(limit: limit)
    }
    for segment in segments {
      do {
        try segment.checkChecksums()
      } catch {
        throw .notRead(path: segment.name, reason: error.description)
      }
    }
    try checkKeys()
  }

  private func checkSchema(of second: SegmentReader) throws(IndexingError) {
    let first = segments[0]
    guard first.schema != second.schema else { return }
    throw .unlikeSchemas(
      first: first.name, second: second.name,
      difference: Self.difference(first.schema, second.schema))
  }

  /// In what two schemas differ that are not equal.
  static func difference(_ one: Schema, _ other: Schema) -> String {
    if one.fields.map(\.name) != other.fields.map(\.name) {
      return "the fields are \(one.fields.map(\.name).joined(separator: ", ")) and "
        + other.fields.map(\.name).joined(separator: ", ")
    }
    if let field = zip(one.fields, other.fields).first(where: { $0 != $1 }) {
      return "the field '\(field.0.name)' is declared differently"
    }
    if one.ranking != other.ranking { return "what words and variants count (ranking) differs" }
    return "k1 and b are \(one.k1), \(one.b) and \(other.k1), \(other.b)"
  }

  private func checkAnalysis(of second: SegmentReader) throws(IndexingError) {
    let first = segments[0]
    let (one, other) = (first.description, second.description)
    guard !one.elementsEqual(other, by: ==) else { return }
    let differing = zip(one, other).first { $0 != $1 }
    let difference =
      differing.map { "\($0.0) \($0.1) and \($1.0) \($1.1)" }
      ?? "\(one.count) and \(other.count) entries"
    throw .unlikeAnalysis(first: first.name, second: second.name, difference: difference)
  }

  /// Walks all keys in their common order, where equal ones meet.
  private func checkKeys() throws(IndexingError) {
    guard segments.count > 1 else { return }
    var cursors = segments.map { $0.documentKeys() }
    var heads: [[UInt8]?] = []
    for index in cursors.indices { heads.append(try next(&cursors[index], index)) }
    while let key = heads.lazy.compactMap(\.self).min(by: { $0.lexicographicallyPrecedes($1) }) {
      let holders = heads.indices.filter { heads[$0] == key }
      guard holders.count == 1 else {
        throw .keyInTwoIndexes(
          key: String(decoding: key, as: UTF8.self), first: segments[holders[0]].name,
          second: segments[holders[1]].name)
      }
      heads[holders[0]] = try next(&cursors[holders[0]], holders[0])
    }
  }

  private func next(
    _ cursor: inout DocumentKeyCursor, _ index: Int
  ) throws(IndexingError) -> [UInt8]? {
    do {
      while let (key, document) = try cursor.next() {
        if !live[index].isDeleted(document) { return key }
      }
      return nil
    } catch {
      throw .notRead(path: segments[index].name, reason: error.description)
    }
  }
}
