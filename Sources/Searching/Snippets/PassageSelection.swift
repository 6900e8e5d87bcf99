// SPDX-License-Identifier: Apache-2.0

/// Chooses the stretch of a text that shows best why it was found.
struct PassageSelection {
  /// The length aimed at, in Unicode scalars.
  static let scalarCount = 160

  private let boundaries: TextBoundaries
  /// Where words start and end, ascending.
  private let wordStarts: [Int]
  private let wordEnds: [Int]
  /// What showing a group is worth.
  private let weights: [Float]

  /// A stretch of the text with what it is worth.
  struct Passage: Equatable {
    /// Where it stands, in UTF-8 bytes.
    var range: Range<Int>
    /// The worth of the distinct groups it shows.
    var worth: Float
    /// How many highlights it shows.
    var highlightCount: Int

    /// Whether this one is better than another that stands before it.
    func isBetter(than other: Passage) -> Bool {
      worth == other.worth ? highlightCount > other.highlightCount : worth > other.worth
    }
  }

  /// Creates the selection for a text with its words' ranges, in any order, and what showing each
  /// group is worth.
  init(_ boundaries: TextBoundaries, words: [Range<Int>], weights: [Float]) {
    self.boundaries = boundaries
    wordStarts = words.map(\.lowerBound).sorted()
    wordEnds = words.map(\.upperBound).sorted()
    self.weights = weights
  }

  /// The best passage, or nil when there are no highlights.
  ///
  /// The groups shown decide, by their weights, then the number of highlights, then the place.
  /// - Parameter highlights: in the order of the text.
  /// - Returns: the passage with the text around it.
  /// - Complexity: O(highlights · highlights in a passage).
  func best(_ highlights: [Highlight]) -> Passage? {
    var best: Passage?
    for first in highlights.indices {
      let start = highlights[first].range.lowerBound
      if first > 0, highlights[first - 1].range.lowerBound == start { continue }
      let limit = boundaries.offset(start, advancedBy: Self.scalarCount)
      var end = start
      var groups: Set<Int> = []
      var count = 0
      for highlight in highlights[first...] {
        guard highlight.range.lowerBound < limit else { break }
        guard highlight.range.upperBound <= limit || count == 0 else { continue }
        end = max(end, highlight.range.upperBound)
        groups.insert(highlight.group)
        count += 1
      }
      let worth = groups.sorted().reduce(0) { $0 + weights[$1] }
      let passage = Passage(range: start..<end, worth: worth, highlightCount: count)
      if best.map({ passage.isBetter(than: $0) }) ?? true { best = passage }
    }
    guard var best else { return nil }
    best.range = extended(best.range)
    return best
  }

  /// The beginning of the text, for a text without highlights.
  var beginning: Range<Int> { extended(0..<0) }

  /// The range with text around it, up to the length aimed at: from the start of its sentence if
  /// that is near, otherwise of a word, to the end of a sentence or word.
  private func extended(_ core: Range<Int>) -> Range<Int> {
    let budget = max(0, Self.scalarCount - boundaries.scalarCount(core))
    // Text that is left at the end of the document may be used before the core.
    let left = boundaries.scalarCount(
      core.upperBound..<boundaries.offset(core.upperBound, advancedBy: budget))
    let before = max(budget * 2 / 5, budget - left)
    let start = passageStart(core.lowerBound, budget: before)
    let used = boundaries.scalarCount(start..<core.lowerBound)
    let end = passageEnd(core.upperBound, budget: budget - used)
    let range = boundaries.trimmed(start..<end)
    return boundaries.characterBoundary(
      notBehind: min(range.lowerBound, core.lowerBound))..<boundaries.characterBoundary(
        notBefore: max(range.upperBound, core.upperBound))
  }

  private func passageStart(_ core: Int, budget: Int) -> Int {
    let limit = boundaries.offset(core, retreatedBy: budget)
    if limit == 0 { return 0 }
    var sentence = core
    while sentence > limit, !boundaries.isSentenceStart(sentence) { sentence -= 1 }
    if sentence > limit || boundaries.isSentenceStart(sentence) { return sentence }
    let place = wordStarts.partitioningIndex { $0 >= limit }
    return place < wordStarts.count && wordStarts[place] <= core ? wordStarts[place] : core
  }

  private func passageEnd(_ core: Int, budget: Int) -> Int {
    let limit = boundaries.offset(core, advancedBy: budget)
    if limit == boundaries.byteCount { return limit }
    // A sentence that ends in the last third is worth stopping at.
    let early = boundaries.offset(core, advancedBy: budget * 2 / 3)
    var sentence = limit
    while sentence > early, !boundaries.isSentenceStart(sentence) { sentence -= 1 }
    if sentence > early { return sentence }
    let place = wordEnds.partitioningIndex { $0 > limit }
    return place > 0 && wordEnds[place - 1] >= core ? wordEnds[place - 1] : limit
  }
}
