// SPDX-License-Identifier: Apache-2.0
internal import TextAnalysis

/// One word of a query text as the field's analyzer sees it.
struct QueryWord: Hashable, Sendable {
  /// Normalized as typed (UTF-8).
  var surface: [UInt8]
  /// Dictionary form with voice; the surface where the analyzer gives none.
  var form: [UInt8]
  /// Dictionary form or stem; the form where the analyzer gives none.
  var lemma: [UInt8]
  /// What the analyzer took it to be read as, in hiragana; empty where it does not say.
  var reading: [UInt8] = []
  /// The part of the clause's text it stands for, in UTF-8 bytes.
  var source: Range<Int>
  /// The ordinal of its first word position.
  var position: Int
  var isFunctionWord = false
  var isCompound = false
  /// The single words that a compound spans.
  var parts: [QueryWord] = []
  /// True for a compound that no dictionary has: its parts find documents, too.
  var isUnknown = false
  /// What an unknown compound in kanji can be read as, in hiragana.
  var readings: [[UInt8]] = []
  /// The unknown compounds of the collection that kana or Latin letters can be read as.
  var compounds: [QueryWord] = []
  /// True for a word that says little in any text.
  var isLight: Bool { LightWords.contains(surface) || LightWords.contains(lemma) }

  /// A word without grades.
  init(_ surface: [UInt8], source: Range<Int>, position: Int = 0) {
    self.surface = surface
    form = surface
    lemma = surface
    self.source = source
    self.position = position
  }

  /// The word wherever it stands: what it is expanded by.
  var alone: QueryWord {
    var word = self
    word.source = 0..<surface.count
    word.position = 0
    word.parts = []
    return word
  }

  /// Every word and compound of an analyzed text, in order of position.
  static func all(of text: AnalyzedText) -> [QueryWord] {
    var words: [QueryWord] = []
    var reading = 0
    for (index, term) in text.terms.enumerated() {
      if term.kind == .surface {
        var word = QueryWord(term, of: text)
        word.takeReadings(ofTerm: index, of: text, from: &reading)
        words.append(word)
      } else if !words.isEmpty {
        words[words.count - 1].take(term, of: text)
      }
    }
    return words
  }

  /// The first word or compound of an analyzed text that stands for so many bytes of it.
  static func first(of text: AnalyzedText, byteCount: Int) -> QueryWord? {
    let start = text.terms.firstIndex { $0.kind == .surface && $0.source.count == byteCount }
    guard let start else { return nil }
    var word = QueryWord(text.terms[start], of: text)
    var reading = 0
    word.takeReadings(ofTerm: start, of: text, from: &reading)
    for term in text.terms[(start + 1)...] {
      if term.kind == .surface { break }
      word.take(term, of: text)
    }
    return word
  }

  private init(_ surface: AnalyzedTerm, of text: AnalyzedText) {
    self.init(
      Array(text.utf8(of: surface)), source: surface.source, position: Int(surface.position))
    isFunctionWord = surface.isFunctionWord
    isCompound = surface.isCompound
  }

  /// Takes a form or lemma that stands behind the word's surface.
  private mutating func take(_ term: AnalyzedTerm, of text: AnalyzedText) {
    switch term.kind {
    case .form:
      form = Array(text.utf8(of: term))
      lemma = form
    case .lemma: lemma = Array(text.utf8(of: term))
    default: break
    }
  }

  /// Takes the last reading of the surface; readings stand in the order of terms.
  private mutating func takeReadings(
    ofTerm term: Int, of text: AnalyzedText, from next: inout Int
  ) {
    while next < text.readings.count, text.readings[next].term <= term {
      if text.readings[next].term == term { reading = Array(text.bytes[text.readings[next].bytes]) }
      next += 1
    }
  }

  /// The words of a text from left to right, at each place the longest compound that is accepted and
  /// else the single word.
  static func longest(
    of text: AnalyzedText, accepting isAccepted: (QueryWord) throws(SearchError) -> Bool
  ) throws(SearchError) -> [QueryWord] {
    let all = all(of: text)
    let single = all.filter { !$0.isCompound }
    let compounds = all.filter(\.isCompound)
    var result: [QueryWord] = []
    var index = 0
    while index < single.count {
      var chosen = single[index]
      var next = index + 1
      let candidates = compounds.filter { $0.position == chosen.position }
      for compound in candidates.sorted(by: { $0.source.count > $1.source.count }) {
        guard compound.source.upperBound > chosen.source.upperBound else { continue }
        if try isAccepted(compound) {
          chosen = compound
          next = index
          while next < single.count, single[next].source.lowerBound < compound.source.upperBound {
            next += 1
          }
          chosen.parts = Array(single[index..<next])
          break
        }
      }
      result.append(chosen)
      index = next
    }
    return result
  }
}
