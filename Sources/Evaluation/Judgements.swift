// SPDX-License-Identifier: Apache-2.0

/// Which documents answer which queries, in TREC's qrels form: `query 0 document grade` a line,
/// columns separated by blanks or tabs. A grade above 0 is relevant.
package struct Judgements: Sendable {
  /// The judged queries' ids, in the order of the file.
  package private(set) var queries: [String] = []
  private var grades: [String: [String: Int]] = [:]

  /// Reads the bytes of a file.
  ///
  /// - Throws: The first line that cannot be read.
  package init(bytes: [UInt8], file: String) throws(EvaluationError) {
    for (number, text) in try TextLines.lines(of: bytes, file: file) {
      let columns = text.split { $0 == " " || $0 == "\t" }.map(String.init)
      guard columns.count == 4 else { throw .malformedJudgement(file: file, line: number) }
      guard let grade = Int(columns[3]) else {
        throw .malformedGrade(file: file, line: number, found: columns[3])
      }
      let (query, document) = (columns[0], columns[2])
      if grades[query] == nil { queries.append(query) }
      if let before = grades[query, default: [:]].updateValue(grade, forKey: document),
        before != grade
      {
        throw .conflictingGrade(file: file, line: number, query: query, document: document)
      }
    }
  }

  /// The grades by document of a query; empty if it is not judged.
  package func grades(of query: String) -> [String: Int] { grades[query] ?? [:] }
}
