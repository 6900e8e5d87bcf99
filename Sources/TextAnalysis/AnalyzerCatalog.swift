// SPDX-License-Identifier: Apache-2.0
internal import Storage

/// The analyzers of one process or index, by name. A value that is passed in, not a registry.
package struct AnalyzerCatalog: Sendable {
  /// What decides the terms of these analyzers: analyzer version, libraries and dictionaries, as
  /// sorted pairs. It is stored in every index and compared when one is opened. The lexicon and the
  /// morphology stand in it only where an analyzer uses them.
  package let description: [(key: String, value: String)]
  /// The lexicon the analyzers use, if any.
  package let lexicon: WordLexicon?
  private let analyzers: [String: Analyzer]

  /// Where Debian and Ubuntu put the IPA dictionary.
  package static let usualDictionaryPaths = [
    "/var/lib/mecab/dic/ipadic-utf8", "/usr/lib/x86_64-linux-gnu/mecab/dic/ipadic-utf8",
    "/usr/lib/aarch64-linux-gnu/mecab/dic/ipadic-utf8", "/usr/lib/mecab/dic/ipadic-utf8",
  ]

  /// Sets analysis up.
  ///
  /// - Parameters:
  ///   - lexicon: the word lexicon; without it words are found with less reach.
  ///   - dictionaryPath: the folder of MeCab's dictionary; the usual places are tried when nil.
  ///   - names: the analyzers that will be asked for; all when nil. What none of them uses is not
  ///     opened. Names that are unknown are passed over here.
  /// - Throws: `AnalysisError` when a library, or a dictionary that is there or was named, cannot be
  ///   used.
  package init(
    lexicon: WordLexicon?, dictionaryPath: String? = nil, names: Set<String>? = nil
  ) throws(AnalysisError) {
    let chosen = AnalyzerOptions.named.filter { names?.contains($0.name) ?? true }
    var description: [(key: String, value: String)] = [
      ("analysis", "2"), ("icu", ICUText.version), ("unicode", ICUText.unicodeVersion),
    ]
    if chosen.contains(where: \.options.usesLexicon) {
      description.append(("lexicon", lexicon?.digest ?? "none"))
      if let user = lexicon?.userWords { description.append(("user dictionary", user.digest)) }
    }
    let cutsMorphemes = chosen.contains(where: \.options.cutsMorphemes)
    let dictionary =
      cutsMorphemes ? try Self.dictionary(namedPath: dictionaryPath) : nil
    let resources = AnalysisResources(lexicon: lexicon, dictionary: dictionary)
    let morphology = dictionary.map { "mecab \($0.digest)" }
    if cutsMorphemes { description.append(("morphology", morphology ?? "icu words")) }
    guard resources.makeWorkspace() != nil else {
      throw .libraryUnavailable(name: "Snowball's English stemmer")
    }
    var analyzers: [String: Analyzer] = [:]
    for (name, options) in chosen {
      analyzers[name] = Analyzer(name: name, options: options, resources: resources)
    }
    self.analyzers = analyzers
    self.lexicon = lexicon
    self.description = description.sorted { $0.key < $1.key }
  }

  /// The analyzer of a name.
  ///
  /// - Throws: `AnalysisError.unknownAnalyzer`.
  package func analyzer(named name: String) throws(AnalysisError) -> Analyzer {
    guard let analyzer = analyzers[name] else {
      throw .unknownAnalyzer(name: name, known: AnalyzerOptions.named.map(\.name))
    }
    return analyzer
  }

  #if MeCab
    /// Opens the dictionary in a folder, or in the first usual one that has one; nil where none has.
    private static func dictionary(
      namedPath: String?
    ) throws(AnalysisError) -> MorphemeDictionary? {
      if let namedPath { return try MorphemeDictionary(path: namedPath) }
      for path in usualDictionaryPaths {
        if (try? MappedFile(path: FilePath(path + "/sys.dic"))) == nil { continue }
        return try MorphemeDictionary(path: path)
      }
      return nil
    }
  #else
    private static func dictionary(
      namedPath: String?
    ) throws(AnalysisError) -> MorphemeDictionary? { nil }
  #endif
}
