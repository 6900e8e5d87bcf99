// SPDX-License-Identifier: Apache-2.0
#if MeCab
  import Foundation
  import TestSupport
  import TextAnalysis

  /// Random mixed texts out of words with known spellings, and what can be asked of them.
  struct RandomTexts {
    /// How many cases a property is tried with: `SAKUIN_PROPERTY_CASES`, or a few hundred.
    static let caseCount =
      ProcessInfo.processInfo.environment["SAKUIN_PROPERTY_CASES"].flatMap { Int($0) } ?? 400
    /// So many cases share one collection.
    static let casesOfCollection = 100

    private static let glue = [
      "は", "が", "を", "に", "の", "と", "で", "、", "。", " ", "　", "「", "」", "・", "食べた", "読まなかった", "行って",
      "美しい", "走る", "人々", "3.14", "C++", "node.js", "第3回", "ｆｕｌｌ", "Café", "running", "engines",
      "the",
      "e-mail", "東京都", "サーバー", "ｻｰﾊﾞ", "👩‍👩‍👧", "か\u{3099}", "株式会社", "国際空港",
    ]

    /// Words no two of which sound alike.
    let words: [DrawnWord]
    /// Texts under their keys.
    private(set) var documents: [(key: String, body: String)] = []

    /// Draws words, and texts out of them.
    init(from lexicon: [DrawnWord], documentCount: Int, using random: inout SeededGenerator) {
      words = DrawnWord.draw(40, seed: random.next(), from: lexicon)
      for number in 0..<documentCount {
        let pieces = (0..<Int.random(in: 1...20, using: &random)).map { _ in
          Bool.random(using: &random)
            ? Self.glue.randomElement(using: &random) ?? ""
            : spelling(of: words.randomElement(using: &random), using: &random)
        }
        documents.append(("d\(number)", pieces.joined()))
      }
    }

    /// A word in one of its spellings.
    func spelling(of word: DrawnWord?, using random: inout SeededGenerator) -> String {
      guard let word else { return "" }
      return switch Int.random(in: 0..<5, using: &random) {
      case 0: word.kana
      case 1: String(decoding: Kana.katakana(word.kana.utf8), as: UTF8.self)
      case 2: " \(RomajiSpelling.hepburn.spell(word.kana) ?? word.kana) "
      default: word.kanji
      }
    }

    /// A word of the texts, now and then a glued one or two side by side.
    func query(using random: inout SeededGenerator) -> String {
      switch Int.random(in: 0..<8, using: &random) {
      case 0: return Self.glue[Int.random(in: 12..<Self.glue.count, using: &random)]
      case 1:
        return (words.randomElement(using: &random)?.kanji ?? "")
          + (words.randomElement(using: &random)?.kana ?? "")
      default:
        return spelling(of: words.randomElement(using: &random), using: &random)
          .trimmingCharacters(in: .whitespaces)
      }
    }

    /// A run of Han and kana out of a random text; nil where it has none.
    func substring(using random: inout SeededGenerator) -> String? {
      guard let text = documents.randomElement(using: &random)?.body else { return nil }
      let runs = Self.normalized(text).split { scalar in
        let utf8 = Array(String(scalar).utf8)
        return !Kana.containsHan(utf8) && !Kana.isKana(utf8)
      }
      guard let run = runs.randomElement(using: &random) else { return nil }
      let length = Int.random(in: 1...min(8, run.count), using: &random)
      let start = Int.random(in: 0...run.count - length, using: &random)
      var view = String.UnicodeScalarView()
      view.append(contentsOf: run.dropFirst(start).prefix(length))
      return String(view)
    }

    /// A text by NFKC case folding.
    static func normalized(_ text: String) -> [Unicode.Scalar] {
      Array(String(decoding: NormalizedText(text).bytes, as: UTF8.self).unicodeScalars)
    }
  }
#endif
