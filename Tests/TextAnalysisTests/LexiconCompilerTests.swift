// SPDX-License-Identifier: Apache-2.0
import Storage
import Testing

@testable import TextAnalysis

struct LexiconCompilerTests {
  private func lexicon(_ edict: String, ipadic: [Substring] = []) throws -> WordLexicon {
    var compiler = LexiconCompiler()
    for line in edict.split(separator: "\n") { compiler.add(edictLine: line) }
    for line in ipadic { compiler.add(ipadicLine: line) }
    return WordLexicon(tables: [try KeyTableReader(MappedBytes(compiler.finish()))])
  }

  private func strings(_ readings: [[UInt8]]?) -> [String] {
    (readings ?? []).map { String(decoding: $0, as: UTF8.self) }
  }

  @Test func commonReadingsAreUsual() throws {
    let lexicon = try lexicon(
      """
      先生 [せんじょう] /(n) (1) (arch) teacher/
      先生 [せんせい] /(n) (1) teacher/instructor/(P)/
      市場 [いちば] /(n) (town) market/(P)/
      市場 [しじょう] /(n) (1) market/(P)/
      上手 [じょうしゅ] /(ok) (adj-na,n) (1) skillful/
      上手 [うわて] /(adj-na,n) (1) upper part/
      """)
    let teacher = lexicon.entry(for: Array("先生".utf8))
    #expect(strings(teacher?.usualReadings) == ["せんせい"])
    #expect(strings(teacher?.lesserReadings) == ["せんじょう"])
    #expect(strings(teacher?.readings) == ["せんせい", "せんじょう"])
    let market = lexicon.entry(for: Array("市場".utf8))
    #expect(strings(market?.usualReadings) == ["いちば", "しじょう"])
    #expect(market?.lesserReadings.isEmpty == true)
    let skill = lexicon.entry(for: Array("上手".utf8))
    #expect(strings(skill?.usualReadings) == ["うわて"])
    #expect(strings(skill?.lesserReadings) == ["じょうしゅ"])
  }

  /// Where EDICT marks no reading, the IPA dictionary's is the usual one; but not that of a name.
  @Test func sharedReadingsAreUsual() throws {
    let edict = """
      径行 [けいこう] /(n) going right ahead/
      径行 [みちゆき] /(n) going right ahead/
      """
    let noun = "径行,1,1,1,名詞,一般,*,*,*,*,径行,ケイコウ,ケイコー"
    let name = "径行,1,1,1,名詞,固有名詞,人名,名,*,*,径行,ミチユキ,ミチユキ"
    func readings(_ ipadic: [Substring]) throws -> [String] {
      try strings(lexicon(edict, ipadic: ipadic).entry(for: Array("径行".utf8))?.usualReadings)
    }
    #expect(try readings([]) == ["けいこう", "みちゆき"])
    #expect(try readings([noun[...]]) == ["けいこう"])
    #expect(try readings([noun[...], name[...]]) == ["けいこう"])
    #expect(try readings([name[...]]) == ["けいこう", "みちゆき"])
  }

  @Test func oldKanjiStandUnderThoseOfToday() throws {
    let lexicon = try lexicon(
      "龍天 [りゅうてん] /(n) dragon and sky/\n學會 [がくかい] /(n) society/\n学会 [がっかい] /(n) society/(P)/")
    #expect(strings(lexicon.entry(for: Array("竜天".utf8))?.readings) == ["りゅうてん"])
    #expect(strings(lexicon.entry(for: Array("龍天".utf8))?.readings) == ["りゅうてん"])
    #expect(strings(lexicon.entry(for: Array("学会".utf8))?.readings) == ["がっかい"])
  }

  @Test func entriesAreReadAsTheyWereWritten() {
    func bytes(_ texts: [String]) -> [[UInt8]] { texts.map { Array($0.utf8) } }
    for usual in [[], ["あ"], ["あした", "あす"]] {
      for lesser in [[], ["みょうにち"]] {
        for equivalents in [[], ["tomorrow", "morrow"]] {
          var entry = LexiconEntry(
            traits: [.noun, .user], readings: bytes(usual), lesserReadings: bytes(lesser))
          entry.equivalents = bytes(equivalents)
          let read = LexiconEntry(decoding: entry.encoded())
          #expect(read?.traits == entry.traits)
          #expect(read?.usualReadings == entry.usualReadings)
          #expect(read?.lesserReadings == entry.lesserReadings)
          #expect(read?.equivalents == entry.equivalents)
        }
      }
    }
    #expect(LexiconEntry(decoding: [1]) == nil)
    #expect(LexiconEntry(decoding: [0, 0, 5, 0xE3]) == nil)
  }
}
