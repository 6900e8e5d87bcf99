// SPDX-License-Identifier: Apache-2.0

/// A piece of Japanese text as a dictionary knows it.
struct Morpheme: Sendable {
  /// UTF-8 bytes of the normalized text.
  var range: Range<Int>
  /// The index in the source's `features`.
  var features: Int
}

/// What cuts a run of Han and kana into morphemes.
protocol MorphemeSource: AnyObject {
  /// The dictionary facts that morphemes refer to; grows as texts are cut.
  var features: [MorphemeFeatures] { get }
  /// Appends the morphemes of `text[range]` in order.
  func morphemes(in text: [UInt8], range: Range<Int>, into morphemes: inout [Morpheme])
}

/// The dictionary facts of a morpheme.
struct MorphemeFeatures: Sendable {
  /// How a morpheme counts in search.
  enum Role: Sendable {
    /// A word that carries meaning.
    case content
    /// A particle, auxiliary, symbol or the like.
    case function
    /// れる, られる, せる, させる: changes the voice of the verb before it.
    case voice
  }

  var role: Role
  /// True for verbs and adjectives, which have a dictionary form.
  var isInflected = false
  var isVerb = false
  var isNoun = false
  /// True for the form that verbs take before ます or as a noun (連用形).
  var isContinuative = false
  /// True for auxiliaries and conjunctive particles that need a verb before them (た, ます, て).
  var bindsToVerb = false
  /// The dictionary form; empty where it is the surface.
  var base: [UInt8] = []
  /// The reading of this form in hiragana; empty where the dictionary has none.
  var reading: [UInt8] = []

  init(role: Role) { self.role = role }

  /// Reads the feature columns of the IPA dictionary:
  /// part of speech 1-4, conjugation type, conjugation form, base, reading, pronunciation.
  init(ipadic features: String) {
    let columns = features.split(separator: ",", omittingEmptySubsequences: false)
    func column(_ index: Int) -> Substring {
      index < columns.count && columns[index] != "*" ? columns[index] : ""
    }
    let major = column(0)
    let minor = column(1)
    base = Array(column(6).utf8)
    reading = Kana.hiragana(Array(column(7).utf8))
    switch (major, minor) {
    case ("動詞", "接尾"):
      role = ["れる", "られる", "せる", "させる"].contains(column(6)) ? .voice : .function
    case ("動詞", "非自立"), ("名詞", "非自立"), ("形容詞", "非自立"): role = .function
    case ("助詞", _), ("助動詞", _), ("記号", _), ("フィラー", _), ("接続詞", _), ("連体詞", _):
      role = .function
    default: role = .content
    }
    isVerb = major == "動詞"
    isNoun = major == "名詞"
    isInflected = isVerb || major == "形容詞"
    isContinuative = isVerb && column(5).hasPrefix("連用")
    bindsToVerb =
      major == "助動詞" || (major == "助詞" && minor == "接続助詞")
      || (isVerb && (minor == "非自立" || minor == "接尾"))
  }
}
