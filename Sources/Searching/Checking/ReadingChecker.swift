// SPDX-License-Identifier: Apache-2.0

internal import DocumentModel
package import IndexFormat
internal import Storage
internal import TextAnalysis

/// Holds the tables of readings and lexicon entries to the terms of their segment: what `IndexChecker`
/// cannot, as the format does not know what the values mean.
package enum ReadingChecker {
  private static let findingLimit = 100
  private static let wordKinds: [TermKind] = [.surface, .form, .lemma]

  /// Checks that every reading is of a word that stands in the segment, and every value can be read.
  ///
  /// - Returns: The findings; none for a sound segment.
  /// - Complexity: O(entries · log terms).
  package static func check(_ segment: SegmentReader) -> [Finding] {
    // Tables of another analysis mean something else.
    guard segment.description.contains(where: { $0.0 == "lexicon" }) else { return [] }
    var findings: [Finding] = []
    for (name, table) in [
      ("readings by key", segment.readingsByKey),
      ("readings by short key", segment.readingsByShortKey),
    ] {
      check(table, name, segment, &findings) { value in
        let entries = ReadingEntry.decode(value)
        return entries.isEmpty ? nil : entries.map(\.term)
      }
    }
    check(segment.lexicon, "lexicon", segment, &findings) { value in
      LexiconEntry(decoding: value) == nil ? nil : []
    }
    return findings
  }

  private static func check(
    _ table: KeyTableReader?, _ name: String, _ segment: SegmentReader,
    _ findings: inout [Finding], words: ([UInt8]) -> [[UInt8]]?
  ) {
    let offset = segment.sections.first { $0.name == name }?.offset ?? 0
    func add(_ reason: String) {
      findings.append(Finding(section: name, offset: offset, reason: reason))
    }
    do {
      try table?.forEach { key, value in
        guard findings.count < findingLimit else { return false }
        let key = Array(key)
        guard let words = words(Array(value)) else {
          add("the value of \(String(decoding: key, as: UTF8.self)) cannot be read")
          return true
        }
        let terms = words.isEmpty && name == "lexicon" ? [key] : words
        for term in terms where !isTerm(term, of: segment) {
          add("\(String(decoding: term, as: UTF8.self)) is no word of the segment")
        }
        return true
      }
    } catch {
      add("\(error)")
    }
  }

  private static func isTerm(_ text: [UInt8], of segment: SegmentReader) -> Bool {
    for (number, field) in segment.schema.fields.enumerated() where field.type == .text {
      for kind in wordKinds {
        let key = TermKey(bytes: [UInt8(number), kind.rawValue] + text)
        if (try? segment.term(key)) != nil { return true }
      }
    }
    return false
  }
}
