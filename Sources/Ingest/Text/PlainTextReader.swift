// SPDX-License-Identifier: Apache-2.0

internal import DocumentModel

/// Reads a plain text file as one document: its key is the file's path, its title the first line
/// that is not blank, its body the whole text.
struct PlainTextReader: DocumentReader {
  /// Characters of the first line that become the title.
  static let titleLength = 200

  private let source: TextFile

  init(source: TextFile) {
    self.source = source
  }

  var byteCountRead: Int64 { source.byteCountRead }

  mutating func next(_ assembler: inout DocumentAssembler) throws(IngestError) -> IngestItem? {
    try source.readOnce { (text: String) throws(AssemblyFailure) -> Document in
      let line = text.split(whereSeparator: \.isNewline).first { !$0.allSatisfy(\.isWhitespace) }
      let title = Self.title(line ?? "")
      return try assembler.document(
        [.init("title", .string(title)), .init("body", .string(text))].filter {
          assembler.hasField($0.name)
        }, defaultKey: source.key, location: source.location)
    }
  }

  /// A line without the blanks around it.
  static func trimmed(_ line: some StringProtocol) -> String {
    guard let first = line.firstIndex(where: { !$0.isWhitespace }),
      let last = line.lastIndex(where: { !$0.isWhitespace })
    else { return "" }
    return String(line[first...last])
  }

  /// A line without the blanks around it, cut to `titleLength` at a blank if there is one.
  static func title(_ line: some StringProtocol) -> String {
    let trimmed = trimmed(line)
    guard
      let cut = trimmed.index(
        trimmed.startIndex, offsetBy: titleLength, limitedBy: trimmed.endIndex),
      cut < trimmed.endIndex
    else {
      return trimmed
    }
    let head = trimmed[..<cut]
    return String(head.lastIndex(where: \.isWhitespace).map { head[..<$0] } ?? head)
  }
}
