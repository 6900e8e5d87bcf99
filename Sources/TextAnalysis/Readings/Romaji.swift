// SPDX-License-Identifier: Apache-2.0

/// Latin text read as Japanese: Hepburn (with macrons, circumflexes or none), Kunrei and wāpuro.
package enum Romaji {
  /// At most this many readings of one word are followed.
  static let maximumReadings = 24
  /// Longer words are not read as romaji.
  static let maximumLength = 64

  /// One way to read a Latin word.
  package struct Reading: Hashable, Sendable {
    /// Hiragana, with ー for a vowel marked long.
    package var kana: [UInt8]
  }

  /// The readings of a Latin word that is long enough to be a Japanese word: two morae or more.
  package static func wordReadings(of word: some Sequence<UInt8>) -> [Reading] {
    readings(of: word).filter { (MoraKey(kana: $0.kana)?.count ?? 0) >= 2 }
  }

  /// True when the spelling marks or doubles no vowel, so that it may stand for a longer one.
  package static func leavesLengthOpen(_ word: some Sequence<UInt8>) -> Bool {
    readings(of: word).allSatisfy { reading in
      MoraKey(kana: reading.kana).map { $0.short == $0.bytes } ?? true
    }
  }

  /// Every way to read case-folded NFKC Latin text as kana, in order of preference; empty where it
  /// cannot be read to its end.
  ///
  /// - Complexity: O(n · `maximumReadings`) in characters.
  package static func readings(of word: some Sequence<UInt8>) -> [Reading] {
    guard let letters = spellOut(String(decoding: Array(word), as: UTF8.self)) else { return [] }
    var results: [[UInt8]] = []
    var seen: Set<[UInt8]> = []
    // Depth first, preferred alternatives first; each state is an offset and the kana so far.
    var stack: [(offset: Int, kana: [UInt8])] = [(0, [])]
    var steps = 0
    while let (offset, kana) = stack.popLast(), results.count < maximumReadings, steps < 4096 {
      steps += 1
      if offset == letters.count {
        if seen.insert(kana).inserted { results.append(kana) }
        continue
      }
      for step in continuations(letters, offset).reversed() {
        stack.append((offset + step.length, kana + step.kana))
      }
    }
    return results.map { Reading(kana: $0) }
  }

  /// ASCII letters with `:` behind a vowel marked long, or nil for what romaji never has.
  private static func spellOut(_ word: String) -> [UInt8]? {
    var letters: [UInt8] = []
    for scalar in word.unicodeScalars {
      switch scalar {
      case "a"..."z": letters.append(UInt8(scalar.value))
      case "ā", "â": letters += [0x61, 0x3A]
      case "ī", "î": letters += [0x69, 0x3A]
      case "ū", "û": letters += [0x75, 0x3A]
      case "ē", "ê": letters += [0x65, 0x3A]
      case "ō", "ô": letters += [0x6F, 0x3A]
      case "'", "’", "`": letters.append(0x27)
      case "-", "ー": letters.append(0x3A)
      default: return nil
      }
    }
    return letters.isEmpty || letters.count > maximumLength ? nil : letters
  }

  private struct Step {
    var length: Int
    var kana: [UInt8]
  }

  /// The ways to go on at an offset, preferred first.
  private static func continuations(_ letters: [UInt8], _ offset: Int) -> [Step] {
    let letter = letters[offset]
    func at(_ distance: Int) -> UInt8 {
      offset + distance < letters.count ? letters[offset + distance] : 0
    }
    var steps: [Step] = []
    if letter == 0x3A {  // a long mark needs a vowel before it
      return offset > 0 && isVowel(letters[offset - 1])
        ? [Step(length: 1, kana: Array("ー".utf8))] : []
    }
    for length in stride(from: min(4, letters.count - offset), through: 1, by: -1) {
      for kana in syllables[Array(letters[offset..<offset + length])] ?? [] {
        steps.append(Step(length: length, kana: kana))
      }
    }
    let next = at(1)
    if letter == 0x6E {  // n
      let n = Array("ん".utf8)
      if next == 0x27 {
        steps.append(Step(length: 2, kana: n))
      } else if next == 0x6E && !isVowel(at(2)) && at(2) != 0x79 {
        steps.append(Step(length: 2, kana: n))  // nn before a consonant or at the end
      } else {
        // No word begins with ん and a vowel.
        if offset > 0 || !(isVowel(next) || next == 0x79) {
          steps.append(Step(length: 1, kana: n))
        }
        if next == 0x6E { steps.append(Step(length: 2, kana: n)) }  // nn typed for ん
      }
    } else if letter == 0x6D && (next == 0x62 || next == 0x6D || next == 0x70) {  // m before b m p
      steps.append(Step(length: 1, kana: Array("ん".utf8)))
    } else if letter == 0x74 && next == 0x63 && at(2) == 0x68 {  // tch
      steps.append(Step(length: 1, kana: Array("っ".utf8)))
    } else if letter == next && !isVowel(letter) && letter != 0x27 {
      steps.append(Step(length: 1, kana: Array("っ".utf8)))
    } else if letter == 0x68, offset > 0, letters[offset - 1] == 0x6F,
      !isVowel(next), next != 0x79, next != 0x3A
    {  // oh for a long o: Satoh, Ohtani
      steps.append(Step(length: 1, kana: Array("ー".utf8)))
    }
    return steps
  }

  private static func isVowel(_ letter: UInt8) -> Bool {
    letter == 0x61 || letter == 0x69 || letter == 0x75 || letter == 0x65 || letter == 0x6F
  }

  /// Syllable to kana; where systems differ the older reading comes first.
  private static let syllables: [[UInt8]: [[UInt8]]] = {
    var table: [[UInt8]: [[UInt8]]] = [:]
    func add(_ latin: String, _ kana: String) {
      table[Array(latin.utf8), default: []].append(Array(kana.utf8))
    }
    let vowels = ["a", "i", "u", "e", "o"]
    let rows = [
      ("", "あいうえお"), ("k", "かきくけこ"), ("s", "さしすせそ"), ("t", "たちつてと"), ("n", "なにぬねの"),
      ("h", "はひふへほ"), ("m", "まみむめも"), ("r", "らりるれろ"), ("g", "がぎぐげご"), ("z", "ざじずぜぞ"),
      ("d", "だぢづでど"), ("b", "ばびぶべぼ"), ("p", "ぱぴぷぺぽ"), ("x", "ぁぃぅぇぉ"),
    ]
    for (consonant, kana) in rows {
      for (vowel, kana) in zip(vowels, kana) { add(consonant + vowel, String(kana)) }
    }
    for (consonant, head) in [
      ("ky", "き"), ("sy", "し"), ("ty", "ち"), ("ny", "に"), ("hy", "ひ"), ("my", "み"), ("ry", "り"),
      ("gy", "ぎ"), ("zy", "じ"), ("dy", "ぢ"), ("by", "び"), ("py", "ぴ"), ("sh", "し"), ("ch", "ち"),
      ("j", "じ"), ("jy", "じ"), ("cy", "ち"),
    ] {
      for (vowel, tail) in [("a", "ゃ"), ("u", "ゅ"), ("o", "ょ")] {
        add(consonant + vowel, head + tail)
      }
    }
    for (latin, kana) in [
      ("shi", "し"), ("chi", "ち"), ("tsu", "つ"), ("fu", "ふ"), ("ji", "じ"), ("ya", "や"), ("yu", "ゆ"),
      ("yo", "よ"), ("wa", "わ"), ("wo", "を"), ("wi", "うぃ"), ("we", "うぇ"), ("she", "しぇ"),
      ("che", "ちぇ"), ("je", "じぇ"), ("ye", "いぇ"), ("fa", "ふぁ"), ("fi", "ふぃ"), ("fe", "ふぇ"),
      ("fo", "ふぉ"), ("fyu", "ふゅ"), ("va", "ゔぁ"), ("vi", "ゔぃ"), ("vu", "ゔ"), ("ve", "ゔぇ"),
      ("vo", "ゔぉ"), ("tsa", "つぁ"), ("tsi", "つぃ"), ("tse", "つぇ"), ("tso", "つぉ"), ("thi", "てぃ"),
      ("dhi", "でぃ"), ("ti", "てぃ"), ("di", "でぃ"), ("tu", "とぅ"), ("du", "どぅ"), ("twu", "とぅ"),
      ("dwu", "どぅ"), ("texi", "てぃ"), ("dexi", "でぃ"), ("dyu", "でゅ"), ("tyu", "てゅ"), ("dhu", "でゅ"),
      ("thu", "てゅ"), ("kwa", "くぁ"), ("gwa", "ぐぁ"), ("wha", "うぁ"), ("whi", "うぃ"), ("who", "うぉ"),
      ("xtu", "っ"), ("ltu", "っ"), ("xtsu", "っ"), ("xya", "ゃ"), ("xyu", "ゅ"), ("xyo", "ょ"),
      ("wo", "うぉ"),
    ] {
      add(latin, kana)
    }
    return table
  }()
}
