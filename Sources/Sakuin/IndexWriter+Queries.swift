// SPDX-License-Identifier: Apache-2.0
public import Indexing
public import Searching

extension IndexWriter {
  /// Deletes all documents of the last commit that match a query and its filters, not only the best.
  ///
  /// - Parameters:
  ///   - request: The query and its filters; nothing else of it counts.
  ///   - lexiconPath: A word lexicon, as for `SearchIndex`.
  /// - Returns: How many documents were deleted.
  /// - Throws: `SearchError` when the index cannot be searched, `IndexingError` as `delete(key:)`.
  @discardableResult
  public func delete(
    matching request: SearchRequest, lexiconPath: String? = nil
  ) throws -> Int {
    var count = 0
    let index = try SearchIndex(paths: [folder], lexiconPath: lexiconPath)
    for key in try index.keys(matching: request) where try delete(key: key) { count += 1 }
    return count
  }
}
