// SPDX-License-Identifier: Apache-2.0
import Storage
import TestSupport
import Testing

@testable import TextAnalysis

/// What is remembered of words against what is built anew.
struct JapaneseVocabularyTests {
  private static let texts = [
    "寝取られたら寝取り返す。人々は東京都に引っ越し、引っ越した。", "食べられなかった寿司を食べた人が食べる",
    "書ける人は書けと書かれた書き方で書く", "時々刻々と変わる時々の人々", "サーバーのデータセンター", "いすゞの学問のすゝめ",
    "東京都東京都京都", "漢字仮名交じり文を書いたら読まれた", "龘龘龘とヷヸヹ", "笑わせられるお笑い",
  ]

  private static func lexicon() throws -> WordLexicon {
    var compiler = LexiconCompiler()
    for line in SmallLexicon.lines.split(separator: "\n") { compiler.add(edictLine: line) }
    for line in [
      "時々刻々 [じじこっこく] /(adv) hourly/", "人々 [ひとびと] /(n) people/", "書き方 [かきかた] /(n) way of writing/",
      "お笑い [おわらい] /(n) comedy/", "漢字仮名交じり文 [かんじかなまじりぶん] /(n) text/",
    ] { compiler.add(edictLine: Substring(line)) }
    return WordLexicon(tables: [try KeyTableReader(MappedBytes(compiler.finish()))], digest: "test")
  }

  /// Each word with its place, as a vocabulary of its own or one that has met everything gives it.
  private struct Found: Equatable {
    var range: Range<Int>
    var word: JapaneseWord
  }

  private static func words(
    _ text: [UInt8], _ morphemes: [Morpheme], _ features: [MorphemeFeatures],
    _ builder: JapaneseWordBuilder, _ vocabulary: inout JapaneseVocabulary
  ) -> [Found] {
    var words: [PlacedWord] = []
    builder.build(
      text: text, morphemes: morphemes, features: features, vocabulary: &vocabulary, into: &words)
    return words.map { Found(range: $0.range, word: vocabulary.words[$0.word]) }
  }

  /// The same with every span of morphemes looked up.
  private static func plainWords(
    _ text: [UInt8], _ morphemes: [Morpheme], _ features: [MorphemeFeatures],
    _ rules: JapaneseWordRules
  ) -> [Found] {
    var words: [Found] = []
    var first = 0
    while first < morphemes.count {
      let wordEnd = rules.endOfVoice(after: first, morphemes)
      let start = morphemes[first].range.lowerBound
      words.append(
        Found(
          range: start..<morphemes[wordEnd - 1].range.upperBound,
          word: rules.word(text, first..<wordEnd, morphemes, features)))
      let limit = min(morphemes.count, first + JapaneseWordBuilder.maximumMorphemes)
      for (last, morpheme) in morphemes.enumerated() where last > first && last < limit {
        let end = morpheme.range.upperBound
        guard end - start <= JapaneseWordBuilder.maximumByteCount else { break }
        if last >= wordEnd, let word = rules.headword(WordFolding.fold(text[start..<end])) {
          words.append(Found(range: start..<end, word: word))
        }
        guard morpheme.traits.contains(.inflected), !morpheme.traits.contains(.voice),
          !features[morpheme.features].base.isEmpty
        else { continue }
        let voiceEnd = rules.endOfVoice(after: last, morphemes)
        if let word = rules.inflected(text, first, last, voiceEnd, morphemes, features) {
          words.append(
            Found(range: start..<morphemes[voiceEnd - 1].range.upperBound, word: word))
        }
      }
      first = wordEnd
    }
    return words
  }

  private static func randomTexts() -> [[UInt8]] {
    var random = SeededGenerator(seed: 29)
    let characters = texts.joined().map { $0 }
    return (0..<1_500).map { _ in
      (0..<Int.random(in: 1...14, using: &random)).reduce(into: [UInt8]()) { result, _ in
        guard let start = (0..<characters.count).randomElement(using: &random) else { return }
        let end = min(characters.count, start + Int.random(in: 1...5, using: &random))
        result += Array(String(characters[start..<end]).utf8)
      }
    } + texts.map { Array($0.utf8) }
  }

