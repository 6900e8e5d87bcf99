// SPDX-License-Identifier: Apache-2.0

/// Finds headwords over several script runs (Ｘ線, 第3回, グリーンPC), and joins katakana words between
/// which only a dot stands (ジョン・スミス, also ジョンスミス).
///
/// It is told the words of a text from left to right and keeps those at hand that stand side by side.
struct MixedHeadwords {
  /// A headword over several runs.
  struct Found {
    var text: [UInt8]
    /// UTF-8 bytes of the normalized text.
    var range: Range<Int>
    /// The position of its first word.
    var position: UInt32
  }

  private struct Word {
    var range: Range<Int>
    var position: UInt32
    var run: Int
  }

  /// So many words on either side of a boundary of runs are looked at.
  static let reach = 8

  private var words: [Word] = []
  private var run = 0
  /// Headwords that are complete, in order of their position.
  private(set) var found: [Found] = []

  /// Forgets everything.
  mutating func removeAll() {
    words.removeAll(keepingCapacity: true)
    found.removeAll(keepingCapacity: true)
  }

  /// Forgets the headwords found.
  mutating func removeFound() { found.removeAll(keepingCapacity: true) }

  /// Begins the next run.
  mutating func beginRun() { run += 1 }

  /// Adds a word of the run; words far from both ends of a run need not be added.
  mutating func add(
    _ range: Range<Int>, at position: UInt32, in text: [UInt8], _ lexicon: WordLexicon
  ) {
    if let last = words.last, range.lowerBound != last.range.upperBound,
      !Self.isDot(text[last.range.upperBound..<range.lowerBound])
    {
      finish(in: text, lexicon)
    }
    words.append(Word(range: range, position: position, run: run))
  }

  /// Completes the headwords of the words so far; no other begins or ends with what follows.
  ///
  /// - Complexity: O(`reach`²) look-ups at most, next to none for most words.
  mutating func finish(in text: [UInt8], _ lexicon: WordLexicon) {
    defer { words.removeAll(keepingCapacity: true) }
    guard let first = words.first, let last = words.last, first.run != last.run else { return }
    for index in words.indices {
      joinKatakana(from: index, in: text)
      var hash: UInt64 = 0
      for end in index..<words.count {
        hash = HeadwordFilter.hash(text.span.extracting(words[end].range), after: hash)
        let hint = lexicon.hint(hash)
        guard !hint.isEmpty else { break }
        let headword = spelling(index...end, in: text)
        guard headword.count <= JapaneseWordBuilder.maximumByteCount else { break }
        if hint.contains(.isHeadword), words[end].run != words[index].run,
          HeadwordFilter.takes(headword.span), !Kana.isKatakana(headword),
          lexicon.entry(for: headword) != nil
        {
          found.append(
            Found(text: headword, range: range(index...end), position: words[index].position))
        }
        guard lexicon.goesOn(headword, hash: hash) else { break }
      }
    }
  }

  /// Adds the katakana words from one on that dots join, if it is the first of them.
  private mutating func joinKatakana(from index: Int, in text: [UInt8]) {
    guard Kana.isKatakana(text[words[index].range]) else { return }
    if index > 0, Kana.isKatakana(text[words[index - 1].range]) { return }
    var end = index
    while end + 1 < words.count, Kana.isKatakana(text[words[end + 1].range]) { end += 1 }
    guard words[end].run != words[index].run else { return }
    let joined = spelling(index...end, in: text)
    guard joined.count <= JapaneseWordBuilder.maximumByteCount else { return }
    found.append(
      Found(text: joined, range: range(index...end), position: words[index].position))
  }

  private func range(_ span: ClosedRange<Int>) -> Range<Int> {
    words[span.lowerBound].range.lowerBound..<words[span.upperBound].range.upperBound
  }

  /// The words of a span without the dots between them.
  private func spelling(_ span: ClosedRange<Int>, in text: [UInt8]) -> [UInt8] {
    words[span].flatMap { text[$0.range] }
  }

  /// True for the dot between katakana words (U+30FB).
  private static func isDot(_ text: ArraySlice<UInt8>) -> Bool {
    text.elementsEqual([0xE3, 0x83, 0xBB])
  }
}
