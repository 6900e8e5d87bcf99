// SPDX-License-Identifier: Apache-2.0

/// The state that one thread needs while it analyzes texts. What only some texts need is set up when
/// the first of them comes.
final class AnalyzerWorkspace {
  let stemmer: EnglishStemmer
  private(set) lazy var breaks = Self.wordBreaks()
  private(set) lazy var morphology = makeMorphology()
  var normalized = NormalizedText()
  var folds = CharacterFolds()
  var cutter = WordCutter()
  var runs: [ScriptRun] = []
  var japaneseRanges: [Range<Int>] = []
  var words: [CutWord] = []
  var parts: [Range<Int>] = []
  var morphemes: [Morpheme] = []
  var japaneseWords: [PlacedWord] = []
  var vocabulary = JapaneseVocabulary()
  var mixed = MixedHeadwords()
  private let makeMorphology: () -> any MorphemeSource

  init(stemmer: EnglishStemmer, morphology: @escaping () -> any MorphemeSource) {
    self.stemmer = stemmer
    makeMorphology = morphology
  }

  /// Replaces `normalized` by the normalization of a text.
  func normalize(_ text: String) {
    var text = text
    text.makeContiguousUTF8()
    normalized.normalize(text.utf8.span, &folds)
  }

  /// Replaces `words` by those of a range of `normalized`.
  func cutWords(_ range: Range<Int>) {
    words.removeAll(keepingCapacity: true)
    let bytes = normalized.bytes
    cutter.cut(bytes.span, range, into: &words) { breaks }
  }

  /// Opens a break iterator, which fails only where ICU is installed without its data.
  static func wordBreaks() -> WordBreakIterator {
    guard let breaks = WordBreakIterator() else {
      preconditionFailure("ICU cannot open its word boundaries; its data is not installed")
    }
    return breaks
  }
}
