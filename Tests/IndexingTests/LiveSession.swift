// SPDX-License-Identifier: Apache-2.0

import DocumentModel
import IndexFormat
import Storage
import TestSupport

@testable import Indexing

/// What a live index holds: texts by key; nil before there is one.
typealias LiveModel = [String: String]?

/// A fixed sequence of writers that do all there is to do to a live index, and what it must hold after
/// each of their commits.
struct LiveSession {
  private static let schema = Schema(
    fields: [
      .init(name: "body", type: .text, analyzer: "words"), .init(name: "tags", type: .keyword),
    ])

  private let path: String
  private let fileSystem: any FileSystem
  /// Is called right before a commit and right after it.
  private let onCommit: (_ model: LiveModel, _ isDone: Bool) -> Void
  private var model: [String: String] = [:]

  /// A session on the index at a path.
  init(
    path: String, fileSystem: any FileSystem,
    onCommit: @escaping (_ model: LiveModel, _ isDone: Bool) -> Void = { _, _ in }
  ) {
    self.path = path
    self.fileSystem = fileSystem
    self.onCommit = onCommit
  }

  /// What the index holds when all steps have been taken.
  static let lastModel: LiveModel = ["k1": "again 9", "k900": "the last 9"]

  /// Goes on with an index that holds something.
  mutating func resume(with model: LiveModel) { self.model = model ?? [:] }

  /// How many steps there are.
  static let stepCount = 8

  /// Lets one writer do its work; it may have done it before, in part or whole.
  mutating func take(_ step: Int) throws(IndexingError) {
    switch step {
    case 0: try create()
    case 1: try update()
    case 2: try stopBeforeCommit()
    case 3: try synchronize()
    case 4: try mergeAll()
    case 5: try deleteAll()
    case 6: try replaceAll()
    default: try mergeAutomatically()
    }
  }

  private mutating func create() throws(IndexingError) {
    model = [:]
    var writer = try writer()
    for number in 0..<12 { try put("k\(number)", "text number \(number)", &writer) }
    try commit(&writer)
  }

  /// Three commits of one writer.
  private mutating func update() throws(IndexingError) {
    var writer = try writer()
    for number in 3..<6 { try put("k\(number)", "changed \(number)", &writer) }
    for number in 20..<22 { try put("k\(number)", "new \(number)", &writer) }
    try commit(&writer)
    try delete("k0", &writer)
    try delete("k21", &writer)
    try commit(&writer)
    try put("k0", "back", &writer)
    try commit(&writer)
  }

  private mutating func stopBeforeCommit() throws(IndexingError) {
    var writer = try writer()
    let model = model
    try put("k7", "never to be seen", &writer)
    try delete("k8", &writer)
    self.model = model
  }

  private mutating func synchronize() throws(IndexingError) {
    var writer = try writer()
    _ = writer.beginSync()
    model = [:]
    for number in 5..<16 {
      let text = number < 9 ? "text number \(number)" : "synced \(number)"
      _ = try writer.sync(Self.document("k\(number)", text))
      model["k\(number)"] = text
    }
    _ = writer.endSync()
    try commit(&writer)
  }

  private mutating func mergeAll() throws(IndexingError) {
    var writer = try writer()
    for number in 5..<8 { try delete("k\(number)", &writer) }
    try put("k99", "with a merge", &writer)
    onCommit(model, false)
    _ = try writer.mergeAll()
    onCommit(model, true)
  }

  private mutating func deleteAll() throws(IndexingError) {
    var writer = try writer()
    for key in model.keys.sorted() { try delete(key, &writer) }
    try commit(&writer)
  }

  private mutating func replaceAll() throws(IndexingError) {
    model = [:]
    var writer = try writer(.replacing)
    for number in 0..<7 { try put("k\(number)", "again \(number)", &writer) }
    try commit(&writer)
  }

  /// Each commit makes a segment, and four are joined.
  private mutating func mergeAutomatically() throws(IndexingError) {
    var writer = try writer()
    for number in 0..<4 {
      try put("k90\(number)", "small \(number)", &writer)
      try commit(&writer)
    }
    for key in model.keys.sorted() where key != "k1" && key != "k900" {
      try delete(key, &writer)
    }
    try put("k1", "again 9", &writer)
    try put("k900", "the last 9", &writer)
    try commit(&writer)
  }

  private func writer(
    _ start: IndexUpdate.Start = .existingOrNew
  ) throws(IndexingError)
    -> IndexUpdate
  {
    try IndexUpdate(path: path, start: start, options: Self.options(fileSystem))
  }

  /// Options of a writer.
  static func options(_ fileSystem: any FileSystem = SystemFiles()) -> IndexWriterOptions {
    var options = IndexWriterOptions(schema: schema)
    options.fileSystem = fileSystem
    options.mergePolicy.fanIn = 4
    return options
  }

  private mutating func put(
    _ key: String, _ text: String, _ writer: inout IndexUpdate
  ) throws(IndexingError) {
    try writer.put(Self.document(key, text))
    model[key] = text
  }

  private mutating func delete(
    _ key: String, _ writer: inout IndexUpdate
  ) throws(IndexingError) {
    _ = try writer.delete(key: key)
    model[key] = nil
  }

  private func commit(_ writer: inout IndexUpdate) throws(IndexingError) {
    onCommit(model, false)
    let summary = try writer.commit()
    if let failure = summary.mergeFailure { throw failure }
    onCommit(model, true)
  }

  /// A document of the session.
  static func document(_ key: String, _ text: String) -> Document {
    Document(
      key: key,
      fields: [
        .init(name: "body", value: .text(text)),
        .init(name: "tags", value: .keywords([String(text.prefix(3))])),
      ])
  }

  /// What the index at a path holds, read through what readers use; nil where there is none.
  ///
  /// - Throws: what opening and reading throws, and `IndexFormatError.damaged` when verifying finds
  ///   something, or a commit had to be passed over.
  static func model(at path: String) throws(IndexFormatError) -> LiveModel {
    let index: OpenIndex
    do throws(IndexFormatError) {
      index = try OpenIndex(path: path)
    } catch {
      if case .notAnIndex = error { return nil }
      if error.isMissingFile { return nil }
      throw error
    }
    var checker = FolderChecker(IndexFolder(FilePath(path)))
    let wrong = index.unreadableCommits + (try checker.check()).map(\.description)
    if let first = wrong.first {
      throw .damaged(file: path, section: "index", offset: 0, reason: first)
    }
    var model: [String: String] = [:]
    for segment in index.segments {
      for number in 0..<DocumentID(segment.reader.documentCount)
      where !segment.isDeleted(number) {
        let document = try segment.reader.storedDocument(number)
        guard case .text(let text)? = document.value(of: "body"), model[document.key] == nil else {
          throw .damaged(file: path, section: "index", offset: 0, reason: document.key)
        }
        model[document.key] = text
      }
    }
    return model
  }
}
