// SPDX-License-Identifier: Apache-2.0
#if MeCab
  import Testing
  import TextAnalysis

  /// Inflected forms stand under their dictionary form.
  struct InflectionTests {
    private let analyzer: Analyzer

    init() throws {
      analyzer = try AnalyzerCatalog(lexicon: WordLexicon(path: Fixture.lexiconPath))
        .analyzer(named: "bilingual")
    }

    /// The dictionary forms of the words that a text begins with.
    private func bases(of text: String) -> [String] {
      var result = AnalyzedText()
      analyzer.analyze(text, into: &result)
      var bases: [String] = []
      for term in result.terms where term.position == 0 {
        switch term.kind {
        case .surface: bases.append(result.string(of: term))
        case .form, .lemma: bases[bases.count - 1] = result.string(of: term)
        default: break
        }
      }
      return bases
    }

    @Test func commonWordsAreFoundUnderTheirDictionaryForm() {
      let forms = InflectedWords.all
      let failures = forms.filter { !bases(of: $0.text).contains($0.base) }
      let share = 1 - Double(failures.count) / Double(forms.count)
      print(
        """
        \(InflectedWords.godanVerbs.count + InflectedWords.ichidanVerbs.count) verbs, \
        \(InflectedWords.suruVerbs.count) with する, 来る, \(InflectedWords.adjectives.count) \
        adjectives: of \(forms.count) forms \(forms.count - failures.count) stand under their \
        dictionary form (\(share))
        """)
      for form in failures {
        print("  \(form.text) of \(form.base): \(bases(of: form.text).joined(separator: " "))")
      }
      #expect(share >= 0.97)
    }

    @Test(arguments: [
      ("書ける", "書く"), ("読めた", "読む"), ("来られる", "来る"), ("聞かせる", "聞く"), ("待たされた", "待つ"),
      ("寝取り", "寝取る"), ("引っ越し", "引っ越す"), ("聞きにくい", "聞く"), ("近く", "近い"), ("長ければ", "長い"),
      ("食べちゃった", "食べる"), ("見とく", "見る"), ("行った", "行く"), ("いらっしゃいました", "いらっしゃる"),
      ("やってください", "やる"), ("泳いでいた", "泳ぐ"), ("美しさ", "美しい"),
    ])
    func formsStandUnderTheirDictionaryForm(form: String, base: String) {
      #expect(bases(of: form).contains(base), "\(bases(of: form))")
    }

    /// What is behind a verb or adjective is no word to look for beside it.
    @Test(arguments: ["食べたがる", "食べすぎた", "食べやすい", "食べ始める", "高そう", "高さ", "読めたらしい", "書いてしまった"])
    func chainsAreOneWord(form: String) {
      var result = AnalyzedText()
      analyzer.analyze(form, into: &result)
      let content = result.terms.filter {
        $0.kind == .surface && !$0.isFunctionWord && $0.position > 0
      }
      #expect(content.isEmpty, "\(content.map { result.string(of: $0) })")
    }
  }
#endif
