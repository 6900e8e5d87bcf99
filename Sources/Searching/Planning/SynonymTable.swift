// SPDX-License-Identifier: Apache-2.0
package import QueryLanguage
internal import TextAnalysis

/// The synonym families that queries are expanded by, looked up by what was typed.
///
/// Members are compared as words are: by NFKC case folding, white space as one blank. One that is
/// written in capitals and would be an ordinary English word otherwise (IT, US, WHO; not ML or KG, which
/// no vowel makes a word) is a *cased* acronym: it is known only as it is written, and no other member is
/// widened to it, since texts do not keep case.
package struct SynonymTable: Sendable {
  /// What stands for a term besides itself.
  struct Expansion: Equatable, Sendable {
    /// The other members, or the replacements, as they are written.
    var terms: [String]
    /// Whether they stand in the place of the term, which is no longer looked for.
    var replaces: Bool
  }

  private struct Entry: Sendable {
    var expansion: Expansion
    /// The only spelling that counts, of a cased acronym.
    var cased: String?
  }

  private var entries: [[UInt8]: [Entry]] = [:]
  /// What a reader of the file should know, in the order of its lines.
  package private(set) var problems: [SynonymFile.Problem]
  /// The greatest number of blanks in a term.
  private(set) var greatestBlankCount = 0

  /// Members of a family beyond which `problems` has a remark.
  static let usualSize = 64

  /// Takes in a file.
  ///
  /// - Parameters:
  ///   - file: the rules.
  ///   - isEnglish: whether a normalized word is an ordinary English word.
  /// - Complexity: O(n²) in the members of a family, O(n) in families.
  package init(_ file: SynonymFile, isEnglish: ([UInt8]) -> Bool) {
    problems = file.faults
    var lineOfFamily: [[UInt8]: Int] = [:]
    for rule in file.rules {
      let targets = rule.replacements ?? rule.terms
      let usable = targets.filter { !Self.isCased($0, isEnglish) }
      for cased in rule.terms where Self.isCased(cased, isEnglish) {
        remark(
          rule.line,
          "\(cased) is an English word in small letters: known in capitals only, and never looked "
            + "for in texts")
      }
      if targets.count > Self.usualSize {
        remark(rule.line, "\(targets.count) members make each of their queries slow")
      }
      for term in rule.terms {
        let key = Self.key(term)
        if !term.unicodeScalars.contains(where: {
          $0.properties.isAlphabetic || $0.properties.numericType != nil
        }) {
          remark(rule.line, "'\(term)' holds no letter or digit and is never found")
        }
        if let other = lineOfFamily[key], other != rule.line {
          remark(rule.line, "'\(term)' also stands in line \(other); both count for it")
        }
        lineOfFamily[key] = rule.line
        let others = usable.filter { rule.replacements != nil || Self.key($0) != key }
        guard !others.isEmpty else { continue }
        greatestBlankCount = max(greatestBlankCount, key.count { $0 == 0x20 })
        entries[key, default: []].append(
          Entry(
            expansion: Expansion(terms: others, replaces: rule.replacements != nil),
            cased: Self.isCased(term, isEnglish) ? term : nil))
      }
    }
    problems.sort { $0.line < $1.line }
  }

  /// Whether no term has an expansion.
  var isEmpty: Bool { entries.isEmpty }

  /// What stands for a text that was typed, or for a word in the spelling `key`.
  ///
  /// - Parameters:
  ///   - key: normalized (UTF-8), white space as one blank.
  ///   - typed: the text as it was typed; nil where the key was found by other ways.
  /// - Returns: an expansion for each line that has it.
  func expansions(of key: [UInt8], typed: String?) -> [Expansion] {
    (entries[key] ?? []).filter { $0.cased == nil || $0.cased == typed }.map(\.expansion)
  }

  /// A text as it is compared.
  static func key(_ text: String) -> [UInt8] {
    let normalized = NormalizedText(text).bytes
    return normalized.split { $0 == 0x20 || $0 == 0x0A || $0 == 0x09 }.joined(separator: [0x20])
      .map(\.self)
  }

  private static func isCased(_ term: String, _ isEnglish: ([UInt8]) -> Bool) -> Bool {
    guard term.utf8.count >= 2, term.utf8.allSatisfy({ $0 >= 0x41 && $0 <= 0x5A }) else {
      return false
    }
    let word = key(term)
    return word.contains { "aeiouy".utf8.contains($0) } && isEnglish(word)
  }

  private mutating func remark(_ line: Int, _ description: String) {
    problems.append(SynonymFile.Problem(line: line, description: description, isFault: false))
  }
}
