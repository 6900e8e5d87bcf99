// SPDX-License-Identifier: Apache-2.0

/// The YAML block between `---` lines at the beginning of a Markdown file.
struct FrontMatter {
  /// The most bytes of YAML that are read.
  static let maximumByteCount = 64 * 1024

  /// The named values, in order.
  var members: [SourceValue.Member]
  /// The text behind the block.
  var body: Substring

  /// Splits a text into its front matter, which may be absent, and the rest.
  ///
  /// - Throws: `notYAML` if there is a block that is not a YAML mapping.
  init(_ text: String) throws(AssemblyFailure) {
    members = []
    body = text[...]
    guard text.hasPrefix("---\n") else { return }
    let start = text.utf8.index(text.startIndex, offsetBy: 4)
    guard let end = Self.end(of: text[start...]) else { return }
    if text.utf8.distance(from: start, to: end.lowerBound) > Self.maximumByteCount {
      throw AssemblyFailure(
        .notYAML(message: "longer than \(Self.maximumByteCount) bytes", line: 2))
    }
    members = try Self.members(String(text[start..<end.lowerBound]))
    body = text[end.upperBound...]
  }

  /// The closing line, `---` or `...`.
  private static func end(of text: Substring) -> Range<Substring.Index>? {
    var start = text.startIndex
    while start < text.endIndex {
      let lineEnd = text.utf8[start...].firstIndex(of: 0x0A) ?? text.endIndex
      let next = lineEnd < text.endIndex ? text.utf8.index(after: lineEnd) : lineEnd
      let line = text[start..<lineEnd]
      if line == "---" || line == "..." { return start..<next }
      start = next
    }
    return nil
  }

  private static func members(_ yaml: String) throws(AssemblyFailure) -> [SourceValue.Member] {
    let root: SourceValue
    do throws(YAMLParser.Failure) {
      root = try YAMLParser.parse(yaml)
    } catch {
      // The block begins in the second line of the file.
      throw AssemblyFailure(.notYAML(message: error.message, line: error.line + 1))
    }
    switch root {
    case .null: return []
    case .object(let members):
      return members.map { .init($0.name, split($0.name, $0.value)) }
    default: throw AssemblyFailure(.notYAML(message: "not a mapping", line: 2))
    }
  }

  /// Tags written in one string, separated by commas.
  private static func split(_ name: String, _ value: SourceValue) -> SourceValue {
    guard name == "tags" || name == "tag", case .bare(let text) = value, text.contains(",") else {
      return value
    }
    let parts = text.split(separator: ",").map { PlainTextReader.trimmed($0) }
    return .array(parts.filter { !$0.isEmpty }.map { .string($0) })
  }
}
