// SPDX-License-Identifier: Apache-2.0

/// Kana as UTF-8 bytes.
package enum Kana {
  /// The text with katakana turned to hiragana; the long mark and everything else stay.
  ///
  /// - Complexity: O(n) in bytes.
  package static func hiragana(_ text: some Sequence<UInt8>) -> [UInt8] {
    String(decoding: Array(text), as: UTF8.self).unicodeScalars.reduce(into: [UInt8]()) {
      let value = $1.value
      let isKatakana = (0x30A1...0x30F6).contains(value) || (0x30FD...0x30FE).contains(value)
      let scalar = isKatakana ? Unicode.Scalar(value - 0x60) ?? $1 : $1
      $0.append(contentsOf: UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
    }
  }

  /// The text with hiragana turned to katakana.
  package static func katakana(_ text: some Sequence<UInt8>) -> [UInt8] {
    String(decoding: Array(text), as: UTF8.self).unicodeScalars.reduce(into: [UInt8]()) {
      let value = $1.value
      let isHiragana = (0x3041...0x3096).contains(value) || (0x309D...0x309E).contains(value)
      let scalar = isHiragana ? Unicode.Scalar(value + 0x60) ?? $1 : $1
      $0.append(contentsOf: UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
    }
  }

  /// True when the text is one or more hiragana, katakana or long marks and nothing else.
  package static func isKana(_ text: some Sequence<UInt8>) -> Bool {
    let scalars = String(decoding: Array(text), as: UTF8.self).unicodeScalars
    return !scalars.isEmpty && scalars.allSatisfy { Script.of($0.value).isKana }
  }

  /// True when every character is katakana or the long mark.
  package static func isKatakana(_ text: some Sequence<UInt8>) -> Bool {
    let scalars = String(decoding: Array(text), as: UTF8.self).unicodeScalars
    return !scalars.isEmpty && scalars.allSatisfy { Script.of($0.value) == .katakana }
  }

  /// True when a character of the text is Han.
  package static func containsHan(_ text: some Sequence<UInt8>) -> Bool {
    String(decoding: Array(text), as: UTF8.self).unicodeScalars.contains {
      Script.of($0.value) == .han
    }
  }

  /// The vowel that a hiragana ends in, or nil for ん, っ and what is not hiragana.
  static func vowel(_ kana: Unicode.Scalar) -> Unicode.Scalar? { vowels[kana] }

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

  private static let vowels: [Unicode.Scalar: Unicode.Scalar] = {
    let rows: [(Unicode.Scalar, String)] = [
      ("あ", "あかさたなはまやらわがざだばぱぁゃゎゕ"), ("い", "いきしちにひみりぎじぢびぴぃゐ"),
      ("う", "うくすつぬふむゆるぐずづぶぷぅゅゔ"), ("え", "えけせてねへめれげぜでべぺぇゑゖ"),
      ("お", "おこそとのほもよろをごぞどぼぽぉょ"),
    ]
    var vowels: [Unicode.Scalar: Unicode.Scalar] = [:]
    for (vowel, row) in rows {
      for kana in row.unicodeScalars { vowels[kana] = vowel }
    }
    return vowels
  }()
}
