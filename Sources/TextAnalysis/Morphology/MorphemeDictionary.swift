// SPDX-License-Identifier: Apache-2.0
internal import Storage

/// A dictionary of morphemes in the four files that MeCab compiles: `sys.dic` (a double array from
/// spellings to words, and the words with their features), `unk.dic` (the same for text it does not
/// know), `char.bin` (the categories of characters) and `matrix.bin` (what a word costs behind
/// another).
///
/// The files are mapped. Opening checks sizes and bounds; what single words say is checked where it is
/// used.
struct MorphemeDictionary: Sendable {
  /// The parts of `sys.dic` or `unk.dic`.
  struct WordFile: Sendable {
    /// The double array: base and check, four bytes each.
    let trie: MappedBytes
    /// The words, 16 bytes each.
    let words: MappedBytes
    /// The features of words, each ended by a zero byte.
    let features: MappedBytes
    /// The number of contexts that words have for those behind them.
    let rightContextCount: Int
    /// The number of contexts that words have for those before them.
    let leftContextCount: Int

    var wordCount: Int { words.count / MorphemeDictionary.wordByteCount }
  }

  /// The known words.
  let known: WordFile
  /// The words that stand in for unknown text.
  let unknown: WordFile
  /// Of each category of characters, which words of `unknown` are its.
  let unknownRanges: [Range<Int>]
  /// What `char.bin` says of each of 65,535 code units, four bytes each.
  let properties: MappedBytes
  /// Costs of two bytes: of each left context the costs behind every right context.
  let costs: MappedBytes
  /// The identity by contents: the XXH3 of 64 pages spread evenly over `sys.dic`, and its size, so
  /// that opening an index does not read all of it.
  let digest: String

  static let wordByteCount = 16
  private static let headerByteCount = 72
  private static let signature: UInt32 = 0xEF71_8F77
  private static let version: UInt32 = 102
  private static let categoryByteCount = 32
  private static let codeUnitCount = 0xFFFF

  /// Opens the dictionary in a folder.
  ///
  /// - Throws: `AnalysisError.morphologyUnavailable` when a file is missing or not what it should be.
  /// - Complexity: O(1) in the size of the files.
  init(path: String) throws(AnalysisError) {
    do throws(StorageError) {
      let system = try MappedFile(path: FilePath(path + "/sys.dic")).bytes()
      try self.init(
        system: system, unknown: MappedFile(path: FilePath(path + "/unk.dic")).bytes(),
        characters: MappedFile(path: FilePath(path + "/char.bin")).bytes(),
        matrix: MappedFile(path: FilePath(path + "/matrix.bin")).bytes())
    } catch {
      throw .morphologyUnavailable(path: path, reason: error.description)
    }
  }

  /// Opens a dictionary in the bytes of its files.
  ///
  /// - Throws: `StorageError.damaged` or `.outOfBounds`.
  init(
    system: MappedBytes, unknown: MappedBytes, characters: MappedBytes, matrix: MappedBytes
  ) throws(StorageError) {
    known = try Self.wordFile(system, name: "sys.dic", type: 0)
    self.unknown = try Self.wordFile(unknown, name: "unk.dic", type: 2)
    let rights = Int(try matrix.uint16(at: 0))
    let lefts = Int(try matrix.uint16(at: 2))
    guard rights > 0, lefts > 0, matrix.count == 4 + 2 * rights * lefts else {
      throw .damaged(
        structure: "matrix.bin", offset: 0,
        reason: "\(matrix.count) bytes cannot hold \(rights) by \(lefts) costs")
    }
    guard known.rightContextCount == rights, known.leftContextCount == lefts else {
      throw .damaged(
        structure: "matrix.bin", offset: 0,
        reason: "\(rights) by \(lefts) costs do not belong to this sys.dic")
    }
    costs = try matrix[slice: 4..<matrix.count]
    let categoryCount = Int(try characters.uint32(at: 0))
    let propertiesStart = 4 + Self.categoryByteCount * categoryCount
    guard categoryCount <= 256, characters.count == propertiesStart + 4 * Self.codeUnitCount else {
      throw .damaged(
        structure: "char.bin", offset: 0,
        reason: "\(characters.count) bytes with \(categoryCount) categories")
    }
    properties = try characters[slice: propertiesStart..<characters.count]
    var ranges: [Range<Int>] = []
    for category in 0..<categoryCount {
      let start = 4 + Self.categoryByteCount * category
      let name = try characters.array(start..<start + Self.categoryByteCount).prefix { $0 != 0 }
      ranges.append(try self.unknown.words(named: name))
    }
    unknownRanges = ranges
    digest = try Self.digest(of: system)
  }

