// SPDX-License-Identifier: Apache-2.0
import IndexFormat
import Storage
import TextAnalysis

/// Joins runs into one sequence of terms in key order.
///
/// Runs come in document order, so the postings of a term are those of the first run that has it, then
/// those of the next: nothing is compared but keys.
struct RunMerger {
  private let runs: [TermRun]
  /// The next term of each run, nil where a run has ended.
  private var heads: [RunTerm?] = []
  private var stream: [UInt8] = []

  /// Creates a merger.
  ///
  /// - Parameter runs: in document order; each document is in one run only.
  /// - Throws: `IndexFormatError.storage` when a temporary file cannot be read.
  init(_ runs: [TermRun]) throws(IndexFormatError) {
    self.runs = runs
    do {
      for run in runs { heads.append(try run.next()) }
    } catch {
      throw .storage(error)
    }
  }

  /// The next term and its postings, or nil after the last.
  ///
  /// - Throws: `IndexFormatError.storage` when a temporary file cannot be read.
  /// - Complexity: O(runs and postings of the term).
  mutating func next(into postings: inout TermPostings) throws(IndexFormatError) -> TermKey? {
    guard let key = heads.lazy.compactMap(\.?.key).min() else { return nil }
    let kind = TermKind(rawValue: key.kind) ?? .keyword
    postings.removeAll()
    do {
      for index in runs.indices where heads[index]?.key == key {
        stream.removeAll(keepingCapacity: true)
        try runs[index].copyStream(to: &stream)
        PostingStream.decode(stream.span, kind: kind, into: &postings)
        heads[index] = try runs[index].next()
      }
    } catch {
      throw .storage(error)
    }
    return key
  }
}
