// SPDX-License-Identifier: Apache-2.0

/// What an index builder did. None of the times is stored in the index.
public struct IndexSummary: Sendable, Hashable {
  /// The documents in the index.
  public var documentCount: Int
  /// The distinct terms of all fields and kinds, pairs of common ones included.
  public var termCount: Int
  /// The size of the file in bytes.
  public var byteCount: Int
  /// The sorted runs that were put aside on disk because memory was full; 0 for most collections.
  public var spilledRunCount: Int
  /// Where the time went.
  public var times: Times

  /// Durations of the stages. Analysis is summed over the threads; the others ran one after the other
  /// while analysis went on beside them.
  public struct Times: Sendable, Hashable {
    /// Texts to terms, and terms to postings.
    public var analysis: Duration = .zero
    /// Stored fields, columns and lengths.
    public var documents: Duration = .zero
    /// Sorting, encoding and writing terms.
    public var terms: Duration = .zero
    /// The tables that bring the scripts together, and the end of the file.
    public var completion: Duration = .zero
    /// Bringing the documents into another order; zero unless that was asked for.
    public var reordering: Duration = .zero

    /// Creates times of zero.
    public init() {}
  }
}
