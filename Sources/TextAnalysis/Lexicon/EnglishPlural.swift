// SPDX-License-Identifier: Apache-2.0

/// Regular plurals of English nouns.
package enum EnglishPlural {
  /// The word without its s, where it may be a plural (servers); nil where it is none.
  package static func singular(of word: [UInt8]) -> [UInt8]? {
    guard word.count >= 4, word.last == 0x73, word[word.count - 2] != 0x73,
      word.allSatisfy({ $0 >= 0x61 && $0 <= 0x7A })
    else { return nil }
    return Array(word.dropLast())
  }
}
