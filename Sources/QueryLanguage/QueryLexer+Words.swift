// SPDX-License-Identifier: Apache-2.0

/// A run of characters between blanks as the lexer reads it.
struct RawWord {
  /// The text, escapes undone, without its boost.
  var text = String.UnicodeScalarView()
  /// The scalar behind the text; the lexer's position is behind the boost.
  var end = 0
  /// AND, OR or NOT, unescaped.
  var keyword: String?
  /// The known field whose colon was reached; the value follows at the lexer's position.
  var fieldName: String?
  /// The known field whose colon has nothing behind it.
  var emptyFieldName: String?
  /// Syntax that is taken literally.
  var unsupportedFeature: String?
}

extension QueryLexer {
  /// Reads a word from here to a blank, a quotation or an unpaired parenthesis.
  ///
  /// - Parameter isValue: Whether it follows a field, so that colons and keywords are plain text.
  /// - Returns: The word, or the known field whose colon was reached; at least one character is read.
  mutating func readWord(isValue: Bool) -> RawWord {
    var word = RawWord()
    let start = position
    var openCount = 0
    var hasEscape = false
    var lastCaret: (position: Int, textCount: Int)?
    var plain: [Unicode.Scalar?] = []  // the operator at each place of the text; nil if escaped
    reading: while position < scalars.count {
      let scalar = scalars[position]
      if QueryCharacters.isBlank(scalar) { break }
      if scalar == "\\", position + 1 < scalars.count, isEscape(at: position, wordStart: start) {
        hasEscape = true
        word.text.append(scalars[position + 1])
        plain.append(nil)
        position += 2
        continue
      }
      if position > start, let close = QueryCharacters.closingQuote(of: scalar),
        let last = lastClosingQuote[close], last > position
      {
        break
      }
      let sign = QueryCharacters.ascii(scalar)
      switch sign {
      case "(":
        if !isPaired[position] { break reading }
        openCount += 1
      case ")":
        if openCount == 0 { break reading }
        openCount -= 1
      case ":" where !isValue && word.fieldName == nil && !hasEscape:
        let name = String(word.text)
        guard fields.contains(name) else { break }
        if let next = peek(1), !QueryCharacters.isBlank(next), next != ")" {
          position += 1
          word.fieldName = name
          return word
        }
        word.emptyFieldName = name
      case "^":
        lastCaret = (position, plain.count)
      default: break
      }
      word.text.append(scalar)
      plain.append(sign)
      position += 1
    }
    word.end = position
    if let caret = lastCaret, caret.textCount > 0,
      let length = numberLength(from: caret.position + 1),
      caret.position + 1 + length == position
    {
      word.end = caret.position
      plain.removeSubrange(caret.textCount...)
      word.text = String.UnicodeScalarView(word.text.prefix(caret.textCount))
    }
    if !isValue, !hasEscape, word.end == position {
      word.keyword = QueryCharacters.keyword(scalars[start..<position])
    }
    word.unsupportedFeature = unsupportedFeature(plain)
    return word
  }

  /// Whether the backslash at a place takes the meaning of what follows.
  private func isEscape(at index: Int, wordStart: Int) -> Bool {
    if QueryCharacters.isEscapable(scalars[index + 1]) { return true }
    guard index == wordStart else { return false }
    var end = index + 1
    while end < scalars.count, end - index <= 4, !QueryCharacters.isBlank(scalars[end]),
      ![")", "^"].contains(QueryCharacters.ascii(scalars[end]))
    {
      end += 1
    }
    return QueryCharacters.keyword(scalars[(index + 1)..<end]) != nil
  }

  /// The syntax of other engines that a word looks like, or nil.
  private func unsupportedFeature(_ plain: [Unicode.Scalar?]) -> String? {
    func isWordCharacter(_ sign: Unicode.Scalar?) -> Bool {
      sign.map(QueryCharacters.isWordCharacter) ?? true
    }
    func isDigit(_ sign: Unicode.Scalar?) -> Bool {
      sign.map { ("0"..."9").contains($0) } ?? false
    }
    guard plain.contains(where: isWordCharacter) else { return nil }
    if plain.count > 2, plain.first == "/", plain.last == "/",
      !plain.dropFirst().dropLast().contains("/")
    {
      return "/regular expression/"
    }
    var signs: [(index: Int, sign: Unicode.Scalar?)] = []
    for (index, sign) in plain.enumerated() where !isWordCharacter(sign) {
      signs.append((index, sign))
    }
    guard let first = signs.first, signs.allSatisfy({ $0.sign == first.sign }) else { return nil }
    let isInside = first.index > 0 && first.index + 1 < plain.count
    switch first.sign {
    case "*": return isInside || first.index == 0 ? "wildcard *" : "prefix*"
    case "?" where isInside: return "wildcard ?"
    case "~" where first.index > 0 && plain[(first.index + 1)...].allSatisfy(isDigit):
      return "fuzzy~"
    default: break
    }
    return nil
  }
}
