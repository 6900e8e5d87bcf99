// SPDX-License-Identifier: Apache-2.0
internal import DocumentModel
internal import IndexFormat
internal import TextAnalysis

/// Compounds that no dictionary has, between kanji and kana (柿沼丸, かきぬままる): what kanji are read as is put
/// together from the readings of their words, and what kana stand for from words of the collection that
/// stand side by side in it.
struct CompoundReadings {
  /// A compound has at most this many words.
  static let maximumPieces = 6
  /// A compound has at most this many characters.
  static let maximumLength = 12
  /// At most this many kana are looked up as one word.
  static let maximumPieceKana = 12
  /// Kana of fewer morae are not put together of words.
  static let minimumMorae = 4
  /// Kana of more characters are not, either.
  static let maximumKana = 24
  /// At most this many compounds that read as the same kana are looked for, and this many readings of a
  /// compound.
  static let maximumTexts = 4
  /// At most this many ways to read a compound are tried.
  static let maximumReadings = 24
  /// After so many pairs of words the search for compounds ends.
  static let maximumPairs = 20_000

  let vocabulary: Vocabulary
  /// The numbers of the fields that words are looked for in.
  let fields: [Int]

  // MARK: Kana to kanji

  /// The compounds of as few words as can be that the kana can be read as, and whose characters stand
  /// beside each other in the collection.
  ///
  /// - Complexity: O(n²) look-ups of readings, and `maximumPairs` of bigrams at most.
  func texts(readAs kana: [UInt8], isLengthOpen: Bool) throws(SearchError) -> [[UInt8]] {
    let scalars = Array(String(decoding: kana, as: UTF8.self).unicodeScalars)
    guard scalars.count <= Self.maximumKana, let key = MoraKey(kana: kana),
      key.count >= Self.minimumMorae
    else { return [] }
    var pieces: [Range<Int>: [[UInt8]]] = [:]
    func words(_ range: Range<Int>) -> [[UInt8]] {
      if let known = pieces[range] { return known }
      let found = self.words(
        readAs: scalars[range], isFirst: range.lowerBound == 0, isLengthOpen: isLengthOpen)
      pieces[range] = found
      return found
    }
    var begun: [(end: Int, text: [UInt8])] = [(0, [])]
    var pairCount = 0
    for _ in 0..<Self.maximumPieces {
      var whole: [[UInt8]] = []
      var longer: [(end: Int, text: [UInt8])] = []
      for end in (1...scalars.count).reversed() {
        if end < scalars.count, !whole.isEmpty { break }
        for (start, text) in begun where start < end && end - start <= Self.maximumPieceKana {
          for word in words(start..<end) {
            pairCount += 1
            guard pairCount <= Self.maximumPairs else { return whole }
            guard try stand(text, beside: word) else { continue }
            if end < scalars.count {
              longer.append((end, text + word))
            } else if Kana.containsHan(text + word), try stands(text + word),
              !whole.contains(text + word)
            {
              whole.append(text + word)
            }
          }
        }
      }
      if !whole.isEmpty { return Array(whole.prefix(Self.maximumTexts)) }
      begun = longer
    }
    return []
  }

  /// The words of the collection that a piece of a compound may be: read so or, behind another word,
  /// read so without the voice that its first sound takes on there (づくり of つくり).
  private func words(
    readAs kana: ArraySlice<Unicode.Scalar>, isFirst: Bool, isLengthOpen: Bool
  ) -> [[UInt8]] {
    var spellings = [Writing.utf8(kana)]
    if !isFirst, let first = kana.first, let plain = Kana.unvoiced(first) {
      spellings.append(Writing.utf8([plain] + kana.dropFirst()))
    }
    var words: [[UInt8]] = []
    for key in spellings.compactMap({ MoraKey(kana: $0) }) {
      for entry in vocabulary.entries(readAs: key, isLengthOpen: isLengthOpen)
      where !entry.traits.contains(.latin) && !words.contains(entry.term)
        && Kana.isJapanese(entry.term)
      {
        words.append(entry.term)
      }
    }
    return words
  }

  // MARK: Kanji to kana

  /// What the words of a compound can be read as one behind the other, as far as the collection has a
  /// spelling that is read so; most likely first.
  func readings(of words: [QueryWord]) throws(SearchError) -> [[UInt8]] {
    var readings: [(kana: [UInt8], rank: Int)] = [([], 0)]
    for (ordinal, word) in words.enumerated() {
      var own = word.reading.isEmpty ? [] : [word.reading]
      if Kana.isKana(word.surface) { own = [Kana.hiragana(word.surface)] }
      for reading in vocabulary.lexicon.entry(for: word.surface)?.readings ?? []
      where !own.contains(reading) {
        own.append(reading)
      }
      if ordinal > 0 {
        own += own.compactMap { reading in
          let scalars = String(decoding: reading, as: UTF8.self).unicodeScalars
          guard let first = scalars.first, let voiced = Kana.voiced(first) else { return nil }
          return Writing.utf8([voiced] + scalars.dropFirst())
        }
      }
      var longer: [(kana: [UInt8], rank: Int)] = []
      for (kana, rank) in readings {
        for (number, reading) in own.enumerated() { longer.append((kana + reading, rank + number)) }
      }
      longer = longer.enumerated().sorted {
        ($0.element.rank, $0.offset) < ($1.element.rank, $1.offset)
      }.map(\.element)
      readings = Array(longer.prefix(Self.maximumReadings))
    }
    var found: [[UInt8]] = []
    for (kana, _) in readings {
      guard found.count < Self.maximumTexts else { break }
      if try isSpelled(kana) { found.append(kana) }
    }
    return found
  }

  /// Whether the collection has kana or Latin that read so.
  private func isSpelled(_ kana: [UInt8]) throws(SearchError) -> Bool {
    guard let key = MoraKey(kana: kana), key.count >= Self.minimumMorae else { return false }
    let entries = vocabulary.entries(readAs: key, isLengthOpen: false)
    if entries.contains(where: { !$0.traits.isDisjoint(with: [.kana, .latin]) }) { return true }
    if try stands(Kana.hiragana(kana)) { return true }
    return try stands(Kana.katakana(kana))
  }

  // MARK: Texts

  /// Whether the last character of a text stands before the first one of another somewhere.
  private func stand(_ text: [UInt8], beside other: [UInt8]) throws(SearchError) -> Bool {
    guard let last = text.lastIndex(where: { $0 & 0xC0 != 0x80 }) else { return true }
    let gram: ArraySlice =
      text[last...] + other.prefix(1) + other.dropFirst().prefix { $0 & 0xC0 == 0x80 }
    for field in fields {
      if try vocabulary.has(PlanBuilder.key(field, .gram, gram)) {
        return true
      }
    }
    return false
  }

  /// Whether a field has all bigrams of a text.
  private func stands(_ text: [UInt8]) throws(SearchError) -> Bool {
    let starts = Writing.characterStarts(text)
    guard starts.count > 2 else { return false }
    fields: for field in fields {
      for index in 0..<starts.count - 2 {
        let gram = text[starts[index]..<starts[index + 2]]
        if try !vocabulary.has(PlanBuilder.key(field, .gram, gram)) { continue fields }
      }
      return true
    }
    return false
  }
}
