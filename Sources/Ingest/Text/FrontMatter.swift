// SPDX-License-Identifier: Apache-2.0

internal import Yams

/// The YAML block between `---` lines at the beginning of a Markdown file.
struct FrontMatter {
  /// The most bytes of YAML that are read.
  static let maximumByteCount = 64 * 1024
  /// The most values that are taken, counted after aliases are resolved.
  private static let maximumValueCount = 10_000
  private static let maximumDepth = 8

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
    let root: Node?
    do {
      root = try compose(yaml: yaml)
    } catch let error as YamlError {
      throw failure(error)
    } catch {
      throw AssemblyFailure(.notYAML(message: "\(error)", line: 2))
    }
    guard let root else { return [] }
    guard case .mapping(let mapping) = root else {
      if case .scalar(let scalar) = root, isNull(scalar) { return [] }
      throw AssemblyFailure(.notYAML(message: "not a mapping", line: 2))
    }
    var members: [SourceValue.Member] = []
    var count = 0
    for (key, value) in mapping {
      guard case .scalar(let name) = key else { continue }
      guard let converted = convert(value, depth: 0, count: &count) else {
        throw AssemblyFailure(.notYAML(message: "too many or too deep values", line: 2))
      }
      members.append(.init(name.string, split(name.string, converted)))
    }
    return members
  }

  /// Tags written in one string, separated by commas.
  private static func split(_ name: String, _ value: SourceValue) -> SourceValue {
    guard name == "tags" || name == "tag", case .bare(let text) = value, text.contains(",") else {
      return value
    }
    let parts = text.split(separator: ",").map { PlainTextReader.trimmed($0) }
    return .array(parts.filter { !$0.isEmpty }.map { .string($0) })
  }

  private static func convert(_ node: Node, depth: Int, count: inout Int) -> SourceValue? {
    count += 1
    if depth > maximumDepth || count > maximumValueCount { return nil }
    switch node {
    case .scalar(let scalar):
      if isNull(scalar) { return .null }
      return scalar.style == .plain || scalar.style == .any
        ? .bare(scalar.string) : .string(scalar.string)
    case .sequence(let sequence):
      var elements: [SourceValue] = []
      for element in sequence {
        guard let value = convert(element, depth: depth + 1, count: &count) else { return nil }
        elements.append(value)
      }
      return .array(elements)
    case .mapping(let mapping):
      var members: [SourceValue.Member] = []
      for (key, value) in mapping {
        guard let name = convert(key, depth: depth + 1, count: &count),
          let value = convert(value, depth: depth + 1, count: &count)
        else { return nil }
        switch name {
        case .bare(let text), .string(let text): members.append(.init(text, value))
        default: members.append(.init(name.json, value))
        }
      }
      return .object(members)
    case .alias: return .null
    }
  }

  private static func isNull(_ scalar: Node.Scalar) -> Bool {
    (scalar.style == .plain || scalar.style == .any)
      && ["", "~", "null", "Null", "NULL"].contains(scalar.string)
  }

  private static func failure(_ error: YamlError) -> AssemblyFailure {
    switch error {
    case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
      .composer(_, let problem, let mark, _):
      AssemblyFailure(.notYAML(message: problem, line: mark.line + 1))
    case .reader(let problem, _, _, _): AssemblyFailure(.notYAML(message: problem, line: 2))
    case .duplicatedKeysInMapping(let names, _):
      AssemblyFailure(.notYAML(message: "repeated: \(names.joined(separator: ", "))", line: 2))
    default: AssemblyFailure(.notYAML(message: "not readable", line: 2))
    }
  }
}
