// SPDX-License-Identifier: Apache-2.0
import Storage
import TestSupport
import Testing

@testable import TextAnalysis

/// A small lexicon, in the form EDICT has.
enum SmallLexicon {
  static let lines = """
    寝取られ [ねとられ] /(n) cuckolding/
    寝取る [ねとる] /(v5r,vt) to steal another's spouse/
    引っ越し [ひっこし] /(n,vs) moving/(P)/
    引っ越す [ひっこす] /(v5s,vi) to move (house)/
    東京 [とうきょう] /(n) Tokyo/(P)/
    東京 [とうけい] /(ok) (n) Tokyo/
    東京都 [とうきょうと] /(n) Tokyo Metropolis/
    京都 [きょうと] /(n) Kyoto/(P)/
    書く [かく] /(v5k,vt) to write/
    書ける [かける] /(v1) to be able to write/
    食べる [たべる] /(v1,vt) (1) to eat/
    寿司 [すし] /(ateji) (n) (food) sushi/
    竹 [たけ] /(n) bamboo/
    """

  static func make() throws -> WordLexicon {
    var compiler = LexiconCompiler()
    for line in lines.split(separator: "\n") { compiler.add(edictLine: line) }
    for word in ["take", "are", "same"] { compiler.add(englishWord: Substring(word)) }
    return WordLexicon(tables: [try KeyTableReader(MappedBytes(compiler.finish()))], digest: "test")
  }
}

struct AnalyzerTests {
  private func terms(_ text: String, _ name: String = "bilingual") throws -> [String] {
    let catalog = try AnalyzerCatalog(lexicon: SmallLexicon.make())
    var result = AnalyzedText()
    try catalog.analyzer(named: name).analyze(text, into: &result)
    return result.terms.map { term in
      let mark = term.isCompound ? "+" : term.isFunctionWord ? "-" : ""
      return "\(term.kind)\(mark) \(result.string(of: term))@\(term.position)"
    }
  }

  /// The words of a text without grams and characters.
  private func words(_ text: String) throws -> [String] {
    try terms(text).filter { !$0.hasPrefix("character") && !$0.hasPrefix("gram") }
  }

