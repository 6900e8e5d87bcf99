// SPDX-License-Identifier: Apache-2.0
import IndexFormat
import Storage
import TextAnalysis

/// Joins runs into one sequence of terms in key order.
///
/// Runs come in document order, so the postings of a term are those of the first run that has it, then
/// those of the next: nothing is compared but keys.
struct RunMerger {
  private var runs: [TermRun]
  /// The next term of each run, nil where a run has ended.
  private var heads: [RunTerm?] = []
  private var stream: [UInt8] = []

  /// Creates a merger.
  ///
  /// - Parameter runs: in document order; each document is in one run only.
  /// - Throws: `StorageError.system` when a temporary file cannot be read.
  init(_ runs: [TermRun]) throws(StorageError) {
    self.runs = runs
    for index in self.runs.indices { heads.append(try self.runs[index].next()) }
  }

  /// The next term and its postings, or nil after the last.
  ///
  /// - Throws: `StorageError.system` when a temporary file cannot be read.
  /// - Complexity: O(runs and postings of the term).
  mutating func next(into postings: inout TermPostings) throws(StorageError) -> TermKey? {
    guard let key = heads.lazy.compactMap(\.?.key).min() else { return nil }
    let kind = TermKind(rawValue: key.kind) ?? .keyword
    postings.removeAll()
    for index in runs.indices where heads[index]?.key == key {
      stream.removeAll(keepingCapacity: true)
      try runs[index].copyStream(to: &stream)
      PostingStream.decode(stream.span, kind: kind, into: &postings)
      heads[index] = try runs[index].next()
    }
    return key
  }
}
