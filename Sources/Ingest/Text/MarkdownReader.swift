// SPDX-License-Identifier: Apache-2.0

internal import DocumentModel

/// Reads a Markdown file as one document: its key is the file's path, its title that of the front
/// matter or else the first heading, its body the text without the markup.
struct MarkdownReader: DocumentReader {
  private let source: TextFile

  init(source: TextFile) {
    self.source = source
  }

  var byteCountRead: Int64 { source.byteCountRead }

  mutating func next(_ assembler: inout DocumentAssembler) throws(IngestError) -> IngestItem? {
    try source.readOnce { (text: String) throws(AssemblyFailure) -> Document in
      let frontMatter = try FrontMatter(text)
      let content = MarkdownText(frontMatter.body)
      var members = frontMatter.members
      func add(_ name: String, _ text: String?) {
        guard let text, assembler.hasField(name),
          !members.contains(where: { $0.name == name && $0.value != .null })
        else { return }
        members.append(.init(name, .string(text)))
      }
      add("title", content.firstHeading)
      add("body", content.text)
      return try assembler.document(members, defaultKey: source.key, location: source.location)
    }
  }
}
