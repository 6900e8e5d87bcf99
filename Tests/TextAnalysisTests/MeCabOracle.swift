// SPDX-License-Identifier: Apache-2.0
#if MeCab
  internal import CMeCab

  /// MeCab itself, which the lattice is held to.
  @safe final class MeCabOracle {
    /// A word and its feature columns.
    struct Word: Equatable {
      var range: Range<Int>
      var features: String
    }

    private let model: OpaquePointer
    private let tagger: OpaquePointer
    private let lattice: OpaquePointer

    /// Opens the dictionary in a folder, or gives nil.
    init?(dictionaryPath: String) {
      guard let model = unsafe mecab_model_new2("-r /dev/null -d \(dictionaryPath)"),
        let tagger = unsafe mecab_model_new_tagger(model),
        let lattice = unsafe mecab_model_new_lattice(model)
      else { return nil }
      unsafe self.model = model
      unsafe self.tagger = tagger
      unsafe self.lattice = lattice
    }

    deinit {
      unsafe mecab_lattice_destroy(lattice)
      unsafe mecab_destroy(tagger)
      unsafe mecab_model_destroy(model)
    }

    /// The words of a text.
    func words(in text: [UInt8]) -> [Word] {
      var words: [Word] = []
      // Safe: MeCab reads the bytes, which a zero follows, and its nodes live until the next text.
      unsafe (text + [0]).withUnsafeBufferPointer { buffer in
        guard let base = buffer.baseAddress else { return }
        let start = unsafe UnsafeRawPointer(base)
        unsafe mecab_lattice_set_sentence2(
          lattice, start.assumingMemoryBound(to: CChar.self), text.count)
        guard unsafe mecab_parse_lattice(tagger, lattice) != 0 else { return }
        var next = unsafe mecab_lattice_get_bos_node(lattice)
        while let node = unsafe next {
          let value = unsafe node.pointee
          unsafe next = UnsafeMutablePointer(mutating: value.next)
          guard unsafe value.stat != 2 && value.stat != 3, let surface = unsafe value.surface,
            let feature = unsafe value.feature
          else { continue }
          let offset = unsafe UnsafeRawPointer(surface) - start
          unsafe words.append(
            Word(
              range: offset..<offset + Int(value.length),
              features: String(cString: feature)))
        }
      }
      return words
    }
  }
#endif
