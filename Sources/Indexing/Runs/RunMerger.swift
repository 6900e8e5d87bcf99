// SPDX-License-Identifier: Apache-2.0
import IndexFormat
import Storage

/// Joins runs into one sequence of terms in key order.
///
/// Each document is in one run only, but runs that were filled at the same time have documents in
/// turns; so the postings of a term are those of all runs, put in order when they are decoded.
struct RunMerger {
  private var runs: [TermRun] = []

  /// Creates a merger of runs, of which none has been read.
  ///
  /// - Throws: `IndexFormatError.storage` when a temporary file cannot be read.
  init(_ runs: [TermRun]) throws(IndexFormatError) {
    do {
      for var run in runs where try run.next() { self.runs.append(run) }
    } catch {
      throw .storage(error)
    }
  }

  /// Adds the next term to a chunk; false after the last.
  ///
  /// - Throws: `IndexFormatError.storage` when a temporary file cannot be read.
  /// - Complexity: O(runs and postings of the term).
  mutating func next(into chunk: inout TermChunk) throws(IndexFormatError) -> Bool {
    guard var least = runs.indices.first else { return false }
    for index in runs.indices.dropFirst()
    where runs[index].key.lexicographicallyPrecedes(runs[least].key) {
      least = index
    }
    let key = runs[least].key
    chunk.append(TermKey(bytes: key))
    do {
      var index = least
      while index < runs.count {
        guard runs[index].key == key else {
          index += 1
          continue
        }
        try chunk.appendStream { (bytes) throws(StorageError) in
          try runs[index].copyStream(to: &bytes)
        }
        if try runs[index].next() {
          index += 1
        } else {
          runs.remove(at: index)
        }
      }
    } catch {
      throw .storage(error)
    }
    return true
  }

  /// Replaces a chunk by the next terms, until they have `byteCount` bytes; false after the last.
  ///
  /// - Throws: `IndexFormatError.storage` when a temporary file cannot be read.
  mutating func fill(
    _ chunk: inout TermChunk, byteCount: Int
  ) throws(IndexFormatError) -> Bool {
    chunk.removeAll()
    while chunk.byteCount < byteCount, try next(into: &chunk) {}
    return !chunk.keys.isEmpty
  }
}
