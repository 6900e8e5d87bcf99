// SPDX-License-Identifier: Apache-2.0

/// A lexical element of a query.
struct QueryToken: Hashable {
  /// What a token says.
  enum Kind: Hashable {
    case open
    case close
    case plus
    case minus
    /// `=` before a word.
    case exactForm
    /// AND, OR or NOT, in ASCII.
    case keyword(String)
    /// A known field's name; its value follows.
    case field(String)
    case word(String)
    case quotation(String, slop: Int?)
    /// Bounds, after a field.
    case range(lower: Query.FieldRange.Bound?, upper: Query.FieldRange.Bound?)
    /// The factor of what stands before.
    case boost(Float)
  }

  /// What it says.
  var kind: Kind
  /// Where it stands, in UTF-8 bytes of the query text.
  var utf8Range: Range<Int>
}
