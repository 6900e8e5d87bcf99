// SPDX-License-Identifier: Apache-2.0

/// What is wrong with the files of an evaluation.
package enum EvaluationError: Error, Hashable, Sendable, CustomStringConvertible {
  /// A line of judgements that has not four columns.
  case malformedJudgement(file: String, line: Int)
  /// A grade that is not a whole number.
  case malformedGrade(file: String, line: Int, found: String)
  /// A second, different grade for a query and document.
  case conflictingGrade(file: String, line: Int, query: String, document: String)
  /// A line of queries without a tab or with nothing before it.
  case malformedQuery(file: String, line: Int)
  /// A query id that stands twice.
  case repeatedQuery(file: String, line: Int, query: String)
  /// Bytes that are not UTF-8.
  case notUTF8(file: String, line: Int)
  /// A file without a line.
  case empty(file: String)
  /// A metric that does not exist.
  case unknownMetric(String)

  /// The error as a sentence.
  package var description: String {
    switch self {
    case .malformedJudgement(let file, let line):
      "\(file):\(line): a judgement has four columns: query, 0, document, grade"
    case .malformedGrade(let file, let line, let found):
      "\(file):\(line): the grade \"\(found)\" is not a whole number"
    case .conflictingGrade(let file, let line, let query, let document):
      "\(file):\(line): query \(query) and document \(document) have another grade before"
    case .malformedQuery(let file, let line):
      "\(file):\(line): a query has an id, a tab and a text"
    case .repeatedQuery(let file, let line, let query):
      "\(file):\(line): the query id \(query) stands twice"
    case .notUTF8(let file, let line): "\(file):\(line): not UTF-8"
    case .empty(let file): "\(file): empty"
    case .unknownMetric(let name):
      "unknown metric \"\(name)\"; the metrics are ndcg, mrr, recall, map and precision, with @k or "
        + "without, as in ndcg@10"
    }
  }
}
