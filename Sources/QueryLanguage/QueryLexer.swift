// SPDX-License-Identifier: Apache-2.0

/// Cuts a query text into tokens. It never fails; what has no meaning becomes words.
struct QueryLexer {
  /// The tokens found so far.
  private(set) var tokens: [QueryToken] = []
  /// What was understood otherwise than it may have been meant.
  private(set) var diagnostics: [QueryDiagnostic] = []

  let fields: Set<String>
  let orderedFields: Set<String>
  let scalars: [Unicode.Scalar]
  /// The UTF-8 offset of each scalar, and the end.
  let offsets: [Int]
  /// Whether the parenthesis at a place is closed before the next blank.
  let isPaired: [Bool]
  /// The last place of each closing quote.
  let lastClosingQuote: [Unicode.Scalar: Int]
  var position = 0

  /// Cuts a text.
  ///
  /// - Complexity: O(length of the text).
  static func lex(
    _ text: String, fields: Set<String>, orderedFields: Set<String>
  ) -> (tokens: [QueryToken], diagnostics: [QueryDiagnostic]) {
    var lexer = QueryLexer(text, fields: fields, orderedFields: orderedFields)
    while lexer.skipBlanks() { lexer.lexToken() }
    return (lexer.tokens, lexer.diagnostics)
  }

  private init(_ text: String, fields: Set<String>, orderedFields: Set<String>) {
    self.fields = fields
    self.orderedFields = orderedFields
    scalars = Array(text.unicodeScalars)
    var offsets: [Int] = []
    offsets.reserveCapacity(scalars.count + 1)
    var offset = 0
    var isPaired = [Bool](repeating: false, count: scalars.count)
    var open: [Int] = []
    var lastClosingQuote: [Unicode.Scalar: Int] = [:]
    for (index, scalar) in scalars.enumerated() {
      offsets.append(offset)
      offset += UTF8.width(scalar)
      if QueryCharacters.isBlank(scalar) { open.removeAll(keepingCapacity: true) }
      switch QueryCharacters.ascii(scalar) {
      case "(": open.append(index)
      case ")": if let start = open.popLast() { isPaired[start] = true }
      default: break
      }
      if QueryCharacters.isClosingQuote(scalar) { lastClosingQuote[scalar] = index }
    }
    offsets.append(offset)
    self.offsets = offsets
    self.isPaired = isPaired
    self.lastClosingQuote = lastClosingQuote
  }

  // MARK: Tokens

  /// Reads what begins here, which is no blank.
  private mutating func lexToken() {
    let start = position
    switch peek() {
    case "(":
      emit(.open, length: 1)
    case ")":
      emit(.close, length: 1)
      lexBoostAfterGroup()
    case "+" where isOperand(at: position + 1):
      emit(.plus, length: 1)
    case "-" where isOperand(at: position + 1):
      emit(.minus, length: 1)
    case "=" where isOperand(at: position + 1) && peek(1) != "=":
      emit(.exactForm, length: 1)
    default:
      if lexQuotation() { return }
      let word = readWord(isValue: false)
      if let name = word.fieldName {
        append(.field(name), from: start)
        lexValue(of: name, from: start)
      } else {
        appendWord(word, from: start)
      }
    }
  }

  /// Reads what follows a field name and its colon, which is neither a blank nor the end.
  private mutating func lexValue(of field: String, from start: Int) {
    let valueStart = position
    switch peek() {
    case "(":
      emit(.open, length: 1)
      return
    case "=" where isOperand(at: position + 1):
      emit(.exactForm, length: 1)
      if peek() == "(" {
        emit(.open, length: 1)
        return
      }
    case "[", "{", "<", ">":
      if orderedFields.contains(field) {
        if let bounds = readBounds() {
          append(.range(lower: bounds.lower, upper: bounds.upper), from: valueStart)
          lexBoostAfterGroup()
          return
        }
        position = valueStart
        diagnose(.malformedRange, from: start, to: endOfWord(from: valueStart))
      } else if hasBounds() {
        diagnose(.rangeOnUnorderedField(field), from: start, to: endOfWord(from: valueStart))
      }
    default: break
    }
    if lexQuotation() { return }
    let wordStart = position
    appendWord(readWord(isValue: true), from: wordStart)
  }

  /// Whether an operator sign at the scalar before `index` has something to work on.
  private func isOperand(at index: Int) -> Bool {
    guard index < scalars.count, !QueryCharacters.isBlank(scalars[index]) else { return false }
    return !["+", "-", ")", ">"].contains(QueryCharacters.ascii(scalars[index]))
  }

