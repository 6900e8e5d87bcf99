// SPDX-License-Identifier: Apache-2.0
internal import Storage

/// Words that a user adds to the lexicon: names, new words, terms of a trade.
///
/// A line has the word, its readings in kana and English words that mean it, parted by commas or tabs,
/// several readings or English words by slashes: `天羽々斬,あめのはばきり/あまのはばきり`, `コンピュータ,,computer`.
/// Empty lines and those that begin with `#` are passed over.
package struct UserDictionary: Sendable {
  /// The words with what is known of each, ascending.
  private(set) var entries: [(word: [UInt8], entry: LexiconEntry)] = []
  /// The XXH3 of the file's bytes in hexadecimal.
  package let digest: String

  /// Reads a file.
  ///
  /// - Throws: `AnalysisError.unreadableDictionary`, or `.malformedDictionaryLine` with the number of
  ///   the first line that is not in this form.
  package init(path: String) throws(AnalysisError) {
    let bytes: [UInt8]
    do {
      let mapped = try MappedFile(path: FilePath(path)).bytes()
      bytes = try mapped.array(0..<mapped.count)
    } catch {
      throw .unreadableDictionary(path: path, reason: "\(error)")
    }
    digest = String(Checksum.xxh3(MappedBytes(bytes)), radix: 16)
    var known: [[UInt8]: LexiconEntry] = [:]
    var number = 0
    for line in bytes.split(separator: 0x0A, omittingEmptySubsequences: false) {
      number += 1
      guard let text = String(validating: line, as: UTF8.self) else {
        throw .malformedDictionaryLine(file: path, line: number, reason: "this is not UTF-8")
      }
      if let reason = Self.add(text, to: &known) {
        throw .malformedDictionaryLine(file: path, line: number, reason: reason)
      }
    }
    for word in known.keys.sorted(by: { $0.lexicographicallyPrecedes($1) }) {
      if let entry = known[word] { entries.append((word, entry)) }
    }
  }

  /// Takes in a line; says what is wrong with it, if anything is.
  private static func add(_ line: String, to known: inout [[UInt8]: LexiconEntry]) -> String? {
    let text = trimmed(line.hasPrefix("\u{FEFF}") ? line.dropFirst() : line[...])
    if text.isEmpty || text.hasPrefix("#") { return nil }
    let separator: Character = text.contains("\t") ? "\t" : ","
    let columns = text.split(separator: separator, omittingEmptySubsequences: false).map(trimmed)
    if columns.count > 3 { return "more than three columns" }
    let word = LexiconCompiler.headword(columns[0])
    if word.isEmpty { return "there is no word" }
    if word.count > JapaneseWordBuilder.maximumByteCount { return "the word is too long" }
    if word.contains(where: { $0 <= 0x20 }) { return "the word has a blank" }
    var entry = LexiconEntry(traits: [.noun, .user], readings: [])
    for column in parts(columns, 1) {
      let reading = Kana.hiragana(LexiconCompiler.headword(column))
      guard MoraKey(kana: reading) != nil, reading.count <= 255 else {
        return "the reading '\(column)' is not kana"
      }
      if !entry.usualReadings.contains(reading) { entry.usualReadings.append(reading) }
    }
    for column in parts(columns, 2) {
      let english = NormalizedText(String(column)).bytes
      guard english.allSatisfy({ $0 >= 0x61 && $0 <= 0x7A }), english.count <= 64 else {
        return "'\(column)' is not one English word"
      }
      entry.add(equivalent: english)
    }
    if entry.readings.isEmpty, Kana.isKana(word) { entry.usualReadings = [Kana.hiragana(word)] }
    if entry.readings.isEmpty, entry.equivalents.isEmpty { return "there is no reading" }
    known[word, default: LexiconEntry(traits: [], readings: [])].add(entry)
    for english in entry.equivalents {
      known[english, default: LexiconEntry(traits: [], readings: [])].add(equivalent: word)
    }
    return nil
  }

  private static func parts(_ columns: [Substring], _ index: Int) -> [Substring] {
    index < columns.count ? columns[index].split(separator: "/").map(trimmed) : []
  }

  private static func trimmed(_ text: Substring) -> Substring {
    let isBlank: (Character) -> Bool = { $0 == " " || $0 == "\u{3000}" || $0 == "\r" }
    var text = text.drop(while: isBlank)
    while let last = text.last, isBlank(last) { text.removeLast() }
    return text
  }
}
