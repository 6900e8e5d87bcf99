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

  /// Terms in key order are anywhere in memory, which is asked for so many terms ahead, in two steps.
  private static let termsAhead = 8

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
      if index + 2 * Self.termsAhead < order.count {
        run.prefetch(entryOf: order[index + 2 * Self.termsAhead])
      }
      if index + Self.termsAhead < order.count {
        run.prefetch(bytesOf: order[index + Self.termsAhead])
      }
      run.copyKey(of: order[index], to: &key)
      return true
    case .spilled(let run): return try run.next(&key)
    }
  }

  /// Below, at or above 0 as the key at hand sorts before, is, or sorts after that of another run.
  func compareKey(with other: TermRun) -> Int {
    let count = min(key.count, other.key.count)
    for index in 0..<count where key[index] != other.key[index] {
      return Int(key[index]) - Int(other.key[index])
    }
    return key.count - other.key.count
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
