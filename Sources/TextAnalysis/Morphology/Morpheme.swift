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
  /// Announces the ranges of a text that will be cut, in order: cutting them together is faster.
  func expect(_ ranges: [Range<Int>])
  /// Appends the morphemes of `text[range]` in order.
  func morphemes(in text: [UInt8], range: Range<Int>, into morphemes: inout [Morpheme])
}

extension MorphemeSource {
  func expect(_ ranges: [Range<Int>]) {}
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
  /// True where all morphemes with these features are spelled alike.
  var isOneSpelling = false

  init(traits: MorphemeTraits) { self.traits = traits }

  /// Reads the feature columns of the IPA dictionary:
  /// part of speech 1-4, conjugation type, conjugation form, base, reading, pronunciation.
  init(ipadic features: [UInt8]) {
    let columns = features.split(separator: 0x2C, omittingEmptySubsequences: false)
    func column(_ index: Int) -> ArraySlice<UInt8> {
      index < columns.count && !columns[index].elementsEqual("*".utf8) ? columns[index] : []
    }
    func isOne(_ index: Int, _ names: String...) -> Bool {
      names.contains { column(index).elementsEqual($0.utf8) }
    }
    let isVerb = isOne(0, "動詞")
    let isNoun = isOne(0, "名詞")
    let isAdjective = isOne(0, "形容詞")
    base = Array(column(6))
    reading = Kana.hiragana(column(7))
    if isVerb && isOne(1, "接尾") {
      traits = isOne(6, "れる", "られる", "せる", "させる") ? .voice : []
    } else if (isVerb || isNoun || isAdjective) && isOne(1, "非自立")
      || isOne(0, "助詞", "助動詞", "記号", "フィラー", "接続詞", "連体詞")
      || isNoun && (isOne(1, "特殊") || isOne(1, "接尾") && isOne(2, "助動詞語幹", "特殊"))
      || isOne(0, "接頭詞") && isOne(6, "お", "ご", "御")
    {
      traits = []
    } else if isVerb && isOne(1, "自立") && isOne(6, "する") {
      traits = .lightVerb
    } else {
      traits = .content
    }
    if isVerb { traits.formUnion([.verb, .inflected]) }
    if isAdjective { traits.insert(.inflected) }
    if isNoun { traits.insert(.noun) }
    if isVerb && column(5).starts(with: "連用".utf8) { traits.insert(.continuative) }
    if isOne(0, "助動詞") || isOne(0, "助詞") && isOne(1, "接続助詞")
      || isVerb && isOne(1, "非自立", "接尾")
    {
      traits.insert(.bindsToVerb)
    }
  }
}
