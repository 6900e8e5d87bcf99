// SPDX-License-Identifier: Apache-2.0

/// Spells kana in Latin letters, independently of the engine's own reading of romaji.
enum RomajiSpelling {
  /// Hepburn with long vowels written out (toukyou, gakkou).
  case hepburn
  /// Hepburn with macrons (tōkyō).
  case macron
  /// Kunrei with circumflexes (tôkyô, zyûdô).
  case kunrei
  /// What is typed into an input method (toukyou, zyuudou, kinnen).
  case wapuro
  /// Hepburn without marks for long vowels (tokyo).
  case unmarked

  /// Those that tell the length of vowels.
  static let withLength: [RomajiSpelling] = [.hepburn, .macron, .kunrei, .wapuro]

  func spell(_ kana: String) -> String? {
    var result = ""
    let letters = Array(kana)
    var index = 0
    var doubled = false
    while index < letters.count {
      let pair = index + 1 < letters.count ? String(letters[index...index + 1]) : ""
      var syllable: String
      if let known = table[pair] {
        syllable = known
        index += 2
      } else if letters[index] == "っ" {
        guard !doubled else { return nil }
        doubled = true
        index += 1
        continue
      } else if letters[index] == "ん" {
        guard !doubled else { return nil }
        let next = index + 1 < letters.count ? table[String(letters[index + 1])]?.first : nil
        let needsMark = next.map { "aiueoyn".contains($0) } ?? false
        if self == .wapuro {
          syllable = needsMark || next == nil ? "nn" : "n"
        } else {
          syllable = next.map { "aiueoy".contains($0) } ?? false ? "n'" : "n"
        }
        index += 1
      } else if letters[index] == "ー" {
        guard let last = result.last, "aiueo".contains(last) else { return nil }
        switch self {
        case .macron, .kunrei: lengthen(&result)
        case .hepburn: result.append(last)
        case .wapuro: result.append("-")
        case .unmarked: break
        }
        index += 1
        continue
      } else if let known = table[String(letters[index])] {
        syllable = known
        index += 1
      } else {
        return nil
      }
      if doubled {
        guard let first = syllable.first, !"aiueon".contains(first) else { return nil }
        syllable = (self != .wapuro && syllable.hasPrefix("ch") ? "t" : String(first)) + syllable
        doubled = false
      }
      if self == .macron || self == .kunrei || self == .unmarked,
        syllable == "u" || syllable == "o" || syllable == "a"
          || syllable == "e"
      {
        let last = result.last
        if (last == "o" && syllable == "u") || last == syllable.first {
          if self != .unmarked { lengthen(&result) }
          continue
        }
      }
      result += syllable
    }
    return doubled ? nil : result
  }

  private func lengthen(_ text: inout String) {
    let marks: [Character: Character] =
      self == .macron
      ? ["a": "ā", "i": "ī", "u": "ū", "e": "ē", "o": "ō"]
      : ["a": "â", "i": "î", "u": "û", "e": "ê", "o": "ô"]
    if let last = text.last, let marked = marks[last] {
      text.removeLast()
      text.append(marked)
    }
  }

  private var table: [String: String] {
    switch self {
    case .hepburn, .macron, .unmarked: Self.hepburnTable
    case .kunrei, .wapuro: Self.kunreiTable
    }
  }

  private static let kunreiTable: [String: String] = {
    var table: [String: String] = [:]
    let rows: [(String, String)] = [
      ("", "あいうえお"), ("k", "かきくけこ"), ("s", "さしすせそ"), ("t", "たちつてと"), ("n", "なにぬねの"),
      ("h", "はひふへほ"), ("m", "まみむめも"), ("r", "らりるれろ"), ("g", "がぎぐげご"), ("z", "ざじずぜぞ"),
      ("d", "だぢづでど"), ("b", "ばびぶべぼ"), ("p", "ぱぴぷぺぽ"),
    ]
    for (consonant, row) in rows {
      for (vowel, kana) in zip(["a", "i", "u", "e", "o"], row) {
        table[String(kana)] = consonant + vowel
        if "いきしちにひみりぎじぢびぴ".contains(kana), kana != "い" {
          for (small, end) in [("ゃ", "ya"), ("ゅ", "yu"), ("ょ", "yo")] {
            table[String(kana) + small] = consonant + end
          }
        }
      }
    }
    for (kana, latin) in [("や", "ya"), ("ゆ", "yu"), ("よ", "yo"), ("わ", "wa"), ("を", "o")] {
      table[kana] = latin
    }
    return table
  }()

  private static let hepburnTable: [String: String] = {
    var table = kunreiTable
    for (kana, latin) in [
      ("し", "shi"), ("ち", "chi"), ("つ", "tsu"), ("ふ", "fu"), ("じ", "ji"), ("ぢ", "ji"), ("づ", "zu"),
      ("しゃ", "sha"), ("しゅ", "shu"), ("しょ", "sho"), ("ちゃ", "cha"), ("ちゅ", "chu"), ("ちょ", "cho"),
      ("じゃ", "ja"), ("じゅ", "ju"), ("じょ", "jo"), ("ぢゃ", "ja"), ("ぢゅ", "ju"), ("ぢょ", "jo"),
    ] {
      table[kana] = latin
    }
    return table
  }()
}
