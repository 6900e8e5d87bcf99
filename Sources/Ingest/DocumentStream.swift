// SPDX-License-Identifier: Apache-2.0

package import DocumentModel

/// Reads the documents of files, folders and standard input, one at a time.
///
/// Items come in the order of the sources and, within a folder, of the paths. Of two documents with
/// one key the first is given, the other rejected. Memory is that of one document, of the names of
/// the files, and of the keys that were seen.
package struct DocumentStream {
  /// How documents are read.
  package struct Options: Sendable {
    /// The fields documents may have.
    package var schema: Schema
    /// The name of the value that is a document's key.
    package var idField: String
    /// The share of the documents that is given; nil for all.
    package var slice: Slice?
    /// The most bytes of a document.
    package var maximumDocumentByteCount: Int
    /// Whether lines are hashed.
    package var hashesLines = false
    /// Hashes of lines that need not be read, of any sources of the same `idField` and schema.
    package var knownLines: Set<UInt64> = []

    /// Creates options.
    package init(
      schema: Schema, idField: String = "id", slice: Slice? = nil,
      maximumDocumentByteCount: Int = 64 << 20
    ) {
      self.schema = schema
      self.idField = idField
      self.slice = slice
      self.maximumDocumentByteCount = maximumDocumentByteCount
    }
  }

  /// Bytes of all sources, or nil if one has no length (standard input, pipes).
  package let totalByteCount: Int64?

  private let options: Options
  private let files: [SourceFile]
  private var pathRejections: ArraySlice<Rejection>
  private var nextFile = 0
  private var reader: (any DocumentReader)?
  private var finishedByteCount: Int64 = 0
  private var ordinal = 0
  private var assembler: DocumentAssembler

  /// Lists the sources; reads nothing yet but folders.
  ///
  /// - Throws: A source that does not exist or whose kind is not known.
  package init(sources: [String], options: Options) throws(IngestError) {
    let listing = try SourceListing(sources: sources)
    self.options = options
    files = listing.files
    pathRejections = listing.rejections[...]
    assembler = DocumentAssembler(schema: options.schema, idField: options.idField)
    assembler.notes = listing.notes
    if options.hashesLines {
      assembler.lineHashing = LineHashing(idField: options.idField, known: options.knownLines)
    }
    var total: Int64 = 0
    var isKnown = true
    for file in files {
      if let byteCount = file.byteCount { total += byteCount } else { isKnown = false }
    }
    totalByteCount = isKnown ? total : nil
  }

  /// Bytes read so far.
  package var byteCountRead: Int64 { finishedByteCount + (reader?.byteCountRead ?? 0) }

  /// The notes since they were last taken.
  package mutating func takeNotes() -> [IngestNote] {
    defer { assembler.notes = [] }
    return assembler.notes
  }

  /// The next document or rejection of the share, or nil at the end.
  ///
  /// A file that cannot be opened is a rejection.
  ///
  /// - Throws: A file of JSON lines that cannot be read further.
  package mutating func next() throws(IngestError) -> IngestItem? {
    while let item = try nextUnsliced() {
      defer { ordinal += 1 }
      if options.slice?.contains(ordinal: ordinal) ?? true { return item }
    }
    return nil
  }

  private mutating func nextUnsliced() throws(IngestError) -> IngestItem? {
    if let rejection = pathRejections.popFirst() { return .rejection(rejection) }
    while true {
      if let item = try reader?.next(&assembler) { return item }
      finishedByteCount += reader?.byteCountRead ?? 0
      reader = nil
      guard nextFile < files.count else { return nil }
      let file = files[nextFile]
      nextFile += 1
      do throws(IngestError) {
        reader = try open(file)
      } catch {
        guard case .system(_, _, let code) = error else { throw error }
        let reason = RejectionReason.unreadable(message: FileCalls.message(code))
        return .rejection(
          Rejection(location: SourceLocation(file: file.path), reason: reason, raw: []))
      }
    }
  }

  private func open(_ file: SourceFile) throws(IngestError) -> any DocumentReader {
    let limit = options.maximumDocumentByteCount
    switch file.kind {
    case .jsonLines:
      return JSONLinesReader(file: try FileBytes(path: file.path), limit: limit)
    case .plainText:
      return PlainTextReader(source: TextFile(path: file.path, key: file.key, limit: limit))
    case .markdown:
      return MarkdownReader(source: TextFile(path: file.path, key: file.key, limit: limit))
    }
  }
}

extension Document {
  /// The document as a JSON line without its end.
  package func jsonLine(idField: String) -> [UInt8] {
    var writer = JSONWriter()
    writer.object { object in
      object.member(idField, key)
      for field in fields where field.name != idField {
        object.name(field.name)
        object.append(field.value)
      }
    }
    return writer.bytes
  }
}

extension JSONWriter {
  /// Writes a field's value as JSON lines have it.
  package mutating func append(_ value: FieldValue) {
    switch value {
    case .text(let text): string(text)
    case .keywords(let keywords): array(keywords) { $0.string($1) }
    case .number(let value): number(value)
    case .date(let milliseconds): string(ISODate.text(fromMilliseconds: milliseconds))
    }
  }
}
