// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

/// A worked example of `docs/IndexFormat.md`: a fenced block marked `example` and a kind, with lines of
/// `name: value`; indented lines go on with the value above them.
struct DocumentExample: Sendable, CustomTestStringConvertible {
  var kind: String
  var line: Int
  private var entries: [(name: String, value: String)] = []

  var testDescription: String { "\(kind), line \(line)" }

  /// All examples of the page.
  static func all() throws -> [DocumentExample] {
    let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    let text = try String(contentsOf: root.appending(path: "docs/IndexFormat.md"), encoding: .utf8)
    var examples: [DocumentExample] = []
    var current: DocumentExample?
    for (number, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated()
    {
      if let example = current {
        if line == "```" {
          examples.append(example)
          current = nil
        } else {
          current?.take(String(line))
        }
      } else if line.hasPrefix("```example ") {
        current = DocumentExample(kind: String(line.dropFirst(11)), line: number + 1)
      }
    }
    return examples
  }

  private init(kind: String, line: Int) {
    self.kind = kind
    self.line = line
  }

  private mutating func take(_ line: String) {
    if line.hasPrefix("  "), !entries.isEmpty {
      entries[entries.count - 1].value += " " + line.trimmingCharacters(in: .whitespaces)
    } else if let colon = line.firstIndex(of: ":") {
      let value = line[line.index(after: colon)...].trimmingCharacters(in: .whitespaces)
      entries.append((String(line[..<colon]), value))
    }
  }

  /// The values of a name, in order.
  func all(_ name: String) -> [String] { entries.filter { $0.name == name }.map(\.value) }

  /// The value of a name; empty when it is missing, which no example expects.
  subscript(name: String) -> String { all(name).first ?? "" }

  /// The integers of a name: `7 x 3` repeats.
  func integers(_ name: String, radix: Int = 10) -> [UInt64] {
    var result: [UInt64] = []
    var isRepeating = false
    for word in self[name].split(separator: " ") {
      if word == "x" {
        isRepeating = true
      } else if isRepeating, let count = Int(word), let last = result.last {
        result.append(contentsOf: repeatElement(last, count: count - 1))
        isRepeating = false
      } else if let value = UInt64(word, radix: radix) {
        result.append(value)
      }
    }
    return result
  }

  /// The hexadecimal bytes of a name.
  func bytes(_ name: String = "bytes") -> [UInt8] {
    integers(name, radix: 16).map { UInt8(truncatingIfNeeded: $0) }
  }
}
