// SPDX-License-Identifier: Apache-2.0

/// Rules that lead from a form to its dictionary form, by the lexicon.
package struct Inflection {
  let lexicon: WordLexicon?

  /// The plain verb of a potential verb (書ける gives 書く), or the verb itself.
  func plainVerb(of verb: [UInt8]) -> [UInt8] {
    let scalars = Array(String(decoding: verb, as: UTF8.self).unicodeScalars)
    guard let lexicon, scalars.count >= 3, scalars.last == "る",
      Kana.vowel(scalars[scalars.count - 2]) == "え",
      let ending = Kana.changingVowel(of: scalars[scalars.count - 2], to: "う"),
      let own = lexicon.entry(for: verb), own.traits.contains(.potential)
    else { return verb }
    let plain = Self.utf8(scalars.dropLast(2) + [ending])
    return lexicon.entry(for: plain)?.traits.contains(.godanVerb) == true ? plain : verb
  }

  /// The verb whose nominal stem a noun is (寝取り gives 寝取る, 引っ越し 引っ越す), or nil.
  func verb(ofNominalStem noun: [UInt8]) -> [UInt8]? {
    let scalars = Array(String(decoding: noun, as: UTF8.self).unicodeScalars)
    guard let lexicon, scalars.count >= 2, let last = scalars.last, let first = scalars.first,
      Script.of(first.value) == .han, let vowel = Kana.vowel(last)
    else { return nil }
    if vowel == "い", let ending = Kana.changingVowel(of: last, to: "う") {
      let verb = Self.utf8(scalars.dropLast() + [ending])
      if lexicon.entry(for: verb)?.traits.contains(.godanVerb) == true { return verb }
    }
    if vowel == "い" || vowel == "え" {
      let verb = Self.utf8(scalars + ["る"])
      if let traits = lexicon.entry(for: verb)?.traits, traits.contains(.ichidanVerb) {
        return verb
      }
    }
    return nil
  }

  /// The reading of an inflected form, from the reading of its dictionary form: what follows their
  /// common beginning is kana and reads as it is written. Nil where the stem itself changes (来る).
  package static func reading(of form: [UInt8], lemma: [UInt8], lemmaReading: [UInt8]) -> [UInt8]? {
    var common = 0
    while common < form.count && common < lemma.count && form[common] == lemma[common] {
      common += 1
    }
    while common > 0 && common < form.count && form[common] & 0xC0 == 0x80 { common -= 1 }
    while common > 0 && common < lemma.count && lemma[common] & 0xC0 == 0x80 { common -= 1 }
    let tail = Kana.hiragana(lemma[common...])
    let ending = Kana.hiragana(form[common...])
    guard common > 0, lemmaReading.count > tail.count,
      lemmaReading.suffix(tail.count).elementsEqual(tail), ending.isEmpty || Kana.isKana(ending)
    else { return nil }
    return lemmaReading.dropLast(tail.count) + ending
  }

  private static func utf8(_ scalars: some Sequence<Unicode.Scalar>) -> [UInt8] {
    var view = String.UnicodeScalarView()
    view.append(contentsOf: scalars)
    return Array(String(view).utf8)
  }
}
