// SPDX-License-Identifier: Apache-2.0

extension QueryLexer {
  typealias Bound = Query.FieldRange.Bound

  /// Whether what begins here is meant as a range rather than as text.
  func hasBounds() -> Bool {
    switch peek() {
    case "<", ">": return true
    default:
      var copy = self
      return copy.readBounds() != nil
    }
  }

  /// Reads `[a TO b]`, `{a TO b}`, `>a`, `>=a`, `<a` or `<=a`; nil if it is none of them.
  ///
  /// The position is behind the range, or anywhere if there is none.
  mutating func readBounds() -> (lower: Bound?, upper: Bound?)? {
    guard let opening = peek() else { return nil }
    position += 1
    if opening == "<" || opening == ">" {
      let isInclusive = peek() == "="
      if isInclusive { position += 1 }
      guard let value = readBoundValue(in: false), !value.isOpen else { return nil }
      let bound = Bound(value.text, isInclusive: isInclusive)
      return opening == ">" ? (bound, nil) : (nil, bound)
    }
    guard skipBlanks(), let low = readBoundValue(in: true), skipBlanks() else { return nil }
    guard peek() == "T", peek(1) == "O", position + 2 < scalars.count,
      QueryCharacters.isBlank(scalars[position + 2])
    else { return nil }
    position += 2
    guard skipBlanks(), let high = readBoundValue(in: true), skipBlanks() else { return nil }
    guard let closing = peek(), closing == "]" || closing == "}" else { return nil }
    position += 1
    if low.isOpen && high.isOpen { return nil }
    return (
      low.isOpen ? nil : Bound(low.text, isInclusive: opening == "["),
      high.isOpen ? nil : Bound(high.text, isInclusive: closing == "]")
    )
  }

  /// Reads one end of a range, quoted or up to a blank or bracket; nil if nothing is there.
  private mutating func readBoundValue(in isBracketed: Bool) -> (text: String, isOpen: Bool)? {
    guard position < scalars.count else { return nil }
    var text = String.UnicodeScalarView()
    if let close = QueryCharacters.closingQuote(of: scalars[position]) {
      guard let last = lastClosingQuote[close], last > position else { return nil }
      position += 1
      while position < scalars.count, scalars[position] != close {
        if scalars[position] == "\\", position + 1 < scalars.count,
          scalars[position + 1] == "\\" || scalars[position + 1] == close
        {
          position += 1
        }
        text.append(scalars[position])
        position += 1
      }
      guard position < scalars.count, !text.isEmpty else { return nil }
      position += 1
      return (String(text), false)
    }
    while let sign = peek(), !QueryCharacters.isBlank(sign),
      !(isBracketed ? ["]", "}"] : [")", "("]).contains(sign)
    {
      text.append(scalars[position])
      position += 1
    }
    guard !text.isEmpty else { return nil }
    return (String(text), text.elementsEqual(["*"]))
  }
}