  #if MeCab
    @Test func rememberedWordsAreThoseFoundPlainly() throws {
      let path = try #require(
        AnalyzerCatalog.usualDictionaryPaths.first {
          (try? MappedFile(path: FilePath($0 + "/sys.dic"))) != nil
        })
      let source = LatticeMorphemes(dictionary: try MorphemeDictionary(path: path))
      let lexicon = try Self.lexicon()
      let rules = JapaneseWordRules(lexicon: lexicon)
      let plain = JapaneseWordBuilder(lexicon: lexicon, findsCompounds: true)
      let filtering = JapaneseWordBuilder(
        lexicon: lexicon.preparedForIndexing(), findsCompounds: true)
      var usual = JapaneseVocabulary()
      var unfiltered = JapaneseVocabulary()
      var small = JapaneseVocabulary(limit: 100)
      var random = SeededGenerator(seed: 31)
      var compounds = 0
      var gaps = 0
      for (number, text) in Self.randomTexts().enumerated() {
        var morphemes: [Morpheme] = []
        source.morphemes(in: text, range: 0..<text.count, into: &morphemes)
        // Text between morphemes, as word breaks leave it.
        if number % 4 == 0 {
          let count = morphemes.count
          morphemes.removeAll { _ in Int.random(in: 0..<5, using: &random) == 0 }
          gaps += count - morphemes.count
        }
        let expected = Self.plainWords(text, morphemes, source.features, rules)
        for builder in [filtering, plain] {
          #expect(
            Self.words(text, morphemes, source.features, builder, &small) == expected)
        }
        #expect(Self.words(text, morphemes, source.features, filtering, &usual) == expected)
        #expect(Self.words(text, morphemes, source.features, plain, &unfiltered) == expected)
        compounds += expected.count { $0.word.isCompound }
      }
      #expect(compounds > 100)
      #expect(gaps > 100)
    }
  #endif

  @Test func pairsHaveTheirLastValues() {
    var random = SeededGenerator(seed: 37)
    var table = PairTable()
    var expected: [[UInt32]: UInt32] = [:]
    for _ in 0..<20_000 {
      let pair = (0..<2).map { _ in UInt32.random(in: 0...200, using: &random) << 20 }
      let value = UInt32.random(in: 1...(.max), using: &random)
      table.set(pair[0], pair[1], to: value)
      expected[pair] = value
    }
    #expect(table.count == expected.count)
    for (pair, value) in expected { #expect(table.value(pair[0], pair[1]) == value) }
    #expect(table.value(1, 1) == 0)
    table.removeAll()
    #expect(table.count == 0 && table.value(0, 0) == 0)
  }

  /// A filter never hides a headword, nor what goes on to be one.
  @Test func filtersLetHeadwordsPass() throws {
    let lexicon = try Self.lexicon()
    let prepared = lexicon.preparedForIndexing()
    var hidden = 0
    for word in ["寝取られ", "引っ越し", "東京都", "時時刻刻", "漢字仮名交じり文"] {
      let bytes = Array(word.utf8)
      #expect(lexicon.entry(for: bytes) != nil)
      #expect(prepared.hint(HeadwordFilter.hash(bytes.span)).contains(.isHeadword))
      for end in 1..<word.count {
        let prefix = Array(word.prefix(end).utf8)
        #expect(prepared.hint(HeadwordFilter.hash(prefix.span)).contains(.goesOn))
        #expect(lexicon.goesOn(prefix, hash: HeadwordFilter.hash(prefix.span)))
        let rest = Array(word.dropFirst(end).utf8)
        let whole = HeadwordFilter.hash(rest.span, after: HeadwordFilter.hash(prefix.span))
        #expect(whole == HeadwordFilter.hash(bytes.span))
        if prepared.hint(HeadwordFilter.hash(rest.span)).isEmpty { hidden += 1 }
      }
    }
    #expect(hidden > 10)
  }

  /// Kana functions on bytes against the same by Unicode scalars.
  @Test func kanaIsThatOfScalars() throws {
    func turned(_ text: String, _ range: (UInt32) -> Bool, by distance: Int) -> [UInt8] {
      var view = String.UnicodeScalarView()
      for scalar in text.unicodeScalars {
        let value = range(scalar.value) ? UInt32(Int(scalar.value) + distance) : scalar.value
        view.append(Unicode.Scalar(value) ?? scalar)
      }
      return Array(String(view).utf8)
    }
    var random = SeededGenerator(seed: 3)
    let ranges: [ClosedRange<UInt32>] = [
      0x3040...0x30FF, 0x3040...0x30FF, 0x3000...0x303F, 0x4E00...0x4E80, 0x20...0x7E, 0xA0...0x24F,
      0x1F600...0x1F64F, 0x31F0...0x31FF, 0xFF60...0xFF9F,
    ]
    var previous = ""
    for _ in 0..<4_000 {
      let ranges = ranges.prefix(Int.random(in: 1...ranges.count, using: &random))
      var view = String.UnicodeScalarView()
      for _ in 0..<Int.random(in: 0...6, using: &random) {
        let range = ranges.randomElement(using: &random) ?? 0x3041...0x3096
        if let scalar = Unicode.Scalar(UInt32.random(in: range, using: &random)) {
          view.append(scalar)
        }
      }
      let text = String(view)
      let scripts = view.map { Script.of($0.value) }
      #expect(Kana.isKana(text.utf8) == (!scripts.isEmpty && scripts.allSatisfy(\.isKana)))
      #expect(
        Kana.isKatakana(text.utf8) == (!scripts.isEmpty && scripts.allSatisfy { $0 == .katakana }))
      #expect(Kana.containsHan(text.utf8) == scripts.contains(.han))
      let bytes = Array(text.utf8)
      #expect(Kana.isKana(bytes) == Kana.isKana(text.utf8))
      #expect(Kana.isKatakana(bytes) == Kana.isKatakana(text.utf8))
      #expect(Kana.containsHan(bytes) == Kana.containsHan(text.utf8))
      #expect(Kana.containsJapanese(bytes) == scripts.contains(where: \.isJapanese))
      #expect(
        Kana.isJapanese(bytes) == (!scripts.isEmpty && scripts.allSatisfy(\.isJapanese)))
      let han = view.filter { Script.of($0.value) == .han }
      #expect(
        Kana.haveSameHan(bytes, Array(previous.utf8))
          == han.elementsEqual(previous.unicodeScalars.filter { Script.of($0.value) == .han }))
      #expect(Kana.haveSameHan(bytes, Array("ん\(String(String.UnicodeScalarView(han)))x".utf8)))
      previous = text
      #expect(
        Kana.hiragana(text.utf8)
          == turned(
            text, { (0x30A1...0x30F6).contains($0) || (0x30FD...0x30FE).contains($0) }, by: -0x60))
      #expect(
        Kana.katakana(text.utf8)
          == turned(
            text, { (0x3041...0x3096).contains($0) || (0x309D...0x309E).contains($0) }, by: 0x60))
    }
  }
}
