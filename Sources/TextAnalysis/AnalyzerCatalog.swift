// SPDX-License-Identifier: Apache-2.0
internal import Storage

/// The analyzers of one process or index, by name. A value that is passed in, not a registry.
package struct AnalyzerCatalog: Sendable {
  /// What decides the terms: analyzer version, libraries and dictionaries, as sorted pairs. It is
  /// stored in every index and compared when one is opened.
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
  /// - Throws: `AnalysisError` when a library or a dictionary that was named cannot be used.
  package init(lexicon: WordLexicon?, dictionaryPath: String? = nil) throws(AnalysisError) {
    var description: [(key: String, value: String)] = [
      ("analysis", "1"), ("icu", ICUText.version), ("lexicon", lexicon?.digest ?? "none"),
      ("unicode", ICUText.unicodeVersion),
    ]
    #if MeCab
      var model: MeCabModel?
      if let dictionaryPath {
        model = try MeCabModel(dictionaryPath: dictionaryPath)
      } else {
        for path in Self.usualDictionaryPaths where model == nil && Self.exists(path) {
          model = try MeCabModel(dictionaryPath: path)
        }
      }
      let morphology = try model.map { model throws(AnalysisError) in
        "mecab " + (try Self.digest(ofDictionary: model.dictionaryPath))
      }
      let resources = AnalysisResources(lexicon: lexicon, model: model)
    #else
      let morphology: String? = nil
      let resources = AnalysisResources(lexicon: lexicon)
    #endif
    description.append(("morphology", morphology ?? "icu words"))
    guard let workspace = resources.makeWorkspace() else {
      throw .libraryUnavailable(name: "ICU's word boundaries or Snowball's English stemmer")
    }
    resources.giveBack(workspace)
    var analyzers: [String: Analyzer] = [:]
    for (name, options) in AnalyzerOptions.named {
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

  private static func exists(_ folder: String) -> Bool {
    (try? MappedFile(path: FilePath(folder + "/sys.dic"))) != nil
  }

  /// The identity of a dictionary by its contents: 64 pages spread evenly over the system dictionary,
  /// and its size, so that opening an index does not read all of it.
  private static func digest(ofDictionary folder: String) throws(AnalysisError) -> String {
    do {
      let bytes = try MappedFile(path: FilePath(folder + "/sys.dic")).bytes()
      var sample: [UInt8] = []
      for page in 0..<64 {
        let start = bytes.count / 64 * page
        sample += try bytes.array(start..<min(start + 4096, bytes.count))
      }
      return String(Checksum.xxh3(sample), radix: 16) + " \(bytes.count)"
    } catch {
      throw .morphologyUnavailable(path: folder)
    }
  }
}
