// SPDX-License-Identifier: Apache-2.0

/// A file that is to be read, and how.
struct SourceFile: Hashable {
  /// How a file is read.
  enum Kind: Hashable {
    case jsonLines
    case plainText
    case markdown

    /// The kind that a file's name tells, or nil. Reject files are read only when named.
    init?(name: some StringProtocol, isNamedByUser: Bool) {
      if !isNamedByUser, name.hasSuffix(".rejected.jsonl") { return nil }
      guard let dot = name.lastIndex(of: ".") else { return nil }
      switch name[name.index(after: dot)...].lowercased() {
      case "jsonl", "ndjson": self = .jsonLines
      case "json" where isNamedByUser: self = .jsonLines
      case "md", "markdown": self = .markdown
      case "txt", "text": self = .plainText
      default: return nil
      }
    }
  }

  /// The path to open, or `-`.
  var path: String
  /// How it is read.
  var kind: Kind
  /// The key of its document, where a file is one document.
  var key: String
  /// Its length, or nil for what has none: standard input, pipes.
  var byteCount: Int64?
}
