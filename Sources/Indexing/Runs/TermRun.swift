// SPDX-License-Identifier: Apache-2.0
import Storage

/// The terms of some documents in key order, read once from front to back.
struct TermRun: Sendable {
  /// The key of the term at hand: field, kind and text.
  private(set) var key: [UInt8] = []
  private let source: Source
  /// Of a run in memory, the terms in key order, and which is at hand.
  private var order: [Int] = []
  private var index = -1

  private enum Source {
    /// Still in memory.
    case buffered(BufferedRun)
    /// In a temporary file.
    case spilled(SpilledRun)
  }

  /// Whether it is in a temporary file.
  var isSpilled: Bool {
    if case .spilled = source { true } else { false }
  }

  /// Reads a run in memory.
  init(_ run: BufferedRun) {
    source = .buffered(run)
    order = run.sortedTerms()
  }

  /// Reads a run in a temporary file, which nobody else reads.
  init(_ run: SpilledRun) { source = .spilled(run) }

  /// Moves to the next term; false after the last.
  ///
  /// - Throws: `StorageError.system` when the temporary file cannot be read.
  mutating func next() throws(StorageError) -> Bool {
    switch source {
    case .buffered(let run):
      index += 1
      guard index < order.count else { return false }
      run.copyKey(of: order[index], to: &key)
      return true
    case .spilled(let run): return try run.next(&key)
    }
  }

  /// Adds the `PostingStream` bytes of the term at hand at the end of an array.
  ///
  /// - Throws: `StorageError.system` when the temporary file cannot be read.
  func copyStream(to output: inout [UInt8]) throws(StorageError) {
    switch source {
    case .buffered(let run): run.copyStream(of: order[index], to: &output)
    case .spilled(let run): try run.copyStream(to: &output)
    }
  }
}
