// SPDX-License-Identifier: Apache-2.0

package import IndexFormat
package import TextAnalysis

/// Why a search could not be done.
public enum SearchError: Error, Sendable {
  /// No index was named.
  case noSegments
  /// Two indexes that were to be searched together have different schemas.
  case schemaMismatch(segment: Int, difference: String)
  /// A field that was named does not exist.
  case unknownField(name: String, known: [String])
  /// A field cannot be used in this way.
  case unsuitableField(name: String, purpose: String)
  /// A filter could not be read.
  case invalidFilter(text: String, reason: String)
  /// No document has this key.
  case unknownDocument(key: String)
  /// An index file could not be opened or is damaged; the text names the file, section and offset.
  case unreadableIndex(description: String)
  /// The analyzers of the index could not be set up.
  case analysisUnavailable(description: String)
}

extension SearchError {
  /// An error of the index format.
  package static func index(_ error: IndexFormatError) -> SearchError {
    .unreadableIndex(description: "\(error)")
  }

  /// An error of text analysis.
  package static func analysis(_ error: AnalysisError) -> SearchError {
    .analysisUnavailable(description: "\(error)")
  }
}

extension SearchError: CustomStringConvertible {
  /// One sentence for the user.
  public var description: String {
    switch self {
    case .noSegments: "no index was named"
    case .schemaMismatch(let segment, let difference):
      "index \(segment + 1) cannot be searched with the first: \(difference)"
    case .unknownField(let name, let known):
      "there is no field \"\(name)\"; there are \(known.joined(separator: ", "))"
    case .unsuitableField(let name, let purpose): "field \"\(name)\" cannot be used to \(purpose)"
    case .invalidFilter(let text, let reason): "filter \"\(text)\": \(reason)"
    case .unknownDocument(let key): "no document has the id \"\(key)\""
    case .unreadableIndex(let description), .analysisUnavailable(let description): description
    }
  }
}
