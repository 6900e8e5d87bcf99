// SPDX-License-Identifier: Apache-2.0

// The wrapper of libcmark: the only file that touches its pointers.

internal import CCommonMark

/// The readable text of a Markdown document (CommonMark 0.30).
///
/// Headings, paragraphs, list items and code stand on lines of their own, with a blank line between
/// blocks and none between the items of a list. Links and emphasis leave their text, images their
/// description, HTML what is not a tag. A line break within a paragraph becomes a blank, or nothing
/// between Han or kana characters, where it is none.
struct MarkdownText {
  /// The text.
  private(set) var text = ""
  /// The first heading's text, or nil.
  private(set) var firstHeading: String?

  private var headingStart: String.Index?
  private var listDepth = 0
  private var isFirstInList = false
  private var isFirstInItem = false
  private var isAfterSoftBreak = false

  /// Reads a document.
  ///
  /// - Complexity: O(length), but for the cases that libcmark documents.
  init(_ markdown: Substring) {
    var bytes = Array(markdown.utf8)
    bytes.append(0)
    // Safe: the buffer lives through the closure; the tree is released in it.
    unsafe bytes.withUnsafeBufferPointer { buffer in
      guard let base = buffer.baseAddress,
        let root = unsafe base.withMemoryRebound(
          to: CChar.self, capacity: buffer.count,
          { unsafe cmark_parse_document($0, buffer.count - 1, CMARK_OPT_DEFAULT) })
      else { return }
      defer { unsafe cmark_node_free(root) }
      guard let iterator = unsafe cmark_iter_new(root) else { return }
      defer { unsafe cmark_iter_free(iterator) }
      while true {
        let event = unsafe cmark_iter_next(iterator)
        if event == CMARK_EVENT_DONE { break }
        guard let node = unsafe cmark_iter_get_node(iterator) else { continue }
        let type = unsafe cmark_node_get_type(node)
        if event == CMARK_EVENT_ENTER {
          // Safe: a literal is a C string that lives as long as its node.
          let literal = unsafe cmark_node_get_literal(node).map { unsafe String(cString: $0) }
          enter(type, literal ?? "")
        } else {
          exit(type)
        }
      }
    }
  }

  private mutating func enter(_ type: cmark_node_type, _ literal: String) {
    switch type {
    case CMARK_NODE_HEADING:
      beginBlock()
      if firstHeading == nil, headingStart == nil { headingStart = text.endIndex }
    case CMARK_NODE_PARAGRAPH:
      beginBlock()
    case CMARK_NODE_LIST:
      listDepth += 1
      isFirstInList = listDepth == 1
    case CMARK_NODE_ITEM:
      isFirstInItem = true
    case CMARK_NODE_CODE_BLOCK:
      beginBlock()
      text += literal.hasSuffix("\n") ? String(literal.dropLast()) : literal
    case CMARK_NODE_HTML_BLOCK:
      let content = HTMLText.text(of: literal)
      if !content.isEmpty {
        beginBlock()
        text += content
      }
    case CMARK_NODE_TEXT, CMARK_NODE_CODE:
      append(literal)
    case CMARK_NODE_SOFTBREAK:
      isAfterSoftBreak = true
    case CMARK_NODE_LINEBREAK:
      text += "\n"
    case CMARK_NODE_HTML_INLINE where literal.lowercased().hasPrefix("<br"):
      text += "\n"
    default: break
    }
  }

  private mutating func exit(_ type: cmark_node_type) {
    if type == CMARK_NODE_LIST { listDepth -= 1 }
    guard type == CMARK_NODE_HEADING, firstHeading == nil, let start = headingStart else { return }
    let heading = text[start...]
    headingStart = nil
    if !heading.allSatisfy(\.isWhitespace) { firstHeading = String(heading) }
  }

  /// Begins a line: the next one where a list goes on with an item, else one after a blank line.
  private mutating func beginBlock() {
    isAfterSoftBreak = false
    if !text.isEmpty { text += isFirstInItem && !isFirstInList ? "\n" : "\n\n" }
    isFirstInList = false
    isFirstInItem = false
  }

  private mutating func append(_ literal: String) {
    if isAfterSoftBreak, let next = literal.unicodeScalars.first {
      let isTable = next == "|"
      let joins =
        Self.joinsLines(next) && (text.unicodeScalars.last.map(Self.joinsLines) ?? false)
      text += isTable ? "\n" : joins ? "" : " "
      isAfterSoftBreak = false
    }
    text += literal
  }

  /// Whether a line break beside a character is no blank: Han, kana, their punctuation and width
  /// variants, which are written without blanks.
  private static func joinsLines(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x2E80...0x312F, 0x31A0...0x4DBF, 0x4E00...0x9FFF, 0xF900...0xFAFF, 0xFE30...0xFE4F,
      0xFF01...0xFF9F, 0x20000...0x3FFFF:
      true
    default: false
    }
  }
}
