// SPDX-License-Identifier: Apache-2.0

/// Kana as UTF-8 bytes.
package enum Kana {
  /// The text with katakana turned to hiragana; the long mark and everything else stay.
  ///
  /// - Complexity: O(n) in bytes.
  package static func hiragana(_ text: some Collection<UInt8>) -> [UInt8] {
    hiragana(Array(text))
  }

  /// The same of an array, which other modules call without going through a witness table.
  package static func hiragana(_ text: [UInt8]) -> [UInt8] {
    transposed(text) {
      (0x30A1...0x30F6).contains($0) || (0x30FD...0x30FE).contains($0)
    } by: {
      $0 - 0x60
    }
  }

  /// The text with hiragana turned to katakana.
  package static func katakana(_ text: some Collection<UInt8>) -> [UInt8] {
    katakana(Array(text))
  }

  /// The same of an array.
  package static func katakana(_ text: [UInt8]) -> [UInt8] {
    transposed(text) {
      (0x3041...0x3096).contains($0) || (0x309D...0x309E).contains($0)
    } by: {
      $0 + 0x60
    }
  }

  /// The text with some characters of three bytes changed for others of three bytes.
  @inline(__always)
  private static func transposed(
    _ text: [UInt8], where isChanged: (UInt32) -> Bool, by change: (UInt32) -> UInt32
  ) -> [UInt8] {
    var result = text
    var offset = 0
    while offset < result.count {
      let length = UTF8Decoding.length(result[offset])
      if length == 3, offset + 3 <= result.count {
        let unit = UTF8Decoding.threeByteUnit(result.span, offset)
        if isChanged(unit) {
          let changed = change(unit)
          result[offset + 1] = UInt8(0x80 | changed >> 6 & 0x3F)
          result[offset + 2] = UInt8(0x80 | changed & 0x3F)
        }
      }
      offset += length
    }
    return result
  }

  /// True when the text is one or more hiragana, katakana or long marks and nothing else.
  package static func isKana(_ text: some Collection<UInt8>) -> Bool {
    !text.isEmpty && allScripts(of: text) { $0.isKana }
  }

  /// True when the text is one or more hiragana, katakana or long marks and nothing else.
  package static func isKana(_ text: [UInt8]) -> Bool {
    !text.isEmpty && allScripts(of: text) { $0.isKana }
  }

  /// True when the text is one or more Han characters and kana and nothing else.
  package static func isJapanese(_ text: [UInt8]) -> Bool {
    !text.isEmpty && allScripts(of: text) { $0.isJapanese }
  }

  /// True when every character is katakana or the long mark.
  package static func isKatakana(_ text: some Collection<UInt8>) -> Bool {
    !text.isEmpty && allScripts(of: text) { $0 == .katakana }
  }

  /// True when every character is katakana or the long mark.
  package static func isKatakana(_ text: [UInt8]) -> Bool {
    !text.isEmpty && allScripts(of: text) { $0 == .katakana }
  }

  /// True when a character of the text is Han.
  package static func containsHan(_ text: some Collection<UInt8>) -> Bool {
    !allScripts(of: text) { $0 != .han }
  }

  /// True when a character of the text is Han.
  package static func containsHan(_ text: [UInt8]) -> Bool {
    !allScripts(of: text) { $0 != .han }
  }

  /// True when a character of the text is Han or kana.
  package static func containsJapanese(_ text: [UInt8]) -> Bool {
    !allScripts(of: text) { $0 == .other }
  }

  /// Whether two texts have the same Han characters in the same order, whatever stands between them
  /// (引っ越し, 引越し, 引越).
  ///
  /// - Complexity: O(n) in bytes; nothing is allocated.
  package static func haveSameHan(_ a: [UInt8], _ b: [UInt8]) -> Bool {
    var (left, right) = (0, 0)
    while true {
      let first = nextHan(a.span, &left)
      guard first == nextHan(b.span, &right) else { return false }
      if first == nil { return true }
    }
  }

  /// The next Han character from an offset on, which moves behind it; nil where there is none.
  private static func nextHan(_ text: Span<UInt8>, _ offset: inout Int) -> UInt32? {
    while offset < text.count {
      let codePoint = UTF8Decoding.codePoint(in: text, at: offset)
      offset += UTF8Decoding.length(text[offset])
      if Script.of(codePoint) == .han { return codePoint }
    }
    return nil
  }

  /// True when the script of each character of the text, which is valid UTF-8, is a wanted one.
  @inline(__always)
  private static func allScripts(
    of text: some Collection<UInt8>, _ isWanted: (Script) -> Bool
  ) -> Bool {
    var index = text.startIndex
    while index != text.endIndex {
      let lead = text[index]
      var value: UInt32 =
        lead < 0x80 ? UInt32(lead) : UInt32(lead) & (0xFF >> UInt32(UTF8Decoding.length(lead) + 1))
      text.formIndex(after: &index)
      while index != text.endIndex, text[index] & 0xC0 == 0x80 {
        value = value << 6 | UInt32(text[index]) & 0x3F
        text.formIndex(after: &index)
      }
      if !isWanted(Script.of(value & 0x1F_FFFF)) { return false }
    }
    return true
  }

  /// The vowel that a hiragana ends in, or nil for ん, っ and what is not hiragana.
  static func vowel(_ kana: Unicode.Scalar) -> Unicode.Scalar? {
    let index = Int(kana.value) - firstHiragana
    return vowels.indices.contains(index) ? vowels[index] : nil
  }

  /// The kana of the same consonant with another vowel (り with う gives る), or nil.
  static func changingVowel(of kana: Unicode.Scalar, to vowel: Unicode.Scalar) -> Unicode.Scalar? {
    guard let place = vowelOrder.firstIndex(of: vowel) else { return nil }
    return rows.first { $0.contains(kana) }?[place]
  }

  private static let vowelOrder = Array("あいうえお".unicodeScalars)
  private static let rows: [[Unicode.Scalar]] = [
    "あいうえお", "かきくけこ", "さしすせそ", "たちつてと", "なにぬねの", "はひふへほ", "まみむめも",
    "らりるれろ", "わいうえお", "がぎぐげご", "ざじずぜぞ", "だぢづでど", "ばびぶべぼ", "ぱぴぷぺぽ",
  ].map { Array($0.unicodeScalars) }

  /// The hiragana with a voiced sound (が for か); nil where there is none.
  package static func voiced(_ kana: Unicode.Scalar) -> Unicode.Scalar? { voicedByPlain[kana] }

  /// The hiragana without the voice of its sound (か for が); nil where it has none.
  package static func unvoiced(_ kana: Unicode.Scalar) -> Unicode.Scalar? { plainByVoiced[kana] }

  private static let voicedByPlain = Dictionary(
    uniqueKeysWithValues: zip(
      "かきくけこさしすせそたちつてとはひふへほ".unicodeScalars,
      "がぎぐげござじずぜぞだぢづでどばびぶべぼ".unicodeScalars))
  private static let plainByVoiced = Dictionary(
    uniqueKeysWithValues: voicedByPlain.map { ($0.value, $0.key) })

  private static let firstHiragana = 0x3041

  /// By hiragana from the first on.
  private static let vowels: [Unicode.Scalar?] = {
    let rows: [(Unicode.Scalar, String)] = [
      ("あ", "あかさたなはまやらわがざだばぱぁゃゎゕ"), ("い", "いきしちにひみりぎじぢびぴぃゐ"),
      ("う", "うくすつぬふむゆるぐずづぶぷぅゅゔ"), ("え", "えけせてねへめれげぜでべぺぇゑゖ"),
      ("お", "おこそとのほもよろをごぞどぼぽぉょ"),
    ]
    var vowels: [Unicode.Scalar?] = Array(repeating: nil, count: 0x3097 - firstHiragana)
    for (vowel, row) in rows {
      for kana in row.unicodeScalars { vowels[Int(kana.value) - firstHiragana] = vowel }
    }
    return vowels
  }()
}
