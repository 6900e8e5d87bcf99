// SPDX-License-Identifier: Apache-2.0

/// Queries with their ids: `id`, a tab and the text a line; further columns are passed over.
package struct QueryList: Sendable {
  /// One query.
  package struct Entry: Hashable, Sendable {
    /// The id that judgements use.
    package var id: String
    /// The text, to be searched as literal words.
    package var text: String
  }

  /// The queries in the order of the file.
  package private(set) var entries: [Entry] = []

  /// Reads the bytes of a file.
  ///
  /// - Throws: The first line that cannot be read.
  package init(bytes: [UInt8], file: String) throws(EvaluationError) {
    var seen: Set<String> = []
    for (number, text) in try TextLines.lines(of: bytes, file: file) {
      let columns = text.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
      guard columns.count >= 2, !columns[0].isEmpty, !columns[0].contains(" ") else {
        throw .malformedQuery(file: file, line: number)
      }
      guard seen.insert(columns[0]).inserted else {
        throw .repeatedQuery(file: file, line: number, query: columns[0])
      }
      entries.append(Entry(id: columns[0], text: columns[1]))
    }
  }
}
