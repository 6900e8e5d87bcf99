// SPDX-License-Identifier: Apache-2.0

/// Terms of kind 7: two common terms of a field, one directly behind the other.
///
/// Recorded are the documents, and in each the number of positions p of the first term such that the
/// second stands at p + 1.
package enum PairTerm {
  /// The kind of pairs in term keys.
  package static let kind: UInt8 = 7
  /// The kind of the terms that pairs are made of: words as typed.
  package static let wordKind: UInt8 = 1
  /// Stands between the two terms; no byte of UTF-8.
  static let separator: UInt8 = 0xFF

  /// The key of the pair of two terms of one field.
  package static func key(_ first: TermKey, _ second: TermKey) -> TermKey {
    key(field: first.field, first.text, second.text)
  }

  static func key(
    field: UInt8, _ first: some Collection<UInt8>, _ second: some Collection<UInt8>
  ) -> TermKey {
    var text = Array(first)
    text.append(separator)
    text.append(contentsOf: second)
    return TermKey(field: field, kind: kind, text: text)
  }

  /// The two terms' texts, or nil for a key that is not of a pair.
  package static func texts(of key: TermKey) -> (ArraySlice<UInt8>, ArraySlice<UInt8>)? {
    guard key.kind == kind, let place = key.text.firstIndex(of: separator) else { return nil }
    return (key.text[..<place], key.text[(place + 1)...])
  }
}
