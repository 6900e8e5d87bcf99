// SPDX-License-Identifier: Apache-2.0

/// What one occurrence of a variant counts, relative to the word as it was typed.
///
/// The order is a promise: typed, then the same form, then other spellings, then the family, then
/// text that merely contains the word.
enum Grades {
  /// The word as typed.
  static let typed: Float = 1
  /// The same form in another inflection (食べる for 食べた).
  static let form: Float = 0.7
  /// Another spelling or script of the word (ねとられ for 寝取られ, サーバ for サーバー).
  static let spelling: Float = 0.4
  /// Another spelling in the script that was typed (ネトラレ for ねとられ, 引越 for 引っ越し).
  static let sameScript: Float = 0.8
  /// A word in another script that is read as was typed (寝取られ for ねとられ).
  static let reading: Float = 0.3
  /// The word of the other language for a loanword (server for サーバー).
  static let translation: Float = 0.3
  /// A word that reads as the Latin word that was typed, which is an ordinary English word.
  static let englishReading: Float = 0.2
  /// Another voice or derivation of the word (寝取る for 寝取られ).
  static let family: Float = 0.3
  /// The same English stem (runs for running).
  static let stem: Float = 0.7
  /// The word's text inside other text: longer strings hardly stand there by chance, shorter ones do
  /// (京都 in 東京都, はし in はしる).
  static func contained(_ text: [UInt8]) -> Float {
    let count = Writing.characterCount(text)
    return switch Writing(text) {
    case .han: count >= 3 ? 0.8 : count == 2 ? 0.2 : 0.1
    default: count >= 4 ? 0.8 : 0.5
    }
  }
  /// The share that the parts of a compound add to a score.
  static let part: Float = 0.3
  /// The share that particles and auxiliaries add to a score.
  static let functionWord: Float = 0.1
}