  /// The feature columns of a word, numbered through the known words and the unknown ones behind
  /// them; empty when the dictionary is damaged there.
  func features(ofWord word: Int) -> [UInt8] {
    let isKnown = word < known.wordCount
    let file = isKnown ? known : unknown
    let index = isKnown ? word : word - known.wordCount
    guard let start = try? file.words.uint32(at: index * Self.wordByteCount + 8),
      start < file.features.count
    else { return [] }
    return file.features.withSpan { bytes in
      var end = Int(start)
      while end < bytes.count, bytes[end] != 0 { end += 1 }
      return (Int(start)..<end).map { bytes[$0] }
    }
  }

  private static func wordFile(
    _ bytes: MappedBytes, name: String, type: UInt32
  ) throws(StorageError) -> WordFile {
    func damage(_ offset: Int, _ reason: String) -> StorageError {
      .damaged(structure: name, offset: offset, reason: reason)
    }
    guard bytes.count >= headerByteCount, bytes.count <= Int(UInt32.max),
      try bytes.uint32(at: 0) ^ signature == UInt32(bytes.count)
    else { throw damage(0, "no dictionary of MeCab") }
    let found = (version: try bytes.uint32(at: 4), type: try bytes.uint32(at: 8))
    guard found.version == version else { throw damage(4, "version \(found.version)") }
    guard found.type == type else { throw damage(8, "a dictionary of type \(found.type)") }
    let trieByteCount = Int(try bytes.uint32(at: 24))
    let wordsByteCount = Int(try bytes.uint32(at: 28))
    let featuresByteCount = Int(try bytes.uint32(at: 32))
    let charset = try bytes.array(40..<headerByteCount).prefix { $0 != 0 }
    guard ["utf-8", "utf8"].contains(String(decoding: charset, as: UTF8.self).lowercased()) else {
      throw damage(40, "its characters are not UTF-8")
    }
    let words = headerByteCount + trieByteCount
    let features = words + wordsByteCount
    guard trieByteCount >= 8, trieByteCount % 8 == 0, wordsByteCount % wordByteCount == 0,
      features + featuresByteCount == bytes.count
    else { throw damage(24, "its parts do not fill its \(bytes.count) bytes") }
    return WordFile(
      trie: try bytes[slice: headerByteCount..<words],
      words: try bytes[slice: words..<features], features: try bytes[slice: features..<bytes.count],
      rightContextCount: Int(try bytes.uint32(at: 16)),
      leftContextCount: Int(try bytes.uint32(at: 20)))
  }

  private static func digest(of bytes: MappedBytes) throws(StorageError) -> String {
    var checksum = RunningChecksum()
    for page in 0..<64 {
      let start = bytes.count / 64 * page
      checksum.update(try bytes[slice: start..<min(start + 4096, bytes.count)])
    }
    return String(checksum.value, radix: 16) + " \(bytes.count)"
  }
}

extension MorphemeDictionary.WordFile {
  /// The words with a spelling.
  ///
  /// - Throws: `StorageError.damaged` when there are none, or `.outOfBounds`.
  fileprivate func words(named name: ArraySlice<UInt8>) throws(StorageError) -> Range<Int> {
    var state = try trie.uint32(at: 0)
    for byte in name {
      let unit = 8 * (Int(state) + Int(byte) + 1)
      guard try trie.uint32(at: unit + 4) == state else { throw absence(of: name) }
      state = try trie.uint32(at: unit)
    }
    guard try trie.uint32(at: 8 * Int(state) + 4) == state else { throw absence(of: name) }
    // A value is kept as its complement: the first word above, their number in eight bits below.
    let value = ~(try trie.uint32(at: 8 * Int(state)))
    let range = Int(value >> 8)..<Int(value >> 8) + Int(value & 0xFF)
    guard value <= UInt32(Int32.max), range.upperBound <= wordCount else {
      throw absence(of: name)
    }
    return range
  }

  private func absence(of name: ArraySlice<UInt8>) -> StorageError {
    .damaged(
      structure: "unk.dic", offset: 0,
      reason: "no words for category \(String(decoding: name, as: UTF8.self))")
  }
}
