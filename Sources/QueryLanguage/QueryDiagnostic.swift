// SPDX-License-Identifier: Apache-2.0

/// Something in a query's text that was understood otherwise than it may have been meant.
public struct QueryDiagnostic: Hashable, Sendable, CustomStringConvertible {
  /// What was found.
  public enum Kind: Hashable, Sendable {
    /// A quotation without its closing quote; it was taken to the end.
    case unclosedQuote
    /// A parenthesis without its closing one; it was closed at the end.
    case unclosedParenthesis
    /// A closing parenthesis without its opening one; it was left out.
    case strayParenthesis
    /// Parentheses or quotes with nothing inside; they were left out.
    case nothingInside
    /// `AND`, `OR` or `NOT` without an operand; it was taken as a word.
    case operatorWithoutOperand(String)
    /// `+` on an operand of AND or OR, where it says nothing.
    case plusWithoutEffect
    /// A field name and a colon with nothing behind; it was taken as a word.
    case fieldWithoutValue(String)
    /// A range that cannot be read; it was taken as words.
    case malformedRange
    /// A range on a field that has no order; it was taken as words.
    case rangeOnUnorderedField(String)
    /// Syntax that this version takes as a plain word.
    case notSupported(feature: String)
    /// A boost or distance outside of what is allowed; the nearest allowed value was taken.
    case numberOutOfRange
    /// More text than the limit; the rest was left out.
    case textTooLong(limit: Int)
    /// More words than the limit; the rest was left out.
    case tooManyWords(limit: Int)
    /// Deeper nesting than the limit; what lies deeper was left out.
    case nestingTooDeep(limit: Int)
  }

  /// What was found.
  public var kind: Kind
  /// The part of the query text it is about, in UTF-8 bytes.
  public var utf8Range: Range<Int>

  /// Creates a diagnostic.
  public init(_ kind: Kind, at utf8Range: Range<Int>) {
    self.kind = kind
    self.utf8Range = utf8Range
  }

  /// The diagnostic as a sentence without its place.
  public var description: String {
    switch kind {
    case .unclosedQuote: "the quote is not closed; taken to the end of the query"
    case .unclosedParenthesis: "the parenthesis is not closed; closed at the end of the query"
    case .strayParenthesis: "no parenthesis is open here; left out"
    case .nothingInside: "nothing inside; left out"
    case .operatorWithoutOperand(let name): "\(name) lacks an operand; taken as a word"
    case .plusWithoutEffect: "+ has no effect beside AND or OR"
    case .fieldWithoutValue(let name): "nothing follows \(name):; taken as a word"
    case .malformedRange: "a range is written [a TO b]; taken as words"
    case .rangeOnUnorderedField(let name):
      "\(name) is a text field, ranges need a number, date or keyword field; taken as words"
    case .notSupported(let feature): "\(feature) is not supported yet; taken as a plain word"
    case .numberOutOfRange: "the number is out of range; the nearest possible was taken"
    case .textTooLong(let limit): "the query is longer than \(limit) bytes; the rest was left out"
    case .tooManyWords(let limit):
      "the query has more than \(limit) words; the rest was left out"
    case .nestingTooDeep(let limit):
      "nesting is deeper than \(limit); what lies deeper was left out"
    }
  }
}
