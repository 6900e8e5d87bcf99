// SPDX-License-Identifier: Apache-2.0

/// The words of a user dictionary, found in texts wherever their characters stand.
struct UserWords: Sendable {
  /// The dictionary's digest.
  let digest: String
  private var words: Set<[UInt8]> = []
  private var filter: HeadwordFilter

  init(_ dictionary: UserDictionary) {
    digest = dictionary.digest
    filter = HeadwordFilter(count: dictionary.entries.count)
    for (word, entry) in dictionary.entries where entry.traits.contains(.user) {
      words.insert(word)
      filter.insert(word.span)
    }
  }

  /// The longest word at each character of a range of a text, in order.
  ///
  /// - Complexity: O(1) for most characters.
  func ranges(in text: [UInt8], _ range: Range<Int>) -> [Range<Int>] {
    var found: [Range<Int>] = []
    let bytes = text.span
    var start = range.lowerBound
    while start < range.upperBound {
      var hash: UInt64 = 0
      var end = start
      var longest: Int?
      while end < range.upperBound {
        let next = min(end + UTF8Decoding.length(text[end]), range.upperBound)
        hash = HeadwordFilter.hash(bytes.extracting(end..<next), after: hash)
        end = next
        let hint = filter.hint(hash)
        if hint.contains(.isHeadword), words.contains(WordFolding.fold(text[start..<end])) {
          longest = end
        }
        guard hint.contains(.goesOn) else { break }
      }
      if let longest { found.append(start..<longest) }
      start += UTF8Decoding.length(text[start])
    }
    return found
  }
}
