// SPDX-License-Identifier: Apache-2.0
internal import DocumentModel

/// What one occurrence of a variant counts, relative to the word as it was typed.
///
/// The order is a promise: typed, then the same form, then other spellings, then the family, then
/// text that merely contains the word.
extension RankingWeights {
  /// The word as typed.
  var typed: Float { 1 }

  /// The word's text inside other text: longer strings hardly stand there by chance, shorter ones do
  /// (京都 in 東京都, はし in はしる).
  func contained(_ text: [UInt8]) -> Float {
    let count = Writing.characterCount(text)
    return switch Writing(text) {
    case .han: count >= 3 ? containedThree : count == 2 ? containedTwo : containedOne
    default: count >= 4 ? containedThree : containedKana
    }
  }
}
