// SPDX-License-Identifier: Apache-2.0

internal import DocumentModel
public import Indexing
internal import Ingest

/// Builds an index of one text field, `body`, of which nothing is stored but the documents' keys, unless
/// that is asked for: what engines are compared on.
///
/// A document is a line of JSON with `id` and `text`, or with `id`, `title` and `body`; then its text
/// is the title, a line break and the body, or the body alone where there is no title. A document
/// without an id has its number, from 0.
public struct MeasuredIndexBuilder: ~Copyable {
  private var builder: IndexBuilder
  private var lineNumber = 0

  /// How an index is built.
  public struct Options: Sendable {
    /// The analyzer's name.
    public var analyzer: String
    /// The threads that analyze texts.
    public var threadCount: Int
    /// About how many bytes postings may take in memory before they go to disk.
    public var memoryLimit: Int
    /// The word lexicon's file, for Japanese; nil for none.
    public var lexiconPath: String?
    /// Whether documents are put in an order that makes the index smaller and faster.
    public var reorders: Bool
    /// Whether the text is stored.
    public var storesText: Bool

    /// Creates options.
    public init(
      analyzer: String = "words", threadCount: Int = 1,
      memoryLimit: Int = IndexBuilderOptions.usualMemoryLimit, lexiconPath: String? = nil,
      reorders: Bool = false, storesText: Bool = false
    ) {
      self.analyzer = analyzer
      self.threadCount = threadCount
      self.memoryLimit = memoryLimit
      self.lexiconPath = lexiconPath
      self.reorders = reorders
      self.storesText = storesText
    }
  }

  /// Sets analysis up and creates the file beside `path`.
  ///
  /// - Throws: `MeasuringError.indexing`.
  public init(path: String, options: Options) throws(MeasuringError) {
    let body = Schema.Field(
      name: "body", type: .text, analyzer: options.analyzer, isStored: options.storesText)
    do throws(IndexingError) {
      builder = try IndexBuilder(
        path: path,
        options: IndexBuilderOptions(
          schema: options.analyzer == "bilingual" ? Schema(fields: [body]) : .plain(fields: [body]),
          threadCount: options.threadCount,
          memoryLimit: options.memoryLimit, reorders: options.reorders,
          lexiconPath: options.lexiconPath))
    } catch {
      throw .indexing(error, line: nil)
    }
  }

  /// Takes in the next line; an empty one is no document.
  ///
  /// - Throws: `MeasuringError`, with the number of the line.
  /// - Complexity: O(bytes of the line), without its analysis, which goes on beside.
  public mutating func add(jsonLine: String) throws(MeasuringError) {
    lineNumber += 1
    if jsonLine.isEmpty { return }
    let document = try Self.document(
      Array(jsonLine.utf8), number: builder.documentCount, line: lineNumber)
    do throws(IndexingError) {
      try builder.add(document)
    } catch {
      throw .indexing(error, line: lineNumber)
    }
  }

  /// Reads a line as `add` does, and does nothing with it.
  ///
  /// - Returns: whether it is a document.
  /// - Throws: `MeasuringError`, with `number` for the number of the line.
  public static func read(jsonLine: String, number: Int) throws(MeasuringError) -> Bool {
    if jsonLine.isEmpty { return false }
    _ = try document(Array(jsonLine.utf8), number: number, line: number)
    return true
  }

  /// Completes the file.
  ///
  /// - Throws: `MeasuringError.indexing`.
  public consuming func finish() throws(MeasuringError) -> IndexSummary {
    do throws(IndexingError) {
      return try builder.finish()
    } catch {
      throw .indexing(error, line: nil)
    }
  }

  private static func document(
    _ bytes: [UInt8], number: Int, line: Int
  ) throws(MeasuringError) -> Document {
    let members: [SourceValue.Member]
    do throws(JSONParser.Failure) {
      guard case .object(let object) = try JSONParser.parse(bytes[...]) else {
        throw JSONParser.Failure.notJSON(message: "it is no object", line: 1, byteOffset: 0)
      }
      members = object
    } catch {
      throw .notJSON(line: line, reason: Self.sentence(error))
    }
    func string(_ name: String) throws(MeasuringError) -> String? {
      switch members.first(where: { $0.name == name })?.value {
      case .string(let text): return text
      case .integer(let number): return String(number)
      case nil, .null: return nil
      default: throw .notText(line: line, member: name)
      }
    }
    var text = try string("text")
    if text == nil, let body = try string("body") {
      let title = try string("title") ?? ""
      text = title.isEmpty ? body : "\(title)\n\(body)"
    }
    guard let text else { throw .noText(line: line) }
    return Document(
      key: try string("id") ?? String(number),
      fields: [Document.Field(name: "body", value: .text(text))])
  }

  private static func sentence(_ failure: JSONParser.Failure) -> String {
    switch failure {
    case .notUTF8(let offset): "not UTF-8 at byte \(offset)"
    case .notJSON(let message, _, let offset): "byte \(offset): \(message)"
    case .tooDeep: "nested deeper than \(JSONParser.maximumDepth)"
    }
  }
}
