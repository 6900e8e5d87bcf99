// SPDX-License-Identifier: Apache-2.0
package import Storage

/// Makes the word lexicon out of EDICT, the source of the IPA dictionary and a list of English words.
package struct LexiconCompiler {
  private var entries: [[UInt8]: LexiconEntry] = [:]
  private var isFromEdict: Set<[UInt8]> = []
  /// How usual a reading is, most usual first.
  private enum Currency: UInt8, Comparable {
    /// Marked as common.
    case common
    /// Not marked, but the IPA dictionary has it, too.
    case shared
    /// Not marked.
    case plain
    /// In its first sense no longer in use.
    case archaic
    /// Outdated or irregular as a reading.
    case outdated

    static func < (a: Currency, b: Currency) -> Bool { a.rawValue < b.rawValue }
  }

  /// How usual each reading of a word is, in the order the readings came.
  private var currencies: [[UInt8]: [Currency]] = [:]

  /// Creates an empty lexicon.
  package init() {}

  /// The number of headwords so far.
  package var count: Int { entries.count }

  /// Adds EDICT's lines, in UTF-8: `寿司 [すし] /(ateji) (n) (food) sushi/.../`.
  ///
  /// Of a word's readings those are usual that are marked as common (P); where none is, those that the
  /// IPA dictionary has, too; else all but those in no use today, and outdated and irregular ones (marked
  /// ok or ik) only where there are no others.
  package mutating func add(edictLine line: Substring) {
    guard let slash = line.firstIndex(of: "/") else { return }
    let head = line[..<slash].split(separator: " ")
    guard let word = head.first, !word.hasPrefix("？") else { return }
    let glosses = line[slash...].split(separator: "/")
    let codes = Self.codes(in: glosses)
    let reading = head.count > 1 ? head[1].dropFirst().dropLast() : word
    let kana = Kana.hiragana(Self.headword(reading))
    guard Kana.isKana(kana) else { return }
    var traits = Self.traits(ofEdict: codes).union(.edict)
    if glosses.contains(where: { Self.text(ofGloss: $0).hasPrefix("to be able to") }) {
      traits.insert(.potential)
    }
    if glosses.contains(where: { Self.isCausative(Self.text(ofGloss: $0)) }) {
      traits.insert(.causative)
    }
    if glosses.contains(where: { Self.isWord(Self.text(ofGloss: $0), readAs: kana) }) {
      traits.insert(.knownInEnglish)
    }
    let key = Self.headword(word)
    isFromEdict.insert(key)
    if Kana.isKatakana(key), let english = Self.englishWord(glosses) {
      addEquivalents(key, english)
    }
    let currency: Currency =
      if codes.contains("ok") || codes.contains("ik") {
        .outdated
      } else if glosses.contains("(P)") {
        .common
      } else {
        Self.isArchaic(glosses) ? .archaic : .plain
      }
    add(key, traits: traits, reading: kana, currency)
  }

  /// Adds a line of the IPA dictionary's source, in UTF-8. Only dictionary forms of words that carry
  /// meaning count, and only where EDICT, which comes first, has nothing.
  package mutating func add(ipadicLine line: Substring) {
    let columns = line.split(separator: ",", omittingEmptySubsequences: false)
    if columns.count >= 12 { addFunctionWord(columns) }
    guard columns.count >= 12, columns[9] == "*" || columns[9] == "基本形" else { return }
    let features = columns[4...].joined(separator: ",")
    let morpheme = MorphemeFeatures(ipadic: Array(features.utf8))
    guard morpheme.traits.contains(.content), !morpheme.reading.isEmpty else { return }
    let key = Self.headword(columns[0])
    guard !isFromEdict.contains(key) else {
      if columns[5] != "固有名詞" { noteShared(key, morpheme.reading) }
      return
    }
    guard Kana.isKana(morpheme.reading) else { return }
    var traits: LexiconEntry.Traits = morpheme.traits.contains(.noun) ? .noun : []
    if columns[5] == "固有名詞" { traits.insert(.name) }
    if columns[8].hasPrefix("五段") { traits.insert(.godanVerb) }
    if columns[8].hasPrefix("一段") { traits.insert(.ichidanVerb) }
    if columns[8].hasPrefix("形容詞") { traits.insert(.adjective) }
    // The one-row verbs that only the IPA dictionary lists are potential forms (書ける), or causative
    // ones, as five-row verbs in す are (待たす).
    if columns[8].hasPrefix("一段") { traits.formUnion([.potential, .causative]) }
    if columns[8].hasPrefix("五段・サ行") { traits.insert(.causative) }
    add(key, traits: traits, reading: morpheme.reading)
  }

  /// Notes that a katakana word and an English one mean the same.
  private mutating func addEquivalents(_ katakana: [UInt8], _ english: [UInt8]) {
    let none = LexiconEntry(traits: [], readings: [])
    entries[katakana, default: none].add(equivalent: english)
    entries[english, default: none].add(equivalent: katakana)
  }

  /// The first gloss if it is one English word of three letters or more.
  private static func englishWord(_ glosses: [Substring]) -> [UInt8]? {
    guard let first = glosses.first else { return nil }
    var gloss = text(ofGloss: first)
    if let remark = gloss.firstIndex(of: "(") { gloss = gloss[..<remark] }
    while gloss.last == " " { gloss.removeLast() }
    let word = NormalizedText(String(gloss)).bytes
    return word.count >= 3 && word.allSatisfy({ $0 >= 0x61 && $0 <= 0x7A }) ? word : nil
  }

  /// Takes equivalents from katakana words that have a spelling in kanji (マンガ, 漫画), which would not
  /// find what they find.
  private mutating func dropEquivalentsOfKanjiWords() {
    var readings: Set<[UInt8]> = []
    for (word, entry) in entries where Kana.containsHan(word) {
      readings.formUnion(entry.readings)
    }
    for (word, entry) in entries where !entry.equivalents.isEmpty && Kana.isKana(word) {
      guard readings.contains(Kana.hiragana(word)) else { continue }
      entries[word]?.equivalents = []
      for english in entry.equivalents { entries[english]?.equivalents.removeAll { $0 == word } }
    }
  }

  /// Notes kana that mostly stand for particles, auxiliaries and the like, in all their forms.
  private mutating func addFunctionWord(_ columns: [Substring]) {
    let isFunctionWord = columns[4] == "助詞" || columns[4] == "助動詞"
    guard isFunctionWord, Kana.isKana(columns[0].utf8) else { return }
    entries[
      Kana.hiragana(columns[0].utf8), default: LexiconEntry(traits: [], readings: [])
    ].traits.insert(.functionWord)
  }

  /// Adds an ordinary English word; words that begin with a capital are names and left out.
  package mutating func add(englishWord word: Substring) {
    guard let first = word.utf8.first, first >= 0x61, first <= 0x7A,
      word.utf8.allSatisfy({ $0 >= 0x61 && $0 <= 0x7A })
    else { return }
    entries[Array(word.utf8), default: LexiconEntry(traits: [], readings: [])]
      .traits.insert(.english)
  }

  /// The lexicon as the bytes of a key table.
  ///
  /// - Complexity: O(n log n) in headwords.
  package consuming func finish() throws(StorageError) -> [UInt8] {
    sortReadings()
    addModernSpellings()
    dropEquivalentsOfKanjiWords()
    var writer = KeyTableWriter()
    for key in entries.keys.sorted(by: { $0.lexicographicallyPrecedes($1) }) {
      guard let entry = entries[key], key.count <= 255 else { continue }
      try writer.append(key: key, value: entry.encoded())
    }
    return writer.finish()
  }

  /// A headword as words of texts are spelled: normalized, iteration marks written out, without the
  /// dots between words.
  static func headword(_ word: Substring) -> [UInt8] {
    WordFolding.fold(NormalizedText(word.filter { $0 != "・" && $0 != "･" }).bytes[...])
  }

  private mutating func add(
    _ key: [UInt8], traits: LexiconEntry.Traits, reading: [UInt8], _ currency: Currency = .plain
  ) {
    guard !key.isEmpty else { return }
    entries[key, default: LexiconEntry(traits: [], readings: [])].traits.formUnion(traits)
    if let known = entries[key]?.usualReadings.firstIndex(of: reading) {
      let other = currencies[key]?[known] ?? currency
      currencies[key]?[known] = min(currency, other)
    } else {
      entries[key]?.usualReadings.append(reading)
      currencies[key, default: []].append(currency)
    }
  }

  /// Notes that the IPA dictionary has a reading of an EDICT word.
  private mutating func noteShared(_ key: [UInt8], _ reading: [UInt8]) {
    guard let known = entries[key]?.usualReadings.firstIndex(of: reading),
      currencies[key]?[known] == .plain
    else { return }
    currencies[key]?[known] = .shared
  }

  /// Adds words that have old kanji as they are spelled today, for texts are cut so (竜天に登る).
  private mutating func addModernSpellings() {
    let old = entries.keys.filter { OldKanji.modernized($0) != $0 }
    for key in old.sorted(by: { $0.lexicographicallyPrecedes($1) }) {
      let modern = OldKanji.modernized(key)
      if entries[modern] == nil { entries[modern] = entries[key] }
    }
  }

  /// Puts the usual readings of each word before its lesser ones.
  private mutating func sortReadings() {
    for (key, known) in currencies where known.count > 1 {
      guard let readings = entries[key]?.usualReadings else { continue }
      let best = known.min()
      let sorted = zip(readings, known).enumerated().sorted {
        ($0.element.1, $0.offset) < ($1.element.1, $1.offset)
      }.map(\.element)
      entries[key]?.usualReadings = sorted.filter { $0.1 == best }.map(\.0)
      entries[key]?.lesserReadings = sorted.filter { $0.1 != best }.map(\.0)
    }
  }

  /// The codes in EDICT's leading parentheses: parts of speech and remarks.
  private static func codes(in glosses: [Substring]) -> Set<Substring> {
    var codes: Set<Substring> = []
    for gloss in glosses {
      var rest = gloss
      while rest.first == "(", let close = rest.firstIndex(of: ")") {
        codes.formUnion(rest[rest.index(after: rest.startIndex)..<close].split(separator: ","))
        rest = rest[rest.index(after: close)...].drop { $0 == " " }
      }
    }
    return codes
  }

  /// Whether the remarks on the first sense say that the word is no longer in use.
  private static func isArchaic(_ glosses: [Substring]) -> Bool {
    glosses.first.map { !codes(in: [$0]).isDisjoint(with: ["arch", "obs"]) } ?? false
  }

  private static func traits(ofEdict codes: Set<Substring>) -> LexiconEntry.Traits {
    var traits: LexiconEntry.Traits = []
    for code in codes {
      if code.hasPrefix("v5") || code.hasPrefix("v4") { traits.insert(.godanVerb) }
      if code.hasPrefix("v1") || code == "vz" { traits.insert(.ichidanVerb) }
      if code == "vk" || code == "vs-i" || code == "vs-s" { traits.insert(.irregularVerb) }
      if code == "adj-i" || code == "adj-ix" { traits.insert(.adjective) }
      if code == "n" || code.hasPrefix("n-") || code == "vs" || code == "adj-na" || code == "pn" {
        traits.insert(.noun)
      }
      if code == "exp" { traits.insert(.expression) }
    }
    return traits
  }

  private static func text(ofGloss gloss: Substring) -> Substring {
    var rest = gloss
    while rest.first == "(", let close = rest.firstIndex(of: ")") {
      rest = rest[rest.index(after: close)...].drop { $0 == " " }
    }
    return rest
  }

  /// True for the gloss of a verb that lets or makes something be done.
  private static func isCausative(_ gloss: Substring) -> Bool {
    [
      "to make ", "to let ", "to cause ", "to force ", "to have someone ", "to get someone ",
      "to put someone ", "to keep (a person) ",
    ].contains { gloss.hasPrefix($0) }
  }

  /// True when a gloss is or begins with the headword itself in Latin letters (sumo wrestling).
  private static func isWord(_ gloss: Substring, readAs reading: [UInt8]) -> Bool {
    guard let word = gloss.split(whereSeparator: { $0 == " " || $0 == "(" }).first,
      let key = MoraKey(kana: reading)
    else { return false }
    return Romaji.readings(of: NormalizedText(String(word)).bytes).contains {
      MoraKey(kana: $0.kana)?.short == key.short
    }
  }
}