  /// Reads a quotation with its distance and boost; false if none begins here.
  private mutating func lexQuotation() -> Bool {
    guard position < scalars.count,
      let close = QueryCharacters.closingQuote(of: scalars[position])
    else { return false }
    let start = position
    position += 1
    var text = String.UnicodeScalarView()
    var isClosed = false
    while position < scalars.count {
      let scalar = scalars[position]
      position += 1
      if scalar == "\\", position < scalars.count,
        scalars[position] == "\\" || scalars[position] == close
      {
        text.append(scalars[position])
        position += 1
      } else if scalar == close {
        isClosed = true
        break
      } else {
        text.append(scalar)
      }
    }
    if !isClosed { diagnose(.unclosedQuote, from: start, to: position) }
    var slop: Int?
    if isClosed, peek() == "~", let digits = digitCount(from: position + 1), digits > 0 {
      let number = asciiText(position + 1..<position + 1 + digits)
      let value = Int(number) ?? .max
      slop = min(value, QueryLimits.maximumSlop)
      if value > QueryLimits.maximumSlop {
        diagnose(.numberOutOfRange, from: position, to: position + 1 + digits)
      }
      position += 1 + digits
    }
    if text.allSatisfy(QueryCharacters.isBlank) {
      diagnose(.nothingInside, from: start, to: position)
    }
    append(.quotation(String(text), slop: slop), from: start)
    lexBoostAfterGroup()
    return true
  }

  /// Reads `^2` directly behind a quotation or a parenthesis.
  private mutating func lexBoostAfterGroup() {
    guard peek() == "^", let length = numberLength(from: position + 1) else { return }
    let start = position
    position += 1 + length
    appendBoost(from: start)
  }

  private mutating func appendBoost(from start: Int) {
    let value = Float(asciiText(start + 1..<position)) ?? .infinity
    let allowed = min(
      max(value, QueryLimits.boosts.lowerBound), QueryLimits.boosts.upperBound)
    if allowed != value { diagnose(.numberOutOfRange, from: start, to: position) }
    append(.boost(allowed), from: start)
  }

  /// Appends a word, a keyword, or a word with its boost.
  private mutating func appendWord(_ word: RawWord, from start: Int) {
    if let keyword = word.keyword {
      append(.keyword(keyword), from: start)
      return
    }
    if let feature = word.unsupportedFeature {
      diagnose(.notSupported(feature: feature), from: start, to: word.end)
    }
    if let name = word.emptyFieldName {
      diagnose(.fieldWithoutValue(name), from: start, to: word.end)
    }
    let end = position
    position = word.end
    append(.word(String(word.text)), from: start)
    position = end
    if end > word.end { appendBoost(from: word.end) }
  }

  // MARK: Reading

  /// The ASCII operator some scalars ahead, or nil at the end.
  func peek(_ distance: Int = 0) -> Unicode.Scalar? {
    let index = position + distance
    return index < scalars.count ? QueryCharacters.ascii(scalars[index]) : nil
  }

  /// Moves to the next scalar that is no blank; false at the end.
  mutating func skipBlanks() -> Bool {
    while position < scalars.count, QueryCharacters.isBlank(scalars[position]) { position += 1 }
    return position < scalars.count
  }

  /// The number of digits from a place on, or nil beyond the end.
  func digitCount(from index: Int) -> Int? {
    guard index <= scalars.count else { return nil }
    var end = index
    while end < scalars.count, ("0"..."9").contains(QueryCharacters.ascii(scalars[end])) {
      end += 1
    }
    return end - index
  }

  /// The length of a decimal number from a place on, or nil if there is none.
  func numberLength(from index: Int) -> Int? {
    guard let whole = digitCount(from: index), whole > 0 else { return nil }
    let dot = index + whole
    guard dot < scalars.count, QueryCharacters.ascii(scalars[dot]) == ".",
      let fraction = digitCount(from: dot + 1), fraction > 0
    else { return whole }
    return whole + 1 + fraction
  }

  private func asciiText(_ range: Range<Int>) -> String {
    var text = ""
    for scalar in scalars[range] { text.unicodeScalars.append(QueryCharacters.ascii(scalar)) }
    return text
  }

  private func endOfWord(from index: Int) -> Int {
    var end = index
    while end < scalars.count, !QueryCharacters.isBlank(scalars[end]) { end += 1 }
    return end
  }

  // MARK: Emitting

  private mutating func emit(_ kind: QueryToken.Kind, length: Int) {
    position += length
    append(kind, from: position - length)
  }

  private mutating func append(_ kind: QueryToken.Kind, from start: Int) {
    tokens.append(QueryToken(kind: kind, utf8Range: offsets[start]..<offsets[position]))
  }

  private mutating func diagnose(_ kind: QueryDiagnostic.Kind, from start: Int, to end: Int) {
    diagnostics.append(QueryDiagnostic(kind, at: offsets[start]..<offsets[end]))
  }
}
