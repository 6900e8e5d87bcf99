// SPDX-License-Identifier: Apache-2.0

/// A piece of an extract.
public struct SnippetPart: Sendable, Hashable {
  /// The text as it stands in the document.
  public var text: String
  /// Whether it is what was looked for.
  public var isMatch: Bool
  /// Where it stands in the field's text, in UTF-8 bytes; whole characters.
  public var utf8Range: Range<Int>

  /// Creates a piece.
  public init(text: String, isMatch: Bool, utf8Range: Range<Int>) {
    self.text = text
    self.isMatch = isMatch
    self.utf8Range = utf8Range
  }

  /// Where the piece stands in UTF-16 code units of the field's text.
  ///
  /// - Precondition: `fieldText` is the text that the piece was taken from.
  /// - Complexity: O(text before the piece).
  public func utf16Range(in fieldText: String) -> Range<Int> {
    let (start, end) = indexes(in: fieldText)
    let lower = fieldText.utf16.distance(from: fieldText.startIndex, to: start)
    return lower..<lower + fieldText.utf16.distance(from: start, to: end)
  }

  /// Where the piece stands in characters of the field's text.
  ///
  /// - Precondition: `fieldText` is the text that the piece was taken from.
  /// - Complexity: O(text before the piece).
  public func characterRange(in fieldText: String) -> Range<Int> {
    let (start, end) = indexes(in: fieldText)
    let lower = fieldText.distance(from: fieldText.startIndex, to: start)
    return lower..<lower + fieldText.distance(from: start, to: end)
  }

  private func indexes(in fieldText: String) -> (String.Index, String.Index) {
    precondition(utf8Range.upperBound <= fieldText.utf8.count, "the piece is of another text")
    return (
      fieldText.utf8.index(fieldText.startIndex, offsetBy: utf8Range.lowerBound),
      fieldText.utf8.index(fieldText.startIndex, offsetBy: utf8Range.upperBound)
    )
  }
}
