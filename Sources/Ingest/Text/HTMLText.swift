// SPDX-License-Identifier: Apache-2.0

/// The readable part of HTML that stands in a Markdown document.
enum HTMLText {
  /// The text without tags, comments, scripts and styles, with the commonest entities resolved and
  /// blank lines and the blanks around lines taken away.
  ///
  /// - Complexity: O(length).
  static func text(of html: String) -> String {
    var result = ""
    var rest = html[...]
    while let open = rest.firstIndex(of: "<") {
      result += rest[..<open]
      rest = rest[open...]
      if rest.hasPrefix("<!--") {
        rest = rest.dropFirst(4)
        rest = rest.firstRange(of: "-->").map { rest[$0.upperBound...] } ?? ""
      } else if let name = ["script", "style"].first(where: { rest.dropFirst().lowercased($0) }) {
        rest = rest.dropFirst()
        while let close = rest.firstRange(of: "</") {
          rest = rest[close.upperBound...]
          if rest.lowercased(name) { break }
        }
        rest = rest.firstIndex(of: ">").map { rest[rest.index(after: $0)...] } ?? ""
      } else if let next = rest.dropFirst().first, next.isLetter || "/!?".contains(next) {
        rest = rest.firstIndex(of: ">").map { rest[rest.index(after: $0)...] } ?? ""
      } else {
        result += "<"
        rest = rest.dropFirst()
      }
    }
    result += rest
    let entities = [
      ("&nbsp;", " "), ("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"),
      ("&amp;", "&"),
    ]
    for (entity, character) in entities { result.replace(entity, with: character) }
    return result.split(separator: "\n")
      .map { PlainTextReader.trimmed($0) }.filter { !$0.isEmpty }.joined(separator: "\n")
  }
}

extension Substring {
  /// Whether the text begins with an ASCII word in any case.
  fileprivate func lowercased(_ word: String) -> Bool {
    utf8.prefix(word.utf8.count).elementsEqual(word.utf8) { $0 | 0x20 == $1 }
  }
}
