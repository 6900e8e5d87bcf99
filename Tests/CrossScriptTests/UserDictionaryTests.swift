// SPDX-License-Identifier: Apache-2.0
import Searching
import Storage
import TestSupport
import Testing
import TextAnalysis

/// Words that a user adds are found as those of the lexicon are.
struct UserDictionaryTests {
  private func file(_ text: String) throws -> String {
    let path = Fixture.newPath() + ".txt"
    var file = try OutputFile(path: FilePath(path))
    try file.write(Array(text.utf8))
    try file.finish()
    return path
  }

  private let dictionary = """
    # names and new words
    天羽々斬,あめのはばきり/あまのはばきり
    推活,おしかつ
    柿沼丸\tかきぬままる
    ソラリオン,,solarion
    コシヒカリン
    """

  @Test(arguments: [false, true])
  func everyScriptFindsUserWords(isQueriedWithout: Bool) throws {
    let index = try Fixture.index(
      [
        ("kanji", "この剣は天羽々斬という。"), ("kana", "この剣はあめのはばきりという。"),
        ("latin", "The sword amenohabakiri is old."), ("activity", "彼女の推活が続く。"),
        ("ship", "柿沼丸が出航した。"), ("other", "羽と斬は別の字だ。"),
      ], userDictionaryPath: file(dictionary), isQueriedWithout: isQueriedWithout)
    for query in ["天羽々斬", "あめのはばきり", "アメノハバキリ", "amenohabakiri"] {
      #expect(try Set(index.keys(query)) == ["kanji", "kana", "latin"], "\(query)")
    }
    #expect(try index.keys("おしかつ") == ["activity"])
    #expect(try index.keys("かきぬままる") == ["ship"])
    #expect(try index.keys("kakinumamaru") == ["ship"])
  }

  @Test func englishWordsAreEquivalents() throws {
    let index = try Fixture.index(
      [("kana", "新製品のソラリオンを見た。"), ("latin", "We saw the new Solarion.")],
      userDictionaryPath: file(dictionary))
    #expect(try index.keys("ソラリオン") == ["kana", "latin"])
    #expect(try index.keys("solarion") == ["latin", "kana"])
  }

  @Test func itsContentsAreInTheDescription() throws {
    let path = try file(dictionary)
    let lexicon = try #require(try WordLexicon.open(path: nil, userDictionaryPath: path))
    let description = try AnalyzerCatalog(lexicon: lexicon, names: ["bilingual"]).description
    let digest = try UserDictionary(path: path).digest
    #expect(description.contains { $0.key == "user dictionary" && $0.value == digest })
    let index = try Fixture.index(
      [("a", "推活")], userDictionaryPath: path, isQueriedWithout: true)
    #expect(index.analysisDifferences.contains { $0.contains("user dictionary") })
  }

  @Test(arguments: [
    ("天羽々斬,あめ\n推活,oshikatsu", 2, "kana"), ("a b,えーびー", 1, "blank"), (",よみ", 1, "no word"),
    ("# ok\n\n漢字", 3, "no reading"), ("語,ご,two words", 1, "English"), ("語,ご,go,x", 1, "columns"),
  ])
  func mistakesAreToldWithTheirLine(text: String, line: Int, reason: String) throws {
    let path = try file(text)
    let message = Self.refusal(of: path) ?? ""
    #expect(message.contains("\(path):\(line):"), "\(message)")
    #expect(message.contains(reason), "\(message)")
  }

  @Test func bytesThatAreNoTextAreToldOrHarmless() throws {
    var random = SeededGenerator(seed: 20_261_127)
    let usual: [UInt8] = [0x0A, 0x2C, 0x2F, 0x23, 0xE3, 0x81, 0x82]
    var refused = 0
    for _ in 0..<200 {
      let bytes = (0..<64).map { _ in
        UInt8.random(in: 0...3, using: &random) > 0
          ? usual[Int.random(in: 0..<usual.count, using: &random)]
          : UInt8.random(in: 0...255, using: &random)
      }
      let path = Fixture.newPath() + ".txt"
      var output = try OutputFile(path: FilePath(path))
      try output.write(bytes)
      try output.finish()
      if let message = Self.refusal(of: path) {
        refused += 1
        #expect(message.contains(path))
      }
    }
    #expect(refused > 0)
    #expect(Self.refusal(of: Fixture.newPath() + ".none") != nil)
  }

  /// Why a user dictionary is not taken, or nil.
  private static func refusal(of path: String) -> String? {
    do throws(AnalysisError) {
      _ = try WordLexicon.open(path: nil, userDictionaryPath: path)
      return nil
    } catch {
      return error.description
    }
  }
}
