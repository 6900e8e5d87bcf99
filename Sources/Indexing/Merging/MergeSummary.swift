// SPDX-License-Identifier: Apache-2.0

/// What merging indexes did. None of the times is stored in the index.
public struct MergeSummary: Sendable, Hashable {
  /// The documents in the index.
  public var documentCount = 0
  /// The distinct terms of all fields and kinds.
  public var termCount = 0
  /// The size of the file in bytes.
  public var byteCount = 0
  /// Where the time went.
  public var times = Times()

  /// Durations of the stages, one after the other.
  public struct Times: Sendable, Hashable {
    /// Finding the new order; zero without reordering.
    public var ordering: Duration = .zero
    /// Keys, columns, lengths and stored fields.
    public var documents: Duration = .zero
    /// Terms, postings and readings, and the end of the file.
    public var terms: Duration = .zero

    /// Creates times of zero.
    public init() {}
  }

  /// Creates a summary of nothing.
  public init() {}
}
