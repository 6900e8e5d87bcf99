// SPDX-License-Identifier: Apache-2.0

/// A Japanese word with its graded forms.
struct JapaneseWord: Equatable {
  /// As typed, iteration marks written out.
  var surface: [UInt8]
  /// Dictionary form with voice; a nominal stem is its own.
  var form: [UInt8]
  /// Dictionary form.
  var lemma: [UInt8]
  /// The reading of the surface in hiragana; empty where unknown.
  var reading: [UInt8] = []
  /// The reading of the form; empty where unknown or equal to the surface's.
  var formReading: [UInt8] = []
  /// True for particles, auxiliaries and symbols.
  var isFunctionWord = false
  /// True for a lexicon headword over several words.
  var isCompound = false
}

/// Folds that make word spellings equal; grams see the text without them.
package enum WordFolding {
  /// The word with iteration marks written out (人々 as 人人, いすゞ as いすず).
  package static func fold(_ word: ArraySlice<UInt8>) -> [UInt8] {
    guard word.count >= 6, Self.mayFold(word) else { return Array(word) }
    var result = String.UnicodeScalarView()
    for scalar in String(decoding: word, as: UTF8.self).unicodeScalars {
      guard let previous = result.last else {
        result.append(scalar)
        continue
      }
      switch scalar {
      case "々", "ゝ", "ヽ": result.append(previous)
      case "ゞ", "ヾ":
        // The voiced kana follows the plain one in Unicode, except where it is voiced already.
        let voiced = Unicode.Scalar(previous.value + 1)
        let decomposes = voiced.map { Character($0).isVoicedPair(of: previous) } ?? false
        result.append(decomposes ? voiced ?? previous : previous)
      default: result.append(scalar)
      }
    }
    return Array(String(result).utf8)
  }

  /// Whether a text has kana iteration marks.
  static func hasKanaMark(_ text: Span<UInt8>) -> Bool {
    var offset = 0
    while offset &+ 2 < text.count {
      if text[offset] == 0xE3, text[offset &+ 1] != 0x80,
        isIterationMark(UTF8Decoding.threeByteUnit(text, offset))
      {
        return true
      }
      offset &+= UTF8Decoding.length(text[offset])
    }
    return false
  }

  /// Writes kana iteration marks out in place, so that words are cut as if they had been typed so;
  /// no byte moves. 々 is left to the dictionary, which knows 人々.
  static func writeOutKanaMarks(_ text: inout [UInt8], in range: Range<Int>) {
    var offset = range.lowerBound + 3
    while offset + 2 < range.upperBound {
      let mark = text[offset..<offset + 3]
      if mayFold(mark), text[offset + 1] != 0x80, text[offset - 3] == 0xE3 {
        let folded = fold(text[offset - 3..<offset + 3])
        if folded.count == 6 { text.replaceSubrange(offset - 3..<offset + 3, with: folded) }
      }
      offset += UTF8Decoding.length(text[offset])
    }
  }

  /// True for 々 ゝ ゞ ヽ ヾ.
  static func isIterationMark(_ unit: UInt32) -> Bool {
    unit == 0x3005 || unit == 0x309D || unit == 0x309E || unit == 0x30FD || unit == 0x30FE
  }

  /// True when the text has an iteration mark.
  static func mayFold(_ word: ArraySlice<UInt8>) -> Bool {
    var index = word.startIndex
    while index + 2 < word.endIndex {
      // 々 is E3 80 85; ゝ ゞ are E3 82 9D, 9E; ヽ ヾ are E3 83 BD, BE.
      if word[index] == 0xE3 {
        switch (word[index + 1], word[index + 2]) {
        case (0x80, 0x85), (0x82, 0x9D), (0x82, 0x9E), (0x83, 0xBD), (0x83, 0xBE): return true
        default: break
        }
      }
      index += UTF8Decoding.length(word[index])
    }
    return false
  }
}

extension Character {
  /// True for が after か and the like.
  fileprivate func isVoicedPair(of plain: Unicode.Scalar) -> Bool {
    "がぎぐげござじずぜぞだぢづでどばびぶべぼガギグゲゴザジズゼゾダヂヅデドバビブベボ".contains(self)
      && "かきくけこさしすせそたちつてとはひふへほカキクケコサシスセソタチツテトハヒフヘホ".unicodeScalars
        .contains(plain)
  }
}
