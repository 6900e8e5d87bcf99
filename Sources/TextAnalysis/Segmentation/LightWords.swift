// SPDX-License-Identifier: Apache-2.0

/// Words that say little of what a text is about, in any text: articles, prepositions, auxiliaries,
/// pronouns and question words of English; question words, demonstratives, formal nouns and light
/// verbs of Japanese. They are found like all words and count less in ranking.
///
/// Words of this kind that are often what is asked for (`can`, `may`, `us`, 人, 名) are left out.
package enum LightWords {
  private static let english = """
    a an and any are as at be been being but by did do does doing during each for from had has have \
    having he her hers him his how i if in into is it its itself me my no nor not of on or other our \
    ours she should so some such than that the their theirs them then there these they this those to \
    too was we were what when where which while who whom whose why will with would you your yours \
    could about between after before also
    """
  private static let japanese = """
    何 なに なん 何処 どこ いつ 何時 誰 だれ どれ どの どう どんな どちら いくつ いくら なぜ 何故 する ある いる なる こと 事 \
    もの 物 ため 為 よう 様 とき ところ 所 うち いう 言う できる 出来る 行う これ それ あれ この その あの ここ そこ
    """

  private static let all: Set<[UInt8]> = Set(
    (english + " " + japanese).split(separator: " ").map { Array($0.utf8) })

  /// Whether a normalized word, or one with this dictionary form, is such a word.
  package static func contains(_ word: [UInt8]) -> Bool { all.contains(word) }
}
