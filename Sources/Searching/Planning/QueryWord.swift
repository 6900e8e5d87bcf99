// SPDX-License-Identifier: Apache-2.0
internal import TextAnalysis

/// One word of a query text as the field's analyzer sees it.
struct QueryWord: Equatable {
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

  /// Every word and compound of an analyzed text, in order of position.
  static func all(of text: AnalyzedText) -> [QueryWord] {
    var words: [QueryWord] = []
    var wordOfTerm: [Int: Int] = [:]
    for (index, term) in text.terms.enumerated() {
      let bytes = Array(text.utf8(of: term))
      switch term.kind {
      case .surface:
        var word = QueryWord(bytes, source: term.source, position: Int(term.position))
        word.isFunctionWord = term.isFunctionWord
        word.isCompound = term.isCompound
        words.append(word)
        wordOfTerm[index] = words.count - 1
      case .form where !words.isEmpty:
        words[words.count - 1].form = bytes
        words[words.count - 1].lemma = bytes
      case .lemma where !words.isEmpty: words[words.count - 1].lemma = bytes
      default: break
      }
    }
    for reading in text.readings {
      if let word = wordOfTerm[reading.term] {
        words[word].reading = Array(text.bytes[reading.bytes])
      }
    }
    return words
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
