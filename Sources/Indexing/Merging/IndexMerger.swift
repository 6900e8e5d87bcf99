// SPDX-License-Identifier: Apache-2.0
import DocumentModel
package import IndexFormat
package import Storage
import TextAnalysis

/// Joins indexes, files and live ones, into one file, in the order given or in one that makes it smaller
/// and faster.
///
/// Without reordering the result is, byte for byte, what building one index from all documents in
/// that order gives. Deleted documents are left out; of a word that has other readings in other
/// sentences, the readings that only they had stay. The indexes stay as they are; the result may
/// replace one of them.
///
///     let summary = try IndexMerger().merge(["2023.sakuin", "2024.sakuin"], into: "all.sakuin")
public struct IndexMerger: Sendable {
  /// Whether documents are brought into an order that puts those with words in common near each
  /// other. Queries find the same documents with the same scores; equal scores rank in the new order.
  public var reorders: Bool
  /// The threads that reorder; the result is the same whatever their number.
  public var threadCount: Int
  /// About how many bytes may be taken while documents are reordered, beside what their keys and
  /// columns need. With less, rare words have no say in the order.
  public var memoryLimit: Int
  /// Where the index and temporary files are made.
  package var fileSystem: any FileSystem = SystemFiles()
  /// Whether the result is a segment of a live index.
  package var isUpdatable = false
  /// How documents are ordered.
  var bisection = GraphBisection()
  /// The terms that have a say in the order.
  var termLimits = ForwardIndexBuilder.TermLimits()

  /// Creates a merger.
  public init(
    reorders: Bool = false, threadCount: Int = 1,
    memoryLimit: Int = IndexBuilderOptions.usualMemoryLimit
  ) {
    self.reorders = reorders
    self.threadCount = threadCount
    self.memoryLimit = memoryLimit
  }

  /// Writes one index of the documents of all indexes.
  ///
  /// - Parameters:
  ///   - paths: The indexes, in the order in which their documents are to stand; not none.
  ///   - path: The index to write. It appears under its name when it is complete.
  /// - Returns: What the index has, and where the time went.
  /// - Throws: `IndexingError.notRead`, `.unlikeSchemas`, `.unlikeAnalysis`, `.keyInTwoIndexes`,
  ///   `.tooManyDocuments` or `.notWritten`. Nothing is left behind.
  /// - Complexity: O(n) in postings and stored bytes; with reordering, O(n log n).
  public func merge(_ paths: [String], into path: String) throws(IndexingError) -> MergeSummary {
    try merge(Self.open(paths), into: path)
  }

  /// The segments of some indexes, in order.
  ///
  /// - Throws: `IndexingError.notRead`.
  package static func open(_ paths: [String]) throws(IndexingError) -> [LiveSegment] {
    var segments: [LiveSegment] = []
    for path in paths {
      do {
        segments += try OpenIndex(path: path).segments
      } catch {
        throw .notRead(path: path, reason: error.description)
      }
    }
    return segments
  }

  /// Writes one index of the documents of all segments, of which there is one at least.
  ///
  /// - Throws: as `merge(_:into:)`.
  package func merge(
    _ segments: [LiveSegment], into path: String
  ) throws(IndexingError) -> MergeSummary {
    precondition(!segments.isEmpty, "nothing to merge")
    try MergeCheck(segments).check()
    let clock = ContinuousClock()
    let start = clock.now
    do {
      let order = try order(of: segments)
      let ordering = start.duration(to: clock.now)
      var summary = try write(segments, in: order, to: path)
      if reorders { summary.times.ordering = ordering }
      return summary
    } catch {
      throw Self.error(error, segments, path)
    }
  }

  private func order(of segments: [LiveSegment]) throws(IndexFormatError) -> DocumentOrder {
    let order = DocumentOrder(segments)
    guard reorders else { return order }
    let index = try ForwardIndexBuilder(
      segments.map(\.reader), order: order, limits: termLimits, memoryLimit: memoryLimit
    ).build()
    return order.reordered(bisection.order(index, threadCount: max(1, threadCount)))
  }

