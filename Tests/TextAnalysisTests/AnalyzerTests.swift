// SPDX-License-Identifier: Apache-2.0
import Storage
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

  @Test func probe() throws {
    for text in [
      "寝取られた", "寝取る", "寝取り", "荷物を取られた", "食べられなかった", "書けた", "引っ越し", "東京都に行く", "サーバーは",
      "人々", "C++とnode.jsの3.14, e-mail foo_bar C# a@b.com John’s Café", "Ｄｉｏｒ化粧品等", "ﾈﾄﾗﾚ", "ねとられ",
    ] {
      print(text, try terms(text).filter { !$0.hasPrefix("character") && !$0.hasPrefix("gram") })
    }
  }
}
