// SPDX-License-Identifier: Apache-2.0

/// The state that one thread needs while it analyzes texts.
final class AnalyzerWorkspace {
  let breaks: WordBreakIterator
  let stemmer: EnglishStemmer
  let morphology: any MorphemeSource
  var normalized = NormalizedText()
  var runs: [ScriptRun] = []
  var words: [Range<Int>] = []
  var parts: [Range<Int>] = []
  var morphemes: [Morpheme] = []
  var japaneseWords: [JapaneseWord] = []

  init(breaks: WordBreakIterator, stemmer: EnglishStemmer, morphology: any MorphemeSource) {
    self.breaks = breaks
    self.stemmer = stemmer
    self.morphology = morphology
  }
}
