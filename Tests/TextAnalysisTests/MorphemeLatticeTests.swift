// SPDX-License-Identifier: Apache-2.0
#if MeCab
  import Foundation
  import Storage
  import TestSupport
  import Testing

  @testable import TextAnalysis

  /// The lattice against MeCab: every boundary, every feature.
  struct MorphemeLatticeTests {
    private let path: String
    private let dictionary: MorphemeDictionary
    private let oracle: MeCabOracle

    init() throws {
      path = try #require(
        AnalyzerCatalog.usualDictionaryPaths.first {
          FileManager.default.fileExists(atPath: $0 + "/sys.dic")
        })
      dictionary = try MorphemeDictionary(path: path)
      oracle = try #require(MeCabOracle(dictionaryPath: path))
    }

    /// The words of a text as the oracle gives them.
    private func words(_ text: [UInt8], by lattice: MorphemeLattice) -> [MeCabOracle.Word] {
      var words: [LatticeWord] = []
      lattice.cut(text, 0..<text.count, into: &words)
      return words.map {
        MeCabOracle.Word(
          range: $0.range,
          features: String(decoding: dictionary.features(ofWord: $0.word), as: UTF8.self))
      }
    }

    /// The project's own texts, whole and by line, and those that a variable names, if it is set.
    private func texts() throws -> [[UInt8]] {
      let corpus = URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "../../corpus/documents")
      var texts: [[UInt8]] = []
      for name in try FileManager.default.contentsOfDirectory(atPath: corpus.path).sorted()
      where name.hasSuffix(".jsonl") {
        let bytes = Array(try Data(contentsOf: corpus.appending(path: name)))
        texts += bytes.split(separator: 0x0A).map { Array($0) }
      }
      if let path = ProcessInfo.processInfo.environment["SAKUIN_LATTICE_TEXTS"] {
        let bytes = Array(try Data(contentsOf: URL(filePath: path)))
        texts += bytes.split(separator: 0x0A).map { Array($0) }
      }
      return texts
    }

    @Test func corpusIsCutAsByMeCab() throws {
      let lattice = MorphemeLattice(dictionary: dictionary)
      var wordCount = 0
      var byteCount = 0
      for text in try texts() {
        let expected = oracle.words(in: text)
        #expect(words(text, by: lattice) == expected)
        wordCount += expected.count
        byteCount += text.count
      }
      #expect(wordCount > 10_000)
      print("\(wordCount) words of \(byteCount) bytes are MeCab's")
    }

    /// Random strings of characters of every category, of dictionary words, and of both.
    @Test func randomTextIsCutAsByMeCab() throws {
      let lattice = MorphemeLattice(dictionary: dictionary)
      var random = SeededGenerator(seed: 41)
      let ranges: [ClosedRange<UInt32>] = [
        0x3041...0x3096, 0x30A1...0x30FA, 0x4E00...0x9FCC, 0x3005...0x3007, 0x30FC...0x30FE,
        0x21...0x7E, 0x20...0x20, 0xFF10...0xFF5A, 0x391...0x3C9, 0x410...0x44F, 0x2000...0x27FF,
        0x20000...0x2A6DF, 0x3000...0x3003, 0xFF66...0xFF9F, 0x80...0x2FF, 0xAC00...0xD7A3,
        0xFFF0...0xFFFD, 0x1F300...0x1F6FF,
      ]
      let pieces = try texts().flatMap { String(decoding: $0, as: UTF8.self).split(separator: "、") }
      for round in 0..<6_000 {
        var text = String.UnicodeScalarView()
        for _ in 0..<Int.random(in: 1...12, using: &random) {
          if round % 3 != 0, let piece = pieces.randomElement(using: &random) {
            let scalars = Array(piece.unicodeScalars)
            let start = Int.random(in: 0..<scalars.count, using: &random)
            let end = min(scalars.count, start + Int.random(in: 0...6, using: &random))
            text.append(contentsOf: scalars[start..<end])
          }
          guard round % 3 != 1 else { continue }
          let range = ranges[Int.random(in: 0..<ranges.count, using: &random)]
          for _ in 0..<Int.random(in: 0...4, using: &random) {
            let value = UInt32.random(in: range, using: &random)
            if let scalar = Unicode.Scalar(value) { text.append(scalar) }
          }
        }
        let bytes = Array(String(text).utf8)
        #expect(words(bytes, by: lattice) == oracle.words(in: bytes), "\(String(text))")
      }
    }

    /// Groups around the length that is no word any more, and nothing but marks of length.
    @Test func longGroupsAreCutAsByMeCab() {
      let lattice = MorphemeLattice(dictionary: dictionary)
      for unit in ["ア", "々", "あ", "ー", "漢", "1", "x", "Ω", "Я", "。", "𠮷", "一", "ッ", "笑"] {
        for count in [1, 2, 3, 23, 24, 25, 26, 27, 60] {
          for tail in ["", "東京", "ん"] {
            let text = Array((String(repeating: unit, count: count) + tail).utf8)
            #expect(words(text, by: lattice) == oracle.words(in: text), "\(unit) \(count) \(tail)")
          }
        }
      }
    }

    /// Where a text is cut in windows shows nowhere.
    @Test func windowsChangeNothing() throws {
      let small = MorphemeLattice(dictionary: dictionary, window: 400)
      let usual = MorphemeLattice(dictionary: dictionary)
      var long: [UInt8] = []
      for text in try texts() {
        long += text.filter { $0 >= 0x80 }
        if long.count > 400_000 { break }
      }
      let expected = oracle.words(in: long)
      #expect(words(long, by: small) == expected)
      #expect(words(long, by: usual) == expected)
    }

    /// Runs that are cut together, with costs arranged or not, have the words that each has alone.
    @Test func runsCutTogetherAreCutAsAlone() throws {
      var random = SeededGenerator(seed: 43)
      let alone = MorphemeLattice(dictionary: dictionary, bytesBeforeArranging: .max)
      let lattices = [0, 5_000, .max].map {
        MorphemeLattice(dictionary: dictionary, bytesBeforeArranging: $0)
      }
      var batchCount = 0
      var rangeCount = 0
      for text in try texts().prefix(300) {
        // Cut anywhere between characters, some bytes left out.
        var ranges: [Range<Int>] = []
        var start = 0
        while start < text.count {
          var end = min(text.count, start + Int.random(in: 0...90, using: &random))
          while end < text.count, text[end] & 0xC0 == 0x80 { end += 1 }
          if Int.random(in: 0..<5, using: &random) > 0 { ranges.append(start..<end) }
          start = end
        }
        var expected: [[LatticeWord]] = []
        for range in ranges {
          expected.append([])
          alone.cut(text, range, into: &expected[expected.count - 1])
        }
        for lattice in lattices {
          var words: [LatticeWord] = []
          var ends = [0]
          var cut = 0
          while cut < ranges.count {
            cut += lattice.cut(text, ranges[cut...], into: &words, ends: &ends)
            batchCount += 1
          }
          #expect(ends.count == ranges.count + 1)
          #expect(zip(ends, ends.dropFirst()).map { Array(words[$0..<$1]) } == expected)
        }
        rangeCount += lattices.count * ranges.count
      }
      #expect(rangeCount > 1_000 && batchCount < rangeCount / 2)
    }

    /// A source cuts what it was told to expect as what it was not.
    @Test func expectedRangesChangeNothing() throws {
      let told = LatticeMorphemes(dictionary: dictionary)
      let other = LatticeMorphemes(dictionary: dictionary)
      for text in try texts().prefix(100) {
        var runs: [ScriptRun] = []
        ScriptRuns.cut(text, into: &runs)
        let ranges = runs.filter { $0.isJapanese }.map { $0.range }
        told.expect(ranges)
        for (index, range) in ranges.enumerated() {
          // Nothing keeps a caller from going elsewhere.
          guard index % 50 != 49 else { continue }
          var morphemes: [Morpheme] = []
          told.morphemes(in: text, range: range, into: &morphemes)
          var expected: [Morpheme] = []
          other.morphemes(in: text, range: range, into: &expected)
          #expect(morphemes.map { $0.range } == expected.map { $0.range })
          #expect(
            morphemes.map { told.features[$0.features].base }
              == expected.map { other.features[$0.features].base })
        }
      }
    }

    /// Text that could be cut in two ways for ever, and megabytes without a boundary, end.
    @Test func endlessAmbiguityIsBounded() {
      let lattice = MorphemeLattice(dictionary: dictionary)
      for unit in ["あ", "笑", "すもももももももものうち", "ア", "𠮷", " ", "　"] {
        let text = Array(String(repeating: unit, count: 1_000_000 / unit.utf8.count).utf8)
        var found: [LatticeWord] = []
        lattice.cut(text, 0..<text.count, into: &found)
        let isBlank = unit == " "
        #expect(found.isEmpty == isBlank)
        var end = 0
        for word in found {
          #expect(isBlank || word.range.lowerBound == end)
          end = word.range.upperBound
        }
        #expect(isBlank || end == text.count)
      }
    }

    /// Damaged files are refused or give other words, and never a trap.
    @Test func damageIsHarmless() throws {
      func bytes(_ name: String) throws -> [UInt8] {
        try MappedFile(path: FilePath(path + "/" + name)).bytes().array
      }
      let names = ["sys.dic", "unk.dic", "char.bin", "matrix.bin"]
      let files = try names.map(bytes)
      let text = Array("昨日すもももももももものうちデヴィアントHelloと言った人々が、寝取られた。123🍣".utf8)
      var random = SeededGenerator(seed: 5)
      var refused = 0
      var opened = 0
      for round in 0..<60 {
        var damaged = files
        let file = round % 4
        let size = files[file].count
        if round % 5 == 0 {
          damaged[file].removeLast(Int.random(in: 1...size / 2, using: &random))
        } else {
          let header = round % 5 == 1
          let start = header ? 0 : Int.random(in: 0..<size, using: &random)
          let end = min(size, start + (header ? 72 : 1 << Int.random(in: 2...22, using: &random)))
          // The size stands in the signature; damage behind it would not be seen otherwise.
          for offset in max(start, header ? Int.random(in: 0..<60, using: &random) : 4)..<end {
            damaged[file][offset] = UInt8.random(in: 0...255, using: &random)
          }
        }
        do throws(StorageError) {
          let dictionary = try MorphemeDictionary(
            system: MappedBytes(damaged[0]), unknown: MappedBytes(damaged[1]),
            characters: MappedBytes(damaged[2]), matrix: MappedBytes(damaged[3]))
          opened += 1
          let source = LatticeMorphemes(dictionary: dictionary)
          var morphemes: [Morpheme] = []
          source.morphemes(in: text, range: 0..<text.count, into: &morphemes)
          for morpheme in morphemes { #expect(morpheme.range.upperBound <= text.count) }
        } catch {
          refused += 1
        }
      }
      #expect(refused > 10 && opened > 10)
    }

    @Test func otherFilesAreRefused() throws {
      #expect(throws: AnalysisError.self) { try MorphemeDictionary(path: "/nowhere") }
      #expect(throws: StorageError.self) {
        let empty = MappedBytes([])
        _ = try MorphemeDictionary(
          system: empty, unknown: empty, characters: empty, matrix: empty)
      }
    }
  }
#endif
