// SPDX-License-Identifier: Apache-2.0
import DocumentModel
import Indexing
import QueryLanguage
import Searching
import Storage
import Synchronization
import Testing

/// Files of the repository and indexes built for a test.
enum Fixture {
  /// The repository's root.
  static let root = #filePath.split(separator: "/").dropLast(3).reduce("") { $0 + "/" + $1 }

  /// The lexicon that `make setup` compiles.
  static var lexiconPath: String { root + "/.build/sakuin.lexicon" }

  /// The lines of a file of the repository.
  static func lines(_ path: String) throws -> [Substring] {
    let bytes = try MappedFile(path: FilePath(root + "/" + path)).bytes()
    return String(decoding: try bytes.array(0..<bytes.count), as: UTF8.self).split(separator: "\n")
  }

  private static let count = Atomic<Int>(0)

  /// A path for an index that no other test of this run uses.
  static func newPath() -> String {
    let number = count.add(1, ordering: .relaxed).newValue
    return root + "/.build/test-index-\(number).sakuin"
  }

  /// An index of texts under their keys, opened.
  static func index(
    _ documents: [(key: String, body: String)], lexiconPath: String = Fixture.lexiconPath,
    userDictionaryPath: String? = nil, isQueriedWithout: Bool = false,
    synonyms: SynonymFile? = nil
  ) throws -> SearchIndex {
    let path = newPath()
    var builder = try IndexBuilder(
      path: path,
      options: IndexBuilderOptions(
        lexiconPath: lexiconPath, userDictionaryPath: userDictionaryPath))
    for (key, body) in documents {
      try builder.add(Document(key: key, fields: [.init(name: "body", value: .text(body))]))
    }
    _ = try builder.finish()
    return try SearchIndex(
      paths: [path], userDictionaryPath: isQueriedWithout ? nil : userDictionaryPath,
      synonyms: synonyms)
  }
}

extension SearchIndex {
  /// The keys of all documents that a query finds, best first.
  func keys(_ query: String, matchAll: Bool = false) throws -> [String] {
    var request = SearchRequest(query: query)
    request.limit = 100_000
    request.matchAll = matchAll
    request.wantsSnippets = false
    return try search(request).hits.map(\.key)
  }
}
