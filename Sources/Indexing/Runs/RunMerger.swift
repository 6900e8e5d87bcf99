// SPDX-License-Identifier: Apache-2.0
import IndexFormat
import Storage

/// Joins runs into one sequence of terms in key order.
///
/// Each document is in one run only, but runs that were filled at the same time have documents in
/// turns; so the postings of a term are those of all runs, put in order when they are decoded.
struct RunMerger {
  private var runs: [TermRun] = []
  private var having: [Int] = []

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
    guard !runs.isEmpty else { return false }
    // The runs that have the least key, the first of them at the front.
    having.removeAll(keepingCapacity: true)
    having.append(0)
    for index in runs.indices.dropFirst() {
      switch runs[index].compareKey(with: runs[having[0]]) {
      case ..<0:
        having.removeAll(keepingCapacity: true)
        having.append(index)
      case 0: having.append(index)
      default: break
      }
    }
    chunk.append(runs[having[0]].key)
    do {
      var endedCount = 0
      for index in having {
        let place = index - endedCount
        try chunk.appendStream { (bytes) throws(StorageError) in
          try runs[place].copyStream(to: &bytes)
        }
        if try !runs[place].next() {
          runs.remove(at: place)
          endedCount += 1
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
    return !chunk.isEmpty
  }
}
