// SPDX-License-Identifier: Apache-2.0

/// What ranking makes of a word and of what stands for it. A schema carries it, so that an index ranks
/// alike wherever it is opened.
///
/// The values of `init()` were tuned on development collections (English and Japanese questions over
/// paragraphs, abstracts with topics, a documentation site in two languages), all with the same values.
public struct RankingWeights: Hashable, Sendable {
  /// The power of length / average length in the norm. 1 is BM25 as it was published; less than 1 takes
  /// less away from texts that are much longer than the average.
  public var lengthExponent: Float = 0.6
  /// What two neighbouring words of the query that stand together add at most, as a share of the idf of
  /// the more frequent of them; 0 for nothing.
  public var proximity: Float = 0.2
  /// The share that particles and auxiliaries add to a score.
  public var functionWord: Float = 0.35
  /// The share of words that say little anywhere (the, which, 何, こと).
  public var lightWord: Float = 0.25
  /// The share that the words inside a compound add to a score.
  public var part: Float = 0.2
  /// What an occurrence of the same form in another inflection counts (食べる for 食べた).
  public var form: Float = 0.7
  /// What another spelling or script of the word counts (ねとられ for 寝取られ, サーバ for サーバー).
  public var spelling: Float = 0.4
  /// What another spelling in the script that was typed counts (ネトラレ for ねとられ, 引越 for 引っ越し).
  public var sameScript: Float = 0.8
  /// What a word in another script counts that is read as was typed (寝取られ for ねとられ).
  public var reading: Float = 0.3
  /// What the word of the other language counts for a loanword (server for サーバー).
  public var translation: Float = 0.3
  /// What a word counts that reads as the Latin word that was typed, which is an ordinary English word.
  public var englishReading: Float = 0.2
  /// What another voice or derivation of the word counts (寝取る for 寝取られ).
  public var family: Float = 0.3
  /// What another word of the same English stem counts (runs for running).
  public var stem: Float = 0.6
  /// What another member of a synonym family counts.
  public var synonym: Float = 0.5
  /// What a single Chinese character counts inside another word.
  public var containedOne: Float = 0.2
  /// What two characters of which one is Chinese count inside another word (京都 in 東京都).
  public var containedTwo: Float = 0.4
  /// What three such characters or more count inside another word: they hardly stand there by chance.
  public var containedThree: Float = 0.8
  /// What up to three kana count inside another word (はし in はしる).
  public var containedKana: Float = 0.5

  /// The tuned weights.
  public init() {}

  /// Plain BM25 as other engines have it: published length norm, no proximity, all words alike.
  public static var plain: RankingWeights {
    var weights = RankingWeights()
    weights.lengthExponent = 1
    weights.proximity = 0
    weights.lightWord = 1
    return weights
  }

  /// Every weight with the name that schema files and indexes give it.
  public static var named: [(name: String, weight: WritableKeyPath<RankingWeights, Float>)] {
    [
      ("lengthExponent", \.lengthExponent), ("proximity", \.proximity),
      ("functionWord", \.functionWord), ("lightWord", \.lightWord), ("part", \.part),
      ("form", \.form), ("spelling", \.spelling), ("sameScript", \.sameScript),
      ("reading", \.reading), ("translation", \.translation), ("englishReading", \.englishReading),
      ("family", \.family), ("stem", \.stem), ("synonym", \.synonym),
      ("containedOne", \.containedOne),
      ("containedTwo", \.containedTwo), ("containedThree", \.containedThree),
      ("containedKana", \.containedKana),
    ]
  }

  /// Whether a weight of this name may have this value: the length exponent and proximity from 0 to 1,
  /// the others above 0 and up to 1, so that products with field weights stay positive.
  public static func allows(_ value: Float, for name: String) -> Bool {
    let mayBeZero = name == "lengthExponent" || name == "proximity"
    return mayBeZero ? (0...1).contains(value) : (0x1p-10...1).contains(value)
  }
}
