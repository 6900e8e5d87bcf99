// SPDX-License-Identifier: Apache-2.0
import IndexFormat
import Storage

/// What stands before the postings of a term in a run.
struct RunTerm: Sendable, Equatable {
  /// The term.
  var key: TermKey
  /// The documents of the run that have the term.
  var documentFrequency: UInt32
  /// The occurrences in the run.
  var totalFrequency: UInt64
}

/// The terms of some neighbouring documents in key order, read once from front to back.
enum TermRun {
  /// Still in memory.
  case buffered(BufferedRun)
  /// In a temporary file.
  case spilled(SpilledRun)

  /// The next term, or nil after the last; the one before may or may not have been copied.
  ///
  /// - Throws: `StorageError.system` when the temporary file cannot be read.
  func next() throws(StorageError) -> RunTerm? {
    switch self {
    case .buffered(let run): run.next()
    case .spilled(let run): try run.next()
    }
  }

  /// Adds the `PostingStream` bytes of the term last returned at the end of an array.
  ///
  /// - Throws: `StorageError.system` when the temporary file cannot be read.
  func copyStream(to output: inout [UInt8]) throws(StorageError) {
    switch self {
    case .buffered(let run): run.copyStream(to: &output)
    case .spilled(let run): try run.copyStream(to: &output)
    }
  }
}
