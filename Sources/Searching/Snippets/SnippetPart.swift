// SPDX-License-Identifier: Apache-2.0

/// A piece of an extract.
public struct SnippetPart: Sendable, Hashable {
  /// The text as it stands in the document.
  public var text: String
  /// Whether it is what was looked for.
  public var isMatch: Bool
  /// Where it stands in the field's text, in UTF-8 bytes.
  public var utf8Range: Range<Int>

  /// Creates a piece.
  public init(text: String, isMatch: Bool, utf8Range: Range<Int>) {
    self.text = text
    self.isMatch = isMatch
    self.utf8Range = utf8Range
  }
}
