// SPDX-License-Identifier: Apache-2.0
import DocumentModel
import Indexing
import Ingest
import Searching

/// The repository's `corpus/`, read and indexed as `searchctl index corpus` does.
enum Corpus {
  /// The documents in order.
  static func documents() throws -> [Document] {
    var stream = try DocumentStream(
      sources: [Fixture.root + "/corpus/documents"],
      options: DocumentStream.Options(schema: .standard()))
    var documents: [Document] = []
    while let item = try stream.next() {
      if case .document(let document, _) = item { documents.append(document) }
    }
    return documents
  }

  /// An index of the corpus, opened; each test builds its own file.
  static func index() throws -> SearchIndex {
    let path = Fixture.newPath()
    var builder = try IndexBuilder(
      path: path, options: IndexBuilderOptions(lexiconPath: Fixture.lexiconPath))
    for document in try documents() { try builder.add(document) }
    _ = try builder.finish()
    return try SearchIndex(paths: [path])
  }
}

extension Document {
  /// The text of the fields that a bare word looks in.
  var texts: [String] {
    ["title", "body"].compactMap { name in
      if case .text(let text) = value(of: name) { text } else { nil }
    }
  }
}