  /// Writes one index of the documents of all segments in an order.
  func write(
    _ segments: [LiveSegment], in order: DocumentOrder, to path: String
  ) throws(IndexFormatError) -> MergeSummary {
    let clock = ContinuousClock()
    let start = clock.now
    var writer = try SegmentWriter(
      path: FilePath(path), schema: segments[0].reader.schema,
      description: segments[0].reader.description, memoryLimit: memoryLimit / 8,
      threadCount: threadCount, isUpdatable: isUpdatable, fileSystem: fileSystem)
    try DocumentMover(
      segments, order: order, path: path, memoryLimit: memoryLimit, fileSystem: fileSystem
    ).move(into: &writer)
    try writer.beginTerms()
    let middle = clock.now
    let readers = segments.map(\.reader)
    let vanished = try Self.moveTerms(of: readers, order, into: &writer)
    try Self.moveReadings(of: readers, leavingOut: vanished, into: &writer)
    let info = try writer.finish()
    var summary = MergeSummary()
    summary.documentCount = info.documentCount
    summary.termCount = info.termCount
    summary.byteCount = info.byteCount
    summary.times.documents = start.duration(to: middle)
    summary.times.terms = middle.duration(to: clock.now)
    return summary
  }

  /// Damage of an index that was read concerns that one, everything else the one that is written.
  private static func error(
    _ error: IndexFormatError, _ segments: [LiveSegment], _ path: String
  ) -> IndexingError {
    if case .damaged(let file, _, _, _) = error,
      segments.contains(where: { $0.reader.name == file })
    {
      return .notRead(path: file, reason: error.description)
    }
    return .notWritten(path: path, reason: error.description)
  }

  /// The kinds of terms that have readings.
  private static let wordKinds: [UInt8] = [TermKind.surface, .form, .lemma].map(\.rawValue)

  /// The one way of terms from the segments to the writer.
  ///
  /// - Returns: The words that stand in deleted documents only.
  private static func moveTerms(
    of segments: [SegmentReader], _ order: DocumentOrder, into writer: inout SegmentWriter
  ) throws(IndexFormatError) -> Set<[UInt8]> {
    var mover = PostingsMover(segments, order: order)
    var postings = TermPostings()
    var terms = try MergedTermCursor(segments)
    var vanished: Set<TermKey> = []
    while let key = try terms.next() {
      try mover.move(terms.sources, into: &postings)
      guard !postings.documents.isEmpty else {
        if Self.wordKinds.contains(key.kind) { vanished.insert(key) }
        continue
      }
      try writer.addTerm(
        key, documents: postings.documents, frequencies: postings.frequencies,
        positions: postings.positions)
    }
    return try words(of: vanished, segments)
  }

  /// The texts of terms that have vanished in every field and of every kind.
  private static func words(
    of vanished: Set<TermKey>, _ segments: [SegmentReader]
  ) throws(IndexFormatError) -> Set<[UInt8]> {
    var words: Set<[UInt8]> = []
    for text in Set(vanished.map { Array($0.text) }) {
      var isLeft = false
      for field in segments[0].schema.fields.indices {
        for kind in Self.wordKinds {
          let key = TermKey(field: UInt8(field), kind: kind, text: text)
          for segment in segments where !isLeft && !vanished.contains(key) {
            isLeft = try segment.term(key) != nil
          }
        }
      }
      if !isLeft { words.insert(text) }
    }
    return words
  }

  private static func moveReadings(
    of segments: [SegmentReader], leavingOut vanished: Set<[UInt8]>,
    into writer: inout SegmentWriter
  ) throws(IndexFormatError) {
    guard segments.contains(where: { $0.readingsByKey != nil || $0.lexicon != nil }) else { return }
    var builder = ReadingLexiconBuilder(lexicon: nil)
    let tables: (byKey: [UInt8], byShortKey: [UInt8], lexicon: [UInt8])
    do {
      for segment in segments {
        try builder.add(
          byKey: segment.readingsByKey, byShortKey: segment.readingsByShortKey,
          lexicon: segment.lexicon, leavingOut: vanished)
      }
      tables = try builder.finish()
    } catch {
      throw .storage(error)
    }
    try writer.setReadings(
      byKey: tables.byKey, byShortKey: tables.byShortKey, lexicon: tables.lexicon)
  }
}
