// SPDX-License-Identifier: Apache-2.0

/// A piece of Japanese text as a dictionary knows it.
struct Morpheme: Sendable {
  /// UTF-8 bytes of the normalized text.
  var range: Range<Int>
  /// The index in the source's `features`.
  var features: Int
  /// How it counts in search; a copy from its features.
  var traits: MorphemeTraits
}

/// What cuts a run of Han and kana into morphemes.
protocol MorphemeSource: AnyObject {
  /// The dictionary facts that morphemes refer to; grows as texts are cut.
  var features: [MorphemeFeatures] { get }
  /// Appends the morphemes of `text[range]` in order.
  func morphemes(in text: [UInt8], range: Range<Int>, into morphemes: inout [Morpheme])
}

/// How a morpheme counts in search.
struct MorphemeTraits: OptionSet, Sendable {
  let rawValue: UInt8

  /// A word that carries meaning; others are particles, auxiliaries, symbols or voice.
  static let content = MorphemeTraits(rawValue: 1 << 0)
  /// れる, られる, せる, させる: changes the voice of the verb before it.
  static let voice = MorphemeTraits(rawValue: 1 << 1)
  /// A verb or adjective, which has a dictionary form.
  static let inflected = MorphemeTraits(rawValue: 1 << 2)
  /// A verb.
  static let verb = MorphemeTraits(rawValue: 1 << 3)
  /// A noun.
  static let noun = MorphemeTraits(rawValue: 1 << 4)
  /// The form that verbs take before ます or as a noun (連用形).
  static let continuative = MorphemeTraits(rawValue: 1 << 5)
  /// An auxiliary or conjunctive particle that needs a verb before it (た, ます, て).
  static let bindsToVerb = MorphemeTraits(rawValue: 1 << 6)
  /// する, which says next to nothing beside the noun before it.
  static let lightVerb = MorphemeTraits(rawValue: 1 << 7)
}

/// The dictionary facts of a morpheme.
struct MorphemeFeatures: Sendable {
  var traits: MorphemeTraits
  /// The dictionary form; empty where it is the surface.
  var base: [UInt8] = []
  /// The reading of this form in hiragana; empty where the dictionary has none.
  var reading: [UInt8] = []

  init(traits: MorphemeTraits) { self.traits = traits }

  /// Reads the feature columns of the IPA dictionary:
  /// part of speech 1-4, conjugation type, conjugation form, base, reading, pronunciation.
  init(ipadic features: String) {
    let columns = features.split(separator: ",", omittingEmptySubsequences: false)
    func column(_ index: Int) -> Substring {
      index < columns.count && columns[index] != "*" ? columns[index] : ""
    }
    let major = column(0)
    let minor = column(1)
    let isVerb = major == "動詞"
    base = Array(column(6).utf8)
    reading = Kana.hiragana(Array(column(7).utf8))
    traits = []
    switch (major, minor) {
    case ("動詞", "接尾"):
      if ["れる", "られる", "せる", "させる"].contains(column(6)) { traits = .voice }
    case ("動詞", "非自立"), ("名詞", "非自立"), ("形容詞", "非自立"): break
    case ("助詞", _), ("助動詞", _), ("記号", _), ("フィラー", _), ("接続詞", _), ("連体詞", _): break
    case ("接頭詞", _) where ["お", "ご", "御"].contains(column(6)): break
    case ("動詞", "自立") where column(6) == "する": traits = .lightVerb
    default: traits = .content
    }
    if isVerb { traits.formUnion([.verb, .inflected]) }
    if major == "形容詞" { traits.insert(.inflected) }
    if major == "名詞" { traits.insert(.noun) }
    if isVerb && column(5).hasPrefix("連用") { traits.insert(.continuative) }
    if major == "助動詞" || (major == "助詞" && minor == "接続助詞")
      || (isVerb && (minor == "非自立" || minor == "接尾"))
    {
      traits.insert(.bindsToVerb)
    }
  }
}
