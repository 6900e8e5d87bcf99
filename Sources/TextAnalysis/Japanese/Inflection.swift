// SPDX-License-Identifier: Apache-2.0

/// Rules that lead from a form to its dictionary form, by the lexicon.
package struct Inflection {
  let lexicon: WordLexicon?

  /// The plain verb of a potential (書ける gives 書く) or causative verb (聞かせる and 聞かす give 聞く),
  /// the verb of an adjective that says how it is done (聞きにくい), or the word itself.
  func plainVerb(of word: [UInt8]) -> [UInt8] {
    let scalars = Array(String(decoding: word, as: UTF8.self).unicodeScalars)
    guard scalars.count >= 3 else { return word }
    return potential(scalars, word) ?? causative(scalars, word) ?? manner(scalars) ?? word
  }

  private func potential(_ scalars: [Unicode.Scalar], _ verb: [UInt8]) -> [UInt8]? {
    guard scalars.last == "る", Kana.vowel(scalars[scalars.count - 2]) == "え",
      has(verb, .potential)
    else { return nil }
    return godanVerb(scalars.dropLast())
  }

  private func causative(_ scalars: [Unicode.Scalar], _ verb: [UInt8]) -> [UInt8]? {
    let stem: ArraySlice<Unicode.Scalar> =
      scalars.last == "す"
      ? scalars.dropLast() : scalars.suffix(2) == ["せ", "る"] ? scalars.dropLast(2) : []
    guard let last = stem.last, stem.count >= 2, Kana.vowel(last) == "あ", has(verb, .causative)
    else { return nil }
    return godanVerb(stem)
  }

  private func manner(_ scalars: [Unicode.Scalar]) -> [UInt8]? {
    guard scalars.count >= 4,
      ["にくい", "やすい", "づらい", "がたい"].contains(where: {
        scalars.suffix(3).elementsEqual($0.unicodeScalars)
      })
    else { return nil }
    return verb(ofNominalStem: Self.utf8(scalars.dropLast(3)))
  }

  /// The five-row verb of which a text is another stem (書け and 書か give 書く), if there is one.
  private func godanVerb(_ stem: ArraySlice<Unicode.Scalar>) -> [UInt8]? {
    guard let last = stem.last, let ending = Kana.changingVowel(of: last, to: "う") else {
      return nil
    }
    let plain = Self.utf8(stem.dropLast() + [ending])
    return has(plain, .godanVerb) ? plain : nil
  }

  /// The adjective that a form stands for which the dictionary takes for another word: 近く for 近い
  /// as a noun, 長けれ for 長ける. Nil where there is none.
  func adjective(of form: [UInt8]) -> [UInt8]? {
    for ending in ["く", "けれ"] where form.count > ending.utf8.count && form.hasSuffix(ending.utf8) {
      let adjective = Array(form.dropLast(ending.utf8.count)) + Array("い".utf8)
      if has(adjective, .adjective) { return adjective }
    }
    return nil
  }

  private func has(_ word: [UInt8], _ trait: LexiconEntry.Traits) -> Bool {
    lexicon?.entry(for: word)?.traits.contains(trait) ?? false
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
