// SPDX-License-Identifier: Apache-2.0

public import Indexing

/// Why a collection could not be indexed for a measurement. Lines count from 1.
public enum MeasuringError: Error, Sendable, CustomStringConvertible {
  /// A line is not an object of JSON.
  case notJSON(line: Int, reason: String)
  /// A member of a line is neither a string nor a whole number.
  case notText(line: Int, member: String)
  /// A line has neither `text` nor `body`.
  case noText(line: Int)
  /// A document was refused, or the index could not be built.
  case indexing(IndexingError, line: Int?)

  /// The error as a sentence that says what to do.
  public var description: String {
    switch self {
    case .notJSON(let line, let reason):
      "line \(line) is not a JSON object (\(reason)); give one document on each line"
    case .notText(let line, let member):
      "line \(line): '\(member)' must be a string"
    case .noText(let line):
      "line \(line) has neither 'text' nor 'body'"
    case .indexing(let error, let line):
      line.map { "line \($0): \(error)" } ?? error.description
    }
  }
}