  #if MeCab
    @Test func voiceMakesAForm() throws {
      #expect(
        try words("寝取られた") == [
          "surface 寝取られ@0", "form 寝取られる@0", "lemma 寝取る@0", "surface- た@1",
        ])
      #expect(try words("寝取る") == ["surface 寝取る@0"])
      #expect(try words("寝取り") == ["surface 寝取り@0", "lemma 寝取る@0"])
      #expect(
        try words("食べられなかった") == [
          "surface 食べられ@0", "form 食べられる@0", "lemma 食べる@0", "surface- なかっ@1", "surface- た@2",
        ])
      #expect(try words("食べた") == ["surface 食べ@0", "form 食べる@0", "surface- た@1"])
      #expect(try words("書けた") == ["surface 書け@0", "form 書ける@0", "lemma 書く@0", "surface- た@1"])
      #expect(
        try words("荷物を取られた").contains("lemma 取る@2") && !words("荷物を取られた").contains("lemma 寝取る@2"))
    }

    @Test func spellingsLeadToOneLemma() throws {
      #expect(try words("引っ越し") == ["surface 引っ越し@0", "lemma 引っ越す@0"])
      #expect(try words("サーバーは") == ["surface サーバー@0", "lemma サーバ@0", "surface- は@1"])
      #expect(try words("人々") == ["surface 人人@0"])
      #expect(try words("ﾈﾄﾗﾚ") == ["surface ネトラレ@0"])
      #expect(try words("Café’s") == ["surface cafe's@0", "lemma cafe@0"])
    }
  #endif

  @Test func headwordsLieOnBoundaries() throws {
    #expect(
      try words("東京都に行く") == [
        "surface 東京@0", "surface+ 東京都@0", "surface 都@1", "surface- に@2", "surface 行く@3",
      ])
  }

  @Test func marksJoinWords() throws {
    #expect(
      try words("C++ node.js 3.14 e-mail foo_bar C# a@b.com") == [
        "surface c@0", "surface+ c++@0", "surface node@1", "surface+ node.js@1", "surface js@2",
        "surface 3@3", "surface+ 3.14@3", "surface 14@4", "surface e@5", "surface+ e-mail@5",
        "surface mail@6", "surface foo@7", "surface+ foo_bar@7", "surface bar@8", "surface c@9",
        "surface+ c#@9", "surface a@10", "surface+ a@b.com@10", "surface b@11", "surface com@12",
      ])
  }

  @Test func gramsCountEveryCharacter() throws {
    #expect(
      try terms("a東京、大") == [
        "surface a@0", "surface 東京@1", "surface 大@2", "character 東@0", "gram 東京@1", "character 京@0",
        "character 大@0",
      ])
  }

  @Test func analyzersDiffer() throws {
    #expect(try terms("Running foo_bar", "words") == ["surface running@0", "surface foo_bar@1"])
    #expect(try terms("Running", "english") == ["surface running@0", "lemma run@0"])
    #expect(try terms("New York", "keyword") == ["surface new york@0"])
    #expect(throws: AnalysisError.self) { try terms("x", "klingon") }
  }

  /// A catalog of some analyzers opens less and gives the same.
  @Test func aChosenAnalyzerIsTheSame() throws {
    let text = "Running foo_bar C++ 東京都で食べられなかった寿司 naïve Ω"
    let all = try AnalyzerCatalog(lexicon: SmallLexicon.make())
    for (name, options) in AnalyzerOptions.named {
      let one = try AnalyzerCatalog(lexicon: SmallLexicon.make(), names: [name, "klingon"])
      var expected = AnalyzedText()
      var result = AnalyzedText()
      try all.analyzer(named: name).analyze(text, into: &expected)
      try one.analyzer(named: name).analyze(text, into: &result)
      #expect(!result.terms.isEmpty)
      #expect(result.terms.map { "\($0)" } == expected.terms.map { "\($0)" }, "\(name)")
      let known = Dictionary(all.description.map { ($0.key, $0.value) }) { first, _ in first }
      #expect(one.description.allSatisfy { known[$0.key] == $0.value })
      let keys = Set(one.description.map(\.key))
      #expect(keys.contains("morphology") == options.cutsMorphemes)
      #expect(keys.contains("lexicon") == options.usesLexicon)
      #expect(keys.isSuperset(of: ["analysis", "icu", "unicode"]))
    }
  }

  @Test func sourcesAreOriginalOffsets() throws {
    let catalog = try AnalyzerCatalog(lexicon: SmallLexicon.make())
    var result = AnalyzedText()
    let text = "Ｔｏｋｙｏのﾈﾄﾗﾚ㌔"
    try catalog.analyzer(named: "bilingual").analyze(text, into: &result)
    let sources = result.terms.filter { $0.kind == .surface }.map {
      String(decoding: Array(text.utf8)[$0.source], as: UTF8.self)
    }
    #expect(sources.first == "Ｔｏｋｙｏ")
    #expect(sources.joined() == text)
  }

  @Test func longWordsAreCutIntoPieces() throws {
    let terms = try terms(String(repeating: "x", count: 600), "words")
    #expect(terms.count == 3)
  }

  /// Whatever the text, terms are valid UTF-8 from inside it, positions ascend, nothing traps.
  @Test func anyTextIsAnalyzed() throws {
    let analyzer = try AnalyzerCatalog(lexicon: SmallLexicon.make()).analyzer(named: "bilingual")
    var random = SeededGenerator(seed: 17)
    let pieces = [
      "寝取られ", "た", "東京", "都", "ー", "々", "ゞ", "ﾊﾞ", "a", "C++", "'", "’", "@", "-", "_", "3.14", "é",
      "e\u{301}", "か\u{3099}", "\u{200D}", "👩‍💻", "ß", "ﷺ", "\u{0}", " ", "　", "한국어", "ภาษาไทย", "𠮷",
      "〆",
      "゛", "ｰ", "\n",
    ]
    var result = AnalyzedText()
    for _ in 0..<3_000 {
      let text = (0..<Int.random(in: 0...12, using: &random)).map { _ in
        pieces.randomElement(using: &random) ?? ""
      }.joined()
      analyzer.analyze(text, into: &result)
      var last: UInt32 = 0
      for term in result.terms {
        #expect(String(validating: result.utf8(of: term), as: UTF8.self) != nil)
        #expect(term.source.upperBound <= text.utf8.count)
        if term.kind <= .lemma {
          #expect(term.position >= last)
          last = term.position
        }
      }
    }
  }
}
