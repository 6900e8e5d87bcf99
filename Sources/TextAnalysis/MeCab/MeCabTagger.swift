// SPDX-License-Identifier: Apache-2.0
// The wrapper of MeCab: the only file of this module that calls it.
#if MeCab
  internal import CMeCab

  /// A loaded MeCab dictionary. Shared by taggers of several threads.
  @safe final class MeCabModel: @unchecked Sendable {
    // Safe: MeCab documents that a model may be used by many threads; it is never changed.
    fileprivate let handle: OpaquePointer
    /// The folder of the dictionary.
    let dictionaryPath: String

    /// Loads the dictionary in a folder.
    ///
    /// - Throws: `AnalysisError.morphologyUnavailable` when MeCab cannot load it.
    init(dictionaryPath: String) throws(AnalysisError) {
      // MeCab wants some configuration file; the dictionary's own says what is needed.
      let arguments = "-r /dev/null -d \(dictionaryPath)"
      guard let handle = unsafe mecab_model_new2(arguments) else {
        throw .morphologyUnavailable(path: dictionaryPath)
      }
      unsafe self.handle = handle
      self.dictionaryPath = dictionaryPath
    }

    deinit { unsafe mecab_model_destroy(handle) }
  }

  /// Cuts Japanese text into morphemes. Not for use by two threads at once.
  @safe final class MeCabTagger: MorphemeSource {
    private let model: MeCabModel
    private let tagger: OpaquePointer
    private let lattice: OpaquePointer
    /// Parsed dictionary entries by the address of their feature string, which MeCab keeps mapped.
    private var entries: [UInt: Int] = [:]
    private(set) var features: [MorphemeFeatures] = []

    /// Creates a tagger, or nil when MeCab has no memory for it.
    init?(model: MeCabModel) {
      guard let tagger = unsafe mecab_model_new_tagger(model.handle),
        let lattice = unsafe mecab_model_new_lattice(model.handle)
      else { return nil }
      self.model = model
      unsafe self.tagger = tagger
      unsafe self.lattice = lattice
    }

    deinit {
      unsafe mecab_lattice_destroy(lattice)
      unsafe mecab_destroy(tagger)
    }

    func morphemes(in text: [UInt8], range: Range<Int>, into morphemes: inout [Morpheme]) {
      // Safe: the lattice points into the text's buffer only inside the closure; nodes belong to
      // the lattice and are read before it is used again. Node lengths are within the sentence.
      unsafe text.withUnsafeBufferPointer { buffer in
        guard let base = buffer.baseAddress else { return }
        let start = unsafe UnsafeRawPointer(base + range.lowerBound)
        unsafe mecab_lattice_set_sentence2(
          lattice, start.assumingMemoryBound(to: CChar.self), range.count)
        guard unsafe mecab_parse_lattice(tagger, lattice) != 0 else { return }
        var node = unsafe mecab_lattice_get_bos_node(lattice)
        while let current = unsafe node {
          let value = unsafe current.pointee
          unsafe node = UnsafeMutablePointer(mutating: value.next)
          guard unsafe value.stat != 2 && value.stat != 3 && value.length > 0 else { continue }
          guard let surface = unsafe value.surface, let feature = unsafe value.feature else {
            continue
          }
          let offset = unsafe UnsafeRawPointer(surface) - start
          let from = range.lowerBound + offset
          let entry = unsafe entry(for: feature)
          unsafe morphemes.append(
            Morpheme(
              range: from..<from + Int(value.length), features: entry,
              traits: features[entry].traits))
        }
      }
    }

    private func entry(for feature: UnsafePointer<CChar>) -> Int {
      let address = UInt(bitPattern: feature)
      if let known = entries[address] { return known }
      let parsed = MorphemeFeatures(ipadic: unsafe String(cString: feature))
      features.append(parsed)
      entries[address] = features.count - 1
      return features.count - 1
    }
  }
#endif
